#!/usr/bin/env python3
"""ClickHouse over the topics with nothing of ours in between: the SQL of `compose/analytics/clickhouse` run by ClickHouse's own
engine in another process (chdb of PyPI, put into a temporary folder by pip; where pip cannot, that is said and skipped).
Once as it stands, reading the topics of a running suite by its Kafka engine; and once with the events of the topics
shuffled, sent twice, late, and with those of a store that was put back from a backup. Both give reporting's figures to the
fen, know what they lack, and hold nothing personal."""

import json
import re
import subprocess
import tempfile
from pathlib import Path

import broker
import reports
from checks import Checks, arguments, wait
from others import environment
from ruffle import ruffle
from snapshot import SPANS
from suite import Suite

ANALYTICS = reports.SQL.parent
TOPICS = ["joinery.leads", "joinery.sales", "joinery.finance", "joinery.aftersales"]
# Figures of leads by channel need what merges of leads do, which is in the snapshot alone.
COMPARED = [name for name in reports.REPORTS if name != "lead-sources"]

RUN = """
import json, sys
from chdb import session
database = session.Session(sys.argv[1])
for line in sys.stdin:
    text, format = json.loads(line)
    try:
        found = database.query(text, format)
        print(json.dumps([str(found) if found is not None else "", None]), flush=True)
    except Exception as error:
        print(json.dumps([None, str(error)]), flush=True)
"""


class ClickHouse:
    """ClickHouse's engine in a process of its own."""

    def __init__(self, programs, folder):
        folder.mkdir()
        self.process = subprocess.Popen([programs / "python", "-c", RUN, folder], text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def do(self, text, format="TSV"):
        self.process.stdin.write(json.dumps([text, format]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise OSError("ClickHouse has ended")
        found, error = json.loads(line)
        if error is not None:
            raise OSError(f"{error[:1000]} in: {text[:200]}")
        return found

    def __call__(self, text):
        """The rows as dictionaries."""
        return [json.loads(line) for line in self.do(text, "JSONEachRow").splitlines()]

    def run(self, *files):
        for name in files:
            for statement in statements((ANALYTICS / "clickhouse" / name).read_text()):
                try:
                    self.do(statement)
                except OSError as error:
                    # The engine in process complains when it makes a table of Kafka's, and makes it.
                    if "Kafka(" not in statement or "Shutdown was called" not in str(error):
                        raise

    def count(self):
        return int(self.do("SELECT count() FROM joinery.events"))

    def missing(self):
        return int(self.do("SELECT sum(missing) FROM joinery.missing"))

    def take(self, records):
        rows = "\n".join(json.dumps({"headers": headers, "value": value, "arrived": arrived}, ensure_ascii=False)
                         for headers, value, arrived in records)
        self.do(f"INSERT INTO joinery.incoming FORMAT JSONEachRow\n{rows}")


def statements(text):
    text = re.sub(r"^\s*--.*\n", "", text, flags=re.M)
    return [statement for statement in text.split(";\n") if statement.strip()]


def collection(address, group):
    """What config.xml says of `joinery_kafka`, with these brokers."""
    text = (ANALYTICS / "config.xml").read_text()
    found = dict(re.findall(r"<(kafka_\w+)>([^<]+)</", text))
    found |= {"kafka_broker_list": address, "kafka_group_name": group, "kafka_flush_interval_ms": "500"}
    return "CREATE NAMED COLLECTION joinery_kafka AS " + ", ".join(f"{name} = '{value}'" for name, value in found.items())


def live(checks, suite, programs, folder):
    """The SQL as it stands, with its Kafka engine."""
    with ClickHouse(programs, folder) as database:
        database.do(collection(suite.address, f"clickhouse-{suite.base}"))
        database.run("1-events.sql", "2-views.sql", "3-topics.sql")
        written = sum(suite.position(name) for name in suite.services if name != "reporting")
        wait("ClickHouse has read all events of the topics", 60, lambda: database.count() == written, every=0.5)
        checks.equal("nothing is missing", database.missing(), 0)
        for first, last in SPANS:
            reports.compare(checks, "ClickHouse over Kafka", suite.client("reporting"), database, first, last, COMPARED)
        dashboards(checks, database)
        private(checks, suite, database)
        like_snapshot(checks, suite, database, folder.parent)
        lead = {"name": "周敏", "phone": "13711112222", "source": {"channel": "walk-in"}}
        suite.client("leads").post("/v1/leads", lead)
        wait("a lead of just now is there", 30, lambda: database.count() > written, every=0.5)


def dashboards(checks, database):
    first, last = SPANS[0]
    for file in sorted((ANALYTICS / "grafana" / "dashboards").glob("*.json")):
        for panel in json.loads(file.read_text())["panels"]:
            text = panel["targets"][0]["rawSql"].replace("$__fromTime", f"'{first}'").replace("$__toTime", f"'{last}'")
            rows = database(text)
            checks.check(f"dashboard {file.stem}: '{panel['title']}' shows something", rows and None not in rows[0].values(),
                         rows[:2])


def private(checks, suite, database):
    # Ids have digits too; a phone has none before or behind it.
    there = set(re.findall(r"[\w-]+", database.do("SELECT * FROM joinery.arrivals", "JSONEachRow")))
    customers = [event["data"] for event in suite.journal("leads")
                 if event["type"] == "joinery.leads.customer.registered.v1"]
    known = {row["name"] for row in database("SELECT name FROM joinery.analytics_employees")}
    words = {customer[name] for customer in customers for name in ("name", "phone")} - known
    checks.check(f"none of {len(words)} names and phones of customers is in it", len(words) > 100 and not words & there,
                 list(words & there)[:5])


def like_snapshot(checks, suite, database, folder):
    """What is called the same has the same columns and the same rows."""
    import sqlite3
    path = folder / "beside.sqlite"
    suite.joinery("snapshot", "--to", str(path), "--new", check=True)
    there = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for row in database("SELECT name FROM system.tables WHERE database = 'joinery' AND startsWith(name, 'analytics_')"):
        name = row["name"]
        types = {field[1]: field[2] for field in there.execute(f"PRAGMA table_info({name})")}
        columns = list(types)
        found = [field["name"] for field in database(f"DESCRIBE joinery.{name}")]
        checks.equal(f"{name}: the columns of the snapshot", sorted(found), sorted(columns))
        if name == "analytics_days" or sorted(found) != sorted(columns):
            continue
        # A day's changes may stand in more rows, or fewer; what is one thing each is one row each.
        if not {"orders", "open_change", "entered", "installations"} & set(columns):
            names = ", ".join(column for column in columns if column != "known_at" and types[column] != "DECIMAL")
            expected = sorted([str(value) for value in found] for found in there.execute(f"SELECT {names} FROM {name}"))
            here = sorted([str(value) for value in found.values()] for found in database(f"SELECT {names} FROM joinery.{name}"))
            checks.check(f"{name}: its {len(expected)} rows", here == expected,
                         [pair for pair in zip(here, expected) if pair[0] != pair[1]][:2])


def records_of(suite):
    """Every event and head of the topics, as any client of Kafka gets it."""
    found = []
    for topic in TOPICS:
        for record in broker.kcat_read(suite.address, topic):
            found.append((record["headers"], record["payload"], record["ts"] / 1000))
    return found


def is_event(record):
    return "ce_streamsequence" in record[0]


def told(records):
    """How many events the services tell of by their heads, which come up to a second later."""
    last = {}
    for headers, value, _ in (record for record in records if not is_event(record)):
        for stream, number in json.loads(value)["numbers"].items():
            place = (headers["ce_source"], stream)
            last[place] = max(last.get(place, 0), number)
    return sum(last.values())


def abandoned(records, random):
    """As if each store had been put back from a backup: a head of an epoch before the others, and events that it wrote
    beyond what the backup had; none of them ever happened."""
    found = []
    for source in {record[0]["ce_source"] for record in records}:
        own = [record for record in records if record[0]["ce_source"] == source]
        first = min((record for record in own if not is_event(record)), key=lambda record: record[0]["ce_time"])
        found.append(({**first[0], "ce_streamepoch": "before", "ce_time": "2020-01-01T00:00:00.000Z", "ce_id": f"h-{source}"},
                      json.dumps({**json.loads(first[1]), "epoch": "before", "numbers": {}}), first[2]))
        events = [record for record in own if is_event(record)]
        last = {}
        for record in events:
            stream = record[0]["ce_stream"]
            last[stream] = max(last.get(stream, 0), int(record[0]["ce_streamsequence"]))
        for index, record in enumerate(random.sample(events, 40)):
            # Half of them have numbers that were given again since, half go beyond all that there is.
            stream = record[0]["ce_stream"]
            last[stream] += index % 2
            number = last[stream] if index % 2 else int(record[0]["ce_streamsequence"])
            found.append(({**record[0], "ce_streamepoch": "before", "ce_id": f"lost-{source}-{index}",
                           "ce_streamsequence": str(number)}, record[1].replace('"amount":', '"amount":1'), record[2]))
    return found


def disturbed(checks, suite, programs, folder, random, records):
    with ClickHouse(programs, folder) as database:
        database.run("1-events.sql", "2-views.sql")
        events = [record for record in records if is_event(record)]
        heads = [record for record in records if not is_event(record)]
        late = random.sample(events, len(events) // 10)
        names = {record[0]["ce_id"] for record in late}
        now = [record for record in records if record[0]["ce_id"] not in names]
        now += random.sample([record for record in now if is_event(record)], len(now) // 3)
        random.shuffle(now)
        for start in range(0, len(now), 500):
            database.take(now[start:start + 500])
        whole = len({record[0]["ce_id"] for record in events})
        checks.equal("what came twice is there once", database.count(), whole - len(names))
        checks.equal("what is late is known to be missing", database.missing(), len(names))
        random.shuffle(late)
        database.take(late + random.sample(late, len(late) // 2))
        checks.equal("with the late ones all are there", (database.count(), database.missing()), (whole, 0))
        client = suite.client("reporting")
        for first, last in SPANS:
            reports.compare(checks, "disturbed", client, database, first, last, COMPARED)
        gone = abandoned(records, random)
        random.shuffle(gone)
        database.take(gone)
        checks.equal("events of a store that was put back from a backup never happened", database.count(), whole)
        reports.compare(checks, "after a restore", client, database, *SPANS[0], ["sales", "cash"])
        poison = [({**events[0][0], "ce_id": "p", "ce_streamsequence": "x"}, "{", 1.0), ({}, "no event", 1.0),
                  ({"ce_type": "joinery.sales.heads.v1", "ce_source": "joinery/sales"}, "[]", 1.0)]
        database.take(poison)
        checks.equal("what is no event counts nowhere", database.count(), whole)
        checks.check("each stream's heads are kept once", len(heads) > int(database.do(
            "SELECT count() FROM (SELECT source, epoch, partition FROM joinery.heads GROUP BY ALL)")) > 0)


def main():
    options = arguments(__doc__, ("--demo-size", {"type": int, "default": 200, "help": "leads of the demo year"}))
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-") as folder:
        programs = environment(Path(folder) / "venv", "chdb")
        if not programs:
            print("0 passed, 0 failed")
            return
        with Suite(options, demo=options.demo_size) as suite:
            suite.wait_quiet()
            ruffle(suite)
            written = {event["id"] for name in suite.services if name != "reporting" for event in suite.journal(name)}
            wait("the services tell of all events", 30, lambda: told(records_of(suite)) == len(written), every=0.5)
            records = records_of(suite)
            checks.equal("the topics have every event of the year", {record[0]["ce_id"] for record in records if is_event(record)},
                         written)
            checks.part("disturbed", disturbed, checks, suite, programs, Path(folder) / "disturbed", options.random, records)
            checks.part("live", live, checks, suite, programs, Path(folder) / "live")
    checks.finish()


if __name__ == "__main__":
    main()
