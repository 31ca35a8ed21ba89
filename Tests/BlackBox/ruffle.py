"""What a demo year lacks, so that figures are compared where they are hard: orders amended and cancelled, money given back,
leads said anew and merged, work given to another crew, evaluated twice. Whatever is refused is an error."""

import datetime

import erp
from checks import wait

TODAY = datetime.date.today()


def day(back):
    return (TODAY - datetime.timedelta(days=back)).isoformat()


def yuan(amount):
    return {"amount": amount * 100, "currency": "CNY"}


class Ruffle:
    def __init__(self, suite):
        self.suite = suite

    def get(self, service, path):
        answer = self.suite.client(service).get(path)
        if answer.status != 200:
            raise OSError(f"GET {path}: {answer}")
        return answer.json

    def send(self, service, path, body, method="POST", headers=None):
        answer = self.suite.client(service).send(method, path, body, headers or {"Idempotency-Key": erp.key()})
        if not 200 <= answer.status < 300:
            raise OSError(f"{method} {path} with {body}: {answer}")
        return answer.json if answer.body else None

    def all(self):
        leads = self.get("leads", "/v1/leads?limit=100")["items"]
        fresh = [lead for lead in leads if lead["stage"] in ("new", "contacted", "visited", "quoted")]
        self.leads(fresh)
        orders = [self.order(lead, index) for index, lead in enumerate(fresh[8:14])]
        self.suite.wait_quiet()
        self.money(orders)
        self.expenses()
        self.service()
        self.suite.wait_quiet()

    def leads(self, leads):
        for lead in leads[:4]:
            tag = self.suite.client("leads").get(f"/v1/leads/{lead['id']}").headers["ETag"]
            channel = "event" if lead["source"]["channel"] != "event" else "own"
            self.send("leads", f"/v1/leads/{lead['id']}", {"source": {"channel": channel}}, "PATCH", {"If-Match": tag})
            self.send("leads", f"/v1/leads/{lead['id']}/assign", {
                "ownerId": next(person for person in ("s-01", "s-02", "n-01") if person != lead.get("ownerId"))})
            stage = "contacted" if lead["stage"] == "new" else "lost"
            self.send("leads", f"/v1/leads/{lead['id']}/stage", {"stage": stage, "reason": "说好了"})
        self.send("leads", f"/v1/leads/{leads[5]['id']}/merge", {"into": leads[4]["id"]})
        self.send("leads", f"/v1/leads/{leads[7]['id']}/merge", {"into": leads[6]["id"]})
        self.send("leads", f"/v1/leads/{leads[7]['id']}/unmerge", {})

    @staticmethod
    def lines(amount):
        return [{"description": "衣柜", "quantity": {"value": 100, "scale": 2}, "unitPrice": yuan(amount)},
                {"description": "橱柜", "quantity": {"value": 2, "scale": 0}, "unitPrice": yuan(amount + 7)}]

    def order(self, lead, index):
        """Amended twice, the first time to another salesperson; the last ones cancelled."""
        def dues(last):
            return [{"label": "定金", "percent": 30, "dueOn": day(40)}, {"label": "尾款", "percent": 70, "dueOn": day(last)}]

        wait("the customer has come to sales", 20,
             lambda: self.suite.client("sales").get(f"/v1/customers/{lead['customerId']}").status == 200)
        order = self.send("sales", "/v1/orders", {
            "customerId": lead["customerId"], "leadId": lead["id"], "salespersonId": "s-01", "shop": "foshan-1",
            "signedOn": day(60 - index), "signedAt": "shop", "promisedOn": day(-20), "lines": self.lines(1000 + index),
            "instalments": dues(-30)})
        path = f"/v1/orders/{order['id']}"
        for step, (who, amount) in enumerate((("n-01", 1500), ("n-01", 1300 + index))):
            self.send("sales", f"{path}/amend", {
                "reason": "改了", "lines": self.lines(amount), "salespersonId": who, "shop": "guangzhou-1" if step else "foshan-1",
                "instalments": dues(20 - 10 * step)})
        if index > 3:
            self.send("sales", f"{path}/cancel", {"reason": "不装了"})
        return {**order, "customerId": lead["customerId"]}

    def money(self, orders):
        for index, order in enumerate(orders[:4]):
            customer = order["customerId"]
            receipt = {"customerId": customer, "method": "card", "receivedOn": day(10 + index), "salespersonId": "n-01"}
            self.send("finance", "/v1/receipts", {**receipt, "amount": yuan(9000)})
            self.send("finance", "/v1/refunds", {"customerId": customer, "amount": yuan(100 + index), "method": "bank",
                                                 "refundedOn": day(3), "reason": "多付了"})
            wrong = self.send("finance", "/v1/receipts", {**receipt, "amount": yuan(70), "allocations": []})
            self.send("finance", f"/v1/receipts/{wrong['id']}/reverse", {"on": day(2), "reason": "记错了"})
        owed = self.get("finance", f"/v1/receivables?customerId={orders[0]['customerId']}")["items"]
        self.send("finance", "/v1/credit-notes", {"receivableId": owed[0]["id"], "amount": yuan(50), "creditedOn": day(1),
                                                  "reason": "让利"})
        self.send("finance", "/v1/commissions/payouts", {"salespersonId": "s-02", "paidOn": day(5), "method": "bank"})

    def expenses(self):
        spent = self.get("finance", "/v1/expenses?limit=20")["items"]
        for expense in spent[:2]:
            self.send("finance", f"/v1/expenses/{expense['id']}/reverse", {"on": day(4), "reason": "重复"})
        self.send("finance", "/v1/suppliers", {"code": "board-maker", "name": "板材厂"})
        self.send("finance", "/v1/payables", {"supplierCode": "board-maker", "amount": yuan(900), "billedOn": day(30),
                                              "dueOn": day(1)})
        payment = {"supplierCode": "board-maker", "amount": yuan(300), "method": "bank", "paidOn": day(8)}
        self.send("finance", "/v1/payments", payment)
        paid = self.send("finance", "/v1/payments", {**payment, "amount": yuan(200)})
        self.send("finance", f"/v1/payments/{paid['id']}/reverse", {"on": day(7), "reason": "退回"})

    def service(self):
        done = [job for job in self.get("after-sales", "/v1/installations?limit=100")["items"] if job["state"] == "completed"]
        for job in done[:3]:
            for score in (2, 5):
                self.send("after-sales", f"/v1/installations/{job['id']}/evaluate", {"scores": {"quality": score, "attitude": 4}})
        for index, job in enumerate(done[:3]):
            request = self.send("after-sales", "/v1/requests", {"customerId": job["customerId"], "kind": "repair",
                                                                "description": "门歪了"})
            path = f"/v1/requests/{request['id']}"
            for crew in ("crew-1", "crew-2", "crew-2")[:index + 1]:
                self.send("after-sales", f"{path}/assign", {"crewId": crew})
            if index:
                self.send("after-sales", f"{path}/resolve", {"work": "调好了", "parts": [{"name": "铰链", "cost": yuan(12)}],
                                                             "labour": yuan(80)})


def ruffle(suite):
    Ruffle(suite).all()
