#!/usr/bin/env python3
"""Real messages against the schemas of `Shared/Contracts/Schemas`, by a validator that is not ours (jsonschema of PyPI,
put into a temporary folder by pip; where pip cannot, that is said and skipped): of each type that a demo company writes
200 from the topics, with their headers as the AsyncAPI document has them, the golden file of each other one, what the
ERP's bridge sends, and dead letters. Fields that a schema does not know, and the lack of those that it needs, are
found."""

import json
import subprocess
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import erp
from broker import HERE, Producer, kcat_read, use_aiokafka
from checks import Checks, arguments, wait
from others import environment
from suite import BINARIES, Suite

TOP = HERE.parent.parent
SCHEMAS = TOP / "Shared" / "Contracts" / "Schemas"
GOLDEN = TOP / "Tests" / "ContractsTests" / "Golden"
SERVICES = ["joinery.leads", "joinery.sales", "joinery.finance", "joinery.aftersales"]
EACH = 200

# Runs in the environment: for each line {"schema", "data", "strict"} from standard input, what is wrong with it or null.
VALIDATOR = """
import json, sys
from jsonschema import Draft202012Validator

def closed(schema):
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        found["unevaluatedProperties"] = False
    return found

def validator(schema):
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

known = {}
for line in sys.stdin:
    case = json.loads(line)
    key = (json.dumps(case["schema"]), case["strict"])
    if key not in known:
        schema = json.load(open(case["schema"])) if isinstance(case["schema"], str) else case["schema"]
        known[key] = validator(closed(schema) if case["strict"] else schema)
    error = next(known[key].iter_errors(case["data"]), None)
    print(json.dumps(error and f"{error.json_path}: {error.message}"[:300]))
"""


class Validator:
    def __init__(self, python):
        self.python = python

    def errors(self, cases):
        """What is wrong with each of (schema or its file, data, whether unknown fields are)."""
        lines = "".join(
            json.dumps({"schema": schema, "data": data, "strict": strict}, default=str) + "\n"
            for schema, data, strict in cases)
        done = subprocess.run([self.python, "-c", VALIDATOR], input=lines, capture_output=True, text=True, timeout=600)
        if done.returncode:
            raise OSError(done.stderr[-1500:])
        return [json.loads(line) for line in done.stdout.splitlines()]

    def expect(self, checks, name, cases):
        wrong = [(data, error) for (_, data, _), error in zip(cases, self.errors(cases)) if error]
        checks.check(f"{name} ({len(cases)})", cases and not wrong, wrong[:3])


def file_of(name):
    return SCHEMAS / f"{name}.json"


def flawed(schema, data):
    """The data without each field that the schema needs, and with each of another type."""
    for name in schema.get("required", []):
        yield {key: value for key, value in data.items() if key != name}
        yield {**data, name: {"no": "such"} if not isinstance(data[name], dict) else 7}


def files(checks, validator):
    schemas = {file.stem: json.loads(file.read_text()) for file in sorted(SCHEMAS.glob("*.json"))}
    checks.check("each schema names its type", all(
        schema["$id"] == f"urn:joinery:schema:{name}" for name, schema in schemas.items()))
    validator.expect(checks, "the example of each schema is good", [
        (file_of(name), schema["examples"][0], True) for name, schema in schemas.items()])
    golden = [file.stem for file in sorted(GOLDEN.glob("*.json"))]
    validator.expect(checks, "the golden file of each event is good", [
        (file_of(name), json.loads((GOLDEN / f"{name}.json").read_text()), True) for name in golden])
    bad = [(file_of(name), data, False) for name, schema in schemas.items()
           for data in flawed(schema, schema["examples"][0])]
    good = [case for case, error in zip(bad, validator.errors(bad)) if not error]
    name = f"what lacks a needed field, or has another type in it, is none ({len(bad)})"
    checks.check(name, bad and not good, good[:3])
    return set(golden)


def events(checks, validator, suite, document, golden):
    found, counts, headers = defaultdict(list), Counter(), []
    messages = document["components"]["messages"]
    for topic in [*SERVICES, "joinery.replays", erp.TOPIC]:
        for record in kcat_read(suite.address, topic):
            # A bridge may write either mode: headers and data, or one whole event.
            whole = {} if "ce_type" in record["headers"] else json.loads(record["payload"])
            name = record["headers"].get("ce_type") or whole["type"]
            counts[name] += 1
            if counts[name] <= EACH:
                found[name].append(whole.get("data") or json.loads(record["payload"]))
                attributes = {f"ce_{key}": value for key, value in whole.items() if key != "data"}
                headers.append((messages[name]["headers"], attributes or record["headers"], False))
    unknown = [name for name in found if not file_of(name).exists()]
    checks.check("every type in the topics has a schema", found and not unknown, unknown)
    checks.note(f"{sum(counts.values())} records of {len(counts)} types, {sum(map(len, found.values()))} taken; "
                f"{len(golden - found.keys())} types by their golden files alone")
    for topic in [*SERVICES, "joinery.erp.order", "joinery"]:
        names = [name for name in found if name.startswith(f"{topic}.")]
        validator.expect(checks, f"what is in the topics of {topic} is as its schemas say", [
            (file_of(name), data, not name.startswith("joinery.erp.")) for name in names for data in found.pop(name)])
    validator.expect(checks, "headers are as the AsyncAPI document says", headers)


def bridge(checks, validator, suite, document, random):
    orders = [erp.Order(random, f"K-{index:04}", salesperson="s-01", shop="shop-1") for index in range(100)]
    name = "joinery.erp.order.placed.v1"
    validator.expect(checks, "orders of an ERP's bridge are good", [
        (file_of(name), order.data, False) for order in orders + [order.revised(random) for order in orders]])
    good, producer = orders[0].data, Producer(suite.address)
    line = good["lines"][0]
    bad = [
        {**good, "revision": -1}, {**good, "lines": []}, {**good, "instalments": []}, {**good, "orderNumber": " "},
        {**good, "orderNumber": "a\u0001"}, {**good, "signedOn": "2026-02-30"}, {**good, "signedAt": "street"},
        {**good, "customer": {"name": "陈伟"}}, {**good, "lines": [{**line, "quantity": {"value": 0, "scale": 0}}]},
        {**good, "lines": [{**line, "unitPrice": {"amount": 1, "currency": "XXQ"}}]},
        {**good, "lines": [{**line, "unitPrice": {"amount": -1, "currency": "CNY"}}]},
        {**good, "lines": [{**line, "discountPercent": 101}]}, {**good, "lines": [{**line, "description": ""}]},
        {**good, "instalments": [{"label": "定金", "dueOn": "2026-11-01"}]},
        {**good, "instalments": [{"label": "定金", "dueOn": "2026-11-01", "percent": 0}]},
        {**good, "instalments": [{"label": "定金", "dueOn": "2026-11-01", "percent": 100,
                                  "amount": {"amount": 1, "currency": "CNY"}}]},
    ]
    errors = validator.errors([(file_of(name), data, False) for data in bad])
    missed = [data for data, error in zip(bad, errors) if not error]
    checks.check(f"orders that sales would set aside are none ({len(bad)})", not missed, missed[:2])
    before = held(suite)
    for index, data in enumerate(bad):
        headers = {"ce_specversion": "1.0", "ce_id": f"bad-{index}", "ce_source": "/erp/guangzhou", "ce_type": name,
                   "content-type": "application/json"}
        number = data["orderNumber"] if index in (3, 4) else f"BAD-{index}"
        producer.send(erp.TOPIC, json.dumps({**data, "orderNumber": number}).encode(), b"K-bad", headers)
    producer.close()
    wait("sales sets each of them aside", 30, lambda: held(suite) == before + len(bad))
    checks.check("sales sets each of them aside", True)
    message = document["components"]["messages"][f"{erp.TOPIC}.dead-letters"]
    letters = wait("each is a dead letter", 30, lambda: (
        found := kcat_read(suite.address, f"{erp.TOPIC}.dead-letters")) and len(found) >= len(bad) and found)
    validator.expect(checks, "dead letters have the headers that the AsyncAPI document says", [
        (message["headers"], record["headers"], False) for record in letters])


def held(suite):
    return len(suite.client("sales").get("/ops/dead-letters?limit=500").json["items"])


def main():
    use_aiokafka()
    options = arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-jsonschema-") as folder:
        programs = environment(Path(folder), "jsonschema[format]")
        if programs is None:
            checks.finish()
        validator = Validator(programs / "python")
        document = json.loads(subprocess.run(
            [BINARIES / "joinery", "asyncapi"], check=True, capture_output=True, text=True).stdout)
        golden = checks.part("files", files, checks, validator)
        with Suite(options, demo=EACH) as suite:
            suite.wait_quiet(120)
            checks.part("topics", events, checks, validator, suite, document, golden or set())
            checks.part("the ERP's bridge", bridge, checks, validator, suite, document, options.random)
    checks.finish()


if __name__ == "__main__":
    main()
