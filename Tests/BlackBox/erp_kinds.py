#!/usr/bin/env python3
"""What an ERP tells besides orders, as its bridge meets it: products with prices, stock, production and shipments, sent by
kcat, aiokafka and confluent-kafka in several shapes, doubled, reordered, contradicted and before their orders. Each is
taken, waits, or is set aside with the right field; the figures here are those of the last revision; what was set aside is
redriven; the topic of answers and the page agree."""

import base64
import json
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import broker
import erp
from bridge import MAPPINGS, STATUS, SWIFT, put
from checks import Checks, arguments, wait
from others import environment
from suite import Suite

SOURCE = "/erp/guangzhou"
TOPICS = {"product": "joinery.erp.products", "stock": "joinery.erp.stock", "production": "joinery.erp.production",
          "shipment": "joinery.erp.shipments"}
TYPES = {"product": "joinery.erp.product.changed.v1", "stock": "joinery.erp.stock.changed.v1",
         "production": "joinery.erp.production.changed.v1", "shipment": "joinery.erp.shipment.dispatched.v1",
         "cancelled": "joinery.erp.shipment.cancelled.v1"}
CONFLUENT = """
import base64, json, sys
from confluent_kafka import Producer
failed = []
producer = Producer({"bootstrap.servers": sys.argv[1], "acks": "all"})
for topic, headers, value, key in json.load(sys.stdin):
    producer.produce(topic, base64.b64decode(value), key.encode(), headers=list(headers.items()),
                     on_delivery=lambda error, _: error and failed.append(str(error)))
left = producer.flush(20)
sys.exit(f"{left} left, {failed}" if left or failed else 0)
"""


def text(value):
    return json.dumps(value, ensure_ascii=False).encode()


def product(sku, revision, **more):
    return dict({"sku": sku, "revision": revision, "name": f"柜 {sku}", "category": "柜", "unit": "套",
                 "price": {"amount": 10_000 + revision, "currency": "CNY"}, "plant": "1000"}, **more)


def stock(sku, warehouse, value, minute, **more):
    return dict({"sku": sku, "warehouse": warehouse, "onHand": {"value": value, "scale": 1},
                 "asOf": f"2026-11-23T08:{minute:02}:00Z"}, **more)


def production(number, revision, state, **more):
    return dict({"orderNumber": number, "revision": revision, "state": state}, **more)


def shipment(number, order, revision, lines, **more):
    return dict({"shipmentNumber": number, "orderNumber": order, "revision": revision, "dispatchedOn": "2026-11-20",
                 "lines": [{"lineNumber": line, "quantity": {"value": value, "scale": scale}} for line, value, scale in lines]},
                **more)


# Kind, what is wrong, and the field that must be named.
WRONG = [
    ("product", put(("name",), " "), "name"), ("product", put(("name",), None), "name"),
    ("product", put(("category",), None), "category"), ("product", put(("unit",), None), "unit"),
    ("product", put(("price",), None), "price"), ("product", put(("price", "amount"), -1), "price.amount"),
    ("product", put(("price", "currency"), "XXX"), "price.currency"), ("product", put(("price",), 98), "price"),
    ("product", put(("validFrom",), "2026-02-30"), "validFrom"), ("product", put(("taxRatePercent",), 100.5), "taxRatePercent"),
    ("product", put(("active",), "yes"), "active"), ("product", put(("revision",), -1), "revision"),
    ("product", put(("revision",), None), "revision"),
    ("stock", put(("onHand", "value"), -1), "onHand.value"), ("stock", put(("onHand",), None), "onHand"),
    ("stock", put(("onHand", "scale"), 9), "onHand.scale"), ("stock", put(("reserved",), {"value": -1, "scale": 0}), "reserved.value"),
    ("stock", put(("asOf",), "yesterday"), "asOf"), ("stock", put(("asOf",), None), "asOf"),
    ("production", put(("state",), "painted"), "state"), ("production", put(("state",), None), "state"),
    ("production", put(("expectedOn",), "2026-02-30"), "expectedOn"), ("production", put(("reason",), " "), "reason"),
    ("production", put(("lineNumber",), "999"), "lineNumber"), ("production", put(("revision",), "1"), "revision"),
    ("shipment", put(("lines",), []), "lines"), ("shipment", put(("lines",), None), "lines"),
    ("shipment", put(("lines", 0, "lineNumber"), "999"), "lines.0.lineNumber"),
    ("shipment", put(("lines", 0, "lineNumber"), None), "lines.0.lineNumber"),
    ("shipment", put(("lines", 0, "quantity", "value"), 0), "lines.0.quantity"),
    ("shipment", put(("lines", 0, "quantity", "value"), 10**9), "lines.0.quantity"),
    ("shipment", put(("dispatchedOn",), "2020-01-01"), "dispatchedOn"),
    ("shipment", put(("dispatchedOn",), None), "dispatchedOn"), ("shipment", put(("carrier",), " "), "carrier"),
    ("shipment", put(("warehouse",), "a/b"), "warehouse"),
]


class Kinds:
    def __init__(self, checks, suite, random, programs):
        self.checks, self.suite, self.random, self.programs = checks, suite, random, programs
        self.sales = suite.client("sales")
        self.producer = broker.Producer(suite.address)
        self.count = 0

    def record(self, kind, data, shape="binary", cancels=False, id_=None):
        """Topic, headers, value and key of a message in a shape."""
        self.count += 1
        id_ = id_ or f"k-{self.count}"
        event = {"specversion": "1.0", "id": id_, "source": SOURCE, "type": TYPES["cancelled" if cancels else kind]}
        headers, value = {
            "binary": ({f"ce_{name}": at for name, at in event.items()} | {"content-type": "application/json"}, text(data)),
            "structured": ({"content-type": "application/cloudevents+json"}, text(dict(event, data=data))),
            "plain": ({"source": SOURCE}, text(data)),
            "debezium": ({"source": SOURCE}, text({"op": "u", "before": None, "after": data, "source": {"ts_ms": 5}})),
            "twice": ({"source": SOURCE}, text(json.dumps(data))),
        }[shape]
        return TOPICS[kind], headers, value, str(data.get("sku") or data.get("orderNumber") or data.get("shipmentNumber"))

    def send(self, *records, client="aiokafka"):
        if client == "confluent-kafka":
            body = [(topic, headers, base64.b64encode(value).decode(), key) for topic, headers, value, key in records]
            subprocess.run([self.programs / "python", "-c", CONFLUENT, self.suite.address], input=json.dumps(body), text=True,
                           check=True, timeout=60)
            return
        for topic, headers, value, key in records:
            if client == "kcat":
                broker.kcat_produce(self.suite.address, topic, headers, value, key=key)
            else:
                self.producer.send(topic, value, key=key.encode(), headers=headers)

    def stand(self, kind, subject):
        items = self.sales.get(f"/v1/erp-messages?kind={kind}&source={SOURCE}&subject={subject}").json["items"]
        return items[0] if items else {}

    def until(self, kind, subject, seconds=30, **members):
        def found():
            at = self.stand(kind, subject)
            return at if all(at.get(name) == value for name, value in members.items()) else None
        return wait(f"{kind} {subject} is {members}", seconds, found)

    def all(self):
        found, path = [], "/v1/erp-messages?limit=500"
        while path:
            page = self.sales.get(path).json
            found += page["items"]
            path = page.get("nextCursor") and f"/v1/erp-messages?limit=500&cursor={page['nextCursor']}"
        return found

    def letters(self):
        return json.loads(self.suite.joinery("dead-letters", "list", "--json", "--service", "sales", check=True).stdout)

    def order(self, number, lines=(("10", 100, 0, 1000), ("20", 50, 1, 400))):
        """Places an order of the ERP with these lines."""
        order = erp.Order(self.random, number)
        order.data["lines"] = [{"lineNumber": line, "description": "柜", "sku": f"S-{line}",
                                "quantity": {"value": value, "scale": scale}, "unitPrice": {"amount": price, "currency": "CNY"}}
                               for line, value, scale, price in lines]
        headers, value = order.binary()
        self.producer.send(erp.TOPIC, value, key=order.key.encode(), headers=headers)
        return order

    def placed(self, number):
        def found():
            answer = self.sales.get(f"/v1/erp-orders?source={SOURCE}&orderNumber={number}")
            return answer.status == 200 and answer.json.get("state") == "accepted" and answer.json
        return wait(f"{number} is placed", 30, found)["orderId"]

    def products(self, client):
        """In each shape, then reordered, doubled and contradicted."""
        shapes = ["binary", "structured", "plain", "debezium", "twice"]
        skus = {shape: f"{client}-{shape}" for shape in shapes}
        self.send(*(self.record("product", product(sku, 1), shape) for shape, sku in skus.items()), client=client)
        for sku in skus.values():
            self.until("product", sku, state="accepted", revision=1)
        self.checks.equal(f"products in {len(shapes)} shapes by {client} are products",
                          {sku: self.sales.get(f"/v1/products/{sku}").json["price"]["amount"] for sku in skus.values()},
                          {sku: 10_001 for sku in skus.values()})
        sku = skus["binary"]
        five = self.record("product", product(sku, 5))
        self.send(five, self.record("product", product(sku, 3)), five, self.record("product", product(sku, 4)), client=client)
        at = self.until("product", sku, revision=5, stale=2)
        self.checks.equal(f"the highest revision by {client} counts, and a doubled one is once",
                          (at["state"], self.sales.get(f"/v1/products/{sku}").json["price"]["amount"], "conflict" in at),
                          ("accepted", 10_005, False))
        self.send(self.record("product", product(sku, 5, name="别的")), client=client)
        at = self.until("product", sku, stale=3)
        self.checks.check(f"the same revision with other content by {client} is told as a conflict",
                          "revision 5" in (at.get("conflict") or "") and at["state"] == "accepted", at)
        id_ = f"again-{client}"
        self.send(self.record("product", product(sku, 6), id_=id_), self.record("product", product(sku, 7), id_=id_), client=client)
        at = wait("the same id with other content shows", 20, lambda: id_ in ((found := self.stand("product", sku)).get("conflict") or "") and found)
        self.checks.equal(f"the same id with other content by {client} changes nothing", (at["state"], at["revision"]), ("accepted", 6))

    def owned(self):
        answer = self.sales.get("/v1/products/aiokafka-plain")
        edit = self.sales.send("PATCH", "/v1/products/aiokafka-plain", {"name": "x"}, {"If-Match": answer.headers["ETag"]})
        self.checks.check("a person's edit of an ERP's product is refused with words that name the ERP",
                          edit.status == 409 and SOURCE in edit.json["detail"] or "guangzhou" in str(edit.json), edit)
        later = product("aiokafka-plain", 2, price={"amount": 77, "currency": "CNY"}, validFrom="2099-01-01")
        self.send(self.record("product", later))
        self.until("product", "aiokafka-plain", revision=2)
        found = self.sales.get("/v1/products/aiokafka-plain").json
        self.checks.equal("a price of a later day waits for it", (found["price"]["amount"], found["nextPrice"]["price"]["amount"]), (10_001, 77))
        prices = self.sales.get("/v1/products/aiokafka-plain/prices").json["items"]
        self.checks.equal("all prices are kept with their days", [at["price"]["amount"] for at in prices], [77, 10_001])

    def maps(self):
        value = (MAPPINGS / "samples" / "kingdee-cloud-product.json").read_bytes()
        self.send((TOPICS["product"], {}, value, "WD-2400"))
        found = wait("the vendor's product is here", 20, lambda: (at := self.sales.get("/v1/products/WD-2400")).status == 200 and at.json)
        self.checks.equal("a vendor's product is one of ours", (found["name"], found["price"], found["taxRatePercent"], found["erpSource"]),
                          ("衣柜 2400", {"amount": 98000, "currency": "CNY"}, 13, "/erp/kingdee"))
        done = self.suite.joinery("erp", "map", "--try", str(MAPPINGS / "samples" / "kingdee-cloud-product.json"), "--mappings", str(MAPPINGS))
        self.checks.check("'joinery erp map --try' says so too", done.returncode == 0 and TYPES["product"] in done.stdout, done)

    def stocks(self, count):
        """A random walk of figures, shuffled and doubled: the latest of each place counts."""
        figures = {}
        for _ in range(count):
            at = f"S-{self.random.randrange(8)}", f"w-{self.random.randrange(3)}", self.random.randrange(60)
            figures.setdefault(at, self.random.randrange(10_000))
        last = {}
        for (sku, place, minute), value in figures.items():
            last[sku, place] = max(last.get((sku, place), (-1, 0)), (minute, value))
        messages = [self.record("stock", stock(sku, place, value, minute)) for (sku, place, minute), value in figures.items()]
        messages += self.random.sample(messages, len(messages) // 4)
        self.random.shuffle(messages)
        self.send(*messages, client="confluent-kafka" if self.programs else "aiokafka")
        self.suite.wait_quiet()
        found = {(at["sku"], at["warehouse"]): at["onHand"]["value"] * 10 ** (1 - at["onHand"]["scale"])
                 for at in self.sales.get("/v1/stock?limit=500").json["items"]}
        self.checks.equal(f"stock of {len(last)} places after {len(messages)} messages is the latest of each",
                          {key: found.get(key) for key in last}, {key: value for key, (_, value) in last.items()})
        listed = self.sales.get("/v1/stock?registered=false&limit=500").json["items"]
        self.checks.equal("codes that nobody has registered are listed", len(listed), len(found))

    def works(self):
        self.send(self.record("production", production("P-1", 1, "scheduled", lineNumber="20")))
        at = self.until("production", "P-1/20", state="waiting")
        self.checks.check("production of an order that has not come waits, and says for what", "P-1" in at["reason"], at)
        self.order("P-1")
        id_ = self.placed("P-1")
        at = self.until("production", "P-1/20", state="accepted")
        self.send(self.record("production", production("P-1", 1, "started", expectedOn="2027-03-01"), "plain"))
        self.until("production", "P-1/", state="accepted")
        order = self.sales.get(f"/v1/orders/{id_}").json
        self.checks.equal("it stands on the order, of all of it and of its lines",
                          [(found["state"], found["late"]) for found in order["production"]], [("started", True), ("scheduled", False)])
        late = [found for found in self.sales.get("/v1/reminders?days=0").json["items"] if found["orderId"] == id_]
        self.checks.check("what will be late is reminded of, and the promise stays", late and late[0]["late"] and
                          late[0]["expectedOn"] == "2027-03-01" and order["promisedOn"] == "2027-01-15", late)
        lines = wait("the timeline tells it", 20, lambda: [at for at in self.suite.client("reporting").get(
            f"/v1/customers/{order['customerId']}/timeline?limit=100").json["items"] if ".production." in at["type"]])
        self.checks.check("the timeline tells it in words", len(lines) == 2 and "2027-03-01" in str(lines), lines)

    def ships(self):
        lines = [("10", 40, 0), ("20", 50, 1)]
        first = self.record("shipment", shipment("CK-1", "X-1", 1, lines, carrier="德邦"))
        self.send(first, first, client="kcat")
        self.until("shipment", "CK-1", state="waiting")
        self.order("X-1")
        id_ = self.placed("X-1")
        note = self.until("shipment", "CK-1", state="accepted")["entityId"]
        self.send(first)
        self.send(self.record("shipment", shipment("CK-2", "X-1", 1, [("10", 60, 0)]), "structured"))
        self.until("shipment", "CK-2", state="accepted")
        order = self.sales.get(f"/v1/orders/{id_}").json
        notes = self.sales.get(f"/v1/deliveries?orderId={id_}").json["items"]
        self.checks.equal("two shipments are two notes and all of the order, doubled or not", (order["delivery"], len(notes)), ("complete", 2))
        self.checks.equal("their worth is the order's, to the fen", sum(at["amount"]["amount"] for at in notes), order["total"]["amount"])
        self.send(self.record("shipment", shipment("CK-1", "X-1", 2, lines, carrier="德邦", trackingNumber="DPK-1")))
        self.until("shipment", "CK-1", revision=2)
        found = self.sales.get(f"/v1/deliveries/{note}").json
        self.checks.equal("a carrier's number moves no goods", (found["state"], found["trackingNumber"]), ("noted", "DPK-1"))
        self.send(self.record("shipment", shipment("CK-3", "X-1", 1, [("10", 1, 0)])))
        at = self.until("shipment", "CK-3", state="parked")
        self.checks.check("more than is left is set aside with the field", "'lines.0.quantity'" in at["reason"], at)
        self.send(self.record("shipment", {"shipmentNumber": "CK-2", "revision": 2, "reason": "退回"}, cancels=True))
        self.until("shipment", "CK-2", state="cancelled")
        letter = next(at for at in self.letters() if at["key"] == "shipment:CK-3")
        self.suite.joinery("dead-letters", "redrive", f"sales:{letter['id']}", check=True)
        self.until("shipment", "CK-3", state="accepted")
        order = self.sales.get(f"/v1/orders/{id_}").json
        left = [line["remaining"]["value"] for line in order["lines"]]
        self.checks.equal("taken back, redriven: what is left is what did not leave", (order["delivery"], left[0]), ("partial", 59))
        self.suite.wait_quiet()
        revenue = sum(at["amount"]["amount"] for at in self.sales.get(f"/v1/deliveries?orderId={id_}").json["items"] if at["state"] == "noted")
        self.checks.check("what left is worth something", 0 < revenue < order["total"]["amount"], revenue)

    def parks(self, count):
        """Wrong messages between right ones."""
        self.order("W-1", [("10", 10**6, 0, 1)])
        self.placed("W-1")
        records, fields, good = [], {}, 0
        for index in range(count):
            kind, change, field = self.random.choice(WRONG)
            name = f"W-{index:04}"
            data = {"product": lambda: product(name, 1), "stock": lambda: stock(name, "w", 1, 1),
                    "production": lambda: production("W-1", 1, "started", lineNumber="10"),
                    "shipment": lambda: shipment(name, "W-1", 1, [("10", 1, 0)])}[kind]()
            if kind == "production":
                # Each under a subject of its own: the line is what is wrong, or its number is.
                data["orderNumber"] = "W-1"
                if field != "lineNumber":
                    data["lineNumber"] = "10"
            change(data)
            subject = {"product": name, "stock": f"{name}/w", "production": f"W-1/{data.get('lineNumber', '')}", "shipment": name}[kind]
            fields[kind, subject] = field if (kind, subject) not in fields else None
            records.append(self.record(kind, data))
            if index % 5 == 0:
                good += 1
                records.append(self.record("product", product(f"G-{index:04}", 1)))
        self.send(*records, client="confluent-kafka" if self.programs else "aiokafka")
        self.suite.wait_quiet()
        found = {(at["kind"], at["subject"]): at for at in self.all()}
        states = Counter(at["state"] for (kind, subject), at in found.items() if kind == "product" and subject.startswith("G-"))
        self.checks.equal(f"{good} right ones flow on", states, {"accepted": good})
        known = {key: field for key, field in fields.items() if field}
        wrong = {str(key): (field, (at := found.get(key, {})).get("state"), at.get("reason")) for key, field in known.items()
                 if not re.search(rf"'{re.escape(field)}(\.[a-zA-Z]+)*'", found.get(key, {}).get("reason") or "")}
        self.checks.equal(f"{len(known)} wrong ones are set aside, each with its field", dict(list(wrong.items())[:5]), {})

    def refuses(self):
        before = {letter["id"] for letter in self.letters()}
        for kind, words in (("product", "'sku'"), ("stock", "'sku'"), ("production", "'orderNumber' or 'orderId'"), ("shipment", "'shipmentNumber'")):
            self.send((TOPICS[kind], {"source": SOURCE}, text({"hello": 1}), "x"))
            letter = wait(f"{kind} without a subject is set aside", 15, lambda: [at for at in self.letters() if at["id"] not in before])[0]
            before.add(letter["id"])
            self.checks.check(f"a {kind} that names nothing is refused with the field", words in letter["reason"], letter["reason"])
        topic, headers, value, key = self.record("product", product("T-1", 1))
        self.send((TOPICS["stock"], headers, value, key))
        letter = wait("one in another's topic is set aside", 15, lambda: [at for at in self.letters() if at["id"] not in before])[0]
        self.checks.check("a message in another kind's topic is refused with the types that belong there",
                          TYPES["stock"] in letter["reason"] or "'sku'" in letter["reason"], letter["reason"])

    def posts(self):
        bridge = self.suite.client("sales", self.suite.machine("erp", "bridge"))
        answer = bridge.send("POST", "/v1/erp/products", text(product("HTTP-1", 1)), {"source": SOURCE})
        self.checks.equal("a product by webhook is taken", (answer.status, answer.json.get("state")), (202, "accepted"))
        answer = bridge.send("POST", "/v1/erp/shipments", text(shipment("HTTP-2", "none", 1, [("10", 1, 0)])), {"source": SOURCE})
        self.checks.equal("a shipment by webhook waits for its order", (answer.status, answer.json.get("state")), (202, "waiting"))
        answer = bridge.send("POST", "/v1/erp/stock", text(stock("HTTP", "w", -1, 1)), {"source": SOURCE})
        self.checks.check("wrong stock by webhook is set aside, which the answer says", answer.status == 202 and
                          answer.json["state"] == "parked" and "'onHand.value'" in answer.json["reason"], answer)
        answer = bridge.send("POST", "/v1/erp/production", text({"revision": 1}), {"source": SOURCE})
        self.checks.equal("production of nothing by webhook is refused", answer.status, 422)

    def agrees(self):
        """Topic and page."""
        statuses = [json.loads(record["payload"]) for record in broker.kcat_read(self.suite.address, STATUS)]
        last = {}
        for status in statuses:
            if "subject" in status and status["about"] != "order":
                last[status["about"], status.get("source"), status["subject"]] = status
        found = {(at["kind"], at["source"], at["subject"]): at for at in self.all()}
        means = {"amended": "accepted", "superseded": "accepted"}
        wrong = {}
        for key, at in found.items():
            told = last.get(key, {}).get("state", "-")
            if told == "conflict" and (at["state"] == "parked" or at.get("conflict")):
                continue
            if means.get(told, told) != at["state"]:
                wrong[str(key)] = (told, at["state"])
        self.checks.equal(f"the topic of answers and the page agree about {len(found)} subjects", dict(list(wrong.items())[:5]), {})
        self.checks.equal("nothing is told of what the page does not know", set(last) - set(found), set())
        reasons = [at["reason"] for at in statuses if at.get("reason")] + [at["reason"] for at in self.letters()]
        self.checks.equal(f"none of {len(reasons)} reasons names a type of Swift", [at for at in reasons if SWIFT.search(at)][:5], [])


def main():
    broker.use_aiokafka()
    options = arguments(__doc__, ("--wrong", {"type": int, "default": 200}), ("--stock", {"type": int, "default": 300}))
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        programs = environment(Path(folder) / "venv", "confluent-kafka")
        with Suite(options, {"JOINERY_ERP_MAPPINGS": str(MAPPINGS)}) as suite:
            kinds = Kinds(checks, suite, options.random, programs)
            for client in ["aiokafka", "kcat"] + (["confluent-kafka"] if programs else []):
                checks.part(f"products by {client}", kinds.products, client)
            checks.part("whose products are", kinds.owned)
            checks.part("a vendor's product", kinds.maps)
            checks.part("stock", kinds.stocks, options.stock)
            checks.part("production", kinds.works)
            checks.part("shipments", kinds.ships)
            checks.part("wrong ones", kinds.parks, options.wrong)
            checks.part("what names nothing", kinds.refuses)
            checks.part("webhooks", kinds.posts)
            suite.wait_quiet()
            checks.part("answers", kinds.agrees)
            kinds.producer.close()
    checks.finish()


if __name__ == "__main__":
    main()
