#!/usr/bin/env python3
"""Two companies on one broker, told apart by the prefix of their topics, at once; on the group's machine a replica of the
reporting of each, and one reporting over both, whose every figure is the sum of theirs to the fen. A replica that is away,
one that comes back, tokens of the other company, settings that are wrong."""

import argparse
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from broker import Kafka, kcat_read
from checks import Checks, arguments, wait
from figures import OWN, REPORTS, figures, kinds, read_through, report, sizes
from replicas import journals
from suite import BINARIES, Suite, free_ports, is_free
from web import Client

CODES = ("gz", "sz")
TOPICS = ["leads", "sales", "finance", "aftersales", "erp.orders", "erp.products", "erp.stock", "erp.production",
          "erp.shipments", "erp.receipts", "erp.customers", "erp.reconciliations"]


class Brokers:
    """What both companies share."""

    def __init__(self, options, folder):
        self.base = free_ports(options.random)
        self.kafka = Kafka(folder, self.base + 7) if options.kafka else None
        self.process = None

    def __enter__(self):
        if self.kafka:
            self.kafka.start()
            self.address = self.kafka.address
            return self
        names = [f"{code}.joinery.{topic}{letters}:8" for code in CODES for topic in TOPICS
                 for letters in ("", ".dead-letters")]
        names += [f"{code}.joinery.{name}" for code in CODES for name in ("erp.status:8", "erp.outbound.orders:8", "replays:1")]
        self.process = subprocess.Popen([BINARIES / "broker", "--port", str(self.base + 6), "--topics", ",".join(names)],
                                        stdout=subprocess.PIPE)
        self.process.stdout.readline()
        self.address = f"127.0.0.1:{self.base + 6}"
        return self

    def __exit__(self, *_):
        if self.kafka:
            self.kafka.stop()
        if self.process:
            self.process.terminate()
            self.process.wait()


class Company(Suite):
    def __init__(self, options, brokers, code, demo):
        self.code, self.brokers = code, brokers
        alone = argparse.Namespace(**{**vars(options), "kafka": False})
        super().__init__(alone, {"JOINERY_TOPIC_PREFIX": f"{code}."}, demo)

    @property
    def address(self):
        return self.brokers.address

    @property
    def where(self):
        return ["--data", str(self.data), "--port-base", str(self.base), "--kafka", self.address]

    @property
    def keys(self):
        return str(self.data / "keys" / "jwks.json")


class Running:
    """A reporting of the group's machine."""

    def __init__(self, company, folder, settings):
        self.company, self.folder, self.settings = company, folder, settings
        self.port = next(port for port in range(company.base + 10, company.base + 400) if is_free(port))
        self.start()

    def start(self):
        self.process = self.company.spawn("reporting", {
            "JOINERY_DATA": str(self.folder), "JOINERY_PORT": str(self.port), "JOINERY_JWKS_FILE": self.company.keys,
            **self.settings})
        wait(f"{self.folder.name} answers", 60, lambda: self.client().get("/livez").status == 200)

    def client(self, token=None):
        return Client(self.port, token or self.company.token, 30)

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.wait(30)


def apart(checks, companies, brokers):
    """Nobody hears of the other; what is said of one is done to one."""
    for company in companies:
        found = company.joinery("topics", "--dry-run").stdout
        names = [line.split()[0] for line in found.splitlines() if "joinery." in line]
        checks.check(f"{company.code}: joinery topics tells its own alone", len(names) > 10 and all(
            name.startswith(f"{company.code}.joinery.") for name in names), found)
        reports, status = company.streams()
        checks.check(f"{company.code}: nothing is lost, held or of others", status == 0 and len(reports) == 5, reports)
        done = company.joinery("verify", seconds=300)
        checks.check(f"{company.code}: joinery verify finds nothing", done.returncode == 0, done.stdout + done.stderr)
        events = {event["id"] for event in company.journal("leads")}
        sent = kcat_read(brokers.address, f"{company.code}.joinery.leads")
        ids = {record["headers"].get("ce_id") for record in sent if "heads" not in record["headers"].get("ce_type", "")}
        checks.check(f"{company.code}: its topic has its own events alone", ids and ids <= events, len(ids - events))
    one, other = companies
    before = len(kcat_read(brokers.address, f"{other.code}.joinery.finance"))
    done = one.joinery("replay", "joinery.finance")
    checks.check("joinery replay fills one company's topic", done.returncode == 0, done.stdout + done.stderr)
    after = [record for record in kcat_read(brokers.address, f"{other.code}.joinery.finance")
             if "heads" not in record["headers"].get("ce_type", "")]
    checks.check("and not the other's", len(after) <= before, (before, len(after)))
    done = one.joinery("asyncapi")
    checks.check("joinery asyncapi names the topics as they are", f'"{one.code}.joinery.sales"' in done.stdout)
    done = one.joinery("topics", environment={"JOINERY_TOPIC_PREFIX": "no good"})
    checks.check("a prefix that is none is refused with words", done.returncode and
                 "JOINERY_TOPIC_PREFIX: 'no good'" in done.stdout + done.stderr, done.stdout + done.stderr)


def own(code, by, key):
    return f"{code}:{key}" if by in OWN and key != "none" else key


def added(parts, by):
    """The companies' reports added up by hand."""
    rows, columns = {}, {}
    for code, found in parts.items():
        columns |= kinds(found)
        for (key, key2, currency), row in figures(found)[0].items():
            sum = rows.setdefault((own(code, by, key), key2, currency), {})
            for name, size in sizes(row, kinds(found)).items():
                sum[name] = sum.get(name, 0) + size
    return {key: row for key, row in rows.items() if any(row.values())}, columns


def sums(checks, companies, group, when):
    """Each report of the group beside those of the companies' own reportings."""
    wrong, counted = [], 0
    clients = {company.code: company.client("reporting", timeout=30) for company in companies}
    for name, groupings in REPORTS.items():
        for by in groupings:
            parts = {code: report(client, name, groupBy=by) for code, client in clients.items()}
            expected, columns = added(parts, by)
            whole = report(group, name, groupBy=by)
            found = {key: sizes(row, columns) for key, row in figures(whole)[0].items()}
            found = {key: row for key, row in found.items() if any(row.values())}
            counted += len(found)
            if found != expected:
                wrong.append((name, by, {key: (found.get(key), expected.get(key)) for key in found | expected
                                         if found.get(key) != expected.get(key)}))
            total = sizes(whole["totals"], columns)
            for column in total:
                sum_of = sum(sizes(part["totals"], columns).get(column, 0) for part in parts.values())
                if total[column] != sum_of:
                    wrong.append((name, by, column, total[column], sum_of))
        for code, client in clients.items():
            alone = report(group, name, groupBy="company", company=code)
            if alone["totals"] != report(client, name)["totals"]:
                wrong.append((name, code, alone["totals"], report(client, name)["totals"]))
    checks.check(f"{when}: {counted} rows of {len(REPORTS)} reports are the sums of both companies to the fen", not wrong,
                 wrong[:3])


def explained(checks, group):
    found = report(group, "sales", groupBy="company")
    total = 0
    for row in found["rows"]:
        answer = group.get(f"/v1/reports/sales/explain?groupBy=company&row={row['key']}&column=signed").json
        amount = sum(event["amount"]["amount"] for event in answer["events"])
        whose = {event["company"] for event in answer["events"]}
        checks.equal(f"{row['key']}: what was signed is explained by its events", (amount, whose),
                     (row["signed"]["amount"], {row["key"]}))
        total += amount
    checks.equal("and so is the group's", total, found["totals"]["signed"]["amount"])


def rights(checks, companies, running):
    one, other = companies
    for role, status in (("manager", 200), ("finance", 200), ("auditor", 200), ("net-sales", 403), ("shop", 403)):
        answer = running.client(one.machine(f"group-{role}", role)).get("/v1/reports/sales")
        checks.equal(f"role {role} gets {status}", answer.status, status)
    checks.check("who is refused is told why", "group's reports" in str(running.client(
        one.machine("group-shop", "shop")).send("GET", "/v1/reports/sales", headers={"Accept-Language": "en"}).json))
    checks.equal("a token of the other company is none here", running.client(other.token).get("/v1/reports/sales").status, 401)
    checks.equal("a card is with its company", running.client().get("/v1/customers?q=x").status, 404)
    page = running.client().get("/v1/reports/sales.csv?groupBy=company")
    checks.check("there is CSV of it", page.status == 200 and page.body.decode().count("\n") == 3, page)
    checks.equal("and a spreadsheet", running.client().get("/v1/reports/sales.xlsx").status, 200)
    checks.check("and the dashboard", running.client().get("/").status == 200)


def capture(company, phone):
    answer = company.client("leads").post("/v1/leads", {
        "name": "群客", "phone": phone, "source": {"channel": "online"}})
    if answer.status != 201:
        raise OSError(f"POST /v1/leads: {answer}")


def leads(client, **query):
    return report(client, "lead-sources", **query)["totals"]["leads"]


def away(checks, companies, replicas, group):
    """A replica that is away tells what it had; the figures say so."""
    _, other = companies
    before = leads(group)
    replicas["sz"].stop(signal.SIGKILL)
    capture(other, "13900000001")
    other.wait_quiet()
    checks.equal("with a replica away, the group's figures are as of its position", leads(group), before)
    replicas["sz"].start()
    wait("the replica is back", 60, lambda: leads(group) == before + 1)
    checks.equal("and with it what it had missed", leads(group), leads(group, company="gz") + leads(group, company="sz"))
    found = {row["company"]: row for row in group.get("/v1/companies").json["items"]}
    checks.check("it says how far each company is", set(found) == set(CODES) and all(
        row.get("told") and not row.get("behind") for row in found.values()), found)
    store = replicas["sz"].folder / "reporting.sqlite"
    replicas["sz"].stop()
    store.rename(f"{store}.away")
    answer = group.get("/v1/reports/sales")
    checks.check("a company whose store is gone is told, not left out", answer.status == 503 and "sz" in str(answer.json),
                 answer)
    checks.equal("the others can be asked for alone", group.get("/v1/reports/sales?company=gz").status, 200)
    replicas["sz"].start()
    wait("it has read all anew", 60, lambda: read_through(replicas["sz"].client(), journals(other)))
    checks.equal("and the group tells what the new store holds", leads(group), before + 1)


def refused(checks, companies, folder, setting):
    one = companies[0]
    for words, environment in (
            ("those of Asia/Shanghai, the group's those of Europe/Berlin", {"JOINERY_TIME_ZONE": "Europe/Berlin"}),
            ("JOINERY_COMPANIES: 'gz' is no company", {"JOINERY_COMPANIES": "gz"}),
            ("start the company's reporting on this folder", {"JOINERY_COMPANIES": f"gz={folder}/nowhere"}),
            ("JOINERY_REPLICA: 'no good' is no name", {"JOINERY_REPLICA": "no good"})):
        process = one.spawn("reporting", {
            "JOINERY_DATA": str(folder / "refused"), "JOINERY_PORT": "0", "JOINERY_JWKS_FILE": one.keys,
            "JOINERY_COMPANIES": setting, **environment})
        status = process.wait(30)
        text = Path(process.log).read_text()
        checks.check(f"it must not run, with words: {words}", status == 78 and words in text, (status, text))


def together(*bodies):
    faults = []

    def run(body):
        try:
            body()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=run, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def main():
    options = arguments(__doc__, ("--demo-size", {"type": int, "default": 120, "help": "leads of the larger company"}))
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-") as name, Brokers(options, Path(name) / "kafka") as brokers:
        folder = Path(name)
        companies = [Company(options, brokers, code, size) for code, size in zip(
            CODES, (options.demo_size, options.demo_size // 2))]
        try:
            together(*(company.__enter__ for company in companies))
            checks.note("both companies have had their year, at once")
            for company in companies:
                company.wait_quiet()
            checks.part("each hears of its own alone", apart, checks, companies, brokers)
            replicas = {company.code: Running(company, folder / company.code, {
                "JOINERY_TOPIC_PREFIX": f"{company.code}.", "JOINERY_REPLICA": "group"}) for company in companies}
            for company in companies:
                wait(f"the replica of {company.code} has all", 120, lambda company=company: read_through(
                    replicas[company.code].client(), journals(company)))
            setting = ",".join(f"{code}={folder / code}" for code in CODES)
            running = Running(companies[0], folder / "group", {
                "JOINERY_TOPIC_PREFIX": "gz.", "JOINERY_COMPANIES": setting})
            group = running.client()
            checks.part("sums", sums, checks, companies, group, "at once")
            checks.part("explanations", explained, checks, group)
            checks.part("who is let in", rights, checks, companies, running)
            checks.part("a replica away", away, checks, companies, replicas, group)
            checks.part("sums", sums, checks, companies, group, "after all that")
            checks.part("settings", refused, checks, companies, folder, setting)
        finally:
            for company in companies:
                company.__exit__(None, None, None)
    checks.finish()


if __name__ == "__main__":
    main()
