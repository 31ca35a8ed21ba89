#!/usr/bin/env python3
"""Stores made by the first migrations alone are opened by these executables, for every service: their tables become those
of a new store, and a customer's whole life goes on in them. Stores of a newer build are refused with words, untouched,
and taken again once they are of this build."""

import re
import sqlite3
import textwrap
import time
from pathlib import Path

from checks import Checks, arguments
from journey import Journey
from suite import OFFSETS, Suite

TOP = Path(__file__).resolve().parent.parent.parent
# What every store has, and each service's own; the first migration of each never changes.
SHARED = ["Shared/Persistence/EventJournal.swift", "Shared/Persistence/Arrivals.swift",
          "Shared/Persistence/IdempotencyKeys.swift", "Shared/Messaging/Consuming/InboxSchema.swift"]
OWN = {"leads": "Leads", "sales": "Sales", "finance": "Finance", "after-sales": "AfterSales", "reporting": "Reporting"}
STORES = {"after-sales": "aftersales"}
FIRST = re.compile(r'Schema\(\s*"([a-z-]+)",\s*\[\s*Migration\(\s*"""\n(.*?)\n\s*"""', re.DOTALL)


def store(data, service):
    return data / service / f"{STORES.get(service, service)}.sqlite"


def first_migration(file):
    """Component and SQL, out of the source that the executables are built from."""
    component, sql = FIRST.search((TOP / file).read_text()).groups()
    if "\\(" in sql:
        raise ValueError(f"{file}: its first migration is not plain SQL")
    return component, textwrap.dedent(sql)


def pieces(name, folders):
    """The SQL of `static let name = Migration(…)`, which may be made of others."""
    for folder in folders:
        for file in sorted((TOP / folder).rglob("*.swift")):
            found = re.search(rf"static let {name} = (Migration\(|CustomerDirectory\.tables)", text := file.read_text())
            if not found:
                continue
            if found[1].startswith("Customer"):
                return pieces("tables", ["Shared/ServiceKit"])
            end = re.search(r"\n  (?:///|(?:public |private )?static |\})|\n\}", text[found.end():])
            body = text[found.end():found.end() + (end.start() if end else len(text))]
            sql = pieces("tables", ["Shared/ServiceKit"]) if "CustomerDirectory.tables" in body else ""
            for long, short in re.findall(r'"""\n(.*?)\n\s*"""|"([^"\n]+)"', body, re.DOTALL):
                sql += textwrap.dedent(long or short) + "\n"
            return sql
    raise ValueError(f"no migration '{name}' in {folders}")


def own_first_migration(service, folder):
    """The first step of a service, composed of its capabilities' pieces as its service file says."""
    text = (TOP / f"Services/{folder}/Service/{folder}Service.swift").read_text()
    names = re.search(r"let migrations = \[\s*Migration\(\[(.*?)\]", text, re.DOTALL)[1]
    return service, "".join(pieces(name, [f"Services/{folder}/Service"]) for name in re.findall(r"\.(\w+)", names))


def tables(path):
    """Every table's columns and every index, trigger and view, by name, whatever the order they came in."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        found = {}
        for kind, name in database.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"):
            columns = database.execute(f"PRAGMA table_xinfo({name!r})").fetchall() if kind == "table" else []
            found[kind, name] = sorted(column[1:] for column in columns)
        steps = dict(database.execute("SELECT component, max(number) FROM schema_steps GROUP BY component"))
    return found, steps


class OldSuite(Suite):
    """A suite that finds stores of its very first version."""

    def __enter__(self):
        for service, folder in OWN.items():
            path = store(self.data, service)
            path.parent.mkdir(parents=True)
            database = sqlite3.connect(path)
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE schema_steps (component TEXT NOT NULL, number INTEGER NOT NULL, "
                             "applied_at INTEGER NOT NULL, PRIMARY KEY (component, number)) STRICT")
            for component, sql in [*map(first_migration, SHARED), own_first_migration(service, folder)]:
                database.executescript(sql)
                database.execute("INSERT INTO schema_steps VALUES (?, 1, ?)", (component, int(time.time() * 1000)))
            database.commit()
            database.close()
        self.before = {service: tables(store(self.data, service)) for service in OFFSETS}
        return super().__enter__()


def old(checks, options):
    with OldSuite(options) as suite, Suite(options) as new:
        for service in OFFSETS:
            (_, first), (found, steps) = suite.before[service], tables(store(suite.data, service))
            expected, newest = tables(store(new.data, service))
            own = sum(newest.values()) - len(newest)
            checks.check(f"{service}: opened, {own} steps after the first taken",
                         set(first.values()) == {1} and steps == newest, (first, steps, newest))
            checks.equal(f"{service}: {len(expected)} tables, indexes and triggers, as in a new store", found, expected)
        new.down()
        journey = Journey(checks, suite, options.random)
        for step in ("meet", "sell", "deliver", "install", "serve", "reports"):
            checks.part(step, getattr(journey, step))
        suite.wait_quiet()
        done = suite.joinery("verify", "--json")
        checks.check("joinery verify names no difference", done.returncode == 0, done.stdout + done.stderr)

        suite.down()
        for service in OFFSETS:
            newer(checks, suite, service)
        suite.up()
        checks.equal("of this build again, they open", suite.joinery("verify").returncode, 0)


def newer(checks, suite, service):
    """The store says that a build with one more step was here."""
    path = store(suite.data, service)
    _, steps = tables(path)
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO schema_steps VALUES (?, ?, 0)", (service, steps[service] + 1))
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    before = path.read_bytes()
    process = suite.spawn(service, {"JOINERY_DATA": str(path.parent), "JOINERY_PORT": str(suite.base + 9)})
    status, words = process.wait(30), process.log.read_text().strip().splitlines()[-1:]
    checks.check(f"{service}: refuses the newer store, status {status}: {words}",
                 status in (1, 78) and words and "newer build" in words[0] and "restore a backup" in words[0], words)
    checks.check(f"{service}: the newer store is untouched", path.read_bytes() == before)
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM schema_steps WHERE component = ? AND number > ?", (service, steps[service]))
        database.commit()
    database.close()


def main():
    options = arguments(__doc__)
    checks = Checks()
    checks.part("stores of the first version", old, checks, options)
    checks.finish()


if __name__ == "__main__":
    main()
