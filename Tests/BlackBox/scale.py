#!/usr/bin/env python3
"""Memory of `finance` and p99 of each of its queries with a million lines in the ledger. The lines are written into
the tables as the service would write them, without their events. `JOINERY_BIN` should name a release build."""

import math
import os
import sqlite3
import subprocess
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from checks import arguments, wait
from suite import BINARIES, free_ports
from web import Client

TODAY = date.today()
FIRST = TODAY - timedelta(5 * 365)
CATEGORIES = ["rent", "travel", "advertising", "salaries"]


def rows(orders, random):
    """The rows of so many orders, 27 lines of the ledger each: three instalments, of which one in twenty is still open,
    three receipts, a delivery, three commissions."""
    for index in range(orders):
        signed = FIRST + timedelta(index * 5 * 365 // orders)
        order, customer = f"o{index:07}", f"c{index * 4 // 5:07}"
        person, shop = f"s-{index % 40}", f"h-{index % 12}"
        amount = random.randrange(100_000, 5_000_000)
        if index == 0 or index * 4 // 5 != (index - 1) * 4 // 5:
            yield "customers", (customer, f"客户{index}", f"13{index:09}")
        yield "orders", (order, f"SO-{index:07}", customer, person, shop, str(signed), 3 * amount, "CNY", 3 * amount,
                         "confirmed")
        for place in range(3):
            receivable, receipt = f"{order}-r{place}", f"{order}-p{place}"
            due = signed + timedelta(40 * place)
            paid = min(TODAY, due + timedelta(random.randrange(-5, 60)))
            is_open = random.randrange(20) == 0
            allocated = amount // 2 if is_open else amount
            yield "receivables", (receivable, customer, "order", order, f"i{place}", None, f"{place}", amount,
                                  amount - allocated, 0, "CNY", str(signed), str(due), person, shop, None, place, 0)
            yield "receivable_changes", (receivable, customer, str(signed), amount, "CNY", receivable, "order")
            yield "receivable_terms", (receivable, str(signed), 0, f"{place}", str(due))
            yield from entry(receivable, "receivable", customer, signed, amount, "receivable", "contract-liability")
            paid = max(paid, signed)
            yield "receipts", (receipt, f"RC-{paid.year}-{order}{place}", customer, allocated, "CNY", "bank", str(paid),
                               person, order, None, None, None)
            yield "credit_changes", (receipt, customer, str(paid), allocated, "CNY", receipt, "receipt")
            yield from entry(receipt, "receipt", customer, paid, allocated, "money.bank", "deposits")
            yield "allocations", (f"{order}-a{place}", 0, customer, receipt, receivable, order, allocated, "CNY",
                                  str(paid), 0)
            yield from entry(f"{order}-a{place}", "allocation", customer, paid, allocated, "deposits", "receivable")
            commission = f"{order}-c{place}"
            yield "commissions", (commission, customer, order, person, "P", 1, "received", 300, f"{order}-a{place}",
                                  receivable, allocated, allocated, allocated * 3 // 100, "CNY", str(paid), place)
            yield "commission_lines", (commission, person, "accrued", allocated * 3 // 100, "CNY", str(paid),
                                       f"{order}-a{place}")
            yield from entry(commission, "commission", customer, paid, allocated * 3 // 100, "expense.commission",
                             "commission-payable")
        yield from entry(f"{order}-d", "delivery", customer, min(TODAY, signed + timedelta(60)), 3 * amount,
                         "contract-liability", "revenue", tax=3 * amount * 13 // 113)
        if index % 4 == 0:
            yield "expenses", (f"e{index:07}", f"EX-{index}", CATEGORIES[index // 4 % 4], "x", amount // 50, "CNY",
                               str(signed), "bank", str(signed), person, shop, None, None, None, None)
            yield "payables", (f"b{index:07}", f"PB-{index}", f"v{index % 60}", "purchases", amount, 0, "CNY",
                               str(signed), str(signed + timedelta(30)), None, None, None, None)


def entry(document, kind, customer, day, amount, debit, credit, tax=0):
    lines = [(debit, amount, 0), (credit, 0, amount - tax)] + ([("tax", 0, tax)] if tax else [])
    for line, (account, left, right) in enumerate(lines):
        yield "ledger_lines", (document, line, kind, customer, str(day), account, left, right, "CNY", 0, None)


def fill(path, lines, random):
    """Writes rows until there are so many lines of the ledger."""
    store = sqlite3.connect(path)
    store.executescript("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000;")
    waiting = {}
    for table, row in rows(lines // 27 + 1, random):
        waiting.setdefault(table, []).append(row)
        if len(waiting[table]) == 20_000:
            write(store, table, waiting.pop(table))
    for table, found in waiting.items():
        write(store, table, found)
    store.execute("""INSERT INTO periods (month, closed, entries)
        SELECT substr(on_day, 1, 7), 0, count(*) FROM ledger_lines WHERE line = 0 GROUP BY 1""")
    store.execute("""INSERT INTO ledger_months
        SELECT account, currency, substr(on_day, 1, 7), sum(debit), sum(credit) FROM ledger_lines GROUP BY 1, 2, 3""")
    store.execute("""INSERT INTO commission_months
        SELECT salesperson, currency, substr(on_day, 1, 7), kind, sum(amount) FROM commission_lines GROUP BY 1, 2, 3, 4""")
    store.commit()
    count = store.execute("SELECT count(*) FROM ledger_lines").fetchone()[0]
    store.execute("PRAGMA journal_mode=WAL")
    store.close()
    return count


def write(store, table, found):
    """Columns of later migrations, at the end of their tables, keep their defaults."""
    columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")][:len(found[0])]
    store.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", found)


class Finance:
    """The service alone; its broker is away."""

    def __init__(self, folder, random):
        self.port = free_ports(random) + 3
        self.process = subprocess.Popen(
            [BINARIES / "finance"], stdout=open(folder / "log", "ab"), stderr=subprocess.STDOUT,
            env={name: value for name, value in os.environ.items() if not name.startswith("JOINERY_")} | {
                "JOINERY_DATA": str(folder / "data"), "JOINERY_PORT": str(self.port),
                "JOINERY_KAFKA": f"127.0.0.1:{self.port + 3}", "JOINERY_ACCEPT_BEFORE_CHECK": "true"})
        self.client = Client(self.port, timeout=60)
        wait("finance answers", 120, lambda: self.client.get("/livez").status == 200)

    def memory(self):
        """Resident, in MB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024

    def cpu(self):
        """Milliseconds of processor time so far."""
        found = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(found[11]) + int(found[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def queries(random, orders):
    """Name and paths of each query; customers and days are drawn anew each time."""
    def customer():
        return f"c{random.randrange(orders) * 4 // 5:07}"
    last_year = TODAY - timedelta(365)
    month = f"from={TODAY - timedelta(30)}&to={TODAY}"
    for by in ("customer", "salesperson", "shop"):
        yield f"aging by {by}, today", lambda by=by: f"/v1/aging?groupBy={by}"
    yield "aging by shop, a year ago", lambda: f"/v1/aging?groupBy=shop&asOf={last_year}"
    yield "aging of a customer", lambda: f"/v1/aging?customerId={customer()}"
    yield "aging, spreadsheet of all", lambda: "/v1/aging.xlsx"
    yield "receivables, a page", lambda: f"/v1/receivables?limit=50"
    yield "receivables of a customer", lambda: f"/v1/receivables?customerId={customer()}"
    yield "receivables of an order", lambda: f"/v1/receivables?orderId=o{random.randrange(orders):07}"
    yield "receivables, CSV page of 500", lambda: "/v1/receivables.csv?limit=500"
    yield "statement of a customer", lambda: f"/v1/statements/{customer()}"
    yield "statement to print", lambda: f"/v1/statements/{customer()}.html"
    yield "statement, spreadsheet", lambda: f"/v1/statements/{customer()}.xlsx"
    yield "receipts, a page", lambda: "/v1/receipts"
    yield "receipts of a customer", lambda: f"/v1/receipts?customerId={customer()}"
    yield "trial balance, today", lambda: "/v1/trial-balance"
    yield "trial balance, a year ago", lambda: f"/v1/trial-balance?asOf={last_year}"
    yield "ledger, a page", lambda: "/v1/ledger"
    yield "ledger of an account", lambda: "/v1/ledger?account=tax"
    yield "ledger of an account, last month", lambda: f"/v1/ledger?account=receivable&{month}"
    yield "ledger, last month", lambda: f"/v1/ledger?{month}"
    yield "reminders, a page", lambda: "/v1/reminders"
    yield "reminders of a salesperson", lambda: f"/v1/reminders?salespersonId=s-{random.randrange(40)}"
    yield "concentration", lambda: "/v1/concentration"
    yield "commissions of all", lambda: "/v1/commissions"
    yield "commissions of one", lambda: f"/v1/commissions?salespersonId=s-{random.randrange(40)}"
    yield "lines of commission of one", lambda: f"/v1/commissions/lines?salespersonId=s-{random.randrange(40)}"
    yield "expenses, a page", lambda: "/v1/expenses"
    yield "expenses of a category, last month", lambda: f"/v1/expenses?category=rent&{month}"
    yield "payables, a page", lambda: "/v1/payables"
    yield "payables of a supplier", lambda: f"/v1/payables?supplierCode=v{random.randrange(60)}"
    yield "periods", lambda: "/v1/periods"
    yield "credit of a customer", lambda: f"/v1/credit/{customer()}"


def main():
    options = arguments(
        __doc__, ("--lines", {"type": int, "default": 1_000_000}),
        ("--times", {"type": int, "default": 200, "help": "requests of each query"}),
        ("--store", {"help": "folder of a store that an earlier run has left"}))
    folder = Path(options.store or tempfile.mkdtemp(prefix="joinery-scale-"))
    if not (folder / "data").exists():
        finance = Finance(folder, options.random)
        finance.stop()
        begun = time.monotonic()
        found = fill(folder / "data" / "finance.sqlite", options.lines, options.random)
        print(f"{found} lines written in {time.monotonic() - begun:.0f} s into {folder}", flush=True)
    finance = Finance(folder, options.random)
    try:
        print(f"memory idle: {finance.memory():.1f} MB")
        print("| query | p50, ms | p99, ms | processor, ms |\n|---|--:|--:|--:|")
        for name, path in queries(options.random, options.lines // 27):
            taken, before = [], finance.cpu()
            for count in range(options.times + 3):
                address, begun = path(), time.perf_counter()
                answer = finance.client.get(address)
                taken.append((time.perf_counter() - begun) * 1000)
                if answer.status != 200:
                    raise OSError(f"{address}: {answer}")
                if count == 10 and sum(taken) > 3_000:
                    break
            each = (finance.cpu() - before) / len(taken)
            taken = sorted(taken[3:])
            high = taken[math.ceil(len(taken) * 0.99) - 1]
            print(f"| {name} | {taken[len(taken) // 2]:.1f} | {high:.1f} | {each:.1f} |", flush=True)
        print(f"memory after: {finance.memory():.1f} MB")
    finally:
        finance.stop()


if __name__ == "__main__":
    main()
