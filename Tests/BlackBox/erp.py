"""Orders as an ERP bridge publishes them, with their totals worked out here, in decimal."""

import datetime
import json
import uuid
from decimal import ROUND_HALF_UP, Decimal

TOPIC = "joinery.erp.orders"
# The company's day, which is not the machine's: reports by day are by this one. A run may last into the next.
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
TOMORROW = TODAY + datetime.timedelta(days=1)
SKUS = [("WD-2400", "衣柜"), ("KB-0900", "橱柜"), ("TV-1800", "电视柜"), (None, "定制书架")]


def line_amount(line):
    """Quantity × price less discount, rounded half up once, in fen."""
    quantity = Decimal(line["quantity"]["value"]).scaleb(-line["quantity"]["scale"])
    discount = Decimal(str(line.get("discountPercent", 0)))
    amount = quantity * line["unitPrice"]["amount"] * (100 - discount) / 100
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def random_line(random, number):
    sku, description = random.choice(SKUS)
    line = {
        "lineNumber": str(number * 10), "description": description,
        "quantity": {"value": random.randint(1, 4000), "scale": random.choice([0, 2, 2, 3])},
        "unitPrice": {"amount": random.randint(1, 300_000), "currency": "CNY"},
    }
    if line["quantity"]["scale"] == 0:
        line["quantity"]["value"] = random.randint(1, 6)
    if sku:
        line["sku"] = sku
    if random.random() < 0.5:
        line["discountPercent"] = random.choice([5, 12.5, 7.25, 0.01])
    return line


class Order:
    def __init__(self, random, number, source="/erp/guangzhou", phone=None, customer=None, salesperson=None,
                 shop=None, signed_on="2026-11-01"):
        self.source = source
        self.number = number
        self.id = f"{number}-1"
        self.data = {
            "orderNumber": number, "revision": 1,
            "customer": {"name": "陈伟", "phone": phone or f"137{random.randrange(10**8):08}"},
            "signedOn": signed_on, "signedAt": "shop", "promisedOn": "2027-01-15",
            "lines": [random_line(random, index + 1) for index in range(random.randint(1, 4))],
            "instalments": [
                {"label": "定金", "percent": 33.33, "dueOn": signed_on},
                {"label": "尾款", "percent": 66.67, "dueOn": "2027-01-15"}],
            "bridgeField": "unknown fields are the ERP's own business",
        }
        if customer:
            self.data["customer"]["number"] = customer
        if salesperson:
            self.data["salespersonId"] = salesperson
        if shop:
            self.data["shop"] = shop

    @property
    def total(self):
        return sum(line_amount(line) for line in self.data["lines"])

    @property
    def key(self):
        return self.data["customer"].get("number", self.number)

    def revised(self, random):
        """The next revision, whole as it then is."""
        other = object.__new__(Order)
        other.source, other.number = self.source, self.number
        revision = self.data["revision"] + 1
        other.id = f"{self.number}-{revision}"
        other.data = dict(
            self.data, revision=revision,
            lines=[random_line(random, index + 1) for index in range(random.randint(1, 4))])
        return other

    def attributes(self, verb="placed"):
        return {
            "specversion": "1.0", "id": self.id, "source": self.source, "type": f"joinery.erp.order.{verb}.v1",
            "time": "2026-11-22T08:00:00Z", "subject": self.number,
        }

    def binary(self, verb="placed"):
        """Headers and value of the binary mode."""
        headers = {f"ce_{name}": value for name, value in self.attributes(verb).items()}
        headers["content-type"] = "application/json"
        return headers, json.dumps(self.data, ensure_ascii=False).encode()

    def structured(self, verb="placed"):
        """Headers and value of the structured mode."""
        event = dict(self.attributes(verb), datacontenttype="application/json", data=self.data)
        return {"content-type": "application/cloudevents+json; charset=UTF-8"}, json.dumps(event).encode()


def phone(random):
    return f"13{random.randrange(10**9):09}"


def key():
    return str(uuid.uuid4())
