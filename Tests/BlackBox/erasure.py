#!/usr/bin/env python3
"""A person is erased, with a whole life behind her and others at work beside: every report shows the same figures, the
trial balance balances, `joinery verify` names no difference, and nothing under the data folder, nor in backups made
after, holds her phone, name, address or what was written of her. A backup of before is restored: she is erased again by
herself."""

import json
import threading

import broker
from checks import Checks, arguments, wait
from journey import Journey
from restore import all_reports
from suite import Suite

WORDS = {"陈伟": "欧阳思远", "保利花园": "云栖竹径", "1702": "9174号", "1703": "9175号", "师傅很细心": "阿姨腿脚不便",
         "上门看房": "家有老人", "抽屉卡住": "孩子夹手", "更换导轨": "重装围栏", "门板色差": "邻居投诉", "梁下 2.4 米": "祖传屏风"}


class Replacing:
    """A client that says other words than the journey does."""

    def __init__(self, client):
        self.client = client

    def post(self, path, body=None, **more):
        text = json.dumps(body, ensure_ascii=False)
        for old, new in WORDS.items():
            text = text.replace(old, new)
        return self.client.post(path, json.loads(text), **more)

    def __getattr__(self, name):
        return getattr(self.client, name)


class Person(Journey):
    def __init__(self, checks, suite, random):
        super().__init__(checks, suite, random)
        self.clients = {name: Replacing(client) for name, client in self.clients.items()}
        self.secrets = [self.phone, *WORDS.values()]

    def blanked(self, value):
        text = json.dumps(value, ensure_ascii=False)
        for word in self.secrets:
            text = text.replace(word, "")
        return json.loads(text)

    def found(self, folder):
        """Files under a folder in which one of the words stands, also packed ones."""
        import gzip
        hits = []
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.suffix == ".sock":
                continue
            data = path.read_bytes()
            if path.suffix == ".gz":
                data = gzip.decompress(data)
            hits += [f"{path.relative_to(folder)}: {word}" for word in self.secrets if word.encode() in data]
        return hits


def others(suite, stop):
    """Leads of other people, one after the other."""
    client, index = suite.client("leads"), 0
    while not stop.is_set():
        client.post("/v1/leads", {"name": f"客户{index}", "phone": f"1770{index:07}", "source": {"channel": "online"}})
        index += 1


def balance(suite):
    answer = suite.client("finance").get("/v1/trial-balance")
    if answer.status != 200:
        raise OSError(f"trial balance: {answer}")
    return answer.json


def erase(checks, suite, person):
    command = ("erase", "--customer", person.customer, "--reason", "request")
    refused = suite.joinery(*command)
    checks.check("what is open is told first", refused.returncode == 1 and "owed" in refused.stderr, refused)
    before, books = all_reports(suite), balance(suite)
    stop = threading.Event()
    beside = threading.Thread(target=others, args=(suite, stop))
    beside.start()
    certificate = suite.folder / "certificate.json"
    try:
        done = suite.joinery(*command, "--despite-open", "--rewrite-topics", "--certificate", str(certificate))
    finally:
        stop.set()
        beside.join()
    print("        " + done.stdout.replace("\n", "\n        "))
    checks.check("joinery erase under load", done.returncode == 0, done.stdout + done.stderr)
    parts = json.loads(certificate.read_text())["parts"]
    checks.equal("the certificate names all services", sorted(part["service"] for part in parts), sorted(suite.services))
    suite.wait_quiet()
    after = all_reports(suite)
    mine = {"sales", "receivables-aging", "receivables-concentration", "cash", "expenses", "commissions", "after-sales",
            "quality", "retention", "activities"}
    for report in before:
        if report.split()[0] in mine:
            # Labels of names alone are gone.
            checks.equal(f"{report}: the same figures", after[report], person.blanked(before[report]))
    checks.equal("the trial balance is the same", balance(suite), books)
    done = suite.joinery("verify", "--json")
    checks.check("joinery verify names no difference", done.returncode == 0, done.stdout + done.stderr)
    # What other writers' compactions have left to do.
    for name in suite.services:
        suite.client(name, timeout=60).post("/ops/compact", {})
    checks.equal("nothing under the data folder holds a word of her", person.found(suite.data), [])
    topics(checks, suite, person, json.loads(certificate.read_text()))
    # In containers the volume of leads is out of the backup's reach.
    beside, aside = suite.data / "leads" / "erased.txt", suite.folder / "erased.txt"
    listed = beside.read_text()
    beside.rename(aside)
    done = suite.joinery("backup", "--to", str(suite.folder / "after"))
    aside.rename(beside)
    checks.equal("a backup made after: status", done.returncode, 0)
    checks.equal("it names whom to erase again, also where only the stores are in reach",
                 (suite.folder / "after" / "erased.txt").read_text(), listed)
    checks.equal("nothing in it holds a word of her", person.found(suite.folder / "after"), [])


def topics(checks, suite, person, certificate):
    """Apache Kafka forgets at once and has all events blank; the embedded broker says that it cannot."""
    checks.equal("topics are rewritten where the broker can do so", certificate.get("topicsRewrittenAt") is not None,
                 bool(suite.options.kafka))
    if not suite.options.kafka:
        return
    names = [f"joinery.{source}{kind}" for source in ("leads", "sales", "finance", "aftersales") for kind in ("", ".dead-letters")]

    def records():
        return [(name, record) for name in names for record in broker.kcat_read(suite.address, name)]

    wait("the topics are filled again", 60, lambda: len(records()) > 100)
    hits = [f"{name}: {word}" for name, record in records() for word in person.secrets
            if word in json.dumps(record, ensure_ascii=False)]
    checks.equal("no record of the topics holds a word of her", hits[:5], [])


def restored(checks, suite, person):
    suite.down()
    done = suite.joinery("restore", "--from", str(suite.folder / "before"))
    checks.equal("the backup of before is restored", (done.returncode, done.stderr[-300:])[0], 0)
    suite.up()
    suite.wait_ready()
    for name in suite.services:
        wait(f"{name} has erased her again", 30, lambda: suite.client(name).get(
            f"/ops/erasures/{person.customer}").status == 200)
        suite.client(name, timeout=60).post("/ops/compact", {})
    checks.equal("her name is gone from leads", suite.client("leads").get(f"/v1/customers/{person.customer}").json["name"], "")
    hits = [hit for hit in person.found(suite.data) if "/replaced-" not in hit]
    checks.equal("nothing under the data folder holds a word of her again", hits, [])
    suite.wait_quiet()
    done = suite.joinery("verify", "--json")
    checks.check("joinery verify names no difference", done.returncode == 0, done.stdout + done.stderr)


def main():
    broker.use_aiokafka()
    options = arguments(__doc__)
    checks = Checks()
    with Suite(options) as suite:
        person = Person(checks, suite, options.random)
        for step in ("meet", "sell", "deliver", "install", "serve"):
            checks.part(step, getattr(person, step))
        suite.wait_quiet()
        checks.check("before, every word of her is there", len(person.found(suite.data)) > 20, person.found(suite.data))
        checks.equal("a backup of before", suite.joinery("backup", "--to", str(suite.folder / "before")).returncode, 0)
        checks.part("erase", lambda: erase(checks, suite, person))
        checks.part("restore", lambda: restored(checks, suite, person))
    checks.finish()


if __name__ == "__main__":
    main()
