#!/usr/bin/env python3
"""What only a manager may allow: a seller's discount above the limit, somebody else's name on an order, a time before now.
It is refused without a reason, asked for with one, granted once by a manager who did not ask, in the seller's name."""

from checks import Checks, arguments, wait
from suite import Suite

PRODUCT = {"sku": "P-1", "name": "柜", "unit": "件", "price": {"amount": 100000, "currency": "CNY"}, "category": "柜"}


def line(discount):
    return {"sku": "P-1", "description": "柜", "quantity": {"value": 1, "scale": 0},
            "unitPrice": {"amount": 100000, "currency": "CNY"}, "discountPercent": discount}


class Approvals:
    def __init__(self, checks, suite):
        self.checks, self.suite = checks, suite
        self.everybody = suite.client("sales")
        self.seller, self.colleague, self.manager = (
            suite.client("sales", suite.machine(who, role))
            for who, role in (("n-1", "net-sales"), ("n-2", "net-sales"), ("m-1", "manager")))
        self.customer = None

    def meet(self):
        """The sellers, a product, and a customer whose lead is the first seller's."""
        leads = self.suite.client("leads")
        for code in ("n-1", "n-2"):
            made = leads.post("/v1/employees", {"code": code, "name": code, "roles": ["net-sales"], "role": "net-sales"})
            self.checks.equal(f"{code} is employed", made.status, 201)
        captured = leads.post("/v1/leads", {
            "name": "陈伟", "phone": "13800138000", "source": {"channel": "own"}, "ownerId": "n-1"})
        self.checks.equal("a lead is captured", captured.status, 201)
        self.customer = captured.json["customerId"]
        self.checks.equal("a product is listed", self.everybody.post("/v1/products", PRODUCT).status, 201)
        wait("sales knows the customer", 20,
             lambda: self.seller.get(f"/v1/customers/{self.customer}").status == 200)

    def quote(self, discount):
        drafted = self.seller.post("/v1/quotes", {
            "customerId": self.customer, "salespersonId": "n-1", "validUntil": "2099-12-31", "lines": [line(discount)]})
        self.checks.equal(f"a quote with {discount} % is drafted", drafted.status, 201)
        return f"/v1/quotes/{drafted.json['id']}"

    def discount(self):
        checks = self.checks
        quote = self.quote(15)
        checks.equal("without a reason it is refused", self.seller.post(f"{quote}/issue", {}).problem, "approval-needed")
        asked = self.seller.post(f"{quote}/issue", {"approvalReason": "老客户"}, key="approval-1")
        checks.equal("with one a manager is asked", asked.status, 202)
        again = self.seller.post(f"{quote}/issue", {"approvalReason": "老客户"}, key="approval-1")
        checks.equal("asked again with the same key, it is the same request", again.json["id"], asked.json["id"])
        checks.equal("the quote is still a draft", self.seller.get(quote).json["state"], "draft")
        place = asked.headers["Location"]
        checks.equal("a colleague does not see the request", self.colleague.get(place).status, 404)
        checks.equal("the seller does not grant it", self.seller.post(f"{place}/grant", {}).status, 403)
        opened = self.manager.get("/v1/approvals?state=open").json["items"]
        checks.equal("the manager has it on the list", [one["id"] for one in opened], [asked.json["id"]])
        granted = self.manager.post(f"{place}/grant", {})
        checks.check("the manager grants it", granted.status == 200 and granted.json["state"] == "granted", granted)
        checks.equal("the quote is issued", self.seller.get(quote).json["state"], "issued")
        checks.equal("once", self.manager.post(f"{place}/grant", {}).problem, "approval-decided")
        trail = self.manager.get(f"/v1/audit?subject={quote.rsplit('/', 1)[1]}&customerId={self.customer}").json["items"]
        issued = [(one["actor"], one["actorRole"]) for one in trail if one["type"] == "joinery.sales.quote.issued.v1"]
        checks.equal("in the seller's name", issued, [("n-1", "net-sales")])

    def refused(self):
        checks = self.checks
        quote = self.quote(40)
        place = self.seller.post(f"{quote}/issue", {"approvalReason": "熟人"}).headers["Location"]
        checks.equal("a refusal says why", self.manager.post(f"{place}/refuse", {}).status, 422)
        checks.equal("a manager refuses", self.manager.post(f"{place}/refuse", {"reason": "亏本"}).status, 200)
        checks.equal("the seller reads it", self.seller.get(place).json["refusal"], "亏本")
        checks.equal("the quote is still a draft", self.seller.get(quote).json["state"], "draft")
        place = self.seller.post(f"{quote}/issue", {"approvalReason": "熟人"}).headers["Location"]
        checks.equal("a colleague withdraws nothing", self.colleague.post(f"{place}/withdraw", {}).status, 404)
        checks.equal("the seller withdraws", self.seller.post(f"{place}/withdraw", {}).status, 200)
        checks.equal("it is over", self.manager.post(f"{place}/grant", {}).problem, "approval-decided")

    def order(self):
        checks = self.checks
        body = {
            "customerId": self.customer, "salespersonId": "n-2", "signedOn": "2020-01-31", "signedAt": "shop",
            "promisedOn": "2099-12-31", "lines": [line(0)],
            "instalments": [{"label": "全款", "percent": 100, "dueOn": "2099-12-31"}]}
        checks.equal("another's name is refused", self.seller.post("/v1/orders", body).status, 422)
        asked = self.seller.post("/v1/orders", body | {"approvalReason": "同事休假"})
        checks.equal("it needs two things", sorted(need["rule"] for need in asked.json["needs"]),
                     ["backdating", "on-behalf"])
        granted = self.manager.post(f"{asked.headers['Location']}/grant", {})
        made = self.manager.get(granted.json["location"])
        checks.equal("the order is the colleague's", made.json["salespersonId"], "n-2")
        self.suite.wait_quiet()
        line_of = self.suite.client("reporting").get(f"/v1/customers/{self.customer}/timeline").body.decode()
        for words in ("approval.requested", "approval.granted", "approval.refused"):
            checks.check(f"the customer's timeline has {words}", f"joinery.sales.{words}.v1" in line_of, line_of[:800])


def main():
    options = arguments(__doc__)
    checks = Checks()
    with Suite(options) as suite:
        approvals = Approvals(checks, suite)
        for part in ("meet", "discount", "refused", "order"):
            checks.part(part, getattr(approvals, part))
    checks.finish()


if __name__ == "__main__":
    main()
