#!/usr/bin/env python3
"""Bodies and queries from a seeded generator against every route of every service: never a 5xx, never silence, and
everything goes on as before afterwards."""

import json
import time
import urllib.parse
from collections import Counter

import erp
from checks import Checks, arguments
from suite import Suite

HOSTILE = [
    None, True, 0, -1, 1, 0.5, -0.0, 1e308, 2**31, 2**53, 2**63 - 1, -(2**63), 2**63, 10**40, "", "a", "-1", "\0", "😀",
    "٣", "0000-01-01", "9999-12-31", "2026-02-30", "2026-11-22", "99999-01-01", "2026-11-22T00:00:00Z", "24:00", "CNY",
    "x" * 5_000, "'; DROP TABLE leads; --", "%s%n", "../../etc/passwd", [], {}, [None], [[]], {"a": {"b": []}},
    {"amount": 2**53 - 1, "currency": "CNY"}, {"amount": -1, "currency": "JPY"}, {"value": 10**12, "scale": 6},
    {"value": 0, "scale": 0},
]
WORDS = ["own", "walk-in", "cash", "bank", "won", "lost", "repair", "shop", "home", "13800138000", "2026-11", "leads"]
# They change what the whole run stands on, or never end by design.
LEFT_OUT = {"/v1/live", "/ops/rebuild", "/ops/backup/lease", "/ops/erase"}


class Generator:
    """Values after a JSON schema, most of them right, some of them hostile."""

    def __init__(self, random, document, ids):
        self.random = random
        self.document = document
        self.ids = ids

    def value(self, schema, depth=0):
        random = self.random
        if random.random() < 0.08:
            return random.choice(HOSTILE)
        while "$ref" in schema:
            found = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        for many in ("oneOf", "anyOf"):
            if many in schema:
                return self.value(random.choice(schema[many]), depth + 1)
        if "enum" in schema:
            return random.choice(schema["enum"])
        kinds = schema.get("type", "object" if "properties" in schema else "string")
        kind = random.choice(kinds) if isinstance(kinds, list) else kinds
        if kind == "object":
            fields = schema.get("properties", {})
            needed = set(schema.get("required", []))
            found = {name: self.value(of, depth + 1) for name, of in fields.items()
                     if (name in needed and random.random() < 0.97) or (depth < 6 and random.random() < 0.5)}
            if random.random() < 0.03:
                found["unknown"] = 1
            return found
        if kind == "array":
            return [self.value(schema.get("items", {}), depth + 1) for _ in range(random.choice([0, 1, 1, 2, 3]))]
        if kind in ("integer", "number"):
            return random.choice([0, 1, 2, 6, 100, 9_999, 1_000_000, 12.5 if kind == "number" else 7])
        if kind == "boolean":
            return random.random() < 0.5
        if kind == "null":
            return None
        form = schema.get("format")
        if form == "date":
            return random.choice(["2026-11-20", "2026-11-30", "2027-01-15", "2024-02-29"])
        if form == "date-time":
            return "2026-11-20T08:00:00Z"
        return random.choice(self.ids[-200:]) if self.ids and random.random() < 0.6 else random.choice(WORDS)


def bytes_of(random, value):
    body = json.dumps(value, ensure_ascii=False).encode()
    if random.random() > 0.05 or not body:
        return body
    at = random.randrange(len(body))
    return random.choice([body[:at], body[:at] + bytes([random.randrange(256)]) + body[at:], b"[" * 2_000 + body, b"",
                          body + body, b"\xff\xfe" + body])


def collect(value, ids):
    """Ids in answers, for later requests to name."""
    if isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, str) and (name == "id" or name.endswith("Id") or name in ("code", "sku")):
                ids.append(one)
            else:
                collect(one, ids)
    elif isinstance(value, list):
        for one in value[:50]:
            collect(one, ids)


class Fuzz:
    def __init__(self, checks, suite, options):
        self.checks = checks
        self.suite = suite
        self.options = options
        self.random = options.random
        self.ids = []

    def service(self, name, count):
        client = self.suite.client(name, timeout=20)
        document = client.get("/openapi.json").json
        generate = Generator(self.random, document, self.ids)
        routes = [(method.upper(), path, route) for path, methods in document["paths"].items()
                  for method, route in methods.items() if path not in LEFT_OUT]
        statuses, bad, slowest = Counter(), [], (0, "")
        for _ in range(count):
            method, path, route = self.random.choice(routes)
            target, query = path, {}
            for parameter in route.get("parameters", []):
                value = generate.value(parameter.get("schema", {}))
                text = value if isinstance(value, str) else json.dumps(value)
                if parameter["in"] == "path":
                    target = target.replace("{%s}" % parameter["name"], urllib.parse.quote(text[:300], safe="") or "-")
                elif parameter["in"] == "query" and self.random.random() < 0.5:
                    query[parameter["name"]] = text[:300]
            if query:
                target += "?" + urllib.parse.urlencode(query)
            content = route.get("requestBody", {}).get("content", {})
            headers, body = {}, None
            if content:
                media, schema = self.random.choice(list(content.items()))
                headers["Content-Type"] = media
                body = bytes_of(self.random, generate.value(schema.get("schema", {})))
            if method != "GET":
                headers["Idempotency-Key"] = erp.key() if self.random.random() < 0.9 else "same"
            if method in ("PATCH", "PUT"):
                headers["If-Match"] = self.random.choice(['"1"', '"2"', "*", "W/", '""'])
            begun = time.monotonic()
            try:
                answer = client.send(method, target, body, headers)
            except OSError as error:
                bad.append((method, target, body, repr(error)))
                continue
            slowest = max(slowest, (time.monotonic() - begun, f"{method} {path}"))
            statuses[answer.status] += 1
            if answer.status >= 500:
                bad.append((method, target, body, answer))
            elif answer.headers.get_content_type() == "application/json":
                collect(answer.json, self.ids)
        self.checks.check(f"{name}: {sum(statuses.values())} requests, {dict(sorted(statuses.items()))}: none is a 5xx or "
                          "silence", not bad, [str(one)[:700] for one in bad[:4]])
        self.checks.check(f"{name}: the slowest took {slowest[0]:.2f} s ({slowest[1]})", slowest[0] < 10)
        self.checks.check(f"{name}: some are taken", statuses[200] + statuses[201] > count // 50, statuses)


def main():
    options = arguments(__doc__, ("--requests", {"type": int, "default": 1_500, "help": "for each service (default 1500)"}))
    checks = Checks()
    with Suite(options) as suite:
        fuzz = Fuzz(checks, suite, options)
        for round_ in range(2):
            for service in suite.services:
                checks.part(f"{service}, round {round_ + 1}", fuzz.service, service, options.requests // 2)
        checks.part("quiet afterwards", suite.wait_quiet, 60)
        done = suite.joinery("verify", "--json", seconds=300)
        checks.check("joinery verify names no difference", done.returncode == 0, done.stdout + done.stderr)
        letters = suite.joinery("dead-letters", "list", "--json")
        checks.equal("no service parked an event of another", json.loads(letters.stdout or "[]"), [])
        log = suite.log.read_text(errors="replace")
        checks.check("no service ended meanwhile", "is started again" not in log, log[-800:])
    checks.finish()


if __name__ == "__main__":
    main()
