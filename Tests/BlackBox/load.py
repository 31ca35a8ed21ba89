"""Load from several clients at once, with a synced ledger of what was answered, and the checker of it all."""

import itertools
import json
import os
import random as randomness
import re
import threading
import time
from collections import Counter, defaultdict

import broker
import erp

TODAY = erp.TODAY
CHANNELS = ["own", "walk-in", "online", "event", "partner"]
DUPLICATES = re.compile(r'^joinery_consumer_records_total\{outcome="duplicate"\} (\d+)', re.MULTILINE)


class Ledger:
    """What was answered, written and synced after the answer and before anything follows from it."""

    def __init__(self, path):
        self.file = open(path, "ab", buffering=0)
        self.lock = threading.Lock()
        self.entries = defaultdict(list)
        self.commands = 0

    def note(self, kind, **fields):
        line = json.dumps({"kind": kind, **fields}).encode() + b"\n"
        with self.lock:
            self.file.write(line)
            os.fsync(self.file.fileno())
            self.entries[kind].append(fields)
            self.commands += 1

    def of(self, kind):
        with self.lock:
            return list(self.entries[kind])


class Load:
    """Threads that capture leads, quote and order, deliver, install and serve, take money, and an ERP that sends each order
    until sales names it."""

    def __init__(self, suite, ledger, seed):
        self.suite = suite
        # Each keeps one connection a thread.
        self.clients = {name: suite.client(name) for name in suite.services}
        self.ledger = ledger
        self.seed = seed
        self.stopping = threading.Event()
        self.faults = []
        self.threads = []
        self.duplicates = Counter()
        self.seen = {}

    def start(self, leads=2, orders=2, pause=0.03, bridge=True):
        """`pause`: the mean one after a lead, in seconds; what follows from leads follows their pace. `bridge`: whether
        there is an ERP."""
        self.pause = pause
        bodies = [(self.capture, index) for index in range(leads)] + [(self.order, index) for index in range(orders)]
        bodies += [(self.send_erp, 0)] if bridge else []
        bodies += [(self.watch, 0), (self.carry_out, 0), (self.take_money, 0)]
        for body, index in bodies:
            random = randomness.Random(f"{self.seed} {body.__name__} {index}")
            thread = threading.Thread(target=self.run, args=(body, index, random))
            thread.start()
            self.threads.append(thread)

    def stop(self):
        """No new work; what was begun is answered first."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(180)
            if thread.is_alive():
                self.faults.append(f"{thread} hangs")

    def run(self, body, index, random):
        try:
            body(index, random)
        except Exception as error:
            self.faults.append(f"{body.__name__}: {type(error).__name__} {error}")

    def command(self, service, path, body, *good):
        """The answer to a command that is repeated with its key until it is answered."""
        answer, _ = self.clients[service].until_answered(path, body, erp.key(), seconds=170)
        if answer is None or answer.status not in good:
            raise OSError(f"POST {path} {body}: {answer}")
        return answer.json

    def capture(self, index, random):
        """Leads, some of which move on in their pipeline and get an activity."""
        for count in itertools.count():
            if self.stopping.is_set():
                return
            phone = f"13{self.seed % 10}{index}{count:07}"
            lead = self.command("leads", "/v1/leads", {
                "name": f"客户{index}-{count}", "phone": phone, "source": {"channel": random.choice(CHANNELS)},
                "budget": {"amount": random.choice([500_000, 2_000_000]), "currency": "CNY"}}, 201)
            self.ledger.note("lead", id=lead["id"], customer=lead["customerId"], phone=phone,
                             channel=lead["source"]["channel"], inProfile=lead["inProfile"])
            if random.random() < 0.3:
                for stage in ("contacted", "visited"):
                    answer = self.command("leads", f"/v1/leads/{lead['id']}/stage", {"stage": stage}, 200, 409)
                    if answer.get("type") == "/problems/illegal-move":
                        break  # an order or a quote of it came first, while the answer was on its way
                    self.ledger.note("stage", id=lead["id"], to=stage)
            if random.random() < 0.2:
                activity = self.command("leads", "/v1/activities", {
                    "customerId": lead["customerId"], "leadId": lead["id"], "channel": "phone",
                    "at": "2026-01-01T08:00:00Z", "summary": "约了周末量房"}, 201)
                self.ledger.note("activity", id=activity["id"])
            time.sleep(random.random() * 2 * self.pause)

    def order(self, index, random):
        """Quotes that are issued, accepted and ordered, and orders without a quote; each wins its lead."""
        taken = 0
        while not self.stopping.is_set():
            leads = self.ledger.of("lead")[index::2]
            if len(leads) <= taken:
                time.sleep(0.05)
                continue
            lead = leads[taken]
            taken += 1
            if random.random() < 0.6 or not self.knows(lead["customer"], lead["id"]):
                continue
            line = erp.random_line(random, 1)
            del line["lineNumber"]
            line.pop("sku", None)
            salesperson = random.choice(["s-01", "s-02", "s-03"])
            body = {
                "customerId": lead["customer"], "leadId": lead["id"], "salespersonId": salesperson, "shop": "foshan-1",
                "signedOn": TODAY.isoformat(), "signedAt": "shop", "promisedOn": "2030-01-01",
                "instalments": [{"label": "全款", "percent": 100, "dueOn": "2030-01-01"}]}
            if random.random() < 0.5:
                quote = self.command("sales", "/v1/quotes", {
                    "customerId": lead["customer"], "leadId": lead["id"], "salespersonId": salesperson,
                    "validUntil": "2030-01-01", "lines": [line]}, 201)
                self.ledger.note("quote", id=quote["id"])
                for verb in ("issue", "accept"):
                    self.command("sales", f"/v1/quotes/{quote['id']}/{verb}", {}, 200)
                    self.ledger.note(verb, id=quote["id"])
                body["quoteId"] = quote["id"]
            else:
                body["lines"] = [line]
            order = self.command("sales", "/v1/orders", body, 201)
            self.ledger.note("order", id=order["id"], lead=lead["id"], channel=lead["channel"],
                             salesperson=salesperson, total=erp.line_amount(line), customer=lead["customer"],
                             line=order["lines"][0]["lineId"], quantity=order["lines"][0]["quantity"])

    def carry_out(self, index, random):
        """Delivers orders in one or two parts, installs what came, and serves some of it for money."""
        done, installed = 0, set()
        while not self.stopping.is_set():
            orders = self.ledger.of("order")
            if len(orders) > done:
                order = orders[done]
                done += 1
                value, scale = order["quantity"]["value"], order["quantity"]["scale"]
                parts = [value // 2, value - value // 2] if value > 1 and random.random() < 0.5 else [value]
                for part in parts:
                    note = self.command("sales", f"/v1/orders/{order['id']}/deliveries", {
                        "deliveredOn": TODAY.isoformat(), "warehouse": "佛山仓",
                        "lines": [{"lineId": order["line"], "quantity": {"value": part, "scale": scale}}]}, 201)
                    self.ledger.note("delivery", id=note["id"], salesperson=order["salesperson"],
                                     amount=note["amount"]["amount"])
            for job in self.list("after-sales", "/v1/installations?state=planned&limit=20"):
                if job["id"] in installed or random.random() < 0.5:
                    continue
                if not self.finds("after-sales", f"/v1/customers/{job['customerId']}"):
                    continue  # between sources there is no order: the delivery came first
                installed.add(job["id"])
                self.command("after-sales", f"/v1/installations/{job['id']}/complete", {
                    "completedOn": TODAY.isoformat(), "items": [{"name": "衣柜", "component": "panel"}],
                    "problems": [{"description": "色差", "cause": "factory"}] if random.random() < 0.2 else []}, 200)
                self.ledger.note("installation", id=job["id"])
                request = self.command("after-sales", "/v1/requests", {
                    "customerId": job["customerId"], "kind": "repair", "description": "抽屉卡住"}, 201)
                self.ledger.note("request", id=request["id"])
                amount = random.randrange(1, 50_000)
                self.command("after-sales", f"/v1/requests/{request['id']}/resolve", {
                    "work": "调整", "parts": [], "labour": {"amount": 5_000, "currency": "CNY"},
                    "chargeable": {"amount": amount, "currency": "CNY"}}, 200)
                self.ledger.note("charge", id=request["id"], amount=amount)
            time.sleep(0.1)

    def take_money(self, index, random):
        """Receipts of customers with orders, of which some bounce."""
        methods = ["cash", "bank", "card", "wechat", "alipay"]
        while not self.stopping.is_set():
            time.sleep(random.random() * max(0.1, self.pause))
            orders = self.ledger.of("order")
            if not orders:
                continue
            order = random.choice(orders)
            if not self.finds("finance", f"/v1/customers/{order['customer']}"):
                continue
            amount, method = random.randrange(1, order["total"] + 10_000), random.choice(methods)
            receipt = self.command("finance", "/v1/receipts", {
                "customerId": order["customer"], "amount": {"amount": amount, "currency": "CNY"}, "method": method,
                "receivedOn": TODAY.isoformat()}, 201)
            self.ledger.note("receipt", id=receipt["id"], method=method, amount=amount)
            if random.random() < 0.1:
                self.command("finance", f"/v1/receipts/{receipt['id']}/reverse",
                             {"on": TODAY.isoformat(), "reason": "退票"}, 200)
                self.ledger.note("reversal", id=receipt["id"], method=method, amount=amount)

    def finds(self, service, path):
        """False where the service does not know it yet, or is away."""
        try:
            return self.clients[service].get(path).status == 200
        except OSError:
            return False

    def list(self, service, path):
        """The items of a page; none while the service is away."""
        try:
            answer = self.clients[service].get(path)
            return answer.json["items"] if answer.status == 200 else []
        except OSError:
            return []

    def knows(self, customer, lead):
        """Waits until sales has the customer and the lead; gives up when it is time to stop."""
        while not self.stopping.is_set():
            try:
                answer = self.clients["sales"].get(f"/v1/customers/{customer}")
                if answer.status == 200 and lead in answer.json.get("leads", []):
                    return True
            except OSError:
                pass
            time.sleep(0.1)
        return False

    def send_erp(self, _, random):
        """The bridge: sends an order again, same id, until sales names it
        (`Shared/Contracts/README.md#where-an-order-stands`)."""
        producer = broker.Producer(self.suite.address)
        try:
            self.send_until_named(producer, random)
        finally:
            producer.close()

    def send_until_named(self, producer, random):
        pending, count, sent = {}, 0, {}
        limit = None
        while not (self.stopping.is_set() and not pending):
            now = time.monotonic()
            if self.stopping.is_set():
                limit = limit or now + 150
                if now > limit:
                    raise OSError(f"sales never named {sorted(pending)[:5]}")
            elif len(pending) < 40:
                leads = self.ledger.of("lead")
                known = random.choice(leads)["phone"] if leads and random.random() < 0.5 else None
                order = erp.Order(
                    random, f"XS-{self.seed % 1000}-{count:06}", phone=known,
                    customer=f"K-{random.randrange(count + 1)}" if random.random() < 0.5 else None,
                    salesperson=random.choice(["s-01", "s-02", None]), shop="shunde-1", signed_on=TODAY.isoformat())
                count += 1
                pending[order.number] = order
            for number, order in list(pending.items()):
                try:
                    if now - sent.get(number, 0) > 3:
                        headers, value = order.structured() if len(number) % 2 else order.binary()
                        producer.send(erp.TOPIC, value, key=order.key.encode(), headers=headers, seconds=5)
                        sent[number] = time.monotonic()
                    if self.names(order):
                        self.ledger.note("erp", number=number, total=order.total, phone=order.data["customer"]["phone"],
                                         salesperson=order.data.get("salespersonId"))
                        del pending[number]
                except OSError:
                    time.sleep(0.1)
            time.sleep(0.1)

    def names(self, order):
        answer = self.clients["sales"].get(f"/v1/erp-orders?source={order.source}&orderNumber={order.number}")
        return answer.status == 200 and answer.json["revision"] == 1

    def watch(self, *_):
        """Counts the duplicates that consumers saw and dropped, across their restarts."""
        while not self.stopping.is_set():
            self.count_duplicates()
            self.stopping.wait(0.3)

    def count_duplicates(self):
        for name in self.suite.services:
            try:
                text = self.clients[name].get("/metrics").body.decode()
            except OSError:
                continue
            found = DUPLICATES.search(text)
            if found:
                value, before = int(found[1]), self.seen.get(name, 0)
                self.duplicates[name] += value - before if value >= before else value
                self.seen[name] = value


def rows(suite, report, query):
    # As of tomorrow: a clock that was ahead dates some of it there.
    span = f"from=2020-01-01&to={erp.TOMORROW}&asOf={erp.TOMORROW}"
    answer = suite.client("reporting", timeout=30).get(f"/v1/reports/{report}?{query}{span}")
    if answer.status != 200:
        raise OSError(f"{report}: {answer}")
    return answer.json["rows"]


class Verdict:
    """What the checker finds: how many events are lost, doubled, reordered, and words for each kind."""

    def __init__(self):
        self.lost = self.doubled = self.reordered = self.events = 0
        self.words = []

    def lose(self, count, words):
        if count:
            self.lost += count
            self.words.append(f"lost: {words}")

    def double(self, count, words):
        if count:
            self.doubled += count
            self.words.append(f"doubled: {words}")

    def once(self, what, expected, found):
        """Every expected id exactly once, and nothing else."""
        counts = Counter(found)
        lost = [one for one in expected if not counts[one]]
        self.lose(len(lost), f"{what} {lost[:3]}")
        twice = [one for one, count in counts.items() if count > 1]
        self.double(len(twice), f"{what} {twice[:3]}")
        unasked = set(counts) - set(expected)
        self.double(len(unasked), f"{what} that nobody was answered for {sorted(unasked)[:3]}")

    def sums(self, what, expected, found):
        for key in set(expected) | set(found):
            one, other = expected.get(key, (0, 0)), found.get(key, (0, 0))
            if one > other:
                self.lose(1, f"{what} of {key}: {other} instead of {one}")
            elif one < other:
                self.double(1, f"{what} of {key}: {other} instead of {one}")


def judge(suite, ledger):
    """Ledger, event journals, reports and `joinery verify` against each other, once all is quiet."""
    verdict = Verdict()
    leads, sales = suite.journal("leads"), suite.journal("sales")
    finance, aftersales = suite.journal("finance"), suite.journal("after-sales")
    verdict.events = len(leads) + len(sales) + len(finance) + len(aftersales)

    def of(journal, event, field, *, within=None):
        found = (entry["data"] for entry in journal if entry["type"].rsplit(".v", 1)[0].split(".", 2)[2] == event)
        return [(data[within] if within else data)[field] for data in found]

    answered = {kind: ledger.of(kind) for kind in (
        "lead", "stage", "activity", "quote", "issue", "accept", "order", "erp", "delivery", "installation", "request",
        "charge", "receipt", "reversal")}
    verdict.once("leads", [one["id"] for one in answered["lead"]], of(leads, "lead.captured", "leadId"))
    verdict.once("phones", [one["phone"] for one in answered["lead"]], of(leads, "lead.captured", "phone", within="profile"))
    verdict.once("activities", [one["id"] for one in answered["activity"]], of(leads, "activity.logged", "activityId"))
    moves = [(entry["data"]["leadId"], entry["data"]["to"]) for entry in leads
             if ".lead.stage_changed." in entry["type"] and not entry["data"].get("orderId")]
    verdict.once("moves by hand", [(one["id"], one["to"]) for one in answered["stage"]],
                 [move for move in moves if move[1] != "quoted"])
    verdict.once("quotes", [one["id"] for one in answered["quote"]], of(sales, "quote.drafted", "quoteId"))
    verdict.once("issued", [one["id"] for one in answered["issue"]], of(sales, "quote.issued", "quoteId"))
    verdict.once("accepted", [one["id"] for one in answered["accept"]], of(sales, "quote.accepted", "quoteId"))
    confirmed = [entry["data"] for entry in sales if entry["type"] == "joinery.sales.order.confirmed.v1"]
    verdict.once("orders", [one["id"] for one in answered["order"]],
                 [order["orderId"] for order in confirmed if not order.get("erp")])
    verdict.once("ERP orders", [one["number"] for one in answered["erp"]],
                 [order["erp"]["orderNumber"] for order in confirmed if order.get("erp")])
    won = [entry["data"]["leadId"] for entry in leads
           if ".lead.stage_changed." in entry["type"] and entry["data"]["to"] == "won"]
    verdict.once("won leads", list({one["lead"] for one in answered["order"]}), won)

    verdict.once("deliveries", [one["id"] for one in answered["delivery"]], of(sales, "delivery.noted", "deliveryId"))
    verdict.once("installations planned", [one["id"] for one in answered["delivery"]],
                 of(aftersales, "installation.planned", "deliveryId"))
    verdict.once("installations", [one["id"] for one in answered["installation"]],
                 of(aftersales, "installation.completed", "installationId"))
    verdict.once("requests", [one["id"] for one in answered["request"]], of(aftersales, "service.requested", "requestId"))
    verdict.once("charges", [one["id"] for one in answered["charge"]], of(aftersales, "service.charged", "requestId"))
    charges = [entry["data"]["requestId"] for entry in finance
               if ".receivable.opened." in entry["type"] and entry["data"]["kind"] == "service"]
    verdict.once("charges in finance", [one["id"] for one in answered["charge"]], charges)
    verdict.once("receipts", [one["id"] for one in answered["receipt"]], of(finance, "receipt.posted", "receiptId"))
    verdict.once("reversals", [one["id"] for one in answered["reversal"]], of(finance, "receipt.reversed", "receiptId"))
    money(suite, answered, verdict)

    expected, channels = defaultdict(lambda: (0, 0)), defaultdict(lambda: (0, 0))
    for one in answered["order"] + answered["erp"]:
        key = one["salesperson"] or "none"
        expected[key] = (expected[key][0] + 1, expected[key][1] + one["total"])
    verdict.sums("sales", expected, {
        row["key"]: (row["orders"], row["signed"]["amount"]) for row in rows(suite, "sales", "groupBy=salesperson&")})
    for one in answered["lead"]:
        channels[one["channel"]] = (channels[one["channel"]][0] + 1, channels[one["channel"]][1])
    for one in answered["order"]:
        channels[one["channel"]] = (channels[one["channel"]][0], channels[one["channel"]][1] + one["total"])
    verdict.sums("lead sources", channels, {
        row["channel"]: (row["leads"], row["wonAmount"]["amount"]) for row in rows(suite, "lead-sources", "")
        if row["leads"]})
    order_of_stages(suite, answered, verdict)

    done = suite.joinery("verify", "--json", seconds=900)
    try:
        differences = json.loads(done.stdout)["differences"]
    except (ValueError, KeyError):
        differences = [f"joinery verify: status {done.returncode}: {done.stdout}{done.stderr}"]
    verdict.lose(len(differences), f"joinery verify: {differences[:5]}")
    return verdict


def money(suite, answered, verdict):
    """Cash by method, what was delivered, and what is owed, all to the fen; the ledger balances."""
    cash = defaultdict(lambda: (0, 0))
    for one in answered["receipt"]:
        cash[one["method"]] = (cash[one["method"]][0] + one["amount"], cash[one["method"]][1])
    for one in answered["reversal"]:
        cash[one["method"]] = (cash[one["method"]][0], cash[one["method"]][1] + one["amount"])
    verdict.sums("cash", cash, {
        row["key"]: (row["in"]["amount"], row["out"]["amount"]) for row in rows(suite, "cash", "groupBy=method&")})
    delivered = defaultdict(lambda: (0, 0))
    for one in answered["delivery"]:
        delivered[one["salesperson"]] = (0, delivered[one["salesperson"]][1] + one["amount"])
    verdict.sums("delivered", delivered, {
        row["key"]: (0, row["delivered"]["amount"]) for row in rows(suite, "sales", "groupBy=salesperson&")
        if row["delivered"]["amount"]})
    owed = sum(one["total"] for one in answered["order"] + answered["erp"])
    owed += sum(one["amount"] for one in answered["charge"])
    owed -= sum(one["amount"] for one in answered["receipt"]) - sum(one["amount"] for one in answered["reversal"])
    totals = [row for row in rows(suite, "receivables-aging", "")]
    found = sum(row["total"]["amount"] - row["unallocated"]["amount"] for row in totals)
    verdict.sums("what is owed", {"all": (0, owed)}, {"all": (0, found)})
    balance = suite.client("finance", timeout=30).get("/v1/trial-balance").json["rows"]
    sides = [sum(row[side]["amount"] for row in balance) for side in ("debit", "credit")]
    if sides[0] != sides[1]:
        verdict.lose(1, f"the ledger does not balance: {sides}")


def order_of_stages(suite, answered, verdict):
    """The last stage of a lead stands in the report's copy: moves of one key applied out of order would show."""
    client, master = suite.client("reporting"), suite.client("leads")
    moved = list({one["id"] for one in answered["stage"]} | {one["lead"] for one in answered["order"]})
    customers = {one["id"]: one["customer"] for one in answered["lead"]}
    for lead in moved[-150:]:
        stage = master.get(f"/v1/leads/{lead}").json["stage"]
        card = client.get(f"/v1/customers/{customers[lead]}").json
        copies = [copy["stage"] for copy in card.get("leads", []) if copy["leadId"] == lead]
        if copies != [stage]:
            verdict.reordered += 1
            verdict.words.append(f"reordered: {lead} is {stage} and {copies} in reporting")
