#!/usr/bin/env python3
"""A month of an ERP: orders of thirty days, changed, cancelled, sent again and in any order, some wrong, some lost, by a
bridge that is killed on its way and by a broker that loses what it had. In the end sales and reporting have the ERP's sums
of each day, reconciliation finds exactly the differences that were planted, and none once they are mended."""

import asyncio
import datetime
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from decimal import Decimal
from pathlib import Path

import broker
import erp
from checks import Checks, arguments, wait
from suite import OFFSETS, Suite
from web import Client

SOURCE, STATUS, FIGURES = "/erp/guangzhou", "joinery.erp.status", "joinery.erp.reconciliations"
ASKED, SAID = "joinery.erp.reconciliation.requested.v1", "joinery.erp.reconciliation.v1"
# A vendor's type, whose mapping lacks a code at first.
VENDOR = "month.order.v1"
DAYS = 30

SCHEMA = """
CREATE TABLE orders (number TEXT PRIMARY KEY, revision INTEGER, signed_on TEXT, total INTEGER, cancelled INTEGER);
CREATE TABLE messages (
  id TEXT PRIMARY KEY, number TEXT, revision INTEGER, key TEXT, headers TEXT, value TEXT,
  lost INTEGER DEFAULT 0, confirmed INTEGER DEFAULT 0);
CREATE TABLE answered (id TEXT PRIMARY KEY);
"""


def opened(path):
    database = sqlite3.connect(path, timeout=30, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    return database


# MARK: The bridge, a process of its own

class Bridge:
    """Sends what the ERP's ledger has until sales names it, and answers when it is asked for figures. It remembers nothing
    but what it has written into the ledger."""

    def __init__(self, path, address, port, token, seed):
        self.database, self.address, self.random = opened(path), address, random.Random(seed)
        self.sales = Client(int(port), token, 10, None)
        self.sent = {}

    def standing(self):
        """Revision by number of all that sales names."""
        found, path = {}, f"/v1/erp-orders?source={SOURCE}&limit=500"
        while path:
            page = self.sales.get(path)
            if page.status != 200:
                raise OSError(page)
            found |= {item["orderNumber"]: item["revision"] for item in page.json["items"]}
            path = page.json.get("nextCursor") and f"/v1/erp-orders?source={SOURCE}&limit=500&cursor={page.json['nextCursor']}"
        return found

    async def send(self, topic, value, key, headers):
        await self.producer.send_and_wait(
            topic, value.encode(), key=key.encode(), headers=[(name, text.encode()) for name, text in headers.items()])

    async def send_some(self):
        now = time.monotonic()
        waiting = [row for row in self.database.execute(
            "SELECT id, key, headers, value FROM messages WHERE lost = 0 AND confirmed = 0 ORDER BY rowid LIMIT 150")
            if now - self.sent.get(row[0], -9) > 4]
        self.random.shuffle(waiting)
        for id, key, headers, value in waiting[:50]:
            for _ in range(2 if self.random.random() < 0.15 else 1):
                await self.send(erp.TOPIC, value, key, json.loads(headers))
            self.sent[id] = now
        if waiting and self.random.random() < 0.2:
            # One that was confirmed long ago, as bridges do that are not sure.
            again = self.database.execute(
                "SELECT key, headers, value FROM messages WHERE confirmed = 1 ORDER BY random() LIMIT 3").fetchall()
            for key, headers, value in again:
                await self.send(erp.TOPIC, value, key, json.loads(headers))

    def confirm(self):
        named = self.standing()
        for id, number, revision in self.database.execute(
                "SELECT id, number, revision FROM messages WHERE lost = 0 AND confirmed = 0").fetchall():
            if named.get(number, -1) >= revision:
                self.database.execute("UPDATE messages SET confirmed = 1 WHERE id = ?", (id,))

    async def answer(self, request):
        # What the ERP has, read at one moment.
        as_of = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        orders = self.database.execute(
            "SELECT signed_on, number, revision, total, cancelled FROM orders WHERE signed_on BETWEEN ? AND ?",
            (request["from"], request["to"])).fetchall()
        days = {}
        for day, number, revision, total, cancelled in orders:
            at = days.setdefault(day, {"on": day, "count": 0, "cancelled": 0, "amount": 0, "revisions": 0, "items": []})
            at["cancelled" if cancelled else "count"] += 1
            if not cancelled:
                at["amount"] += total
                at["revisions"] += revision
            at["items"].append({"orderNumber": number, "revision": revision} | (
                {"cancelled": True} if cancelled else {"total": {"amount": total, "currency": "CNY"}}))
        for at in days.values():
            amount = at.pop("amount")
            at["sums"] = [{"amount": amount, "currency": "CNY"}] if amount else []
            if not request["items"]:
                del at["items"]
        data = {"about": request["about"], "from": request["from"], "to": request["to"], "asOf": as_of, "days": list(days.values())}
        await self.send(FIGURES, json.dumps(data), request["about"], {
            "ce_specversion": "1.0", "ce_id": str(uuid.uuid4()), "ce_source": SOURCE, "ce_type": SAID,
            "content-type": "application/json"})

    async def answer_some(self):
        # The whole of it, each time: an emptied topic may have grown past where a reader stood.
        for record in await asyncio.to_thread(broker.kcat_read, self.address, STATUS):
            headers = record["headers"]
            if headers.get("ce_type") != ASKED or self.database.execute(
                    "SELECT 1 FROM answered WHERE id = ?", (headers["ce_id"],)).fetchone():
                continue
            await self.answer(json.loads(record["payload"]))
            self.database.execute("INSERT INTO answered VALUES (?)", (headers["ce_id"],))

    async def connected(self):
        from aiokafka import AIOKafkaProducer
        self.producer = AIOKafkaProducer(bootstrap_servers=self.address, acks="all", request_timeout_ms=5_000)
        try:
            await self.producer.start()
            while True:
                await asyncio.wait_for(self.send_some(), 10)
                await self.answer_some()
                self.confirm()
        finally:
            await asyncio.wait_for(self.producer.stop(), 10)

    async def run(self):
        import logging
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
        while True:
            try:
                await self.connected()
            except Exception as error:
                print(f"{type(error).__name__} {error}", flush=True)
                await asyncio.sleep(0.3)


# MARK: The ERP

class ERP:
    """What the company's people do in the ERP: its database, and the ledger of what its bridge is to send."""

    def __init__(self, path, random):
        self.database, self.random = opened(path), random
        self.database.executescript(SCHEMA)
        self.orders, self.cancelled = {}, set()

    def _write(self, order, lost, headers, value, id=None):
        data = order.data
        self.database.execute(
            "INSERT INTO messages (id, number, revision, key, headers, value, lost) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (id or order.id, order.number, data["revision"], order.key, json.dumps(headers), value.decode(), lost))

    def _keep(self, order, cancelled=False):
        self.orders[order.number] = order
        self.database.execute("INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?)", (
            order.number, order.data["revision"], order.data["signedOn"], order.total, int(cancelled)))

    def say(self, order, verb="changed", lost=0, wrong=False, vendor=False):
        """Keeps an order as it now is, and has it sent; `wrong` is the bridge's mistake, the ERP has it right."""
        headers, _ = order.binary(verb)
        # On its day, so that what reports say of that day does not depend on which revision came first.
        headers["ce_time"] = f"{order.data['signedOn']}T04:00:00Z"
        sent = json.loads(json.dumps(order.data))
        if wrong:
            sent["instalments"][1]["percent"] = 7
        if vendor:
            headers["ce_type"] = VENDOR
            sent["signedAt"] = vendor
            for line in sent["lines"]:
                line["qty"] = str(Decimal(line["quantity"]["value"]).scaleb(-line["quantity"]["scale"]))
                line["fen"] = line["unitPrice"]["amount"]
        self._write(order, lost, headers, json.dumps(sent, ensure_ascii=False).encode())
        self._keep(order)

    def place(self, number, day, **how):
        order = erp.Order(self.random, number, source=SOURCE, customer=f"K-{self.random.randrange(120)}", signed_on=day)
        order.data["customer"]["phone"] = f"1370000{int(order.data['customer']['number'][2:]):04}"
        self.say(order, "placed", **how)
        return order

    def change(self, number, keep_amount=False, **how):
        order = self.orders[number].revised(self.random)
        if keep_amount:
            order.data["lines"] = self.orders[number].data["lines"]
            order.data["promisedOn"] = "2027-02-01"
        self.say(order, **how)

    def cancel(self, number, lost=0):
        order = self.orders[number]
        data = {"orderNumber": number, "revision": order.data["revision"] + 1, "reason": "客户取消"}
        order.data = dict(order.data, revision=data["revision"])
        order.id = f"{number}-{data['revision']}"
        headers, _ = order.binary("cancelled")
        headers["ce_time"] = f"{order.data['signedOn']}T05:00:00Z"
        self._write(order, lost, headers, json.dumps(data).encode())
        self._keep(order, cancelled=True)
        self.cancelled.add(number)

    def sums(self):
        return {day: (count, amount) for day, count, amount in self.database.execute(
            "SELECT signed_on, count(*), sum(total) FROM orders WHERE cancelled = 0 GROUP BY signed_on")}

    def unconfirmed(self):
        return self.database.execute("SELECT count(*) FROM messages WHERE lost = 0 AND confirmed = 0").fetchone()[0]


def mapping(codes):
    def same(*names):
        return {name: f"/{name}" for name in names}
    return {
        "name": "month", "version": len(codes), "match": {"type": [VENDOR]},
        "order": same("orderNumber", "revision", "signedOn", "promisedOn") | {
            "customer": {name: f"/customer/{name}" for name in ("number", "name", "phone")},
            "signedAt": {"from": "/signedAt", "codes": codes},
            "lines": {"each": "/lines", "fields": same("lineNumber", "sku", "description") | {
                "quantity": "/qty", "unitPrice": {"from": "/fen", "unit": "fen"}, "discountPercent": "/discountPercent"}},
            "instalments": {"each": "/instalments", "fields": same("label", "percent", "dueOn")}}}


class Month:
    def __init__(self, checks, suite, options, folder):
        self.checks, self.suite, self.random, self.folder = checks, suite, options.random, folder
        self.sales, self.reporting = suite.client("sales"), suite.client("reporting")
        self.erp = ERP(folder / "erp.db", options.random)
        first = erp.TODAY - datetime.timedelta(days=DAYS + 1)
        self.days = [str(first + datetime.timedelta(days=at)) for at in range(DAYS)]
        self.seed, self.process, self.count = options.seed, None, 0
        # Number → kind of each difference that is planted, and the days that people here changed by hand.
        self.planted, self.by_hand = {}, set()

    # MARK: The bridge

    def start(self):
        with open(self.folder / "bridge.log", "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, __file__, "--bridge", str(self.folder / "erp.db"), self.suite.address,
                 str(self.suite.base + OFFSETS["sales"]), self.suite.machine("erp", "bridge"), str(self.seed)],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.suite.others.append(self.process)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def sent(self, seconds=120):
        wait("sales names all that the ERP has sent", seconds, lambda: self.erp.unconfirmed() == 0, every=0.2)

    # MARK: The month

    def number(self):
        self.count += 1
        return f"XS-{self.count:05}"

    def business(self, days):
        """Some days as they go: about a dozen orders each, a third of them changed, some cancelled, some wrong."""
        for day in days:
            for _ in range(self.random.randint(9, 14)):
                number, fate = self.number(), self.random.random()
                if fate < 0.06:
                    # Wrong at first, and right with its next revision.
                    self.erp.place(number, day, wrong=True)
                    self.erp.change(number)
                    continue
                if fate < 0.12:
                    # By a vendor's message, at home, which its mapping does not know yet.
                    self.erp.place(number, day, vendor="S" if fate < 0.08 else "H")
                    continue
                self.erp.place(number, day)
                while self.random.random() < 0.35:
                    self.erp.change(number)
                if self.random.random() < 0.12:
                    self.erp.cancel(number)

    def plant(self):
        """Each kind of difference, on days of their own and beside right orders."""
        def some(day):
            number = self.number()
            self.erp.place(number, day)
            return number

        days = iter(self.random.sample(self.days, 12))
        for _ in range(3):
            number = self.number()
            self.erp.place(number, next(days), lost=1)
            self.planted[number] = "missing-here"
        for keep in (False, True):
            number = some(next(days))
            self.erp.change(number, keep_amount=keep, lost=1)
            self.planted[number] = "revision"
        number = some(next(days))
        self.erp.cancel(number, lost=1)
        self.planted[number] = "cancelled-there"
        number = self.number()
        self.erp.place(number, next(days), wrong=True)
        self.planted[number] = "parked"
        number = some(next(days))
        self.erp.change(number, wrong=True)
        self.planted[number] = "parked"
        # Placed, changed and cancelled, of which nothing ever came: nothing stands on either side.
        number = self.number()
        self.erp.place(number, next(days), lost=1)
        self.erp.cancel(number, lost=1)
        self.hand = {kind: some(next(days)) for kind in ("missing-there", "cancelled-here", "amount")}

    def plant_by_hand(self):
        """What people do here, or lose there, once the orders stand."""
        for kind, number in self.hand.items():
            self.planted[number] = kind
            order = self.stand(number)["orderId"]
            if kind == "missing-there":
                self.erp.database.execute("DELETE FROM orders WHERE number = ?", (number,))
            elif kind == "cancelled-here":
                answer = self.sales.post(f"/v1/orders/{order}/cancel", {"reason": "客户不要了"}, key=erp.key())
                self.checks.equal("an order of the ERP is cancelled here by hand", answer.status, 200)
            else:
                terms = {"reason": "多一个柜子", "lines": [{
                    "description": "衣柜", "quantity": {"value": 1, "scale": 0}, "unitPrice": {"amount": 777_00, "currency": "CNY"}}],
                    "instalments": [{"label": "全款", "percent": 100, "dueOn": "2027-01-15"}]}
                answer = self.sales.post(f"/v1/orders/{order}/amend", terms, key=erp.key())
                self.checks.equal("another one is amended", answer.status, 200)
            self.by_hand.add(self.erp.orders[number].data["signedOn"])

    def stand(self, number):
        return self.sales.get(f"/v1/erp-orders?source={SOURCE}&orderNumber={number}").json

    def parked(self, text):
        """The ERP's orders that are set aside with this text in the reason."""
        page = self.sales.get(f"/v1/erp-orders?source={SOURCE}&state=parked&limit=500").json
        return [item["orderNumber"] for item in page["items"] if text in item["reason"]]

    def happens(self):
        self.business(self.days[:10])
        self.plant()
        self.start()
        wait("a part has been sent", 60, lambda: self.erp.database.execute(
            "SELECT count(*) FROM messages WHERE confirmed = 1").fetchone()[0] > 30)
        self.kill()
        self.checks.check("the bridge is killed while it sends", self.erp.unconfirmed() > 0, self.erp.unconfirmed())
        self.business(self.days[10:20])
        self.start()
        wait("more has been sent", 60, lambda: self.erp.database.execute(
            "SELECT count(*) FROM messages WHERE confirmed = 1").fetchone()[0] > 120)
        self.suite.kill_broker()
        self.checks.check("the broker is killed while the bridge sends", self.erp.unconfirmed() > 0, self.erp.unconfirmed())
        self.business(self.days[20:])
        self.sent()
        self.checks.check("all that was sent is named in the end", True)

    def redrives(self):
        """A mapping that lacked a code is mended, and what it had set aside is applied again; one order is given up, and
        comes anew under its id."""
        before = self.parked("'signedAt'")
        self.checks.check(f"{len(before)} orders wait for a code of the mapping", before)
        (self.folder / "mappings" / "month.json").write_text(json.dumps(mapping({"S": "shop", "H": "home"})))

        def again():
            self.sales.send("POST", "/ops/dead-letters/redrive?reason=signedAt", b"{}")
            return not self.parked("'signedAt'")
        wait("they are taken once they are redriven", 90, again, every=1)
        number = self.number()
        order = self.erp.place(number, self.days[3], wrong=True)
        wait("a wrong one is set aside", 30, lambda: self.stand(number).get("state") == "parked")
        held = json.loads(self.suite.joinery("dead-letters", "list", "--json", "--service", "sales", check=True).stdout)
        key = next(at for at in held if at["key"] == number)
        self.sales.send("POST", f"/ops/dead-letters/{key['id']}/discard", json.dumps({"reason": "假单"}).encode())
        value = json.dumps(order.data, ensure_ascii=False)
        self.erp.database.execute("UPDATE messages SET value = ?, confirmed = 0 WHERE id = ?", (value, order.id))
        wait("it is taken when it comes again, right, with the same id", 30, lambda: self.stand(number).get("state") == "accepted")

    # MARK: What is compared

    def ask(self, **more):
        answer = self.sales.post("/v1/erp-reconciliations/request", {
            "source": SOURCE, "from": self.days[0], "to": self.days[-1], **more}, key=erp.key())
        if answer.status != 202:
            raise OSError(answer)

    def reconciled(self, since, named=False):
        """Days by their day, once figures have come that were read after `since` and nothing may be on its way any more."""
        def found():
            page = self.sales.get(f"/v1/erp-reconciliations?source={SOURCE}&from={self.days[0]}&to={self.days[-1]}&limit=500").json
            days = {item["on"]: item for item in page["items"]}
            done = len(days) == DAYS and all(
                item["asOf"] >= since and item["state"] != "checking" and (item["state"] == "agrees" or item["named"])
                for item in days.values())
            return days if done else None
        return wait("the ERP's figures of all days have come and are compared", 90, found, every=0.3)

    def differences(self):
        page = self.sales.get(f"/v1/erp-differences?source={SOURCE}&limit=500").json
        return {item["orderNumber"]: item["kind"] for item in page["items"]}, page["items"]

    def moment(self):
        return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def metric(self, name):
        for line in self.sales.get("/metrics").body.decode().splitlines():
            if line.startswith(f'joinery_erp_reconciliation_{name}{{source="{SOURCE}"}} '):
                return float(line.rsplit(" ", 1)[1])

    def finds(self):
        since = self.moment()
        self.ask()
        days = self.reconciled(since)
        found, items = self.differences()
        self.checks.equal(f"exactly the {len(self.planted)} planted differences are found", found, self.planted)
        self.checks.equal("all of them have had their time", Counter(item["state"] for item in items), {"differs": len(items)})
        planted_days = {item["on"] for item in items}
        self.checks.equal("days without one agree", {day for day, at in days.items() if at["state"] == "agrees"}, set(self.days) - planted_days)
        self.checks.equal("what is parked says why", [item["orderNumber"] for item in items
                          if item["kind"] == "parked" and "'instalments'" not in (item.get("reason") or "")], [])
        self.checks.equal("the metric has as many", self.metric("differences"), float(len(self.planted)))
        events = [event["data"] for event in self.suite.journal("sales") if event["type"] == "joinery.sales.erp.reconciled.v1"]
        self.checks.check("each comparison is an event", events and any(day["differing"] + day["onItsWay"] for day in events[-1]["days"]))
        # Asked again, after the time that messages may need, the event names them too.
        wait("the time is over", 30, lambda: self.metric("age_seconds") > 3.5, every=0.3)
        since = self.moment()
        self.ask(items=True)
        self.reconciled(since)
        last = [event["data"] for event in self.suite.journal("sales") if event["type"] == "joinery.sales.erp.reconciled.v1"][-1]
        told = {at["orderNumber"]: at["kind"] for day in last["days"] for at in day["differences"]}
        self.checks.equal("the event names the same differences", told, self.planted)
        csv = self.sales.get(f"/v1/erp-differences.csv?source={SOURCE}").body.decode()
        self.checks.equal("so does the CSV", len(csv.strip().splitlines()), len(self.planted) + 1)
        self.checks.equal("nothing else is parked", sorted(self.parked("")), sorted(
            number for number, kind in self.planted.items() if kind == "parked"))

    def report(self, day, to=None):
        answer = self.reporting.get(f"/v1/reports/sales?groupBy=month&from={day}&to={to or day}").json
        return sum(row["signed"]["amount"] for row in answer["rows"]), sum(row["orders"] for row in answer["rows"])

    def sums(self, days, name):
        """The ERP's sums of each day beside those of sales and of reporting."""
        theirs = self.erp.sums()
        here = {day: (at["here"]["count"], sum(one["amount"] for one in at["here"]["sums"])) for day, at in days.items()}
        self.checks.equal(f"{name}: sales has the ERP's count and sum of {len(days)} days", here, {day: theirs.get(day, (0, 0)) for day in days})
        said = {day: self.report(day) for day in days if day not in self.by_hand}
        self.checks.equal(f"{name}: reporting has them too", {day: (orders, signed) for day, (signed, orders) in said.items()},
                          {day: theirs.get(day, (0, 0)) for day in said})

    def mends(self):
        """Each difference by its remedy."""
        for number, kind in self.planted.items():
            if kind in ("missing-here", "revision", "cancelled-there"):
                self.erp.database.execute("UPDATE messages SET lost = 0 WHERE number = ?", (number,))
            elif kind in ("parked", "amount"):
                # The bridge's next revision, right this time; the ERP's word takes the place of what was amended here.
                self.erp.change(number)
            elif kind == "missing-there":
                self.erp._keep(self.erp.orders[number])
            elif kind == "cancelled-here":
                self.erp.cancel(number)
        self.sent()
        self.suite.wait_quiet()
        since = self.moment()
        self.ask()
        days = self.reconciled(since)
        self.checks.equal("none is left once they are mended", (self.differences()[0], self.metric("differences")), ({}, 0.0))
        self.checks.equal("every day agrees", Counter(at["state"] for at in days.values()), {"agrees": DAYS})
        self.sums(days, "mended")
        signed, orders = self.report(self.days[0], str(erp.TOMORROW))
        theirs = self.erp.sums().values()
        self.checks.equal("reporting's sum of the whole time is the ERP's", (orders, signed), (
            sum(count for count, _ in theirs), sum(amount for _, amount in theirs)))
        self.checks.equal("nothing is parked", self.parked(""), [])

    def sweeps(self):
        """The daily look asks by itself, once a day."""
        since = self.moment()
        for _ in range(2):
            self.sales.send("POST", f"/ops/sweep?asOf={erp.TODAY + datetime.timedelta(days=2)}", b"{}")
        found = wait("the daily look has the figures renewed", 60, lambda: [
            item for item in self.sales.get(f"/v1/erp-reconciliations?source={SOURCE}&from={self.days[5]}&limit=500").json["items"]
            if item["asOf"] >= since], every=0.3)
        self.checks.equal("they agree", Counter(item["state"] for item in found), {"agrees": len(found)})
        asked = [event["data"] for event in self.suite.journal("sales")
                 if event["type"] == "joinery.sales.erp_reconciliation.requested.v1" and event["data"].get("sweptOn")]
        self.checks.equal("it asked once for a day", len(asked), len({(at["sweptOn"], at["from"]) for at in asked}))
        done = self.suite.joinery("verify")
        self.checks.check("verify finds nothing", done.returncode == 0, done.stdout + done.stderr)


def main():
    broker.use_aiokafka()
    if sys.argv[1:2] == ["--bridge"]:
        asyncio.run(Bridge(*sys.argv[2:]).run())
    options = arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mappings").mkdir()
        (folder / "mappings" / "month.json").write_text(json.dumps(mapping({"S": "shop"})))
        with Suite(options, {"JOINERY_ERP_MAPPINGS": str(folder / "mappings"), "JOINERY_ERP_GRACE": "3s"}) as suite:
            month = Month(checks, suite, options, folder)
            try:
                checks.part("the month", month.happens)
                checks.part("redriven and discarded", month.redrives)
                checks.part("differences by hand", month.plant_by_hand)
                suite.wait_quiet()
                checks.note(f"{len(month.erp.orders)} orders, {month.erp.database.execute('SELECT count(*) FROM messages').fetchone()[0]} messages")
                checks.part("reconciliation", month.finds)
                checks.part("mended", month.mends)
                checks.part("the daily look", month.sweeps)
            finally:
                if options.keep:
                    print((folder / "bridge.log").read_text()[-3000:])
    checks.finish()


if __name__ == "__main__":
    main()
