#!/usr/bin/env python3
"""One customer's whole life over HTTP alone: capture, visit, quote, deposit, order, measurement, delivery in two parts,
instalments paid late, installation with a problem, evaluation, a charged service, yearly maintenance. Every step's event
is in its topic, and every report shows the customer's figures to the fen, today and at past dates, within 2 s."""

import datetime
import time
from collections import Counter

import broker
import erp
from checks import Checks, arguments, wait
from suite import Suite

TODAY = erp.TODAY
BUCKETS = ["notDue", "days1to30", "days31to60", "days61to90", "days91to180", "over180"]


def day(ago):
    return (TODAY - datetime.timedelta(days=ago)).isoformat()


def at(ago, hour=2):
    return f"{day(ago)}T{hour:02}:00:00.000Z"


def cny(amount):
    return {"amount": amount, "currency": "CNY"}


class Journey:
    def __init__(self, checks, suite, random):
        self.checks, self.suite = checks, suite
        self.clients = {name: suite.client(name) for name in suite.services}
        self.phone = erp.phone(random)
        # Signed 185 days ago; three instalments; what was paid, when; the service charge.
        self.total = 11_637_50 + 9_999
        self.due = [(180, 30), (120, 40), (60, 30)]
        first, second = self.share(30), self.share(40)
        self.instalments = [first, second, self.total - first - second]
        self.deposit = 2_000_00
        self.payments = [(190, self.deposit, "wechat"), (150, first - self.deposit, "bank"),
                         (80, second, "bank"), (20, 1_000_00, "alipay")]
        self.charge = 300_00

    def share(self, percent):
        return (self.total * percent + 50) // 100

    def post(self, service, path, body, status=201):
        answer = self.clients[service].post(path, body, key=erp.key())
        if answer.status != status:
            raise OSError(f"POST {path} of {service}: {answer}")
        return answer.json

    def get(self, service, path):
        answer = self.clients[service].get(path)
        if answer.status != 200:
            raise OSError(f"GET {path} of {service}: {answer}")
        return answer.json

    # MARK: The life

    def meet(self):
        for code, name in (("s-01", "王芳"), ("d-01", "刘洋")):
            self.post("leads", "/v1/employees", {"code": code, "name": name, "role": "shop", "active": True})
        self.post("leads", "/v1/shops", {"code": "foshan-1", "name": "佛山一店"})
        lead = self.post("leads", "/v1/leads", {
            "name": "陈伟", "phone": self.phone, "source": {"channel": "event", "detail": "家博会"}, "ownerId": "s-01",
            "budget": cny(5_000_000), "interests": ["衣柜"], "occurredAt": at(200),
            "address": {"city": "佛山", "community": "保利花园", "building": "3", "room": "1702"}})
        self.lead, self.customer = lead["id"], lead["customerId"]
        for stage, ago in (("contacted", 199), ("visited", 196)):
            self.post("leads", f"/v1/leads/{self.lead}/stage", {"stage": stage, "occurredAt": at(ago)}, 200)
        self.post("leads", "/v1/activities", {
            "customerId": self.customer, "leadId": self.lead, "channel": "visit", "at": at(196), "summary": "上门看房",
            "nextContactOn": day(194), "occurredAt": at(196)})

    def sell(self):
        for service in ("sales", "finance", "after-sales"):
            wait(f"the customer has come to {service}", 20,
                 lambda: self.clients[service].get(f"/v1/customers/{self.customer}").status == 200)
        wait("the lead has come to sales", 20,
             lambda: self.lead in self.get("sales", f"/v1/customers/{self.customer}").get("leads", []))
        quote = self.post("sales", "/v1/quotes", {
            "customerId": self.customer, "leadId": self.lead, "salespersonId": "s-01", "validUntil": day(-30),
            "occurredAt": at(194), "lines": [
                {"description": "衣柜", "room": "主卧", "quantity": {"value": 1250, "scale": 2}, "unitPrice": cny(98_000),
                 "discountPercent": 5},
                {"description": "拉手", "quantity": {"value": 3, "scale": 0}, "unitPrice": cny(3_333)}]})
        self.checks.equal("the quote adds up", quote["total"], cny(self.total))
        for verb, ago in (("issue", 194), ("accept", 191)):
            self.post("sales", f"/v1/quotes/{quote['id']}/{verb}", {"occurredAt": at(ago)}, 200)
        ago, amount, method = self.payments[0]
        self.post("finance", "/v1/receipts", {
            "customerId": self.customer, "amount": cny(amount), "method": method, "receivedOn": day(ago),
            "salespersonId": "s-01", "occurredAt": at(ago)})
        order = self.post("sales", "/v1/orders", {
            "customerId": self.customer, "quoteId": quote["id"], "salespersonId": "s-01", "designerId": "d-01",
            "shop": "foshan-1", "signedOn": day(185), "signedAt": "home", "promisedOn": day(105), "occurredAt": at(185),
            "instalments": [{"label": label, "percent": percent, "dueOn": day(ago)}
                            for label, (ago, percent) in zip(("定金", "二期款", "尾款"), self.due)]})
        self.order, self.lines = order["id"], order["lines"]
        self.checks.equal("its instalments are rounded, the last takes the rest",
                          [part["amount"]["amount"] for part in order["instalments"]], self.instalments)
        self.post("sales", "/v1/measurements", {
            "customerId": self.customer, "orderId": self.order, "confirmed": True, "occurredAt": at(170),
            "changed": [{"field": "room", "from": "1702", "to": "1703"}],
            "appliances": [{"kind": "冰箱", "widthMm": 900, "heightMm": 1800, "depthMm": 650}], "constraints": "梁下 2.4 米"})

    def deliver(self):
        notes = []
        for ago, parts in ((110, [(0, 500, 2), (1, 1, 0)]), (100, [(0, 750, 2), (1, 2, 0)])):
            notes.append(self.post("sales", f"/v1/orders/{self.order}/deliveries", {
                "deliveredOn": day(ago), "warehouse": "佛山仓", "occurredAt": at(ago),
                "lines": [{"lineId": self.lines[index]["lineId"], "quantity": {"value": value, "scale": scale}}
                          for index, value, scale in parts]}))
        self.checks.equal("two deliveries are worth the order", sum(note["amount"]["amount"] for note in notes), self.total)
        above = self.clients["sales"].post(f"/v1/orders/{self.order}/deliveries", {
            "deliveredOn": day(99), "warehouse": "佛山仓",
            "lines": [{"lineId": self.lines[1]["lineId"], "quantity": {"value": 1, "scale": 0}}]})
        self.checks.equal("no third one", above.status, 409)
        page = self.clients["sales"].get(f"/v1/deliveries/{notes[0]['id']}.html")
        self.checks.check("a delivery note prints", page.status == 200 and "送货单" in page.body.decode(), page)
        self.delivered = [(110, notes[0]["amount"]["amount"]), (100, notes[1]["amount"]["amount"])]
        wait("finance knows what is due", 20, lambda: len(self.receivables()) == 3)
        for ago, amount, method in self.payments[1:]:
            self.post("finance", "/v1/receipts", {
                "customerId": self.customer, "amount": cny(amount), "method": method, "receivedOn": day(ago),
                "salespersonId": "s-01", "occurredAt": at(ago)})

    def receivables(self, query=""):
        return self.get("finance", f"/v1/receivables?customerId={self.customer}{query}")["items"]

    def install(self):
        self.post("after-sales", "/v1/crews", {"code": "crew-1", "name": "安装一组"})
        jobs = wait("after-sales plans a job for each delivery", 20, lambda: (
            lambda found: found if len(found) == 2 else None)(
                self.get("after-sales", f"/v1/installations?customerId={self.customer}")["items"]))
        jobs.sort(key=lambda job: job["deliveredOn"])
        early = self.clients["after-sales"].post(
            f"/v1/installations/{jobs[0]['id']}/schedule", {"on": day(111), "slot": "morning", "crewId": "crew-1"})
        self.checks.check("no installation before its delivery", early.status in (409, 422), early)
        for index, (job, ago) in enumerate(zip(jobs, (105, 95))):
            self.post("after-sales", f"/v1/installations/{job['id']}/schedule",
                      {"on": day(ago), "slot": "morning", "crewId": "crew-1", "occurredAt": at(ago + 1)}, 200)
            done = self.post("after-sales", f"/v1/installations/{job['id']}/complete", {
                "completedOn": day(ago), "occurredAt": at(ago, 8),
                "items": [{"name": "衣柜", "component": "panel", "room": "主卧"}, {"name": "拉手", "component": "hardware"}],
                "problems": [{"description": "门板色差", "cause": "factory"}] if index else []}, 200)
            self.evaluation = done["evaluationUrl"]
        path = "/" + self.evaluation.split("://")[-1].split("/", 1)[-1].lstrip("/")
        form = {"scores": {"quality": 4, "attitude": 5}, "comments": "师傅很细心",
                "contact": {"name": "陈伟", "address": {"city": "佛山", "community": "保利花园", "building": "3", "room": "1703"}}}
        answer = self.clients["after-sales"].post(path, form)
        self.checks.check("the customer evaluates by the link", answer.status in (200, 201), answer)
        again = self.clients["after-sales"].post(path, form)
        proposal = wait("what the customer corrected has come to leads", 20, lambda: (
            self.get("leads", f"/v1/contact-proposals?state=open&customerId={self.customer}")["items"] or [None])[0])
        before = self.get("leads", f"/v1/customers/{self.customer}")
        self.checks.check("nothing of it is taken by itself", all(
            (before["address"].get(change["field"]) or None) == change.get("from")
            for change in proposal["fields"] if change["field"] not in ("name", "phone")), proposal)
        self.post("leads", f"/v1/contact-proposals/{proposal['id']}/take", {}, 200)
        self.checks.check("the link is for once", again.status in (404, 409, 410), again)

    def serve(self):
        item = self.get("after-sales", f"/v1/installed-items?customerId={self.customer}")["items"][0]
        request = self.post("after-sales", "/v1/requests", {
            "customerId": self.customer, "kind": "repair", "description": "抽屉卡住", "installedItemId": item["id"],
            "occurredAt": at(10)})
        one = f"/v1/requests/{request['id']}"
        self.post("after-sales", f"{one}/assign", {"crewId": "crew-1", "occurredAt": at(10, 3)}, 200)
        self.post("after-sales", f"{one}/resolve", {
            "work": "更换导轨", "parts": [{"name": "导轨", "cost": cny(80_00)}], "labour": cny(50_00),
            "chargeable": cny(self.charge), "occurredAt": at(10, 6)}, 200)
        self.post("after-sales", f"{one}/confirm", {"occurredAt": at(9)}, 200)
        wait("finance has the charge", 20, lambda: len(self.receivables()) == 4)
        self.post("after-sales", f"/ops/sweep?asOf={day(-400)}", {}, 202)

    # MARK: What it must look like

    def aging(self, ago):
        """The customer's row of the aging report so many days ago, worked out here: oldest due first."""
        items = [[due, amount] for (due, _), amount in zip(self.due, self.instalments)] if ago <= 185 else []
        if ago <= 10:
            items.append([10, self.charge])
        paid = sum(amount for paid, amount, _ in self.payments if paid >= ago)
        row = dict.fromkeys(BUCKETS, 0)
        for due, amount in items:
            part = min(amount, paid)
            paid -= part
            age = due - ago
            name = next(name for name, last in zip(BUCKETS, (0, 30, 60, 90, 180, 10**6)) if age <= last)
            row[name] += amount - part
        return row | {"total": sum(row.values()), "unallocated": paid}

    def report(self, name, query=""):
        return self.get("reporting", f"/v1/reports/{name}?{query}")

    def row(self, name, key, value, query=""):
        found = [row for row in self.report(name, query)["rows"] if row[key] == value]
        return {column: cell["amount"] if isinstance(cell, dict) else cell for column, cell in found[0].items()
                if column != key} if found else {}

    def reports(self):
        span = f"from={day(400)}&to={day(0)}"
        received = sum(amount for _, amount, _ in self.payments)
        methods = Counter()
        for _, amount, method in self.payments:
            methods[method] += amount
        expected = [
            ("lead-sources", "channel", "event", span,
             {"leads": 1, "inProfile": 1, "valid": 1, "won": 1, "wonAmount": self.total, "received": received}),
            ("sales by salesperson", "key", "s-01", span + "&groupBy=salesperson",
             {"orders": 1, "signed": self.total, "delivered": self.total, "received": received}),
            ("sales by shop", "key", "foshan-1", span + "&groupBy=shop",
             {"orders": 1, "signed": self.total, "delivered": self.total, "received": received}),
        ]
        for ago in (0, 15, 60, 61, 70, 100, 119, 120, 121, 151, 180, 181, 185, 188):
            row = self.aging(ago)
            zero = row["total"] == 0 and row["unallocated"] == 0
            expected.append(("receivables-aging", "customerId", self.customer, f"asOf={day(ago)}", {} if zero else row))
        for method, amount in methods.items():
            expected.append(("cash by method", "key", method, span + "&groupBy=method",
                             {"in": amount, "out": 0, "net": amount}))
        begun, left, took = time.monotonic(), list(range(len(expected))), {}
        while left and time.monotonic() - begun < 15:
            for index in list(left):
                name, key, value, query, want = expected[index]
                found = self.row(name.split(" ")[0], key, value, query)
                if all(found.get(column) == figure for column, figure in want.items()) and (want or not found):
                    took[index] = time.monotonic() - begun
                    left.remove(index)
            time.sleep(0.02)
        for index, (name, key, value, query, want) in enumerate(expected):
            found = self.row(name.split(" ")[0], key, value, query)
            self.checks.check(f"{name}, {query}", index in took, f"wanted {want}, found {found}")
        for ago in (0, 61, 121, 185):
            rows = self.get("finance", f"/v1/aging?customerId={self.customer}&asOf={day(ago)}")["items"]
            found = {name: cell["amount"] for name, cell in rows[0].items() if isinstance(cell, dict)} if rows else {}
            self.checks.equal(f"finance says the same {ago} days ago", found, self.aging(ago))
            balance = self.get("finance", f"/v1/trial-balance?asOf={day(ago)}")["rows"]
            debit, credit = (sum(row[side]["amount"] for row in balance) for side in ("debit", "credit"))
            self.checks.equal(f"the ledger balances {ago} days ago", debit, credit)
        wait("the report of after-sales has the request", 15, lambda: self.report("after-sales", span)["totals"]["requests"])
        service = self.report("after-sales", span)["totals"]
        figures = {name: cell["amount"] if isinstance(cell, dict) else cell for name, cell in service.items()}
        self.checks.check("after-sales: two installations, one problem, one request",
                          [figures.get(name) for name in ("installations", "problems", "requests")] == [2, 1, 1], service)
        card = self.get("reporting", f"/v1/customers/{self.customer}")
        self.checks.check("the card knows the customer", card["name"] == "陈伟" if "name" in card else "陈伟" in str(card), card)
        timeline = self.get("reporting", f"/v1/customers/{self.customer}/timeline?limit=500")["items"]
        self.checks.check(f"the timeline has {len(timeline)} entries", len(timeline) >= 25, len(timeline))

    def events(self):
        """Every step's event is in its topic, as kcat reads it."""
        expected = {
            "leads": ["customer.registered", "lead.captured", "lead.stage_changed", "activity.logged", "customer.updated"],
            "sales": ["quote.drafted", "quote.issued", "quote.accepted", "order.confirmed", "site.measured", "delivery.noted"],
            "finance": ["receipt.posted", "receivable.opened", "revenue.recognised"],
            "aftersales": ["crew.changed", "installation.planned", "installation.scheduled", "installation.completed",
                           "installation.evaluated", "service.requested", "service.resolved", "service.charged",
                           "service.confirmed", "maintenance.due"]}
        for source, names in expected.items():
            records = broker.kcat_read(self.suite.address, f"joinery.{source}")
            found = {record["headers"].get("ce_type", "").rsplit(".v", 1)[0] for record in records}
            missing = [name for name in names if f"joinery.{source}.{name}" not in found]
            self.checks.check(f"joinery.{source}: the event of each step", not missing, f"missing {missing}")
            dead = broker.kcat_read(self.suite.address, f"joinery.{source}.dead-letters")
            self.checks.equal(f"joinery.{source}: no dead letters", len(dead), 0)
        room = self.get("leads", f"/v1/customers/{self.customer}")
        self.checks.check("what the customer corrected has come back to leads", "1703" in str(room.get("address", room)), room)


def main():
    broker.use_aiokafka()
    options = arguments(__doc__)
    checks = Checks()
    with Suite(options) as suite:
        journey = Journey(checks, suite, options.random)
        for step in ("meet", "sell", "deliver", "install", "serve", "reports"):
            checks.part(step, getattr(journey, step))
        suite.wait_quiet()
        checks.part("events", journey.events)
        done = suite.joinery("verify", "--json")
        checks.check("joinery verify names no difference", done.returncode == 0, done.stdout + done.stderr)
    checks.finish()


if __name__ == "__main__":
    main()
