"""Faults of the broker: away, hung, losing what it had, answering with errors."""

import os
import signal
import time

from catalogue import OutsideSuite, fault
from fault_processes import kills

KAFKA = ("kafka", "kafka3")
EMBEDDED = ("embedded",)


@fault("broker-empty", brokers=("embedded", "kafka"), times=5)
def broker_empty(run, suite, work):
    """the broker killed and restarted empty"""
    found = kills(run)
    run.options.times_empty = run.times
    return found.broker_empty(suite, work)


@fault("topics-emptied", brokers=("embedded", "kafka"), times=1)
def topics_emptied(run, suite, work):
    """eviction while a consumer is away"""
    return kills(run).topics_emptied(suite, work)


@fault("topics-remade", brokers=("kafka",), times=1)
def topics_remade(run, suite, work):
    """topics deleted and made again under the same cluster"""
    return kills(run).topics_remade(suite, work)


@fault("tail-evicted", brokers=("embedded", "kafka"), times=1)
def tail_evicted(run, suite, work):
    """the tail evicted while a consumer is away, and nothing written after"""
    return kills(run).tail_evicted(suite, work)


@fault("log-longer", brokers=("embedded", "kafka"), times=1)
def log_longer(run, suite, work):
    """a new log that is already longer than the consumer's stored offset"""
    time.sleep(1)
    suite.signal("reporting", signal.SIGSTOP)
    if suite.kafka:
        for topic in ("joinery.leads", "joinery.sales"):
            suite.kafka.tool("topics", "--delete", "--topic", topic)
        time.sleep(1)
        kills(run).topics(suite)
    else:
        suite.kill_broker()
    time.sleep(10)
    suite.signal("reporting", signal.SIGKILL)
    time.sleep(2)
    return 1


@fault("broker-stopped", make=OutsideSuite, brokers=("embedded", "kafka"), times=1)
def broker_stopped(run, suite, work):
    """the broker stopped for 60 s"""
    for index in run.each(run.times, "stopped for 60 s"):
        suite.kafka.kill()
        time.sleep(60)
        suite.kafka.start()
        time.sleep(2)
    return run.times


@fault("broker-hung", times=1)
def broker_hung(run, suite, work):
    """the broker hung (SIGSTOP) for 30 s"""
    for index in run.each(run.times, "hung for 30 s"):
        pid = suite.broker_pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(30)
        finally:
            os.kill(pid, signal.SIGCONT)
        time.sleep(2)
    return run.times


@fault("broker-flapping", make=OutsideSuite, times=15)
def broker_flapping(run, suite, work):
    """the broker there and away each second"""
    for index in range(run.times):
        if suite.is_embedded:
            suite.kafka.tell("down")
            time.sleep(1)
            suite.kafka.tell("up")
        else:
            os.kill(suite.kafka.pid, signal.SIGSTOP)
            time.sleep(1)
            os.kill(suite.kafka.pid, signal.SIGCONT)
        time.sleep(1)
    return run.times


@fault("broker-slow", make=OutsideSuite, brokers=EMBEDDED, times=1)
def broker_slow(run, suite, work):
    """each answer of the broker 500 ms late for 15 s"""
    suite.kafka.tell("delay 500")
    time.sleep(15)
    suite.kafka.tell("delay 0")
    return 1


# Kafka's error codes; -195 cuts the connection.
ERRORS = {
    "produce": [2, 3, 5, 6, 7, 10, 13, 17, 19, 20, 29, 31, 45, 46, 47, 56, 59, 87, -195],
    "fetch": [1, 2, 3, 5, 6, 7, 8, 9, 13, 29, 56, 74, 75, 76, -195],
    "list-offsets": [3, 5, 6, 7, 9, 13, 29, 35, 43, 56, 74, 75, -195],
    "metadata": [3, 5, 7, 13, 17, 29, 31, -195],
    "init-producer-id": [7, 13, 14, 15, 16, 31, 47, 51, 53, -195],
    "offset-commit": [12, 14, 15, 16, 22, 25, 27, 28, 30, -195],
    "find-coordinator": [15, 24, 29, 30, -195],
    "api-versions": [7, 35, -195],
}


def errors(api):
    def body(run, suite, work):
        codes = ERRORS[api] * run.times
        run.random.shuffle(codes)
        for code in codes:
            suite.kafka.tell(f"{api} " + " ".join([str(code)] * run.random.choice([1, 1, 2, 5])))
            if run.random.random() < 0.3 and api in ("metadata", "init-producer-id", "list-offsets", "api-versions"):
                # These are asked mostly by those who connect anew.
                suite.kafka.tell("produce -195")
                suite.kafka.tell("fetch -195")
            time.sleep(run.random.uniform(0.2, 1))
        suite.kafka.tell(f"clear {api}")
        return len(codes)

    body.__doc__ = f"each error that an answer to {api} may have"
    return body


for api in ERRORS:
    fault(f"errors-{api}", make=OutsideSuite, brokers=EMBEDDED, times=1)(errors(api))


@fault("errors-topic", make=OutsideSuite, brokers=EMBEDDED, times=2)
def errors_topic(run, suite, work):
    """metadata that says for a while that a topic is not there, not allowed, or has no leader"""
    count = 0
    for index in run.each(run.times, "each code on each topic"):
        for topic in ("joinery.leads", "joinery.sales", "joinery.finance", "joinery.replays"):
            code = run.random.choice([3, 5, 29])
            suite.kafka.tell(f"topic {topic} {code}")
            suite.kafka.tell("fetch -195")
            suite.kafka.tell("produce -195")
            time.sleep(run.random.uniform(1, 3))
            suite.kafka.tell(f"topic {topic} 0")
            count += 1
    return count


@fault("partitions-16", brokers=KAFKA, times=1)
def partitions(run, suite, work):
    """partitions of the topics from 8 to 16"""
    time.sleep(3)
    for topic in ("joinery.leads", "joinery.sales", "joinery.finance", "joinery.aftersales"):
        suite.kafka.tool("topics", "--alter", "--topic", topic, "--partitions", "16")
        time.sleep(1)
    time.sleep(10)
    suite.signal("reporting", signal.SIGKILL)
    suite.signal("leads", signal.SIGKILL)
    time.sleep(3)
    return 1


@fault("node-killed", brokers=("kafka3",), times=2)
def node_killed(run, suite, work):
    """one of three nodes killed and started again"""
    for index in run.each(run.times, "a node was killed and came back"):
        node = run.random.randint(1, 3)
        time.sleep(3)
        suite.kafka.kill(node)
        time.sleep(12)
        suite.kafka.start(node)
    return run.times


@fault("leader-frozen", brokers=("kafka3",), times=2)
def leader_frozen(run, suite, work):
    """one of three nodes frozen for 20 s, so that others become leaders in its place"""
    for index in run.each(run.times, "a node was frozen"):
        pid = suite.kafka.pid_of(run.random.randint(1, 3))
        time.sleep(3)
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(20)
        finally:
            os.kill(pid, signal.SIGCONT)
    return run.times


