#!/usr/bin/env python3
"""How time, memory and disk grow with a company: its stores at 1, 5 and 10 million events, served, backed up, restored, and
reporting's read anew from the others, each time beside a floor of the same run. A table, a plot, figures as JSON.

A company of that size is the demo's year, as often as needed, with customers, phones and numbers of its own each time
(`Tests/Benchmarks/GrowthStores.swift`). `JOINERY_BIN` should name a release build; `compose/growth` sees to it."""

import argparse
import json
import math
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checks import wait
from suite import BINARIES, OFFSETS, children, free_ports
from web import Client

YEAR, SMALL_YEAR = 25_000, 2_600
STORES = {"leads": "leads", "sales": "sales", "finance": "finance", "aftersales": "after-sales"}
REPORTS = {"sales": "sales", "lead-sources": "lead-sources", "receivables-aging": "receivables-aging?limit=50"}
# Beside each other at the worst: the stores, a copy that is served, a backup.
BYTES_AN_EVENT = 12_000


def note(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def size(folder):
    return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file() and file.name != "ballast")


def joinery(*arguments, check=True):
    return subprocess.run([BINARIES / "joinery", *arguments], check=check, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env=environment())


def environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("JOINERY_")}


class Running:
    """`joinery up` on a folder."""

    def __init__(self, data, base):
        self.data, self.base = data, base
        self.where = ["--data", str(data), "--port-base", str(base), "--broker-port", str(base + 6)]
        self.begun = time.monotonic()
        self.process = subprocess.Popen([BINARIES / "joinery", "up", "--no-demo", *self.where], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment(),
                                        start_new_session=True)
        for line in self.process.stdout:
            if line.startswith(b"ready"):
                break
        else:
            raise OSError(f"joinery up ended; see {data}/logs")
        self.seconds_to_ready = time.monotonic() - self.begun
        roles = "manager,finance,operations,auditor"
        self.token = joinery("token", "--sub", "growth", "--role", roles, *self.where).stdout.split()[-1]

    def client(self, service):
        return Client(self.base + OFFSETS[service], self.token, 300)

    def memory(self, service):
        """Resident now and at most, in MB."""
        pid = next(pid for pid, name in children(self.process.pid).items() if name == service)
        found = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        return [int(found[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM")]

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(120)


def p99(client, path, times=200):
    taken = []
    for count in range(times + 10):
        begun = time.perf_counter()
        answer = client.get(path)
        if answer.status != 200:
            raise OSError(f"{path}: {answer}")
        if count >= 10:
            taken.append((time.perf_counter() - begun) * 1000)
    return round(sorted(taken)[len(taken) * 99 // 100], 1)


def applied(data):
    """How many events reporting has."""
    try:
        with sqlite3.connect(f"file:{data}/reporting/reporting.sqlite?mode=ro", uri=True, timeout=10) as store:
            return store.execute("SELECT coalesce(sum(applied), 0) FROM positions").fetchone()[0]
    except sqlite3.Error:
        return 0


def until_read(data, total, begun, limit):
    told = time.monotonic()
    while (found := applied(data)) < total:
        if time.monotonic() - begun > limit:
            raise TimeoutError(f"reporting has {found} of {total} events after {limit:.0f} s")
        if time.monotonic() - told > 15:
            told = time.monotonic()
            rate = found / (told - begun)
            note(f"  {found:,} of {total:,} events, {rate:,.0f} a second"
                 + (f", {(total - found) / rate:.0f} s to go" if rate else ""))
        time.sleep(0.2)
    return time.monotonic() - begun


def synced_copy(source, target):
    """The floor of a backup and a restore: the same bytes copied and on disk."""
    begun = time.monotonic()
    shutil.copytree(source, target)
    for file in Path(target).rglob("*"):
        if file.is_file():
            with open(file, "rb") as opened:
                os.fsync(opened.fileno())
    return time.monotonic() - begun


def insert_floor(stores, folder):
    """The floor of reading all anew: the same events from the journals into one table, by SQLite alone, on disk."""
    path = Path(folder) / "floor.sqlite"
    path.unlink(missing_ok=True)
    store = sqlite3.connect(path)
    store.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
    begun = time.monotonic()
    for name in STORES:
        store.execute("ATTACH ? AS journal", (f"{stores}/{name}/{name}.sqlite",))
        for made in ([] if name != "leads" else ["CREATE TABLE events AS SELECT * FROM journal.event_journal WHERE 0"]):
            store.execute(made)
        store.execute("INSERT INTO events SELECT * FROM journal.event_journal")
        store.commit()
        store.execute("DETACH journal")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    seconds = time.monotonic() - begun
    store.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    return seconds


def stores_of(events, folder):
    """Made unless an earlier run has: their folder, and how many events there are."""
    year = YEAR if events >= 4 * YEAR else SMALL_YEAR
    copies = max(1, round(events / year))
    note(f"{events:,} events: {copies} copies of a year are made")
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        subprocess.run([BINARIES / "benchmark", "--stores", str(copies), "--folder", str(folder),
                        *(["--quick"] if year == SMALL_YEAR else [])], check=True, stdout=output, env=environment())
        output.seek(0)
        found = json.loads(output.read().splitlines()[-1])
    note(f"  they are there after {time.monotonic() - begun:.0f} s: {found['events']}")
    return Path(found["folder"]), sum(found["events"].values())


def customers(stores):
    with sqlite3.connect(f"file:{stores}/leads/leads.sqlite?mode=ro", uri=True) as store:
        return store.execute(
            "SELECT count(*) FROM event_journal WHERE type = 'joinery.leads.customer.registered.v1'").fetchone()[0]


def measure(events, folder, limit):
    stores, total = stores_of(events, folder)
    row = {"events": total, "customers": customers(stores)}
    served = folder / f"served-{events}"
    shutil.rmtree(served, ignore_errors=True)
    served.mkdir()
    copied = 0.0
    for source, service in STORES.items():
        copied += synced_copy(stores / source, served / service)
    owners = size(served)
    row["copyMBs"] = round(owners / copied / 1e6)
    row["insertFloorSeconds"] = round(insert_floor(stores, folder), 1)
    base = free_ports(random.SystemRandom())
    note("  reporting reads all anew")
    running = Running(served, base)
    try:
        row["rebuildSeconds"] = round(until_read(served, total, running.begun, limit), 1)
        row["reportingRebuildMB"] = running.memory("reporting")[1]
        # What reporting does once it has all, and what the relays tell.
        wait("reporting has settled", 120, lambda: running.client("reporting").get("/readyz").status == 200)
        running.stop()
        running = Running(served, base)
        row["readySeconds"] = round(running.seconds_to_ready, 1)
        client = running.client("reporting")
        for name, path in REPORTS.items():
            row[f"p99 {name}"] = p99(client, f"/v1/reports/{path}")
        row["p99 leads"] = p99(running.client("leads"), "/v1/leads?limit=50")
        row["p99 receivables"] = p99(running.client("finance"), "/v1/receivables?limit=50")
        for service in ("leads", "finance", "reporting"):
            row[f"{service}MB"] = running.memory(service)[1]
        for service in OFFSETS:
            row[f"{service}Bytes"] = size(served / service)
        row["bytes"] = sum(row[f"{service}Bytes"] for service in OFFSETS)
        backup = folder / f"backup-{events}"
        shutil.rmtree(backup, ignore_errors=True)
        # With those that the daily rules have written since the start.
        row["events"] = applied(served)
        note("  it is backed up")
        begun = time.monotonic()
        joinery("backup", "--to", str(backup), *running.where)
        row["backupSeconds"] = round(time.monotonic() - begun, 1)
        row["backupBytes"] = size(backup)
    finally:
        running.stop()
    keys = folder / "keys"
    shutil.rmtree(keys, ignore_errors=True)
    shutil.copytree(served / "keys", keys)
    shutil.rmtree(served)
    served.mkdir()
    shutil.move(keys, served / "keys")
    note("  all is lost, and restored")
    begun = time.monotonic()
    joinery("restore", "--from", str(backup), *running.where)
    row["restoreSeconds"] = round(time.monotonic() - begun, 1)
    running = Running(served, base)
    try:
        row["recoverSeconds"] = round(time.monotonic() - begun, 1)
        if applied(served) < row["events"]:
            raise OSError(f"after the restore reporting has {applied(served)} of {row['events']} events")
        if p99(running.client("reporting"), "/v1/reports/sales", 1) <= 0:
            raise OSError("no report after the restore")
    finally:
        running.stop()
    row["copyAllSeconds"] = round(row["bytes"] / 1e6 / row["copyMBs"], 1)
    for left in (served, backup, stores):
        shutil.rmtree(left)
    return row


LINES = [
    ("customers", "customers", lambda row: f"{row['customers']:,}"),
    ("stores on disk", "MB", lambda row: f"{row['bytes'] / 1e6:,.0f}"),
    ("of it reporting", "MB", lambda row: f"{row['reportingBytes'] / 1e6:,.0f}"),
    ("bytes an event", "", lambda row: f"{row['bytes'] / row['events']:,.0f}"),
    ("a backup", "MB", lambda row: f"{row['backupBytes'] / 1e6:,.0f}"),
    ("reporting read anew", "s", lambda row: f"{row['rebuildSeconds']:,}"),
    ("floor: its events inserted by SQLite alone", "s", lambda row: f"{row['insertFloorSeconds']:,}"),
    ("backup", "s", lambda row: f"{row['backupSeconds']:,}"),
    ("restore", "s", lambda row: f"{row['restoreSeconds']:,}"),
    ("restore until all serve", "s", lambda row: f"{row['recoverSeconds']:,}"),
    ("floor: the same bytes copied", "s", lambda row: f"{row['copyAllSeconds']:,}"),
    ("start until all serve", "s", lambda row: f"{row['readySeconds']:,}"),
    ("report sales, p99", "ms", lambda row: f"{row['p99 sales']:,}"),
    ("report lead-sources, p99", "ms", lambda row: f"{row['p99 lead-sources']:,}"),
    ("report receivables-aging, page, p99", "ms", lambda row: f"{row['p99 receivables-aging']:,}"),
    ("list of leads, page, p99", "ms", lambda row: f"{row['p99 leads']:,}"),
    ("list of receivables, page, p99", "ms", lambda row: f"{row['p99 receivables']:,}"),
    ("reporting, memory serving", "MB", lambda row: f"{row['reportingMB']:,}"),
    ("reporting, memory while it reads anew", "MB", lambda row: f"{row['reportingRebuildMB']:,}"),
    ("leads, memory serving", "MB", lambda row: f"{row['leadsMB']:,}"),
    ("finance, memory serving", "MB", lambda row: f"{row['financeMB']:,}"),
]


def table(rows):
    head = "| | " + " | ".join(f"{row['events']:,} events" for row in rows) + " |"
    lines = [head, "|---|" + "--:|" * len(rows)]
    for name, unit, text in LINES:
        label = f"{name}, {unit}" if unit and unit != name else name
        lines.append(f"| {label} | " + " | ".join(text(row) for row in rows) + " |")
    return "\n".join(lines)


SERIES = [
    ("seconds", [("read anew", "rebuildSeconds", 1), ("backup", "backupSeconds", 1), ("restore", "restoreSeconds", 1),
                 ("floor: insert", "insertFloorSeconds", 1), ("floor: copy", "copyAllSeconds", 1)]),
    ("MB on disk", [("all stores", "bytes", 1e-6), ("reporting", "reportingBytes", 1e-6), ("backup", "backupBytes", 1e-6)]),
    ("MB of memory", [("reporting", "reportingMB", 1), ("reporting, reads anew", "reportingRebuildMB", 1),
                      ("leads", "leadsMB", 1), ("finance", "financeMB", 1)]),
    ("ms, p99", [("sales", "p99 sales", 1), ("lead-sources", "p99 lead-sources", 1), ("aging", "p99 receivables-aging", 1),
                 ("leads", "p99 leads", 1), ("receivables", "p99 receivables", 1)]),
]
COLOURS = ["#1b6ca8", "#c8553d", "#2e8b57", "#8a8a8a", "#b58900"]


def plot(rows):
    """Four charts, both axes logarithmic: what grows as the events do is a line at 45 degrees of a decade."""
    width, height, pad = 420, 300, 56
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * width}" height="{2 * height}" '
             'font-family="sans-serif" font-size="11">', '<rect width="100%" height="100%" fill="white"/>']
    xs = [row["events"] for row in rows]
    low_x, high_x = math.log10(min(xs)) - 0.1, math.log10(max(xs)) + 0.1
    for index, (title, series) in enumerate(SERIES):
        left, top = index % 2 * width, index // 2 * height
        values = [max(row[key] * scale, 0.1) for row in rows for _, key, scale in series]
        low_y, high_y = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 0.01)

        def at(x, y):
            return (left + pad + (math.log10(x) - low_x) / (high_x - low_x) * (width - pad - 130),
                    top + height - 36 - (math.log10(max(y, 0.1)) - low_y) / (high_y - low_y) * (height - 72))

        parts.append(f'<text x="{left + pad}" y="{top + 22}" font-size="13" font-weight="bold">{title}</text>')
        for power in range(low_y, high_y + 1):
            (x, y), (end, _) = at(min(xs), 10 ** power), at(max(xs), 10 ** power)
            parts.append(f'<line x1="{x:.0f}" x2="{end:.0f}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
                         f'<text x="{left + pad - 6}" y="{y + 4:.0f}" text-anchor="end">{10 ** power:g}</text>')
        for events in xs:
            x, y = at(events, 10 ** low_y)
            label = f"{events / 1e6:.1f}M" if events >= 500_000 else f"{events / 1000:.0f}k"
            parts.append(f'<text x="{x:.0f}" y="{y + 16:.0f}" text-anchor="middle">{label}</text>')
        for number, (name, key, scale) in enumerate(series):
            points = [at(row["events"], row[key] * scale) for row in rows]
            colour = COLOURS[number]
            parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
                         + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
            parts.append(f'<text x="{left + width - 122}" y="{top + 48 + 16 * number}" fill="{colour}">{name}</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", default="1000000,5000000,10000000", help="sizes, commas between")
    parser.add_argument("--folder", default="/var/tmp/joinery-growth", help="stores, and what was measured; kept")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON instead of the table")
    parser.add_argument("--plot", help="file for the plot, SVG (default FOLDER/growth.svg)")
    parser.add_argument("--minutes", type=float, default=120, help="that reporting may take for one size")
    parser.add_argument("--anew", action="store_true", help="forget what earlier runs have measured")
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.events.split(","))
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for events in sizes:
        kept = folder / f"growth-{events}.json"
        if options.anew or not kept.exists():
            free, needed = shutil.disk_usage(folder).free, events * BYTES_AN_EVENT
            if free < needed:
                sys.exit(f"growth: {events:,} events need some {needed / 1e9:.0f} GB in {folder}, {free / 1e9:.0f} GB are "
                         "free; give another folder with --folder, or fewer --events")
            kept.write_text(json.dumps(measure(events, folder, options.minutes * 60)))
        rows.append(json.loads(kept.read_text()))
    Path(options.plot or folder / "growth.svg").write_text(plot(rows))
    print(json.dumps(rows) if options.json else table(rows))


if __name__ == "__main__":
    main()
