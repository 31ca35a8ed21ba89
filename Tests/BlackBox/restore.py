#!/usr/bin/env python3
"""A backup of the running suite under load, everything destroyed, and restored: with the topics still there, with the
topics still there twice, and with the broker lost. Afterwards every event journal and report is that of the backup, and
the ERP's orders published since come in again by themselves, once. A damaged backup is refused before anything is
touched, and one store alone put back is."""

import datetime
import hashlib
import json
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import broker
import erp
from catalogue import OutsideSuite
from checks import Checks, arguments, wait
from load import Ledger, Load
from names import COLUMNS, GROUPINGS
from suite import Suite

TODAY = erp.TODAY
REPORTS = [
    "lead-sources?", "sales?groupBy=salesperson&", "sales?groupBy=shop&", "sales?groupBy=month&", "receivables-aging?",
    "cash?groupBy=month&", "after-sales?"]


def journals(suite):
    """What the event journals hold: one line for each event."""
    found = {}
    for name in suite.services:
        if name != "reporting":
            found[name] = [(event["id"], event["stream"], event["number"], json.dumps(event["data"], sort_keys=True))
                           for event in suite.journal(name)]
    return found


def reports(suite):
    """The figures of all reports that there are."""
    client, found = suite.client("reporting", timeout=30), {}
    for report in REPORTS:
        answer = client.get(f"/v1/reports/{report}from=2020-01-01&to={erp.TOMORROW}")
        if answer.status == 200:
            found[report] = answer.json["rows"]
    return found


def all_reports(suite):
    """Rows and totals of every report, in every grouping."""
    client, found = suite.client("reporting", timeout=30), {}
    for report in COLUMNS:
        for grouping in GROUPINGS.get(report, "").split() or [None]:
            query = f"from=2020-01-01&to={erp.TOMORROW}" + (f"&groupBy={grouping}" if grouping else "")
            answer = client.get(f"/v1/reports/{report}?{query}")
            if answer.status != 200:
                raise OSError(f"{report}?{query}: {answer}")
            found[f"{report} {grouping or ''}".strip()] = [answer.json["rows"], answer.json["totals"]]
    return found


def figures(suite):
    """Sum and number of the orders in the report of sales."""
    rows = suite.client("reporting").get(
        f"/v1/reports/sales?groupBy=salesperson&from=2020-01-01&to={erp.TOMORROW}").json["rows"]
    return sum(row["orders"] for row in rows), sum(row["signed"]["amount"] for row in rows)


def tree(folder):
    """Every file under a folder with its hash."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in ("up.lock", "owner.lock")}


class Restores:
    def __init__(self, checks, options):
        self.checks = checks
        self.options = options
        self.random = options.random

    # MARK: Parts

    def orders(self, suite, prefix, count):
        """ERP orders, sent once each; gives them."""
        producer = broker.Producer(suite.address)
        sent = []
        try:
            for index in range(count):
                order = erp.Order(
                    self.random, f"{prefix}-{index:04}", salesperson="s-01", shop="foshan-1",
                    signed_on=TODAY.isoformat())
                headers, value = order.structured()
                producer.send(erp.TOPIC, value, key=order.key.encode(), headers=headers)
                sent.append(order)
        finally:
            producer.close()
        return sent

    def backup(self, suite, name):
        folder = suite.folder / name
        begun = time.monotonic()
        done = suite.joinery("backup", "--to", str(folder))
        took = time.monotonic() - begun
        self.checks.equal(f"joinery backup in {took:.1f} s: status", (done.returncode, done.stderr[-300:])[0], 0)
        if done.returncode:
            raise OSError(f"joinery backup: {done.stdout}{done.stderr}")
        print(f"        {done.stdout.strip()}")
        return folder

    def look(self, name, folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        names = sorted(store["service"] for store in manifest["stores"])
        self.checks.equal(f"{name}: the manifest names all services", names, sorted(self.services))
        sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
        self.checks.check(f"{name}: sha256sum agrees", sums.returncode == 0, sums.stdout + sums.stderr)
        packed = [subprocess.run(["gzip", "-t", folder / store["file"]]).returncode for store in manifest["stores"]]
        self.checks.check(f"{name}: gzip can read each", not any(packed), packed)
        for store in manifest["stores"]:
            content = store["content"]
            self.checks.check(f"{name}: {store['service']}: bytes, sha256, schema, epoch and position",
                              store["bytes"] > 0 and len(store["sha256"]) == 64 and content["schema"]
                              and content["epoch"] and content["position"] >= 0, store)
        return manifest

    def restore(self, suite, folder, *more):
        begun = time.monotonic()
        done = suite.joinery("restore", "--from", str(folder), *more)
        took = time.monotonic() - begun
        self.checks.check(f"joinery restore in {took:.1f} s", done.returncode == 0, done)
        print(f"        {done.stdout.strip()}")

    def after(self, suite, name, expected, manifest):
        """The suite runs again; everything is as in the backup, and verify finds nothing."""
        quiet = suite.wait_quiet(90)
        self.checks.check(f"{name}: quiet after {quiet:.1f} s", True)
        found = journals(suite)
        for service, events in expected.items():
            known = {entry["service"]: entry["content"] for entry in manifest["stores"]}[service]["position"]
            kept = events[:known]
            self.checks.check(f"{name}: the event journal of {service} begins with the {len(kept)} events of the backup",
                              found[service][:len(kept)] == kept, (len(found[service]), len(kept)))
        done = suite.joinery("verify", seconds=300)
        self.checks.check(f"{name}: joinery verify finds nothing", done.returncode == 0, done.stdout + done.stderr)
        reports_, status = suite.streams()
        stopped = [of for report in reports_ for of in report["consuming"] if of["missing"] or of.get("stopped")]
        self.checks.check(f"{name}: no gap, nobody stopped", not stopped, reports_)
        return found

    # MARK: Cases

    def whole(self):
        """Backup under load; destroyed; restored with the topics there, again, and with the broker lost."""
        with OutsideSuite(self.options) as suite:
            self.services = suite.services
            ledger = Ledger(suite.folder / "ledger.jsonl")
            work = Load(suite, ledger, self.random.randrange(1 << 30))
            work.start()
            time.sleep(6)
            under_load = self.backup(suite, "under-load")
            time.sleep(2)
            work.stop()
            self.checks.check("the load went on during the backup", not work.faults, work.faults[:3])
            self.look("under load", under_load)
            suite.wait_quiet(120)
            everything = journals(suite)

            # Services run the day's rules when they start: what these find is told now, so that a restore adds nothing.
            for service in self.services:
                suite.client(service).post("/ops/sweep", {})
            suite.wait_quiet(120)
            quiet = self.backup(suite, "quiet")
            manifest = self.look("quiet", quiet)
            at_backup, at_reports, at_figures = journals(suite), reports(suite), figures(suite)
            self.checks.check("the reports have figures", at_figures[0] > 0 and len(at_reports) >= 4, at_figures)
            second = suite.joinery("backup", "--to", str(quiet))
            self.checks.check("a backup is never written over", second.returncode == 1 and "already" in second.stderr,
                              second)
            running = suite.joinery("restore", "--from", str(quiet))
            self.checks.check("no restore into a suite that runs, with words", running.returncode == 1
                              and "another" in running.stderr and suite.client("leads").get("/readyz").status == 200,
                              running)

            # What happens after the backup: leads that will be gone, ERP orders that will come again.
            for index in range(20):
                answer = suite.client("leads").post(
                    "/v1/leads", {"name": "以后", "phone": erp.phone(self.random), "source": {"channel": "own"}}, key=erp.key())
                if answer.status != 201:
                    raise OSError(answer)
            since = self.orders(suite, "SINCE", 12)
            suite.wait_quiet(60)
            self.checks.equal("before the loss: orders", figures(suite)[0], at_figures[0] + len(since))
            expected = (at_figures[0] + len(since), at_figures[1] + sum(order.total for order in since))

            for attempt in (1, 2):
                name = f"topics there, {'first' if attempt == 1 else 'second'} time"
                self.checks.note(name)
                suite.down()
                self.destroy(suite)
                self.restore(suite, quiet)
                suite.up()
                found = self.after(suite, name, at_backup, manifest)
                self.checks.equal(f"{name}: leads has no event more than the backup but what the ERP's orders cause",
                                  len([1 for event in found["leads"][len(at_backup["leads"]):]
                                       if "以后" in event[3]]), 0)
                self.checks.equal(f"{name}: the ERP's orders since came again, once, exact to the fen",
                                  figures(suite), expected)

            name = "broker lost"
            self.checks.note(name)
            suite.down()
            self.destroy(suite)
            suite.lose_broker()
            self.restore(suite, quiet)
            suite.up()
            found = self.after(suite, name, at_backup, manifest)
            self.checks.equal(f"{name}: the event journals are those of the backup", found, at_backup)
            self.checks.equal(f"{name}: every report is that of the backup", reports(suite), at_reports)
            producer = broker.Producer(suite.address)
            for order in since + since:
                headers, value = order.structured()
                producer.send(erp.TOPIC, value, key=order.key.encode(), headers=headers)
            producer.close()
            suite.wait_quiet(60)
            self.checks.equal(f"{name}: what the bridge sends again comes in, once", figures(suite), expected)

            name = "under load"
            self.checks.note(name)
            suite.down()
            self.restore(suite, under_load)
            moved = list(suite.data.glob("leads/replaced-*/leads.sqlite"))
            self.checks.check(f"{name}: the old store is moved aside", len(moved) == 1, moved)
            suite.up()
            self.after(suite, name, everything, json.loads((under_load / "manifest.json").read_text()))

    def demo(self):
        """An operator's drill: a year of demo data, a backup, everything destroyed, restored: verified, all reports equal."""
        with Suite(self.options, demo=400) as suite:
            self.services = suite.services
            suite.wait_quiet(120)
            for service in self.services:
                suite.client(service).post("/ops/sweep", {})
            suite.wait_quiet(120)
            folder = self.backup(suite, "backup")
            manifest = self.look("demo", folder)
            at_backup, at_reports = journals(suite), all_reports(suite)
            events = sum(len(journal) for journal in at_backup.values())
            rows = sum(len(rows) for rows, _ in at_reports.values())
            self.checks.check(f"{events} events, {len(at_reports)} reports with {rows} rows", events > 2000 and rows > 100)
            suite.down()
            self.destroy(suite)
            self.checks.check("everything is destroyed", not suite.data.exists())
            self.restore(suite, folder)
            suite.up()
            self.after(suite, "restored", at_backup, manifest)
            self.checks.check("every event journal is that of the backup", journals(suite) == at_backup)
            found = all_reports(suite)
            for name, content in at_reports.items():
                self.checks.check(f"report {name}: {len(content[0])} rows and totals are those of the backup",
                                  found.get(name) == content, (found.get(name), content))

    def destroy(self, suite):
        """Everything but the backups."""
        suite.keep_keys()
        shutil.rmtree(suite.data)

    def capture(self, suite, count):
        """So many leads, and what comes of them."""
        for _ in range(count):
            suite.client("leads").post(
                "/v1/leads", {"name": "陈伟", "phone": erp.phone(self.random), "source": {"channel": "own"}}, key=erp.key())
        suite.wait_quiet()

    def damaged(self):
        """Every kind of damage is refused, and the present stores are untouched to the byte."""
        with Suite(self.options) as suite:
            self.services = suite.services
            self.capture(suite, 30)
            good = self.backup(suite, "good")
            suite.down()
            before = tree(suite.data)

            def flip(name, at):
                def damage(folder):
                    content = bytearray((folder / name).read_bytes())
                    content[at] ^= 0x40
                    (folder / name).write_bytes(content)
                return damage

            def repacked(folder):
                """Whole as a file, and another store inside: its checksums agree, what the manifest tells does not."""
                leads, sales = folder / "leads.sqlite.gz", folder / "sales.sqlite.gz"
                leads.write_bytes(sales.read_bytes())
                manifest = json.loads((folder / "manifest.json").read_text())
                stores = {store["service"]: store for store in manifest["stores"]}
                for field in ("bytes", "sha256", "storeBytes"):
                    stores["leads"][field] = stores["sales"][field]
                text = json.dumps(manifest)
                (folder / "manifest.json").write_text(text)
                (folder / "SHA256SUMS").write_text("".join(
                    f"{store['sha256']}  {store['file']}\n" for store in manifest["stores"])
                    + f"{hashlib.sha256(text.encode()).hexdigest()}  manifest.json\n")

            def cut(folder):
                file = folder / "sales.sqlite.gz"
                file.write_bytes(file.read_bytes()[:-100])

            damages = {
                "a changed byte in a store": flip("leads.sqlite.gz", 2_000),
                "a changed byte in the last store": flip("reporting.sqlite.gz", -20),
                "a store that is cut off": cut,
                "a store that is missing": lambda folder: (folder / "sales.sqlite.gz").unlink(),
                "a changed byte in the manifest": flip("manifest.json", 40),
                "no manifest": lambda folder: (folder / "manifest.json").unlink(),
                "no checksums": lambda folder: (folder / "SHA256SUMS").unlink(),
                "another store under its name": repacked,
            }
            for name, damage in damages.items():
                bad = suite.folder / "bad"
                shutil.rmtree(bad, ignore_errors=True)
                shutil.copytree(good, bad)
                damage(bad)
                done = suite.joinery("restore", "--from", str(bad))
                words = done.stderr.strip().splitlines()[-1:]
                self.checks.check(f"{name}: refused with words {words}", done.returncode == 1 and words
                                  and "joinery:" in words[0], done)
                after = tree(suite.data)
                self.checks.check(f"{name}: nothing was touched", after == before, set(after.items()) ^ set(before.items()))
            nothing = suite.joinery("restore", "--from", str(suite.folder / "nowhere"))
            self.checks.check("a backup that is not there: words", nothing.returncode == 1 and "no backup" in nothing.stderr,
                              nothing)
            suite.up()
            self.checks.equal("the suite runs on as it was", suite.joinery("verify").returncode, 0)

    def alone(self):
        """One store of a backup put back by hand is refused, with words."""
        with OutsideSuite(self.options) as suite:
            self.services = suite.services
            self.capture(suite, 10)
            good = self.backup(suite, "good")
            self.capture(suite, 10)
            suite.down()
            store = suite.data / "leads" / "leads.sqlite"
            for suffix in ("-wal", "-shm"):
                Path(f"{store}{suffix}").unlink(missing_ok=True)
            store.write_bytes(subprocess.run(["gzip", "-dc", good / "leads.sqlite.gz"], capture_output=True).stdout)
            process = suite.spawn("leads", {"JOINERY_DATA": str(store.parent), "JOINERY_PORT": str(suite.base + 9)})
            status = process.wait(40)
            words = process.log.read_text()
            self.checks.check("one store alone put back: refused at start, status 78, with the remedy",
                              status == 78 and "joinery restore" in words, (status, words[-500:]))

    def lease(self):
        """Relays pause while a lease is held, and for no longer; a service killed meanwhile voids the backup."""
        with Suite(self.options) as suite:
            self.services = suite.services
            leads = suite.client("leads")
            answer = leads.post("/ops/backup/lease", {"seconds": 3})
            self.checks.equal("a lease is given", answer.status, 200)
            taken = time.monotonic()
            self.checks.equal("a second one is not", leads.post("/ops/backup/lease", {}).problem, "backup-under-way")
            capture = leads.post(
                "/v1/leads", {"name": "陈伟", "phone": erp.phone(self.random), "source": {"channel": "own"}}, key=erp.key())
            self.checks.equal("commands are taken meanwhile", capture.status, 201)
            customer = capture.json["customerId"]
            reporting = suite.client("reporting")
            wait("reporting has the customer", 10, lambda: reporting.get(f"/v1/customers/{customer}").status == 200)
            took = time.monotonic() - taken
            self.checks.check(f"published after the lease, {took:.1f} s", 2.5 < took < 6, took)
            self.checks.equal("a lease that has ended is void", leads.post(
                f"/ops/backup?lease={answer.json['lease']}", {}).problem, "lease-ended")
            alone = leads.send("POST", "/ops/backup")
            self.checks.check("a copy without a lease is a gzip file", alone.status == 200
                              and alone.body[:2] == b"\x1f\x8b", alone)
            lease = leads.post("/ops/backup/lease", {}).json["lease"]
            busy = suite.joinery("backup", "--to", str(suite.folder / "busy"))
            self.checks.check("a second backup at once is refused with words", busy.returncode == 1
                              and "under way" in busy.stderr, busy)
            self.checks.equal("released", leads.post(f"/ops/backup/lease/{lease}/release", {}).status, 200)
            suite.signal("sales", signal.SIGSTOP)
            resumed = threading.Timer(2, suite.signal, ("sales", signal.SIGKILL))
            resumed.start()
            cut = suite.joinery("backup", "--to", str(suite.folder / "cut"))
            resumed.join()
            self.checks.check("a service that dies meanwhile: no backup, with words", cut.returncode == 1
                              and not (suite.folder / "cut" / "manifest.json").exists(), cut)
            suite.wait_ready()
            self.backup(suite, "afterwards")


def main():
    broker.use_aiokafka()
    cases = ["whole", "damaged", "alone", "lease", "demo"]
    options = arguments(__doc__, ("--only", {"choices": cases, "action": "append"}))
    checks = Checks()
    restores = Restores(checks, options)
    for case in options.only or cases:
        checks.part(case, getattr(restores, case))
    checks.finish()


if __name__ == "__main__":
    main()
