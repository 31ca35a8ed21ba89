#!/usr/bin/env python3
"""Records that cannot be applied, of each kind, on the services' topics and on the ERP's: other keys flow on within a
second, the dead letters show reason and bytes, what can be mended is mended, and the rest of the key follows in order.
"""

import base64
import contextlib
import copy
import json
import os
import re
import signal
import sqlite3
import subprocess
import time

import broker
import erp
from checks import Checks, arguments, wait
from suite import Suite, stream_of

DEEP = b"[" * 100_000 + b"]" * 100_000


@contextlib.contextmanager
def held_back(suite):
    """While `joinery up` stands still, nobody restarts what is killed."""
    os.kill(suite.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(suite.process.pid, signal.SIGCONT)


@contextlib.contextmanager
def surgery(suite, service):
    """Kills a service (held back) and opens its store, which no other process has then."""
    os.kill(suite.pid(service), signal.SIGKILL)
    time.sleep(0.2)
    database = sqlite3.connect(suite.data / service / f"{service}.sqlite")
    try:
        yield database
        database.commit()
    finally:
        database.close()


class Poison:
    def __init__(self, checks, suite, random):
        self.checks = checks
        self.suite = suite
        self.random = random
        self.leads = suite.client("leads")
        self.sales = suite.client("sales")
        self.reporting = suite.client("reporting")
        self.producer = broker.Producer(suite.address)
        self.waits = []

    def capture(self, phone=None):
        answer = self.leads.post("/v1/leads", {"name": "陈伟", "phone": phone or erp.phone(self.random),
                                               "source": {"channel": "own"}}, key=erp.key())
        if answer.status != 201:
            raise OSError(f"a lead is refused: {answer}")
        return answer.json

    def log_activity(self, lead, summary):
        answer = self.leads.post("/v1/activities", {
            "customerId": lead["customerId"], "leadId": lead["id"], "channel": "phone", "at": "2026-01-01T00:00:00Z",
            "summary": summary}, key=erp.key())
        if answer.status != 201:
            raise OSError(f"an activity is refused: {answer}")

    def letters(self, *services):
        done = self.suite.joinery("dead-letters", "list", "--json", check=True)
        return [letter for letter in json.loads(done.stdout) if not services or letter["service"] in services]

    def show(self, letter):
        return self.suite.joinery("dead-letters", "show", f"{letter['service']}:{letter['id']}").stdout

    def timeline(self, customer):
        answer = self.reporting.get(f"/v1/customers/{customer}/timeline?limit=500")
        return answer.json["items"] if answer.status == 200 else []

    def flows(self, name):
        """A lead of another key is in the report's copies within a second."""
        begun = time.monotonic()
        lead = self.capture()
        try:
            for client in (self.reporting, self.sales):
                wait("the lead", 5, lambda: client.get(f"/v1/customers/{lead['customerId']}").status == 200, every=0.01)
            took = time.monotonic() - begun
        except Exception as error:
            took, name = 99, f"{name} ({error})"
        self.waits.append(took)
        return self.checks.check(f"{name}: another key flows on after {took * 1000:.0f} ms", took <= 1)

    def warm_up(self):
        """Stores that have just been made first ask each other for their epochs."""
        order = self.order("W-000")
        headers, value = order.structured()
        self.producer.send(erp.TOPIC, value, headers=headers, partition=0)
        wait("the first order", 20, lambda: self.state(order)["state"] == "accepted")
        self.suite.wait_quiet()

    # MARK: Numbered poison

    DAMAGE = {
        "cut JSON": lambda data: data[: len(data) // 2],
        "no data": lambda data: b"",
        "random bytes": lambda data: bytes(range(256)),
        "invalid UTF-8 in a text": lambda data: data.replace("陈伟".encode(), b"\xff\xfe"),
        "a number for a text": lambda data: changed_profile(data, name=5),
        "a text for an object": lambda data: changed_profile(data, source="own"),
        "a missing field": lambda data: changed(data, capturedOn=None),
        "30 February": lambda data: changed(data, capturedOn="2026-02-30"),
        "an unknown channel": lambda data: changed_profile(data, source={"channel": "telepathy"}),
        "an array": lambda data: b"[]",
        "deep nesting": lambda data: data[:-1] + b',"custom":' + DEEP + b"}",
        "an unknown version": "joinery.leads.lead.captured.v9",
        "a type without a version": "joinery.leads.lead",
    }

    def numbered(self):
        """Rows of the producer's event journal are damaged before its relay has read them."""
        cases = {}
        with held_back(self.suite):
            # Without a broker nothing leaves the store.
            if self.suite.kafka:
                self.suite.kafka.kill()
            else:
                os.kill(self.suite.pid("broker"), signal.SIGKILL)
            time.sleep(0.3)
            for name in self.DAMAGE:
                cases[name] = self.capture()
                self.log_activity(cases[name], f"after {name}: first")
                self.log_activity(cases[name], f"after {name}: second")
            with surgery(self.suite, "leads") as database:
                for name, lead in cases.items():
                    damage = self.DAMAGE[name]
                    where = "subject = ? AND type LIKE 'joinery.leads.lead.captured.v%'"
                    if isinstance(damage, str):
                        database.execute(f"UPDATE event_journal SET type = ? WHERE {where}", (damage, lead["id"]))
                    else:
                        data = database.execute(f"SELECT data FROM event_journal WHERE {where}", (lead["id"],)).fetchone()[0]
                        database.execute(f"UPDATE event_journal SET data = ? WHERE {where}", (damage(data), lead["id"]))
        if self.suite.kafka:
            self.suite.kafka.start()
        self.suite.wait_ready(seconds=90)
        keys = {lead["customerId"]: name for name, lead in cases.items()}

        def all_held():
            found = [letter for letter in self.letters("reporting", "sales") if letter["key"] in keys]
            return found if len(found) >= 2 * len(cases) and all(letter["records"] >= 3 for letter in found) else None

        found = wait("every poison is held by sales and reporting", 60, all_held)
        self.flows(f"{len(cases)} kinds of numbered poison")
        for letter in sorted(found, key=lambda letter: (letter["service"], letter["key"])):
            name, shown = keys[letter["key"]], self.show(letter)
            self.checks.check(
                f"{letter['service']} parks {name}: {letter['reason'][:90]}",
                letter["state"] == "parked" and letter["reason"] and letter["reason"] in shown
                and letter["records"] == 3 and "value:" in shown and "ce_id" in shown, (letter, shown[-500:]))
        copies = subprocess.run(
            ["kcat", "-C", "-b", self.suite.address, "-t", "joinery.leads.dead-letters", "-e", "-q", "-f", "%o\\n"],
            capture_output=True, timeout=60).stdout.splitlines()
        self.checks.check(f"the dead-letter topic has a copy of each ({len(copies)})", len(copies) >= 2 * len(cases))
        self.redrive_and_discard(found, keys, cases)
        done = self.suite.joinery("verify", "--json")
        self.checks.check("joinery verify names the damaged journal", done.returncode == 1, done.stdout[:500])

    def redrive_and_discard(self, found, keys, cases):
        letter = next(letter for letter in found if letter["service"] == "reporting")
        name = f"reporting:{letter['id']}"
        done = self.suite.joinery("dead-letters", "redrive", name)
        self.checks.check("a redrive says what is held again, and why",
                          done.returncode == 1 and letter["reason"][:60] in done.stdout, done)
        again = next(one for one in self.letters("reporting") if one["id"] == letter["id"])
        self.checks.equal("a redrive without a remedy leaves all records where they are", again["records"],
                          letter["records"])
        refused = self.suite.joinery("dead-letters", "discard", name)
        self.checks.check("a discard without a reason is refused with words",
                          refused.returncode != 0 and "reason" in refused.stderr, refused)
        streams = self.suite.joinery("streams")
        self.checks.check("joinery streams names the held keys, status 1",
                          streams.returncode == 1 and re.search(r"reporting holds \d+ keys", streams.stdout), streams)
        bulk = ["discard", "--source", "leads", "--state", "parked", "--reason", "damaged in a test"]
        self.suite.joinery("dead-letters", *bulk, check=True)
        left = [one for one in self.letters("reporting", "sales") if one["key"] in keys]
        self.checks.equal("a discard by filters without --yes only says what it would do", len(left), len(found))
        done = self.suite.joinery("dead-letters", *bulk, "--yes", check=True)
        told = re.search(r"the first records of (\d+) keys are discarded", done.stdout)
        self.checks.check("with --yes it discards the first record of each, in all services",
                          told and int(told[1]) >= len(found), done)
        wait("the rest of each key is applied", 20,
             lambda: not [one for one in self.letters("reporting", "sales") if one["key"] in keys])
        wrong = {}
        for case, lead in cases.items():
            types = [entry["type"].split(".")[3] for entry in self.timeline(lead["customerId"])]
            if types != ["registered", "logged", "logged"]:
                wrong[case] = types
        self.checks.check("after the discards the rest of each key is applied, in order", not wrong, wrong)

    def mended(self):
        """A consumer that cannot take a fact until it is mended (a trigger stands for a faulty build), then redriven."""
        phone = "13577770000"
        with held_back(self.suite), surgery(self.suite, "reporting") as database:
            database.execute(
                f"CREATE TRIGGER faulty BEFORE INSERT ON customers WHEN NEW.phone = '{phone}' "
                "BEGIN SELECT RAISE(ABORT, 'this build cannot take that customer'); END")
        self.suite.wait_ready("reporting")
        lead = self.capture(phone)
        for stage in ("contacted", "visited", "quoted"):
            self.leads.post(f"/v1/leads/{lead['id']}/stage", {"stage": stage}, key=erp.key())
        self.log_activity(lead, "last")
        held = wait("the key is held", 20, lambda: [
            one for one in self.letters("reporting") if one["key"] == lead["customerId"] and one["records"] == 6])
        self.flows("a fault of the consumer")
        self.checks.check(f"its dead letter says why: {held[0]['reason'][:80]}",
                          "cannot take that customer" in held[0]["reason"], held)
        self.checks.equal("nothing of the key is applied", self.timeline(lead["customerId"]), [])
        with held_back(self.suite), surgery(self.suite, "reporting") as database:
            database.execute("DROP TRIGGER faulty")
        self.suite.wait_ready("reporting")
        self.log_activity(lead, "after the remedy")
        wait("the later record is set aside too", 20, lambda: [
            one for one in self.letters("reporting") if one["id"] == held[0]["id"] and one["records"] == 7])
        self.suite.joinery("dead-letters", "redrive", f"reporting:{held[0]['id']}", check=True)
        wait("the key is free", 20, lambda: not self.letters("reporting"))
        card = self.reporting.get(f"/v1/customers/{lead['customerId']}").json
        self.checks.equal("after the remedy, one redrive applies all seven in order",
                          ([one["stage"] for one in card["leads"]], card["activities"],
                           len(self.timeline(lead["customerId"]))), (["quoted"], 2, 7))

    def waiting(self):
        """An order whose lead has not come yet. Leads always knows its own leads, so that its row is taken out of its
        store for a while: what a reference that is late looks like from outside."""
        lead = self.capture()
        customer = f"/v1/customers/{lead['customerId']}"
        wait("sales knows the lead", 20, lambda: lead["id"] in (self.sales.get(customer).json.get("leads") or []))
        with held_back(self.suite), surgery(self.suite, "leads") as database:
            cursor = database.execute("SELECT * FROM leads WHERE id = ?", (lead["id"],))
            row = cursor.fetchone()
            database.execute("DELETE FROM leads WHERE id = ?", (lead["id"],))
        self.suite.wait_ready("leads")
        answer = self.sales.post("/v1/orders", {
            "customerId": lead["customerId"], "leadId": lead["id"], "salespersonId": "s-01", "signedOn": "2026-01-15",
            "signedAt": "shop", "promisedOn": "2026-03-01",
            "lines": [{"description": "衣柜", "quantity": {"value": 1, "scale": 0},
                       "unitPrice": {"amount": 10_000, "currency": "CNY"}}],
            "instalments": [{"label": "全款", "percent": 100, "dueOn": "2026-01-15"}]}, key=erp.key())
        self.checks.equal("the order is taken", answer.status, 201)
        held = wait("its event waits", 20, lambda: [
            one for one in self.letters("leads") if one["key"] == lead["customerId"]])
        self.checks.check(f"the dead letters say what it waits for: {held[0]['reason'][:80]}",
                          held[0]["state"] == "waiting" and held[0].get("awaits") == f"leads/{lead['id']}", held)
        self.flows("an event that waits")
        with held_back(self.suite), surgery(self.suite, "leads") as database:
            database.execute(f"INSERT INTO leads VALUES ({','.join('?' * len(row))})", row)
        self.suite.wait_ready("leads")
        self.checks.equal("it waits still", len(self.letters("leads")), 1)
        moved = self.leads.post(f"/v1/leads/{lead['id']}/stage", {"stage": "contacted"}, key=erp.key())
        self.checks.equal("something happens to the lead", moved.status, 200)
        wait("the key is free", 20, lambda: not self.letters("leads"))
        self.checks.equal("the event that waited applied by itself: the order has won the lead",
                          self.leads.get(f"/v1/leads/{lead['id']}").json["stage"], "won")

    # MARK: Strays

    def strays(self):
        """Records of others on a service's topic: kept and shown, nothing is held."""
        topic, key = "joinery.leads", "01a205b9-e36c-769b-8780-8cef6c9dfd37"
        good = {
            "ce_specversion": "1.0", "ce_id": erp.key(), "ce_source": "joinery/leads",
            "ce_type": "joinery.leads.lead.captured.v2", "ce_time": "2026-11-22T00:00:00.000Z", "ce_subject": "a",
            "ce_partitionkey": key, "ce_stream": str(stream_of(key)), "ce_streamepoch": "of-nobody",
            "ce_streamsequence": "1", "content-type": "application/json"}

        def less(*names, **more):
            return {name: text for name, text in {**good, **more}.items() if name not in names}

        partition = stream_of(key) % 8
        cases = {
            "random bytes without headers": (None, self.random.randbytes(300), None),
            "random bytes with headers": (self.random.randbytes(16), self.random.randbytes(300),
                                          {"x": self.random.randbytes(20)}),
            "a null value": (key.encode(), None, {}), "an empty value": (key.encode(), b"", {}),
            "JSON without headers": (key.encode(), b'{"a": 1}', None),
            "no source": (key.encode(), b"{}", less("ce_source")),
            "another source": (key.encode(), b"{}", less(ce_source="/evil")),
            "no epoch": (key.encode(), b"{}", less("ce_streamepoch")),
            "no number": (key.encode(), b"{}", less("ce_streamsequence")),
            "the number 0": (key.encode(), b"{}", less(ce_streamsequence="0")),
            "a number that is none": (key.encode(), b"{}", less(ce_streamsequence="many")),
            "a number beyond 64 bits": (key.encode(), b"{}", less(ce_streamsequence="9" * 30)),
            "another stream": (key.encode(), b"{}", less(ce_stream=str((stream_of(key) + 8) % 256))),
            "a stream that is none": (key.encode(), b"{}", less(ce_stream="-1")),
            "a key that is not its partition key": (b"other", b"{}", less()),
            "no key": (None, b"{}", less()),
            "an invalid UTF-8 key": (b"\xff\xfe\x80", b"{}", less()),
            "an invalid UTF-8 header": (key.encode(), b"{}", less(ce_id=b"\xff\xfe")),
            "a time that is none": (key.encode(), b"{}", less(ce_time="yesterday")),
            "specversion 2.0": (key.encode(), b"{}", less(ce_specversion="2.0")),
            "a batch": (key.encode(), b"[]", {"content-type": "application/cloudevents-batch+json"}),
            "a deep nesting, structured": (key.encode(), DEEP, {"content-type": "application/cloudevents+json"}),
            "900 kB": (key.encode(), self.random.randbytes(900_000), None),
        }
        before = {client.port: client.get("/ops/streams").json["strays"] for client in (self.sales, self.reporting)}
        places = {}
        for name, (record_key, value, headers) in cases.items():
            places[name] = self.producer.send(topic, value, key=record_key, headers=headers, partition=partition)
            self.flows(name)
        for client in (self.sales, self.reporting):
            report = wait("all strays are counted", 10, lambda: [found for found in [client.get("/ops/streams").json]
                                                                 if found["strays"] - before[client.port] >= len(cases)])[0]
            self.checks.equal(f"{report['service']} keeps every stray", report["strays"] - before[client.port], len(cases))
            answer = client.get("/ops/strays")
            self.checks.equal(f"{report['service']} shows them", answer.status, 200)
            shown = {(one["partition"], one["offset"]): one for one in answer.json["items"]}
            wrong = []
            for name, place in places.items():
                one, value = shown.get(place), cases[name][1]
                kept = one and one.get("valueBase64")
                if not one or not one.get("reason") or (base64.b64decode(kept or "") != (value or b"")):
                    wrong.append((name, str(one)[:200]))
            self.checks.check(f"{report['service']}: each with its reason and its bytes", not wrong, wrong)
        streams = self.leads.get("/ops/streams").json["publishing"]
        self.checks.check("leads goes on and counts them", streams["state"] == "running" and streams["strays"] > 0, streams)
        self.checks.equal("nothing is held because of them", self.letters(), [])
        self.producer.send(topic, b"{}", key=key.encode(), headers=good, partition=partition)
        self.flows("an event of another epoch")
        dropped = self.reporting.get("/ops/streams").json["dropped"]
        self.checks.check("it is counted under its epoch", any(one["epoch"] == "of-nobody" for one in dropped), dropped)

    # MARK: The ERP's topic

    def order(self, number):
        return erp.Order(self.random, number, signed_on="2026-11-01")

    def state(self, order):
        answer = self.sales.get(f"/v1/erp-orders?source={order.source}&orderNumber={order.number}")
        return answer.json if answer.status == 200 else {"state": answer.status}

    def accepted(self, order, name):
        """Sends a good order and sees it accepted within a second."""
        headers, value = order.binary()
        begun = time.monotonic()
        self.producer.send(erp.TOPIC, value, key=order.key.encode(), headers=headers, partition=0)
        try:
            wait("accepted", 5, lambda: self.state(order)["state"] == "accepted", every=0.01)
            took = time.monotonic() - begun
        except Exception as error:
            took, name = 99, f"{name} ({error})"
        self.waits.append(took)
        self.checks.check(f"{name}: another order is accepted after {took * 1000:.0f} ms", took <= 1)

    def erp_orders(self):
        """What is wrong with an order parks that order; what is no order is held alone."""
        def line(**changes):
            return lambda data: data["lines"][0].update(changes)

        def top(**changes):
            return lambda data: data.update(changes)

        money = lambda amount, currency="CNY": {"amount": amount, "currency": currency}
        changes = {
            "percents of 99": top(instalments=[{"label": "A", "percent": 99, "dueOn": "2026-11-01"}]),
            "no instalments": top(instalments=[]), "no lines": top(lines=[]),
            "30 February": top(signedOn="2026-02-30"), "a date as a number": top(signedOn=20261101),
            "an unknown currency": line(unitPrice=money(1, "XQZ")),
            "two currencies": lambda data: data["lines"].append(
                {"lineNumber": "99", "description": "x", "quantity": {"value": 1, "scale": 0}, "unitPrice": money(1, "USD")}),
            "a negative quantity": line(quantity={"value": -1, "scale": 0}),
            "a scale of 99": line(quantity={"value": 1, "scale": 99}),
            "a negative price": line(unitPrice=money(-1)), "half a fen": line(unitPrice=money(0.5)),
            "money beyond 64 bits": line(unitPrice=money(10**30)),
            "a product beyond 64 bits": line(unitPrice=money(10**15), quantity={"value": 10**15, "scale": 0}),
            "a discount of 101 %": line(discountPercent=101),
            "no customer": lambda data: data.pop("customer"), "no phone": lambda data: data["customer"].pop("phone"),
            "no signedOn": lambda data: data.pop("signedOn"), "no lines at all": lambda data: data.pop("lines"),
            "no revision": lambda data: data.pop("revision"), "a revision of words": top(revision="one"),
            "lines as a text": top(lines="wardrobe"), "a customer as a list": top(customer=[]),
            "a place that is none": top(signedAt="moon"),
            "the same line twice": lambda data: data["lines"].append(dict(data["lines"][0])),
        }
        parked = {}
        for index, (name, change) in enumerate(changes.items()):
            order = self.order(f"P-{index:03}")
            order.data["instalments"] = [{"label": "A", "percent": 100, "dueOn": "2026-11-01"}]
            broken = copy.deepcopy(order)
            change(broken.data)
            headers, value = broken.binary() if index % 2 else broken.structured()
            self.producer.send(erp.TOPIC, value, key=order.number.encode(), headers=headers, partition=0)
            parked[name] = (order, value)
            self.accepted(self.order(f"G-{index:03}"), name)
        odd = self.order("P-TYPE")
        headers, value = odd.binary(verb="eaten")
        self.producer.send(erp.TOPIC, value, headers=headers, partition=0)
        parked["an unknown type"] = (odd, value)
        self.accepted(self.order("G-TYPE"), "an unknown type")
        letters = {letter["key"]: letter for letter in self.letters("sales")}
        for name, (order, value) in parked.items():
            letter, stands = letters.get(order.number), self.state(order)
            shown = self.show(letter) if letter else ""
            self.checks.check(f"{name} parks its order: {letter and letter['reason'][:80]}",
                              letter and letter["state"] == "parked" and stands["state"] == "parked"
                              and letter["reason"] in shown and stands.get("reason") == letter["reason"]
                              and value.decode()[:200] in shown, (letter, stands, shown[-300:]))
        self.supersede(parked)

    def supersede(self, parked):
        """A higher revision is the ERP's own remedy; what nobody mends is discarded."""
        *mended, (name, (last, _)) = parked.items()
        for _, (order, _) in mended:
            better = order.revised(self.random)
            headers, value = better.structured(verb="changed")
            self.producer.send(erp.TOPIC, value, key=order.number.encode(), headers=headers, partition=0)
        wait("the higher revisions are accepted", 20,
             lambda: all(self.state(order)["state"] == "accepted" for _, (order, _) in mended))
        left = [letter for letter in self.letters("sales") if letter["topic"] == erp.TOPIC]
        self.checks.equal("a higher revision takes the place of each parked one", [one["key"] for one in left], [last.number])
        done = self.suite.joinery("dead-letters", "redrive", f"sales:{left[0]['id']}")
        self.checks.equal(f"{name}: a redrive leaves it parked", (done.returncode, self.state(last)["state"]), (1, "parked"))
        self.suite.joinery("dead-letters", "discard", f"sales:{left[0]['id']}", "--reason", "no such thing", check=True)
        wait("it is gone", 10, lambda: not self.letters("sales"))
        self.checks.equal("a discarded order is unknown again", self.state(last)["state"], 404)

    def erp_noise(self):
        """What is no order at all."""
        order = self.order("N-000")
        headers, value = order.binary()
        nobody, _ = json.dumps({"revision": 1}).encode(), None
        cases = {
            "random bytes without headers": (self.random.randbytes(200), None),
            "random bytes with headers": (self.random.randbytes(200), headers),
            "a null value": (None, headers), "a null value without headers": (None, None),
            "an empty value": (b"", headers), "cut JSON": (value[: len(value) // 2], headers),
            "invalid UTF-8": (value.replace("陈伟".encode(), b"\xff\xfe"), headers), "a number": (b"5", headers),
            "an array": (b"[]", headers), "no order number": (nobody, headers),
            "a number for the order number": (value.replace(b'"N-000"', b"17"), headers),
            "an empty order number": (value.replace(b'"N-000"', b'""'), headers), "deep nesting": (DEEP, headers),
            "deep nesting, structured": (DEEP, {"content-type": "application/cloudevents+json"}),
            "no id": (value, {name: text for name, text in headers.items() if name != "ce_id"}),
            "no source": (value, {name: text for name, text in headers.items() if name != "ce_source"}),
            "no specversion": (value, {name: text for name, text in headers.items() if name != "ce_specversion"}),
            "specversion 2.0": (value, {**headers, "ce_specversion": "2.0"}),
            "a time that is none": (value, {**headers, "ce_time": "soon"}),
            "an invalid UTF-8 header": (value, {**headers, "ce_id": b"\xff"}),
            "a batch": (b"[]", {"content-type": "application/cloudevents-batch+json"}),
            "900 kB": (self.random.randbytes(900_000), headers),
        }
        places = {}
        for index, (name, (record, fields)) in enumerate(cases.items()):
            if fields and "ce_id" in fields and fields["ce_id"] == headers["ce_id"]:
                fields = {**fields, "ce_id": f"noise-{index}"}
            places[name] = self.producer.send(erp.TOPIC, record, headers=fields, partition=0,
                                              key=b"\xff\xfe" if index % 2 or record is None else None)
            self.accepted(self.order(f"H-{index:03}"), name)
        letters = self.letters("sales")
        for name, (partition, offset) in places.items():
            # Under its place in the topic, or under its order where as much can be read.
            found = [one for one in letters if re.search(rf"/{partition}/{offset}@", one["key"])]
            found = found or [one for one in letters if one["key"] == order.number]
            shown, value = self.show(found[0]) if found else "", cases[name][0]
            bytes_shown = value is None or (value.decode(errors="ignore")[:50] in shown
                                            or base64.b64encode(value)[:100].decode() in shown)
            self.checks.check(f"{name} is set aside: {found and found[0]['reason'][:80]}",
                              found and found[0]["reason"] and bytes_shown, (found, shown[-300:]))
        one = self.order("N-777")
        fields, value = one.binary()
        self.producer.send(erp.TOPIC, value, headers=fields, partition=0)
        wait("accepted", 10, lambda: self.state(one)["state"] == "accepted")
        other = self.order("N-777")
        other.data["lines"][0]["unitPrice"]["amount"] += 1
        self.producer.send(erp.TOPIC, other.binary()[1], headers=fields, partition=0)
        self.accepted(self.order("H-777"), "the same id with other content")
        found = [one for one in self.letters("sales") if "other content" in one["reason"]]
        self.checks.equal("the same id with other content is shown as an error", len(found), 1)
        left = self.letters("sales")
        self.suite.joinery("dead-letters", "discard", "--service", "sales", "--reason", "noise", "--yes", check=True)
        wait("all noise is discarded", 20, lambda: not self.letters("sales"))
        self.checks.check(f"{len(left)} records of noise are discarded with a reason", True)

    def too_large(self):
        """An event that could not leave is refused before it is written."""
        before = self.suite.position("leads")
        for size, status in [(200, 201), (300, 413)]:
            body = {"name": "陈伟", "phone": erp.phone(self.random), "source": {"channel": "own"},
                    "custom": {f"f{index}": "x" * 4_000 for index in range(size // 4)}}
            answer = self.leads.post("/v1/leads", body)
            self.checks.equal(f"a lead of {size} kB: {answer.problem or ''}", answer.status, status)
            if status == 201:
                customer = answer.json["customerId"]
                wait("it flows", 5, lambda: self.reporting.get(f"/v1/customers/{customer}").status == 200)
        self.checks.equal("only the smaller one is in the event journal", self.suite.position("leads"), before + 2)


def changed(data, **changes):
    """JSON with other fields; None takes one out."""
    fields = json.loads(data) | changes
    return json.dumps({name: value for name, value in fields.items() if value is not None}, ensure_ascii=False).encode()


def changed_profile(data, **changes):
    return changed(data, profile=json.loads(changed(json.dumps(json.loads(data)["profile"]), **changes)))


def main():
    broker.use_aiokafka()
    cases = ["too-large", "strays", "erp-orders", "erp-noise", "mended", "waiting", "numbered"]
    options = arguments(__doc__, ("--only", {"choices": cases, "action": "append"}))
    checks = Checks()
    with Suite(options) as suite:
        poison = Poison(checks, suite, options.random)
        poison.warm_up()
        for case in options.only or cases:
            checks.part(case, getattr(poison, case.replace("-", "_")))
        if "numbered" not in (options.only or cases):
            done = suite.joinery("verify", "--json")
            checks.check("joinery verify names no difference", done.returncode == 0, done.stdout)
        if poison.waits:
            print(f"        {len(poison.waits)} times another key flowed on, {max(poison.waits) * 1000:.0f} ms at most")
        poison.producer.close()
    checks.finish()


if __name__ == "__main__":
    main()
