"""Faults of what topics hold: again, out of order, missing, late, too large."""

import os
import signal
import time

import broker
import erp
from catalogue import fault, program
from checks import wait
from fault_processes import kills

TOPICS = ["joinery.leads", "joinery.sales", "joinery.finance", "joinery.aftersales"]


def send(producer, record):
    """The same record once more into its partition."""
    headers = [(name, text.encode()) for name, text in record["headers"].items()]
    payload, key = record["payload"], record["key"]
    producer.send(record["topic"], None if payload is None else payload.encode(),
                  key=None if key is None else key.encode(), headers=headers, partition=record["partition"])


def read(suite):
    return [record for topic in TOPICS for record in broker.kcat_read(suite.address, topic)]


@fault("repeated", needs=[program("kcat")], times=4)
def repeated(run, suite, work):
    """every record delivered 1 to 5 times"""
    producer, seen, count = broker.Producer(suite.address), set(), 0
    for index in run.each(run.times, "what had come was delivered again"):
        time.sleep(2)
        end = time.monotonic() + 15
        for record in read(suite):
            identity = (record["topic"], record["partition"], record["headers"].get("ce_id"))
            if identity in seen or time.monotonic() > end:
                continue
            seen.add(identity)
            for _ in range(run.random.randint(0, 4)):
                send(producer, record)
                count += 1
    producer.close()
    return count


@fault("replayed", needs=[program("kcat")], times=1)
def replayed(run, suite, work):
    """whole topics replayed, by their own command and by somebody else"""
    time.sleep(5)
    for service in ("leads", "sales", "finance", "after-sales"):
        done = suite.joinery("replay", "--service", service)
        run.checks.check(f"joinery replay {service}", done.returncode == 0, done.stdout + done.stderr)
    producer = broker.Producer(suite.address)
    for record in read(suite):
        send(producer, record)
    producer.close()
    return 2


@fault("out-of-order", brokers=("embedded", "kafka"), needs=[program("kcat")], times=2)
def out_of_order(run, suite, work):
    """consumers come back to a topic whose records stand in any order, with gaps, some of them much later"""
    producer = broker.Producer(suite.address)
    for index in run.each(run.times, "a shuffled topic"):
        time.sleep(2)
        away = [suite.signal(name, signal.SIGSTOP) for name in ("reporting", "finance", "after-sales")]
        time.sleep(3)
        records = read(suite)
        if suite.kafka:
            kills(run).empty(suite)
        else:
            suite.kill_broker()
        run.random.shuffle(records)
        late = len(records) // 3
        wait("the broker takes records again", 30, lambda: send(producer, records[0]) is None)
        for record in records[late:]:
            send(producer, record)
        for pid in away:
            os.kill(pid, signal.SIGKILL)
        time.sleep(1)
        for record in records[:late]:
            send(producer, record)
    producer.close()
    return run.times


@fault("oversized", times=1)
def oversized(run, suite, work):
    """events of limit - 1, limit and limit + 1 bytes"""
    leads = suite.client("leads", timeout=30)

    def capture(padding):
        fields, left = {}, padding
        while left > 0:
            fields[f"f{len(fields)}"] = "x" * min(left, 4_000)
            left -= 4_000
        answer = leads.post("/v1/leads", {"name": "大", "phone": erp.phone(run.random), "source": {"channel": "own"},
                                          "custom": fields}, key=erp.key())
        if answer.status not in (201, 413):
            raise OSError(f"{padding} bytes: {answer}")
        if answer.status == 201:
            lead = answer.json
            work.ledger.note("lead", id=lead["id"], customer=lead["customerId"], phone=lead["phone"],
                             channel="own", inProfile=lead["inProfile"])
        return answer.status == 201

    low, high = 200_000, 300_000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if capture(middle) else (low, middle)
    found = [capture(low - 1), capture(low), capture(low + 1)]
    run.checks.equal(f"limit - 1, limit ({low} bytes of padding), limit + 1", found, [True, True, False])
    return 3
