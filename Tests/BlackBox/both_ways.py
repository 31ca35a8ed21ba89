#!/usr/bin/env python3
"""Orders between the ERP and the suite, both ways, as the ERP's bridge sees them: one that is cancelled and changes again
is the same order, with its deliveries and its money, to the fen in finance and in reporting; orders of our own go out,
come back with the ERP's number, and are changed by it; money and customers' numbers come in and wait for what they name."""

import json
import uuid

import broker
import erp
from checks import Checks, arguments, wait
from suite import Suite

SOURCE = "/erp/guangzhou"
OUT, STATUS = "joinery.erp.outbound.orders", "joinery.erp.status"


class Bridge:
    def __init__(self, checks, suite, random):
        self.checks, self.suite, self.random = checks, suite, random
        self.sales, self.finance, self.leads = (suite.client(name) for name in ("sales", "finance", "leads"))
        self.reporting = suite.client("reporting")
        self.producer = broker.Producer(suite.address)

    def tell(self, topic, kind, data, key):
        headers = {"ce_specversion": "1.0", "ce_id": str(uuid.uuid4()), "ce_source": SOURCE,
                   "ce_type": f"joinery.erp.{kind}.v1", "content-type": "application/json"}
        self.producer.send(topic, json.dumps(data, ensure_ascii=False).encode(), key=key.encode(), headers=headers)

    def send(self, order, verb):
        self.tell(erp.TOPIC, f"order.{verb}", order.data, order.key)

    def stand(self, number):
        answer = self.sales.get(f"/v1/erp-orders?source={SOURCE}&orderNumber={number}")
        return answer.json if answer.status == 200 else {}

    def stands(self, number, state, revision):
        return wait(f"{number} is {state} at revision {revision}", 20, lambda: (
            at := self.stand(number)).get("state") == state and at["revision"] == revision and at)

    def told(self, topic):
        return [json.loads(record["payload"]) for record in broker.kcat_read(self.suite.address, topic)]

    def money(self, order):
        """What is owed for it and what is open of that, in fen; once finance has said so."""
        rows = self.finance.get(f"/v1/receivables?orderId={order}&limit=500").json["items"]
        live = [row for row in rows if row["state"] != "cancelled"]
        return sum(row["amount"]["amount"] for row in live), sum(row["open"]["amount"] for row in rows)

    def owes(self, what, order, owed, open_):
        wait(what, 20, lambda: self.money(order) == (owed, open_))
        self.checks.equal(what, self.money(order), (owed, open_))

    def signed(self, salesperson):
        """Orders and signed fen of a salesperson, in reporting."""
        self.suite.wait_quiet()
        rows = self.reporting.get("/v1/reports/sales?groupBy=salesperson&asOf=2027-12-31").json["rows"]
        found = [row for row in rows if row["key"] == salesperson]
        return [(row["orders"], row["signed"]["amount"]) for row in found] or [(0, 0)]

    def post(self, client, path, body):
        return client.send("POST", path, json.dumps(body, ensure_ascii=False).encode(), {
            "Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())})

    def ledger_balances(self, what):
        rows = self.finance.get("/v1/trial-balance?asOf=2027-12-31").json["rows"]
        self.checks.equal(f"the ledger balances {what}", sum(row["debit"]["amount"] for row in rows),
                          sum(row["credit"]["amount"] for row in rows))

    def comes_back(self):
        """Signed, paid in part, delivered in part, cancelled, refunded in part, changed again, delivered whole."""
        order = erp.Order(self.random, "XS-BACK", customer="K-77", salesperson="s-77")
        order.data["lines"] = [
            {"lineNumber": str(at * 10), "description": "衣柜", "quantity": {"value": 4, "scale": 0},
             "unitPrice": {"amount": 10_000 + at * 7, "currency": "CNY"}} for at in (1, 2)]
        total = order.total
        self.send(order, "placed")
        id_ = self.stands("XS-BACK", "accepted", 1)["orderId"]
        self.owes("the order is owed", id_, total, total)
        customer = self.sales.get(f"/v1/orders/{id_}").json["customerId"]
        line = self.sales.get(f"/v1/orders/{id_}").json["lines"][0]
        receipt = self.post(self.finance, "/v1/receipts", {
            "customerId": customer, "amount": {"amount": 50_000, "currency": "CNY"}, "method": "bank",
            "receivedOn": erp.TODAY.isoformat(), "orderId": id_})
        self.checks.equal("money comes in", receipt.status, 201)
        note = self.post(self.sales, f"/v1/orders/{id_}/deliveries", {
            "deliveredOn": erp.TODAY.isoformat(), "warehouse": "w",
            "lines": [{"lineId": line["lineId"], "quantity": {"value": 1, "scale": 0}}]})
        self.checks.equal("a part is delivered", note.status, 201)
        self.owes("a part is paid", id_, total, total - 50_000)
        self.checks.equal("reporting counts it", self.signed("s-77"), [(1, total)])
        self.tell(erp.TOPIC, "order.cancelled", {"orderNumber": "XS-BACK", "revision": 2, "reason": "客户取消"}, order.key)
        self.stands("XS-BACK", "cancelled", 2)
        part = line["unitPrice"]["amount"]
        wait("what was not delivered is closed", 20, lambda: self.money(id_)[1] == 0)
        credit = wait("what was paid for it is credit", 20, lambda: [
            row["unallocated"]["amount"] for row in self.finance.get(f"/v1/aging?customerId={customer}").json["items"]])
        self.checks.equal("what was paid above the delivered part is credit", credit, [50_000 - part])
        self.checks.equal("reporting takes it back", self.signed("s-77"), [(0, 0)])
        refund = self.post(self.finance, "/v1/refunds", {
            "customerId": customer, "amount": {"amount": 3_000, "currency": "CNY"}, "method": "bank",
            "refundedOn": erp.TODAY.isoformat(), "reason": "部分退款"})
        self.checks.equal("a part is refunded", refund.status, 201)
        again = order.revised(self.random)
        again.data["revision"] = 3
        again.data["lines"] = order.data["lines"] + [
            {"lineNumber": "30", "description": "书桌", "quantity": {"value": 1, "scale": 0},
             "unitPrice": {"amount": 33_333, "currency": "CNY"}}]
        self.send(again, "changed")
        back = self.stands("XS-BACK", "accepted", 3)
        self.checks.equal("it is the same order", back["orderId"], id_)
        self.owes("it is owed on its new terms, less what was paid and not refunded", id_, again.total,
                  again.total - 47_000)
        found = self.sales.get(f"/v1/orders/{id_}").json
        self.checks.equal("its deliveries stay", (found["state"], found["delivery"], found["lines"][0]["delivered"]["value"]),
                          ("confirmed", "partial", 1))
        self.checks.equal("its history tells it", [change["kind"] for change in found["history"]],
                          ["confirmed", "cancelled", "reinstated"])
        self.checks.equal("reporting counts it again, on its new terms", self.signed("s-77"), [(1, again.total)])
        rest = self.post(self.sales, f"/v1/orders/{id_}/deliveries", {"deliveredOn": erp.TODAY.isoformat(), "warehouse": "w"})
        self.checks.equal("the rest is delivered", rest.status, 201)
        wait("all of it is revenue", 20, lambda: not [
            row for row in self.finance.get("/v1/trial-balance?asOf=2027-12-31").json["rows"]
            if row["account"] == "contract-liability" and row["debit"]["amount"] != row["credit"]["amount"]])
        self.checks.check("all of it is revenue", True)
        self.ledger_balances("after all of it")
        timeline = self.reporting.get(f"/v1/customers/{customer}/timeline?limit=200").json["items"]
        self.checks.check("the timeline tells it", any(row["type"] == "joinery.sales.order.reinstated.v1" for row in timeline),
                          [row["type"] for row in timeline])

    def own(self):
        """An order of ours, out and back."""
        lead = self.post(self.leads, "/v1/leads", {
            "name": "李娜", "phone": "13900139777", "source": {"channel": "walk-in"}}).json
        wait("sales knows the customer", 20, lambda: self.sales.get(f"/v1/customers/{lead['customerId']}").status == 200)
        body = {"customerId": lead["customerId"], "salespersonId": "s-77", "signedOn": erp.TODAY.isoformat(), "signedAt": "shop",
                "promisedOn": "2027-06-30",
                "lines": [{"description": "橱柜", "quantity": {"value": 2, "scale": 0}, "unitPrice": {"amount": 50_050, "currency": "CNY"}}],
                "instalments": [{"label": "全款", "percent": 100, "dueOn": "2027-06-30"}]}
        employee = self.post(self.leads, "/v1/employees", {"code": "s-77", "name": "钱多", "role": "net-sales"})
        self.checks.check("the salesperson is registered", employee.status in (200, 201), employee)
        placed = wait("sales knows the salesperson", 20, lambda: (at := self.post(self.sales, "/v1/orders", body)).status == 201 and at)
        order = placed.json
        told = wait("the ERP is told of it", 20, lambda: [at for at in self.told(OUT) if at["orderId"] == order["id"]])[0]
        self.checks.equal("it is told whole", (told["change"], told["total"]["amount"], told["customer"]["phone"], told["orderNumber"]),
                          ("confirmed", 100_100, "13900139777", order["number"]))
        self.checks.equal("no order of the ERP is told back", {at["orderId"] for at in self.told(OUT)}, {order["id"]})
        self.tell(erp.TOPIC, "order.registered", {"orderNumber": "XS-OURS", "orderId": order["id"]}, "XS-OURS")
        self.stands("XS-OURS", "accepted", 0)
        found = self.sales.get("/v1/orders?externalId=XS-OURS").json["items"]
        self.checks.equal("it has the ERP's number", [at["id"] for at in found], [order["id"]])
        changed = erp.Order(self.random, "XS-OURS", phone="13900139777")
        changed.data["lines"] = [dict(body["lines"][0], lineNumber=told["lines"][0]["lineNumber"],
                                      unitPrice={"amount": 60_060, "currency": "CNY"})]
        self.send(changed, "changed")
        self.stands("XS-OURS", "accepted", 1)
        now = self.sales.get(f"/v1/orders/{order['id']}").json
        self.checks.equal("the ERP's change is of our line", (now["total"]["amount"], now["lines"][0]["lineId"]),
                          (120_120, order["lines"][0]["lineId"]))
        self.owes("finance follows", order["id"], 120_120, 120_120)
        second = self.post(self.sales, "/v1/orders", body).json
        self.tell(erp.TOPIC, "order.registered", {"orderNumber": "XS-OURS", "orderId": second["id"]}, "XS-OURS")
        shown = wait("a second order of that number is a conflict", 20, lambda: [
            at for at in self.sales.get("/v1/erp-outbound-orders").json["items"]
            if at["orderId"] == second["id"] and at.get("conflict")])
        self.checks.check("the conflict says why", "XS-OURS" in shown[0]["conflict"] and shown[0]["state"] == "waiting", shown)
        self.post(self.sales, f"/v1/orders/{second['id']}/cancel", {"reason": "重复"})
        self.post(self.sales, f"/v1/orders/{second['id']}/reinstate", {"reason": "客户要两套"})
        changes = wait("each change is told", 20, lambda: len(at := [
            at["change"] for at in self.told(OUT) if at["orderId"] == second["id"]]) == 3 and at)
        self.checks.equal("each change is told, in order", changes, ["confirmed", "cancelled", "reinstated"])
        return order["id"], lead["customerId"]

    def pays(self, order, customer):
        """Money of the ERP, for an order that is here, and for one and for somebody still to come."""
        def receipt(number, revision=1, **more):
            return dict({"receiptNumber": number, "revision": revision, "amount": {"amount": 20_020, "currency": "CNY"},
                         "method": "bank", "receivedOn": erp.TODAY.isoformat()}, **more)

        topic = "joinery.erp.receipts"
        self.tell(topic, "receipt.recorded", receipt("SK-1", orderNumber="XS-OURS"), "SK-1")
        self.owes("money pays the order by the ERP's number", order, 120_120, 100_100)
        self.tell(topic, "receipt.reversed", {"receiptNumber": "SK-1", "revision": 2, "reason": "退票"}, "SK-1")
        self.owes("a reversal opens it again", order, 120_120, 120_120)
        self.tell(topic, "receipt.recorded", receipt("SK-2", orderNumber="XS-LATER"), "SK-2")
        self.tell(topic, "receipt.recorded", receipt("SK-3", customer={"number": "K-OURS"}), "SK-3")

        def state(number):
            rows = self.finance.get(f"/v1/erp-messages?kind=receipt&subject={number}").json["items"]
            return rows and rows[0]["state"]

        wait("both wait", 20, lambda: state("SK-2") == state("SK-3") == "waiting")
        self.checks.check("what names an order or a customer still to come waits", True)
        later = erp.Order(self.random, "XS-LATER")
        self.send(later, "placed")
        self.stands("XS-LATER", "accepted", 1)
        self.tell("joinery.erp.customers", "customer.changed",
                  {"number": "K-OURS", "revision": 1, "name": "李娜", "phone": "139 0013 9777"}, "K-OURS")
        wait("both are taken", 20, lambda: state("SK-2") == state("SK-3") == "accepted")
        found = self.leads.get(f"/v1/customers/{customer}").json
        self.checks.equal("the customer has the ERP's number", found["externalIds"],
                          [{"externalSystem": SOURCE, "externalId": "K-OURS"}])
        self.checks.equal("money for a customer pays what is due first", len(self.finance.get(
            f"/v1/receipts?customerId={customer}").json["items"]), 2)
        self.tell("joinery.erp.customers", "customer.changed",
                  {"number": "K-77", "revision": 1, "name": "陈伟", "phone": "13900139777"}, "K-77")
        parked = wait("a number of one and a phone of another are set aside", 20, lambda: [
            at for at in self.told(STATUS) if at.get("subject") == "K-77" and at["state"] == "parked"])
        self.checks.check("the reason says what to change, and holds no phone", "'phone'" in parked[0]["reason"] and
                          "139" not in parked[0]["reason"], parked)
        self.ledger_balances("after the ERP's money")


def main():
    broker.use_aiokafka()
    options = arguments(__doc__)
    checks = Checks()
    with Suite(options, {"JOINERY_ERP_TAKES_ORDERS": SOURCE, "JOINERY_ERP_SOURCES": SOURCE}) as suite:
        bridge = Bridge(checks, suite, options.random)
        found = []
        checks.part("cancelled, and changed again", bridge.comes_back)
        checks.part("orders of our own", lambda: found.extend(bridge.own()))
        if found:
            checks.part("money and numbers", bridge.pays, *found)
        suite.wait_quiet()
        verified = suite.joinery("verify")
        checks.check("'joinery verify' finds no difference", verified.returncode == 0, verified)
        bridge.producer.close()
    checks.finish()


if __name__ == "__main__":
    main()
