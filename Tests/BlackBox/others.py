#!/usr/bin/env python3
"""confluent-kafka as producer and consumer of the topics, and schemathesis against each OpenAPI document. Both are put
into a virtual environment in a temporary folder; where pip cannot, that is said and skipped."""

import json
import re
import subprocess
import tempfile
import venv
from pathlib import Path

import erp
from checks import Checks, arguments, wait
from suite import OFFSETS, Suite

# confluent-kafka runs in the environment's own Python: orders from standard input go out, every record comes back.
CLIENT = """
import json, sys
from confluent_kafka import Consumer, Producer, TopicPartition
address, send, topics = sys.argv[1], json.load(sys.stdin), sys.argv[2:]
failed = []
producer = Producer({"bootstrap.servers": address, "enable.idempotence": True, "acks": "all"})
for headers, value, key in send:
    producer.produce("joinery.erp.orders", value.encode(), key.encode(), headers=list(headers.items()),
                     on_delivery=lambda error, _: error and failed.append(str(error)))
left = producer.flush(20)
consumer = Consumer({"bootstrap.servers": address, "group.id": "outside", "enable.auto.commit": False})
found = {}
for topic in topics:
    partitions = consumer.list_topics(topic, 10).topics[topic].partitions
    found[topic] = []
    for partition in partitions:
        place = TopicPartition(topic, partition, 0)
        low, high = consumer.get_watermark_offsets(place, 10)
        place.offset = low
        consumer.assign([place])
        at = low
        while at < high:
            record = consumer.poll(10)
            if record is None or record.error():
                failed.append(f"{topic}/{partition}@{at}: {record and record.error()}")
                break
            at = record.offset() + 1
            found[topic].append(dict((name, text.decode()) for name, text in record.headers() or []).get("ce_id"))
consumer.close()
print(json.dumps({"left": left, "failed": failed, "found": found}))
"""


def environment(folder, *packages):
    """A virtual environment with the packages; None, with words, where pip cannot."""
    venv.create(folder, with_pip=True)
    done = subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", *packages],
                          capture_output=True, text=True)
    if done.returncode:
        print(f"skipped: pip cannot install {', '.join(packages)}: {done.stderr.strip()[-200:]}", flush=True)
        return None
    return folder / "bin"


def confluent(checks, suite, programs, random):
    orders = [erp.Order(random, f"C-{index:04}", salesperson="s-01", signed_on="2026-11-01") for index in range(30)]
    send = [(headers, value.decode(), order.key) for order in orders + orders for headers, value in [order.binary()]]
    for _ in range(20):
        suite.client("leads").post("/v1/leads", {"name": "陈伟", "phone": erp.phone(random), "source": {"channel": "own"}},
                                   key=erp.key())
    suite.wait_quiet()
    done = subprocess.run([programs / "python", "-c", CLIENT, suite.address, "joinery.leads"], timeout=90,
                          input=json.dumps(send), capture_output=True, text=True)
    if not checks.check("confluent-kafka produces and consumes", done.returncode == 0, done.stderr):
        return
    answer = json.loads(done.stdout)
    checks.check("every order is taken by the broker", not answer["left"] and not answer["failed"], answer)
    sales = suite.client("sales")
    wait("sales accepts each order, sent twice", 20, lambda: all(
        sales.get(f"/v1/erp-orders?source={order.source}&orderNumber={order.number}").status == 200 for order in orders))
    suite.wait_quiet()
    placed = [event for event in suite.journal("sales") if event["type"] == "joinery.sales.order.confirmed.v1"]
    checks.equal("each order is there once", len(placed), len(orders))
    known = {event["id"] for event in suite.journal("leads")}
    checks.check("it reads events as they stand in the event journal", len(known & set(answer["found"]["joinery.leads"])) >= 20,
                 len(known))


# No schema says which customers there are, or which orders may be cancelled: what it allows is often refused. An edit
# without If-Match is answered with 428 (RFC 6585), which is no refusal to schemathesis. A stream of live figures does not
# end, a rebuild stops the others, and a pattern for reports that are not there meets those that are.
LEFT_OUT = ["--exclude-checks", "positive_data_acceptance,missing_required_header", "--exclude-path-regex",
            "^/(ops/(rebuild|backup)|v1/(live|reports/{report}))"]


def schemathesis(checks, suite, programs, options):
    for service in suite.services:
        port = suite.base + OFFSETS[service]
        done = subprocess.run(
            [programs / "schemathesis", "run", f"http://127.0.0.1:{port}/openapi.json", *LEFT_OUT, "--phases",
             options.phases, "--max-examples", str(options.examples), "--seed", str(options.seed),
             "--continue-on-failure", "--no-color"], capture_output=True, text=True, timeout=1800)
        figures = re.findall(r"Selected: \S+|\d+ generated,.*", done.stdout)
        checks.check(f"{service}: schemathesis finds nothing ({'; '.join(figures)})", done.returncode == 0,
                     done.stdout[-3500:] + done.stderr[-500:])


def main():
    options = arguments(__doc__, ("--examples", {"type": int, "default": 5, "help": "of schemathesis, a route (default 5)"}),
                        ("--phases", {"default": "coverage", "help": "of schemathesis (default coverage)"}),
                        ("--only", {"choices": ["confluent", "schemathesis"]}))
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder, Suite(options) as suite:
        if options.only != "schemathesis" and (programs := environment(Path(folder) / "confluent", "confluent-kafka")):
            checks.part("confluent-kafka", confluent, checks, suite, programs, options.random)
        if options.only != "confluent" and (programs := environment(Path(folder) / "schemathesis", "schemathesis")):
            checks.part("schemathesis", schemathesis, checks, suite, programs, options)
    checks.finish()


if __name__ == "__main__":
    main()
