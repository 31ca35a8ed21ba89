#!/usr/bin/env python3
"""What analysts get: a demo year's snapshot by `joinery snapshot` and over HTTP, opened by sqlite3, DuckDB and Datasette
(of PyPI, put into a temporary folder by pip; where pip cannot, that is said and skipped). The SQL of
`compose/analytics/reports` gives reporting's figures to the fen; Parquet by DuckDB; nothing personal is in it."""

import datetime
import json
import re
import sqlite3
import subprocess
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

import reports
from checks import Checks, arguments, wait
from others import environment
from ruffle import ruffle
from suite import Suite, is_free

README = Path(__file__).parent.parent.parent / "compose" / "analytics" / "README.md"
# DuckDB and its extension for SQLite must be of one version.
DUCKDB = ["duckdb==1.5.5", "duckdb-extension-sqlite-scanner==1.5.5"]
TODAY = datetime.date.today()
SPANS = [(reports.FIRST, TODAY.isoformat()),
         ((TODAY - datetime.timedelta(days=200)).isoformat(), (TODAY - datetime.timedelta(days=45)).isoformat())]

RUN_DUCKDB = """
import duckdb, json, sys, pathlib
extension = next(pathlib.Path(sys.argv[1]).rglob("sqlite_scanner.duckdb_extension"))
database = duckdb.connect()
database.execute(f"LOAD '{extension}'")
for line in sys.stdin:
    task = json.loads(line)
    answer = None
    for statement in task:
        found = database.execute(statement)
        answer = [dict(zip([column[0] for column in found.description], row)) for row in found.fetchall()]
    print(json.dumps(answer, default=str), flush=True)
"""


class Rows:
    """The rows of a query as dictionaries, by Python's own sqlite3."""

    def __init__(self, path):
        self.database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        self.database.row_factory = sqlite3.Row

    def __call__(self, text):
        return [dict(row) for row in self.database.execute(text)]


class DuckDB:
    """Statements in another process, whose Python has DuckDB; the rows of the last one."""

    def __init__(self, programs, path=None):
        self.process = subprocess.Popen([programs / "python", "-c", RUN_DUCKDB, programs.parent], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if path:
            self(f"ATTACH '{path}' AS snapshot (TYPE sqlite, READ_ONLY)", "USE snapshot")

    def __call__(self, *statements):
        self.process.stdin.write(json.dumps(statements) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise OSError("DuckDB has ended")
        return json.loads(line)


def documented():
    """The commands of the guide that are marked as tested, by their mark."""
    found = re.findall(r"<!-- tested: (\w+) -->\n```\n(.*?)```", README.read_text(), re.S)
    return {name: text.strip() for name, text in found}


def fetched(checks, suite, path):
    done = suite.joinery("snapshot", "--to", str(path))
    checks.check("joinery snapshot makes one where there is none", done.returncode == 0, done.stderr)
    checks.check("it shows how far it is", "views [" in done.stderr and "bytes [" in done.stderr, done.stderr)
    client = suite.client("reporting")
    first = client.get("/v1/snapshot")
    checks.equal("GET /v1/snapshot is the same file", first.body, path.read_bytes())
    tag = first.headers["ETag"]
    checks.equal("it is not kept anywhere on the way", first.headers["Cache-Control"], "no-store")
    checks.check("it says when it was made", "GMT" in first.headers["Last-Modified"], first.headers)
    again = client.send("GET", "/v1/snapshot", headers={"If-None-Match": tag})
    checks.equal("who has it is told so", (again.status, again.body), (304, b""))
    done = suite.joinery("snapshot", "--to", str(path), "--new")
    checks.check("--new makes another and replaces the file", done.returncode == 0, done.stderr)
    newer = client.get("/v1/snapshot")
    checks.check("which has another tag", newer.headers["ETag"] != tag and newer.body == path.read_bytes(), newer.status)
    checks.check("no half file is left", not list(path.parent.glob("*.next")), list(path.parent.iterdir()))
    for role, status in (("finance", 403), ("net-sales", 403), ("auditor", 200)):
        answer = suite.client("reporting", suite.machine(f"{role}-one", role)).get("/v1/snapshot")
        checks.equal(f"role {role} gets {status}", answer.status, status)
    refused = client.get("/v1/snapshot?fresh=1")
    checks.equal("a parameter that it does not know is refused", refused.status, 422)


def is_private(checks, suite, path):
    """Names, phones and places of customers are in no byte of it; what employees are called is."""
    content = path.read_bytes()
    leads = [event["data"] for event in suite.journal("leads")
             if event["type"] == "joinery.leads.customer.registered.v1"]
    words = {word for customer in leads for word in (
        customer["name"], customer["phone"], customer["address"].get("community"), customer["address"].get("room")) if word}
    words = {word for word in words if len(word.encode()) > 5}
    known = {row["name"] for row in Rows(path)("SELECT name FROM analytics_employees")}
    found = [word for word in words - known if word.encode() in content]
    checks.check(f"none of {len(words)} names, phones and places of customers is in it", len(words) > 100 and not found,
                 found[:5])


def is_whole(checks, path):
    rows = Rows(path)
    checks.equal("SQLite finds it whole", rows("PRAGMA integrity_check"), [{"integrity_check": "ok"}])
    about = rows("SELECT * FROM analytics_about")[0]
    checks.check("it says as of when it is", about["as_of"] == TODAY.isoformat() and about["provisional"] == 0, about)
    checks.equal("it says how far each source is", {row["source"] for row in rows("SELECT * FROM analytics_positions")},
                 {"leads", "sales", "finance", "aftersales"})
    for row in rows("SELECT view, count(*) AS columns FROM analytics_columns GROUP BY view"):
        columns = [field["name"] for field in rows(f"PRAGMA table_info({row['view']})")]
        checks.equal(f"{row['view']}: each column is explained", len(columns), row["columns"])
    for row in rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        checks.check(f"{row['name']} is a view for analysts", row["name"].startswith("analytics_"))
    for what, money in (("sales", "signed"), ("cash", "money_in"), ("receivables", "open")):
        total = rows(f"SELECT sum({money}_minor) AS minor, sum({money}) AS amount FROM analytics_{what}")[0]
        checks.equal(f"{what}: fen and yuan say the same", round(total["amount"] * 100), total["minor"])


def by_sqlite(checks, suite, path):
    client, rows = suite.client("reporting"), Rows(path)
    for first, last in SPANS:
        reports.compare(checks, "sqlite3", client, rows, first, last)
    text = reports.sql("cash", *SPANS[0])
    done = subprocess.run(["sqlite3", "-readonly", "-json", str(path)], input=text, capture_output=True, text=True)
    checks.equal("the command line of SQLite gives the same", json.loads(done.stdout or "[]"), rows(text))


def by_duckdb(checks, suite, path, programs):
    database = DuckDB(programs, path)
    types = {row["column_name"]: row["column_type"] for row in database("DESCRIBE analytics_sales")}
    checks.equal("DuckDB knows days, instants and numbers",
                 [types[name] for name in ("day", "known_at", "signed_minor", "signed")],
                 ["DATE", "TIMESTAMP", "BIGINT", "DOUBLE"])
    for first, last in SPANS:
        reports.compare(checks, "DuckDB", suite.client("reporting"), database, first, last)
    folder = path.parent
    command = documented()["parquet"].replace("snapshot.sqlite", str(path)).replace("sales.parquet", f"{folder}/sales.parquet")
    checks.check("the guide's command for Parquet is one", command.count("\n") == 0 and command.startswith("duckdb"), command)
    statements = [text.strip() for text in re.search(r'-c "(.*)"', command)[1].split(";") if text.strip()]
    DuckDB(programs)(*[text for text in statements if not text.startswith(("INSTALL", "LOAD"))])
    file = f"read_parquet('{folder}/sales.parquet')"
    there, here = (database(f"SELECT count(*) AS n, sum(signed_minor) AS signed FROM {what}")[0]
                   for what in (file, "analytics_sales"))
    checks.equal("Parquet has the same rows", there, here)


def by_datasette(checks, path, programs, port):
    with subprocess.Popen([programs / "datasette", "serve", "--immutable", str(path), "--port", str(port)],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            def page(what):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/snapshot{what}", timeout=10) as answer:
                    return json.load(answer)

            names = wait("Datasette serves it", 30, lambda: {table["name"] for table in page(".json")["tables"]})
            checks.check("Datasette shows the views", {"analytics_sales", "analytics_leads"} <= names, names)
            text = urllib.parse.quote(reports.sql("sales", *SPANS[0]))
            found = page(f".json?sql={text}&_shape=objects&_size=max")["rows"]
            checks.equal("and runs the same SQL", found, Rows(path)(reports.sql("sales", *SPANS[0])))
        finally:
            process.terminate()


def forgets(checks, suite, path):
    customer = Rows(path)("SELECT customer_id FROM analytics_customers ORDER BY customer_id LIMIT 1")[0]["customer_id"]
    done = suite.joinery("erase", "--customer", customer, "--despite-open")
    checks.check("a person is erased", done.returncode == 0, done.stderr)
    before = path.read_bytes()
    answer = suite.client("reporting", timeout=60).get("/v1/snapshot")
    checks.check("no snapshot of before is given out any more", answer.status == 200 and answer.body != before, answer.status)
    path.chmod(0o600)
    path.write_bytes(answer.body)
    checks.equal("in the next one the person is among the customers no more",
                 Rows(path)(f"SELECT count(*) AS n FROM analytics_customers WHERE customer_id = '{customer}'"), [{"n": 0}])
    kept = list((suite.data / "reporting" / "snapshots").iterdir())
    checks.equal("no older one is kept", len(kept), 1)


def main():
    options = arguments(__doc__, ("--demo-size", {"type": int, "default": 200, "help": "leads of the demo year"}))
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-") as folder, \
            Suite(options, {"JOINERY_SNAPSHOT_EVERY": ""}, demo=options.demo_size) as suite:
        suite.wait_quiet()
        ruffle(suite)
        path = Path(folder) / "snapshot.sqlite"
        for name, body in (("fetching it", fetched), ("nothing personal", is_private)):
            checks.part(name, body, checks, suite, path)
        checks.part("what it says of itself", is_whole, checks, path)
        checks.part("by sqlite3", by_sqlite, checks, suite, path)
        duckdb = environment(Path(folder) / "duckdb", *DUCKDB)
        if duckdb:
            checks.part("by DuckDB", by_duckdb, checks, suite, path, duckdb)
        datasette = environment(Path(folder) / "datasette", "datasette")
        if datasette:
            port = next(port for port in range(suite.base + 20, suite.base + 120) if is_free(port))
            checks.part("by Datasette", by_datasette, checks, path, datasette, port)
        checks.part("erasing", forgets, checks, suite, path)
    checks.finish()


if __name__ == "__main__":
    main()
