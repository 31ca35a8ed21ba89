#!/usr/bin/env python3
"""Everything that a client can get wrong, over HTTP and on the raw socket: each is answered with its problem, field
and remedy in both languages, changes nothing, and hurts nobody else."""

import base64
import hashlib
import hmac
import json
import re
import socket
import threading
import time

import erp
from checks import Checks, arguments, wait
from suite import OFFSETS, Suite

CHINESE = re.compile("[\u4e00-\u9fff]")
GOOD = {"name": "陈伟", "phone": "13800138000", "source": {"channel": "online"}}


def lead(**changes):
    return {**GOOD, **changes}


def without(field):
    return {name: value for name, value in GOOD.items() if name != field}


def signed(secret, claims, algorithm="HS256"):
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    text = part(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()) + b"." + part(json.dumps(claims).encode())
    mac = hmac.new(secret, text, hashlib.sha256).digest() if algorithm == "HS256" else b""
    return (text + b"." + part(mac)).decode()


class BadInput:
    def __init__(self, checks, suite, tokens):
        self.checks = checks
        self.suite = suite
        self.tokens = tokens
        self.clients = {name: suite.client(name) for name in suite.services}

    def positions(self):
        return {name: self.suite.position(name) for name in self.suite.services if name != "reporting"}

    def refused(self, name, service, method, path, body=None, headers=None, status=422, pointer=None, kind=None):
        """One request in both languages: status, problem, field; nothing in any event journal."""
        before = self.positions()
        allowed = status if isinstance(status, tuple) else (status,)
        faults = []
        for language in ("zh", "en"):
            answer = self.clients[service].send(
                method, path, body, {"Accept-Language": language, **(headers or {})})
            if answer.status not in allowed:
                faults.append(f"{language}: {answer}")
                continue
            if answer.headers.get_content_type() != "application/problem+json":
                faults.append(f"{language}: no problem+json but {answer.headers.get_content_type()}: {answer}")
                continue
            problem = answer.json
            words = problem.get("title", "") + problem.get("detail", "")
            words += "".join(error.get("detail", "") for error in problem.get("errors", []))
            if problem["status"] != answer.status or not problem.get("type", "").startswith("/problems/"):
                faults.append(f"{language}: type or status: {problem}")
            if not (problem.get("detail") or problem.get("errors")):
                faults.append(f"{language}: no remedy: {problem}")
            if bool(CHINESE.search(problem["title"])) != (language == "zh"):
                faults.append(f"{language}: other language: {words}")
            if pointer and pointer not in [error["pointer"] for error in problem.get("errors", [])]:
                faults.append(f"{language}: {pointer} is not named: {problem}")
            if kind and answer.problem != kind:
                faults.append(f"{language}: {answer.problem} instead of {kind}")
        if self.positions() != before:
            faults.append("an event journal has changed")
        self.checks.check(name, not faults, "; ".join(faults))

    # MARK: HTTP

    def commands(self):
        post, long = ("leads", "POST", "/v1/leads"), "长" * 3_500_000
        cases = [
            ("cut JSON", b'{"name": "A', {"status": 400}),
            ("no JSON at all", b"name=A", {"status": 400}),
            ("an empty body", b"", {"pointer": "/name"}),
            ("something after the JSON", json.dumps(GOOD).encode() + b"{}", {"status": 400}),
            ("an array instead of an object", [GOOD], {"status": (400, 422)}),
            ("invalid UTF-8", b'{"name": "\xff\xfe", "phone": "1"}', {"status": 400}),
            ("half a surrogate", b'{"name": "\\ud800", "phone": "13800138000", "source": {"channel": "own"}}',
             {"status": (400, 422)}),
            ("a name twice", b'{"name": "A", "name": "B", "phone": "13800138000", "source": {"channel": "own"}}',
             {"status": (400, 422)}),
            ("a nesting of 100,000", b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", {"status": (400, 422)}),
            ("an unknown field", lead(nmae="A"), {"pointer": "/nmae"}),
            ("an unknown field further in", lead(address={"citty": "A"}), {"pointer": "/address/citty"}),
            ("a number for a text", lead(name=5), {"pointer": "/name"}),
            ("a text for an object", lead(source="online"), {"pointer": "/source"}),
            ("a text for a list", lead(interests="wardrobe"), {"pointer": "/interests"}),
            ("a number in a list of texts", lead(interests=["a", 5]), {"pointer": "/interests/1"}),
            ("a missing field", without("phone"), {"pointer": "/phone"}),
            ("null for a required field", lead(phone=None), {"pointer": "/phone"}),
            ("an empty name", lead(name=""), {"pointer": "/name"}),
            ("a name of blanks", lead(name=" \u3000 "), {"pointer": "/name"}),
            ("an unknown channel", lead(source={"channel": "telepathy"}), {"pointer": "/source/channel"}),
            ("no phone number", lead(phone="call me"), {"pointer": "/phone"}),
            ("negative money", lead(budget={"amount": -1, "currency": "CNY"}), {"pointer": "/budget/amount"}),
            ("money beyond 64 bits", lead(budget={"amount": 10**30, "currency": "CNY"}), {"pointer": "/budget/amount"}),
            ("money at the end of 64 bits", lead(budget={"amount": 2**63 - 1, "currency": "CNY"}), {"status": 422}),
            ("half a fen", lead(budget={"amount": 1.5, "currency": "CNY"}), {"pointer": "/budget/amount"}),
            ("money as a text", lead(budget={"amount": "100", "currency": "CNY"}), {"pointer": "/budget/amount"}),
            ("an unknown currency", lead(budget={"amount": 1, "currency": "XQZ"}), {"pointer": "/budget/currency"}),
            ("no currency", lead(budget={"amount": 1}), {"pointer": "/budget/currency"}),
            ("a text of 10 MB", lead(notes=long), {"status": 413}),
            ("a text of 900 kB", lead(notes="n" * 900_000), {"status": (413, 422)}),
            ("a name of 100 kB", lead(name="n" * 100_000), {"pointer": "/name"}),
            ("an instant that is none", lead(occurredAt="yesterday"), {"pointer": "/occurredAt"}),
            ("30 February as an instant", lead(occurredAt="2026-02-30T10:00:00Z"), {"pointer": "/occurredAt"}),
            ("an instant in the future", lead(occurredAt="2099-01-01T00:00:00Z"), {"pointer": "/occurredAt"}),
        ]
        for name, body, expected in cases:
            self.refused(name, *post, body, **expected)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.refused("another content type", *post, b"name=A", form, status=415)
        self.refused("an idempotency key of 10 kB", *post, GOOD, {"Idempotency-Key": "k" * 10_000}, status=(400, 422))

    def state(self):
        """What depends on what is there already."""
        client = self.clients["leads"]
        key = erp.key()
        first = client.post("/v1/leads", GOOD, key=key)
        self.checks.equal("a good lead is taken", first.status, 201)
        again = client.post("/v1/leads", GOOD, key=key)
        self.checks.equal("the same with its key: the stored answer", (again.status, again.body), (201, first.body))
        self.refused("a reused idempotency key", "leads", "POST", "/v1/leads", lead(phone="13800138001"),
                     {"Idempotency-Key": key}, 422)
        self.refused("a phone that somebody protects", "leads", "POST", "/v1/leads", GOOD, status=409,
                     kind="duplicate-lead")
        shown = client.post("/v1/leads", GOOD).json
        self.checks.equal("it shows owner and stage only",
                          sorted(set(shown) - {"type", "title", "status", "detail", "instance", "errors"}),
                          ["ownerId", "stage"])
        one, moves = first.json["id"], "/v1/leads/{}/stage"
        self.refused("an unknown stage", "leads", "POST", moves.format(one), {"stage": "sold"}, pointer="/stage")
        self.refused("won by hand", "leads", "POST", moves.format(one), {"stage": "won"}, status=409)
        self.refused("an illegal move", "leads", "POST", moves.format(one), {"stage": "new"}, status=409)
        activity = {"customerId": first.json["customerId"], "channel": "phone", "at": "2026-01-01T00:00:00Z",
                    "summary": "x"}
        for day in ("2026-02-30", "2026-13-01", "26-1-1", "2026-02-29", "tomorrow", ""):
            self.refused(f"the day '{day}'", "leads", "POST", "/v1/activities", {**activity, "nextContactOn": day},
                         pointer="/nextContactOn")
        self.refused("an activity of nobody", "leads", "POST", "/v1/activities", {**activity, "customerId": "nobody"},
                     status=(404, 422))
        shop = client.post("/v1/shops", {"code": "foshan-1", "name": "佛山"})
        edit = ("leads", "PATCH", "/v1/shops/foshan-1", {"name": "禅城"})
        self.refused("an edit without If-Match", *edit, status=428)
        self.refused("a stale ETag", *edit, {"If-Match": '"v0"'}, status=412)
        self.refused("an ETag that is none", *edit, {"If-Match": "yes"}, status=(400, 412))
        self.checks.equal("the right ETag", client.send(*edit[1:], {"If-Match": shop.headers["ETag"]}).status, 200)
        self.refused("the same ETag again", *edit, {"If-Match": shop.headers["ETag"]}, status=412)
        self.refused("a code twice", "leads", "POST", "/v1/shops", {"code": "foshan-1", "name": "A"}, status=409)

    def addresses(self):
        get = lambda name, path, status, **more: self.refused(name, "leads", "GET", path, status=status, **more)
        get("an unknown id", "/v1/leads/01a205b9-e378-7a48-b26b-839e6411a4d0", 404)
        get("an id that is none", "/v1/leads/nobody", 404)
        get("an unknown path", "/v1/nothing", 404)
        get("a path with NUL", "/v1/leads/%00", (400, 404))
        get("a path with dots", "/v1/../../etc/passwd", 404)
        get("a path of broken percents", "/v1/leads/%zz%", (400, 404))
        get("invalid UTF-8 in a path", "/v1/leads/%ff%fe", (400, 404))
        get("a limit of 0", "/v1/leads?limit=0", (400, 422))
        get("a limit of words", "/v1/leads?limit=many", (400, 422))
        get("a limit of 501", "/v1/leads?limit=501", (400, 422))
        get("a cursor of one's own", "/v1/leads?cursor=AAAA", (400, 422))
        get("an unknown stage in a filter", "/v1/leads?stage=sold", (400, 422))
        self.refused("a command to nobody", "leads", "POST", "/v1/leads/nobody/stage", {"stage": "visited"}, status=404)
        self.refused("another method", "leads", "DELETE", "/v1/leads", status=405)
        if "reporting" in self.suite.services:
            for name, query in [("30 February", "asOf=2026-02-30"), ("a day that is none", "from=soon"),
                                ("a group that is none", "groupBy=weather"), ("a knownAt that is none", "knownAt=now")]:
                self.refused(f"a report with {name}", "reporting", "GET", f"/v1/reports/sales?{query}",
                             status=(400, 422))
            self.refused("an unknown report", "reporting", "GET", "/v1/reports/horoscope", status=404)
            self.refused("an unknown customer's card", "reporting", "GET", "/v1/customers/nobody", status=404)

    def orders(self):
        """Money, dates and quantities of sales."""
        leads, sales = self.clients["leads"], self.clients["sales"]
        customer = leads.post("/v1/leads", lead(phone="13900139000")).json["customerId"]
        wait("the customer has come to sales", 20, lambda: sales.get(f"/v1/customers/{customer}").status == 200)
        line = {"description": "衣柜", "quantity": {"value": 1, "scale": 0},
                "unitPrice": {"amount": 10_000, "currency": "CNY"}}
        good = {"customerId": customer, "salespersonId": "s-01", "signedOn": "2026-01-15", "signedAt": "shop",
                "promisedOn": "2026-03-01", "lines": [line],
                "instalments": [{"label": "全款", "percent": 100, "dueOn": "2026-01-15"}]}
        huge = {"value": 10**15, "scale": 0}
        cases = [
            ("an order of nobody", {"customerId": "nobody"}, "/customerId"),
            ("an order signed on 30 February", {"signedOn": "2026-02-30"}, "/signedOn"),
            ("an order due on 31 April", {"instalments": [{"label": "A", "percent": 100, "dueOn": "2026-04-31"}]},
             "/instalments/0/dueOn"),
            ("percents of 99", {"instalments": [{"label": "A", "percent": 99, "dueOn": "2026-01-15"}]}, None),
            ("a percent of 33.333", {"instalments": [{"label": "A", "percent": 33.333, "dueOn": "2026-01-15"}]}, None),
            ("amounts that do not add up", {"instalments": [
                {"label": "A", "amount": {"amount": 9_999, "currency": "CNY"}, "dueOn": "2026-01-15"}]}, None),
            ("no lines", {"lines": []}, None),
            ("a negative quantity", {"lines": [{**line, "quantity": {"value": -1, "scale": 0}}]}, None),
            ("a quantity of scale 99", {"lines": [{**line, "quantity": {"value": 1, "scale": 99}}]}, None),
            ("a negative price", {"lines": [{**line, "unitPrice": {"amount": -1, "currency": "CNY"}}]}, None),
            ("a product beyond 64 bits", {"lines": [
                {**line, "quantity": huge, "unitPrice": {"amount": 10**15, "currency": "CNY"}}]}, None),
            ("a discount of 101 %", {"lines": [{**line, "discountPercent": 101}]}, None),
            ("two currencies", {"lines": [line, {**line, "unitPrice": {"amount": 1, "currency": "USD"}}]}, None),
            ("an unknown currency", {"lines": [{**line, "unitPrice": {"amount": 1, "currency": "XQZ"}}]},
             "/lines/0/unitPrice/currency"),
            ("a lead of another", {"leadId": "nobody"}, "/leadId"),
        ]
        for name, changes, pointer in cases:
            self.refused(name, "sales", "POST", "/v1/orders", {**good, **changes}, pointer=pointer)
        self.refused("a quote that is none", "sales", "POST", "/v1/quotes/nobody/issue", {}, status=404)
        answer = sales.post("/v1/orders", good)
        self.checks.check("the order itself is taken", answer.status in (200, 201), answer)
        # Finance opens the receivable a moment later: no part of what follows.
        self.suite.wait_quiet()

    def roles(self, shown):
        post = ("leads", "POST", "/v1/leads", lead(phone="13700137000"))
        now = int(time.time())
        claims = {"iss": "joinery", "aud": "joinery", "sub": "s-9", "name": "A", "roles": ["manager"], "exp": now + 600}
        tokens = {
            "no token": None, "a token of noise": "abc.def.ghi",
            "a token signed by somebody else": signed(b"0" * 32, claims),
            "a token that is not signed": signed(b"", claims, "none"),
            "a token signed with the public keys as a secret": signed(shown, claims),
        }
        for name, token in tokens.items():
            self.refused(name, *post, {"Authorization": f"Bearer {token}"} if token else {"Authorization": ""},
                         status=401)
        for role, status in [("auditor", 403), ("finance", 403)]:
            header = {"Authorization": f"Bearer {self.tokens[role]}"}
            self.refused(f"a lead by role {role}", *post, header, status=status)
        header = {"Authorization": f"Bearer {self.tokens['net-sales']}"}
        self.refused("a time by role net-sales", "leads", "POST", "/v1/leads",
                     lead(phone="13700137000", occurredAt="2026-01-01T00:00:00Z"), header, status=403)
        self.refused("the event journal by role net-sales", "leads", "GET", "/ops/journal?after=0", None, header,
                     status=403)
        answer = self.clients["leads"].send("GET", "/v1/leads", None,
                                            {"Authorization": f"Bearer {self.tokens['auditor']}"})
        self.checks.equal("the auditor reads", answer.status, 200)
        log = "".join(path.read_text(errors="replace") for path in self.suite.data.glob("logs/leads.log*"))
        self.checks.check("refusals are logged with who and what",
                          "access refused" in log and "auditor" in log, log[-300:])

    # MARK: The raw socket

    def raw(self, data, seconds=15, leave=False):
        """Sends bytes and gives what comes until the server closes, or has said something and falls silent."""
        with socket.create_connection(("127.0.0.1", self.suite.base + OFFSETS["leads"]), timeout=seconds) as peer:
            begun, found = time.monotonic(), b""
            try:
                peer.sendall(data)
                if leave:
                    return b"", 0
                while part := peer.recv(65536):
                    found += part
                    peer.settimeout(1)
                return found, time.monotonic() - begun
            except TimeoutError:
                return found or None, time.monotonic() - begun
            except (ConnectionResetError, BrokenPipeError):
                return b"reset", time.monotonic() - begun

    def sockets(self):
        body = json.dumps(lead(phone="13600136000"), ensure_ascii=False).encode()
        token = f"Authorization: Bearer {self.tokens['all']}\r\n".encode()
        start = b"POST /v1/leads HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + token
        length = b"Content-Length: %d\r\n" % len(body)
        chunked = b"Transfer-Encoding: chunked\r\n"
        chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        before = self.positions()
        cases = [
            ("two lengths that differ", start + length + b"Content-Length: 3\r\n\r\n" + body, [b" 400 "]),
            ("two lengths that agree", start + length + length + b"\r\n" + body, [b" 400 "]),
            ("a length with chunking", start + length + chunked + b"\r\n" + chunk, [b" 400 "]),
            ("chunking with a length", start + chunked + length + b"\r\n" + chunk, [b" 400 "]),
            ("no Host", b"POST /v1/leads HTTP/1.1\r\n" + token + length + b"Connection: close\r\n\r\n" + body,
             [b" 400 "]),
            ("a negative length", start + b"Content-Length: -1\r\n\r\n" + body, [b" 400 ", b" 413 "]),
            ("a length that is no number", start + b"Content-Length: many\r\n\r\n" + body, [b" 400 "]),
            ("a length beyond 64 bits", start + b"Content-Length: 99999999999999999999999\r\n\r\n" + body,
             [b" 400 ", b" 413 "]),
            ("a header of 20 kB", start + b"X-Long: " + b"x" * 20_000 + b"\r\n" + length + b"\r\n" + body, [b" 431 "]),
            ("a header of 200 kB", start + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n", [b" 431 ", b"reset"]),
            ("5,000 headers", start + b"".join(b"X-%d: a\r\n" % index for index in range(5_000)) + b"\r\n",
             [b" 431 ", b"reset"]),
            ("a request line of 100 kB", b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
             [b" 414 ", b" 431 ", b"reset"]),
            ("a body of 10 MB announced", start + b"Content-Length: 10485760\r\n\r\n" + b"{", [b" 413 "]),
            ("a body of 10 MB in chunks", start + chunked + b"\r\n" + b"100000\r\n%s\r\n" % (b" " * 0x100000) * 10
             + b"0\r\n\r\n", [b" 413 ", b"reset"]),
            ("a chunk that is no number", start + chunked + b"\r\nzz\r\n", [b" 400 ", b"reset", b""]),
            ("bytes that are no HTTP", bytes(range(256)) * 8 + b"\r\n\r\n", [b" 400 ", b"reset", b""]),
            ("TLS to a plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500,
             [b" 400 ", b"reset", b""]),
        ]
        for name, data, expected in cases:
            answer, took = self.raw(data)
            first = None if answer is None else answer.split(b"\r\n", 1)[0] + b" "
            holds = first is not None and any(part in first if part else first == b" " for part in expected)
            # Nothing behind the refused request is taken as another one.
            alone = answer is None or b"HTTP/1.1 2" not in answer
            self.checks.check(f"{name}: {(first or b'nothing').decode(errors='replace').strip()}, after {took:.1f} s",
                              holds and alone, answer and answer[:300])
        self.checks.equal("none of these changed anything", self.positions(), before)
        for cut in (10, 60, len(start), len(start + length) + 30):
            self.raw((start + length + b"\r\n" + body)[:cut], leave=True)
        time.sleep(0.3)
        self.checks.equal("clients that left in the middle changed nothing", self.positions(), before)

    def trickles(self):
        """Slow senders are cut, many of them at once too."""
        token = f"Authorization: Bearer {self.tokens['all']}\r\n".encode()
        header = b"GET /v1/leads HTTP/1.1\r\nHost: a\r\nX-Slow: " + b"x" * 10_000
        body = b"POST /v1/leads HTTP/1.1\r\nHost: a\r\n" + token + b"Content-Length: 5000\r\n\r\n"
        results = {}

        def slow(name, head, rest):
            with socket.create_connection(("127.0.0.1", self.suite.base + OFFSETS["leads"])) as peer:
                begun = time.monotonic()
                try:
                    peer.sendall(head)
                    peer.settimeout(0.3)
                    while time.monotonic() - begun < 30:
                        peer.sendall(rest)
                        try:
                            peer.recv(1000)
                            break
                        except TimeoutError:
                            pass
                except OSError:
                    pass
                results[name] = time.monotonic() - begun

        threads = [threading.Thread(target=slow, args=(("header", index), header[:40], b"x")) for index in range(100)]
        threads += [threading.Thread(target=slow, args=(("body", index), body, b" ")) for index in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for kind in ("header", "body"):
            longest = max(took for (name, _), took in results.items() if name == kind)
            self.checks.check(f"100 clients whose {kind} trickles are cut within 15 s", longest < 15, f"{longest:.1f} s")

    def meanwhile(self, body):
        """Runs something while another client asks again and again; checks that it was served."""
        client = self.suite.client("leads")
        stop, waits, failures = threading.Event(), [], []

        def ask():
            while not stop.is_set():
                begun = time.monotonic()
                try:
                    answer = client.get("/v1/leads?limit=1")
                    if answer.status != 200:
                        failures.append(answer)
                except OSError as error:
                    failures.append(error)
                waits.append(time.monotonic() - begun)
                time.sleep(0.02)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            body()
        finally:
            stop.set()
            thread.join()
        self.checks.check(f"another client was served meanwhile, {len(waits)} times, the longest wait "
                          f"{max(waits) * 1000:.0f} ms", not failures and max(waits) < 2, failures[:3])


def main():
    options = arguments(__doc__)
    checks = Checks()
    suite = Suite(options)
    with suite:
        tokens = {name: suite.machine(name, roles) for name, roles in [
            ("all", "manager,operations"), ("auditor", "auditor"), ("finance", "finance"), ("net-sales", "net-sales")]}
        suite.token = tokens["all"]
        shown = (suite.data / "keys" / "jwks.json").read_bytes()
        bad = BadInput(checks, suite, tokens)
        checks.part("commands", bad.commands)
        checks.part("state", bad.state)
        checks.part("addresses and queries", bad.addresses)
        if "sales" in suite.services:
            checks.part("orders", bad.orders)
        checks.part("roles", bad.roles, shown)
        checks.part("the raw socket", bad.meanwhile, bad.sockets)
        checks.part("trickles", bad.meanwhile, bad.trickles)
        verified = suite.joinery("verify", "--json")
        checks.check("joinery verify names no difference", verified.returncode == 0, verified.stdout + verified.stderr)
        half = socket.create_connection(("127.0.0.1", suite.base + OFFSETS["leads"]))
        half.sendall(b"POST /v1/leads HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
        begun = time.monotonic()
        status, left = suite.down()
        took = time.monotonic() - begun
        checks.check(f"stops within 15 s with a client in the middle ({took:.1f} s)",
                     status == 0 and not left and took < 15, (status, left))
        half.close()
    checks.finish()


if __name__ == "__main__":
    main()
