#!/usr/bin/env python3
"""The ERP's bridge as its developers meet it: every shape that connectors make and a sample of each vendor, sent by
aiokafka, kcat and confluent-kafka, is taken or refused with words that say what to change; wrong orders are set aside
with the right field, and the rest flows; the topic of answers and the page agree; no reason names a type of Swift or
holds what stood in the record."""

import base64
import copy
import hashlib
import hmac
import json
import re
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

import broker
import erp
from checks import Checks, arguments, wait
from others import environment
from suite import Suite

TOP = Path(__file__).resolve().parents[2]
MAPPINGS = TOP / "compose" / "erp"
SOURCE = "/erp/guangzhou"
STATUS = "joinery.erp.status"
SECRET = b"the secret of the ERP's webhooks"
CHANGED = "joinery.erp.order.changed.v1"
SWIFT = re.compile(r"\b(Swift|Foundation|String|Int\d*|UInt\d*|Double|Bool|Array|Dictionary|Optional|Decimal|CodingKey|"
                   r"ID<|Decod\w*|nil|SalesDomain|Contracts|Kernel|Money|Quantity|Percent|BusinessDate|Instant|SigningPlace)\b")

CONFLUENT = """
import base64, json, sys
from confluent_kafka import Producer
failed = []
producer = Producer({"bootstrap.servers": sys.argv[1], "acks": "all"})
for headers, value, key in json.load(sys.stdin):
    producer.produce("joinery.erp.orders", None if value is None else base64.b64decode(value), key.encode(),
                     headers=list(headers.items()), on_delivery=lambda error, _: error and failed.append(str(error)))
left = producer.flush(20)
sys.exit(f"{left} left, {failed}" if left or failed else 0)
"""


def text(value):
    return json.dumps(value, ensure_ascii=False).encode()


def shapes(order):
    """Name → headers and value of one order in each shape; the names end up in order numbers."""
    data, plain = order.data, {"source": SOURCE}
    binary, value = order.binary("changed")
    schema = {"type": "struct", "optional": False, "fields": [{"field": "orderNumber", "type": "string"}]}
    event = dict(order.attributes("changed"), data=data)
    unwrapped = dict(data, __op="u", __deleted="false", __source_ts_ms=1_793_527_445_123)
    renamed = {prefix: {name.replace("ce_", prefix): at for name, at in binary.items()}
               for prefix in ("ce-", "CE_", "cloudEvents:", "cloudEvents_")}
    return {
        "binary": (binary, value), "structured": order.structured("changed"),
        "headers-dropped": ({}, text(event)), "plain": (plain, text(data)),
        "plain-source-inside": ({}, text(dict(data, source=SOURCE))),
        "encoded-twice": (plain, text(json.dumps(data))), "event-encoded-twice": ({}, text(json.dumps(event))),
        "data-encoded-twice": ({}, text(dict(event, data=json.dumps(data)))),
        "connect": (plain, text({"schema": schema, "payload": data})),
        "connect-event": ({}, text({"schema": schema, "payload": event})),
        "debezium-create": (plain, text({"op": "c", "before": None, "after": data, "source": {"ts_ms": 5}})),
        "debezium-snapshot": (plain, text({"op": "r", "after": data})),
        "debezium-schema": (plain, text({"schema": schema, "payload": {"op": "u", "before": None, "after": data}})),
        "debezium-unwrapped": (plain, text(unwrapped)),
        "debezium-outbox": (dict(plain, id=order.id), text(json.dumps(data))),
        "debezium-cloudevents": ({}, text(dict(
            event, type="io.debezium.connector.mysql.DataChangeEvent", iodebeziumop="c",
            data={"schema": schema, "payload": {"op": "c", "after": data}}))),
        "registry": (plain, b"\0\0\0\0\x07" + value), "registry-event": (binary, b"\0\0\0\0\x07" + value),
    } | {f"headers-{prefix.strip('-_:')}": (headers, value) for prefix, headers in renamed.items()}


# What cannot be read at all: words that must stand in the reason.
REFUSED = {
    "avro": ({}, b"\0\0\0\x01\x02\x08hi", "schema 258"), "xml": ({}, b"<order/>", "no JSON"),
    "list": ({}, b"[1]", "no object"), "nobody": ({}, text({"orderNumber": "N-1", "revision": 1}), "which ERP"),
    "deleted": ({"source": SOURCE}, text({"op": "d", "before": {"orderNumber": "D-1"}, "after": None}), "no cancellation"),
    "truncated": ({}, text({"op": "t", "before": None}), "none of c, u, d, r"),
    "thin": ({}, text({"specversion": "1.0", "id": "1", "source": "/sap", "data": {"SalesOrder": "0000004501"},
                       "type": "sap.s4.beh.salesorder.v1.SalesOrder.Changed.v1"}), "send the whole of it"),
    "unknown": ({}, text({"Bill": "1", "Total": 3}), "joinery erp map --try"),
    "batch": ({"content-type": "application/cloudevents-batch+json"}, b"[]", "one event a record"),
}


def put(path, value):
    def change(data):
        *parents, last = path
        for name in parents:
            data = data[name]
        if value is None:
            del data[last]
        else:
            data[last] = value
    return change


def repeat_line(data):
    data["lines"] = [data["lines"][0], copy.deepcopy(data["lines"][0])]


# What is wrong with an order, and the field that must be named.
WRONG = [
    (put(("instalments", 1, "percent"), 7), "instalments"), (put(("instalments", 0, "percent"), -1), "instalments.0.percent"),
    (put(("instalments", 0, "dueOn"), "2026-02-30"), "instalments.0.dueOn"), (put(("instalments",), []), "instalments"),
    (put(("instalments", 0, "amount"), {"amount": 5, "currency": "CNY"}), "instalments.0"),
    (put(("instalments", 0, "label"), " "), "instalments.0.label"), (put(("instalments",), None), "instalments"),
    (put(("lines", 0, "unitPrice", "currency"), "XXX"), "lines.0.unitPrice.currency"),
    (put(("lines", 0, "unitPrice", "amount"), -1), "lines.0.unitPrice"),
    (put(("lines", 0, "unitPrice", "amount"), "98000"), "lines.0.unitPrice.amount"),
    (put(("lines", 0, "unitPrice", "amount"), 2**53), "lines.0.unitPrice"), (put(("lines", 0, "unitPrice"), 98000), "lines.0.unitPrice"),
    (put(("lines", 0, "quantity", "value"), 0), "lines.0.quantity"), (put(("lines", 0, "quantity", "value"), -3), "lines.0.quantity"),
    (put(("lines", 0, "quantity", "scale"), 7), "lines.0.quantity.scale"), (put(("lines", 0, "quantity"), None), "lines.0.quantity"),
    (put(("lines", 0, "discountPercent"), 101), "lines.0.discountPercent"), (put(("lines", 0, "discountPercent"), 0.001), "lines.0.discountPercent"),
    (put(("lines", 0, "taxRatePercent"), "13"), "lines.0.taxRatePercent"), (put(("lines", 0, "description"), ""), "lines.0.description"),
    (put(("lines", 0, "lineNumber"), None), "lines.0.lineNumber"), (repeat_line, "lines.1.lineNumber"), (put(("lines",), {}), "lines"),
    (put(("signedOn",), "2026-02-30"), "signedOn"), (put(("signedOn",), None), "signedOn"), (put(("signedAt",), "street"), "signedAt"),
    (put(("promisedOn",), 20261215), "promisedOn"), (put(("customer", "name"), ""), "customer.name"),
    (put(("customer", "phone"), 13800138000), "customer.phone"), (put(("customer", "phone"), None), "customer.phone"),
    (put(("customer",), None), "customer"), (put(("customer", "email"), 7), "customer.email"),
    (put(("customer", "address"), "佛山"), "customer.address"), (put(("revision",), "one"), "revision"), (put(("revision",), -1), "revision"),
]


class Bridge:
    def __init__(self, checks, suite, random, programs):
        self.checks, self.suite, self.random, self.programs = checks, suite, random, programs
        self.sales = suite.client("sales")
        self.producer = broker.Producer(suite.address)

    def send(self, client, records):
        if client == "confluent-kafka":
            body = [(headers, None if value is None else base64.b64encode(value).decode(), key) for headers, value, key in records]
            subprocess.run([self.programs / "python", "-c", CONFLUENT, self.suite.address], input=json.dumps(body), text=True,
                           check=True, timeout=60)
            return
        for headers, value, key in records:
            if client == "kcat":
                broker.kcat_produce(self.suite.address, erp.TOPIC, headers, value, key=key)
            else:
                self.producer.send(erp.TOPIC, value, key=key.encode(), headers=headers)

    def stand(self, number, source=SOURCE):
        answer = self.sales.get(f"/v1/erp-orders?source={source}&orderNumber={number}")
        return answer.json if answer.status == 200 else {}

    def letters(self):
        return json.loads(self.suite.joinery("dead-letters", "list", "--json", "--service", "sales", check=True).stdout)

    def statuses(self):
        return [json.loads(record["payload"]) for record in broker.kcat_read(self.suite.address, STATUS)]

    def takes(self, client):
        names, records = [], []
        for name in shapes(erp.Order(self.random, "x")):
            order = erp.Order(self.random, f"{client}/{name}")
            headers, value = shapes(order)[name]
            # kcat sends what stands in its input, all of it.
            records.append((headers, value, order.key))
            names.append(order.number)
        self.send(client, records)
        wait(f"all shapes by {client}", 30, lambda: all(self.stand(name).get("state") for name in names))
        for name in names:
            wait(f"{name} is placed", 15, lambda: self.stand(name).get("state") != "waiting")
        wrong = {name: found for name in names if (found := self.stand(name)).get("state") != "accepted"}
        self.checks.equal(f"{len(names)} shapes by {client} are orders", wrong, {})

    def maps(self):
        samples = {path.stem: path.read_bytes() for path in sorted((MAPPINGS / "samples").glob("*.json")) if "-product" not in path.stem}
        self.send("aiokafka", [({}, value, name) for name, value in samples.items()])
        numbers = {"kingdee-cloud": ("/erp/kingdee", "XSDD000482"), "yonyou-u8": ("/erp/yonyou", "SO2026110017"),
                   "sap-s4": ("/erp/sap", "0000004501"), "odoo": ("/erp/odoo", "S00042"),
                   "erpnext": ("/erp/erpnext", "SAL-ORD-2026-00017")}
        self.checks.equal("each vendor has a sample", set(samples), set(numbers))
        totals = {"kingdee-cloud": 980_00 * 125 // 10 * 95 // 100 + 8600_50, "yonyou-u8": 2 * 3299_00 * 95 // 100, "sap-s4": 980_00 * 125 // 10,
                  "odoo": 402491, "erpnext": 2 * 980_00 * 95 // 100 + 300_00}
        for name, (source, number) in numbers.items():
            found = wait(f"{name} is placed", 20, lambda: (at := self.stand(number, source)).get("state") == "accepted" and at)
            order = self.sales.get(f"/v1/orders/{found['orderId']}").json
            self.checks.equal(f"{name}: its total is the vendor's", order["total"]["amount"], totals[name])
            done = self.suite.joinery("erp", "map", "--try", str(MAPPINGS / "samples" / f"{name}.json"), "--mappings", str(MAPPINGS))
            self.checks.check(f"{name}: 'joinery erp map --try' says so too", done.returncode == 0 and number in done.stdout, done)
        broken = samples["kingdee-cloud"].replace(b"13800138000", b"").replace(b"XSDD000482", b"XSDD000483")
        self.send("aiokafka", [({}, broken, "k")])
        found = wait("the one without a phone is parked", 20, lambda: (at := self.stand("XSDD000483", "/erp/kingdee")) and at)
        self.checks.check("a field that is missing is named with its path and the mapping", found["state"] == "parked" and
                          "'customer.phone' (/FLinkPhone, mapping kingdee-cloud version 1)" in found["reason"], found)

    def refuses(self):
        before = {letter["id"] for letter in self.letters()}
        for name, (headers, value, words) in REFUSED.items():
            self.send("aiokafka", [(headers, value, name)])
            letter = wait(f"{name} is set aside", 15, lambda: [at for at in self.letters() if at["id"] not in before])[0]
            before.add(letter["id"])
            self.checks.check(f"{name} is refused with words", words in letter["reason"], letter["reason"])
        self.send("confluent-kafka", [({}, None, "tombstone")])
        order = erp.Order(self.random, "after-tombstone")
        self.send("kcat", [(*order.binary(), order.key)])
        wait("what comes after a tombstone flows", 15, lambda: self.stand("after-tombstone").get("state") == "accepted")
        self.checks.equal("a tombstone is stepped over", {letter["id"] for letter in self.letters()}, before)

    def parks(self, count):
        """Wrong orders between right ones."""
        records, fields, good = [], {}, []
        for index in range(count):
            order = erp.Order(self.random, f"W-{index:04}")
            change, field = self.random.choice(WRONG)
            key = order.key
            change(order.data)
            fields[order.number] = field
            records.append((*order.binary(), key))
            if index % 5 == 0:
                good.append(erp.Order(self.random, f"G-{index:04}"))
                records.append((*good[-1].binary(), good[-1].key))
        self.send("confluent-kafka", records)
        wait("the right ones are orders", 60, lambda: self.stand(good[-1].number).get("state") == "accepted")
        self.checks.equal(f"{len(good)} right orders flow on", Counter(self.stand(at.number).get("state") for at in good), {"accepted": len(good)})
        parked, cursor = {}, ""
        while cursor is not None:
            page = self.sales.get(f"/v1/erp-orders?state=parked&source={SOURCE}&limit=500{cursor and '&cursor=' + cursor}").json
            parked |= {item["orderNumber"]: item["reason"] for item in page["items"]}
            cursor = page.get("nextCursor")
        unnamed = {number: (field, parked.get(number)) for number, field in fields.items()
                   if not re.search(rf"'{re.escape(field)}(\.[a-z]+)*'", parked.get(number) or "")}
        self.checks.equal(f"{count} wrong orders are set aside, each with its field", dict(list(unnamed.items())[:5]), {})

    def posts(self):
        """An ERP that sends webhooks, signed, with a token of its own."""
        bridge = self.suite.client("sales", self.suite.machine("erp", "bridge"))

        def post(value, headers=None, secret=SECRET, client=bridge):
            time_, id_ = str(int(time.time())), erp.key()
            code = hmac.new(secret, f"{id_}.{time_}.".encode() + value, hashlib.sha256).digest()
            return client.send("POST", "/v1/erp/orders", value, dict(headers or {}, **{
                "webhook-id": id_, "webhook-timestamp": time_, "webhook-signature": "v1," + base64.b64encode(code).decode()}))

        names = []
        for name, (headers, value) in shapes(erp.Order(self.random, "x")).items():
            if "registry" in name or "structured" == name:
                continue  # No JSON, or another content type: HTTP has its own ways.
            order = erp.Order(self.random, f"http/{name}")
            headers, value = shapes(order)[name]
            headers = {at.replace("ce_", "ce-"): text for at, text in headers.items() if ":" not in at and "Events_" not in at}
            if not headers and b"specversion" not in value and b'"source"' not in value:
                continue
            answer = post(value, headers)
            if answer.status == 422 and "which ERP" in answer.json["detail"]:
                continue
            self.checks.check(f"{name} by webhook is taken", answer.status == 202 and answer.json["state"] in ("waiting", "accepted"), answer)
            names.append(order.number)
        for name in names:
            wait(f"{name} is placed", 15, lambda: self.stand(name).get("state") == "accepted")
        order = erp.Order(self.random, "http/wrong")
        order.data["instalments"][0]["percent"] = 1
        answer = post(text(order.data), {"source": SOURCE})
        self.checks.check("a wrong one is set aside, which the answer says", answer.status == 202 and
                          answer.json["state"] == "parked" and "'instalments'" in answer.json["reason"], answer)
        good = erp.Order(self.random, "http/good")
        before = len(self.letters())
        refused = {
            "signed with another secret": (post(text(good.data), {"source": SOURCE}, b"other"), 401),
            "not signed": (bridge.send("POST", "/v1/erp/orders", good.data, {"source": SOURCE}), 401),
            "no order": (post(b'{"hello": 1}', {"source": SOURCE}), 422), "no JSON": (post(b"<order/>", {"source": SOURCE}), 400),
            "from a salesperson": (post(text(good.data), {"source": SOURCE}, client=self.suite.client(
                "sales", self.suite.machine("seller", "net-sales"))), 403)}
        for name, (answer, status) in refused.items():
            self.checks.equal(f"a webhook {name} is refused", answer.status, status)
        self.checks.equal("nothing is kept of them", (len(self.letters()), self.stand("http/good")), (before, {}))
        shut = {path: bridge.get(path).status for path in ("/v1/orders", "/v1/customers", "/v1/quotes", "/v1/products")}
        self.checks.equal("a bridge reads nothing else", set(shut.values()), {403})

    def agrees(self):
        """Topic and page."""
        last = {}
        for status in self.statuses():
            if "orderNumber" in status:
                last[status.get("source"), status["orderNumber"]] = status
        means = {"amended": "accepted", "conflict": "parked", "superseded": "accepted"}
        found = {}
        for path in ("/v1/erp-orders?limit=500",):
            while path:
                page = self.sales.get(path).json
                found |= {(item["source"], item["orderNumber"]): item for item in page["items"]}
                path = page.get("nextCursor") and f"/v1/erp-orders?limit=500&cursor={page['nextCursor']}"
        wrong = {str(key): (at["state"], item["state"]) for key, item in found.items()
                 if (at := last.get(key, {"state": "-"})) and means.get(at["state"], at["state"]) != item["state"]}
        self.checks.equal(f"the topic of answers and the page agree about {len(found)} orders", wrong, {})
        reasons = [at["reason"] for at in self.statuses() if at.get("reason")] + [at["reason"] for at in self.letters()]
        self.checks.equal(f"none of {len(reasons)} reasons names a type of Swift", [at for at in reasons if SWIFT.search(at)][:5], [])
        self.checks.equal("no reason holds a phone or a name", [at for at in reasons if re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)|陈伟|李丽|王芳", at)][:5], [])


def main():
    broker.use_aiokafka()
    options = arguments(__doc__, ("--wrong", {"type": int, "default": 500}))
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        programs = environment(Path(folder) / "venv", "confluent-kafka")
        with Suite(options, {"JOINERY_ERP_MAPPINGS": str(MAPPINGS), "JOINERY_ERP_WEBHOOK_SECRET": SECRET.decode()}) as suite:
            bridge = Bridge(checks, suite, options.random, programs)
            for client in ["aiokafka", "kcat"] + (["confluent-kafka"] if programs else []):
                checks.part(f"shapes by {client}", bridge.takes, client)
            checks.part("vendors", bridge.maps)
            checks.part("what cannot be read", bridge.refuses)
            checks.part("wrong orders", bridge.parks, options.wrong)
            checks.part("webhooks", bridge.posts)
            suite.wait_quiet()
            checks.part("answers", bridge.agrees)
            bridge.producer.close()
    checks.finish()


if __name__ == "__main__":
    main()
