#!/usr/bin/env python3
"""The programs of `Shared/Contracts/Consumers` as their README says, by the clients that this machine has:
confluent-kafka, aiokafka (both by pip into a temporary folder), kcat, and Java on Apache Kafka. Each prints every event
of the journals once and in the order of its key, with each topic written twice, and once more after the broker was lost
with everything in it; while something is missing they say so."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from broker import HERE
from checks import Checks, arguments
from others import environment
from suite import Suite

FOLDER = HERE.parent.parent / "Shared" / "Contracts" / "Consumers"
TOPICS = {"joinery.leads": "leads", "joinery.sales": "sales", "joinery.finance": "finance",
          "joinery.aftersales": "after-sales"}
# As the README has it.
KCAT = """kcat -C -b "$1" -t "$2" -o beginning -e -q -f '%h\\n' |
  grep ce_streamsequence= | grep -o 'ce_id=[^,]*' | sort -u | wc -l"""


def cases(checks):
    """The rule of streams.py by itself."""
    sys.path.insert(0, str(FOLDER))
    from streams import Streams

    def event(number, epoch="a", stream="7"):
        return {"ce_source": "joinery/leads", "ce_type": "joinery.leads.lead.captured.v2", "ce_streamepoch": epoch,
                "ce_stream": stream, "ce_streamsequence": str(number)}, b"{}"

    def head(numbers, epoch="a", left=()):
        return ({"ce_source": "joinery/leads", "ce_type": "joinery.leads.heads.v1", "ce_streamepoch": epoch},
                json.dumps({"epoch": epoch, "numbers": numbers, "left": list(left)}).encode())

    for name, records, taken, missing in [
        ("each event once", [event(1), event(1), event(2), event(1), event(2)], [0, 2], {}),
        ("streams do not wait for each other", [event(1), event(1, stream="8"), event(2)], [0, 1, 2], {}),
        ("what follows a gap waits for it", [event(1), event(3), event(2), event(3)], [0, 2, 3], {}),
        ("a head tells of what is missing", [event(1), event(3), head({"7": 3})], [0], {"joinery/leads": 2}),
        ("nothing is missing once it has come", [head({"7": 2}), event(1), event(2)], [1, 2], {}),
        ("a null value and a stranger's record are passed over", [(event(1)[0], None), ({}, b"x"), event(1)], [2], {}),
        ("a restored source begins anew", [event(1), event(2), head({"7": 1}, "b", "a"), event(1, "b"), event(3)],
         [0, 1, 3], {}),
        ("an epoch that is over is passed over",
         [event(1, "b"), head({"7": 5}, "a"), event(2), event(2, "b")], [0, 3], {}),
    ]:
        streams = Streams()
        found = [index for index, record in enumerate(records) if streams.take(*record)]
        checks.equal(f"streams.py: {name}", (found, streams.missing()), (taken, missing))
        checks.check("... and goes on from what was kept", not any(
            Streams(json.loads(json.dumps(streams.save()))).take(*records[index]) for index in taken))


def by_key(events):
    found = defaultdict(list)
    for source, event in events:
        found[source, event["key"]].append((event["id"], event["data"]))
    return found


class Readers:
    def __init__(self, checks, suite, programs):
        self.checks, self.suite = checks, suite
        self.commands = {
            "confluent-kafka": [programs / "python", FOLDER / "read_confluent.py"],
            "aiokafka": [programs / "python", FOLDER / "read_aiokafka.py"],
        } if programs else {}
        jars = Path(os.environ.get("JOINERY_KAFKA_LAUNCHER", "")).parent / "libs"
        if suite.kafka and jars.is_dir():
            self.commands["Java"] = ["java", "-cp", f"{jars}/*", FOLDER / "Read.java"]

    def read(self, name):
        return subprocess.run([*self.commands[name], self.suite.address, *TOPICS], capture_output=True, text=True,
                              timeout=120)

    def expect_all(self, when):
        self.suite.wait_quiet()
        journals = [(service, event) for service in TOPICS.values() for event in self.suite.journal(service)]
        expected = by_key(journals)
        for name in self.commands:
            done = self.read(name)
            events = [json.loads(line) for line in done.stdout.splitlines()]
            found = by_key((TOPICS[".".join(event["type"].split(".")[:2])], event) for event in events)
            self.checks.check(
                f"{name} prints all {len(journals)} events once, in the order of each key, {when}",
                done.returncode == 0 and found == expected, f"{len(events)} {done.stderr[-500:]}")
        for topic, service in TOPICS.items():
            count = subprocess.run(["sh", "-c", KCAT, "sh", self.suite.address, topic], capture_output=True, text=True)
            self.checks.equal(f"kcat counts the events of {topic} {when}", count.stdout.strip(),
                              str(sum(of == service for of, _ in journals)))

    def replay(self, *words):
        done = self.suite.joinery("replay", *words)
        self.checks.check(f"joinery replay {' '.join(words)} ends, with progress", done.returncode == 0
                          and all(word in done.stderr for word in words), done.stdout + done.stderr)

    def expect_missing(self):
        """The log is another one, and nobody of the suite lacks anything: what it has is not sent again unasked."""
        for name in self.commands:
            done = self.read(name)
            self.checks.check(f"{name} says that something is missing after the broker was lost",
                              done.returncode == 3 and "joinery replay" in done.stderr, done.stderr[-500:])


def lose_broker(suite):
    """As the operators' guide says: a new, empty one under the same address, and its topics."""
    if not suite.kafka:
        return suite.kill_broker()
    suite.kafka.kill()
    shutil.rmtree(suite.kafka.folder)
    suite.kafka.start()
    suite.joinery("topics", check=True)


def main():
    options = arguments(__doc__)
    checks = Checks()
    checks.part("streams.py", cases, checks)
    with tempfile.TemporaryDirectory(prefix="joinery-consumers-") as folder:
        programs = environment(Path(folder), "confluent-kafka", "aiokafka[lz4]")
        with Suite(options, demo=60) as suite:
            readers = Readers(checks, suite, programs)
            readers.expect_all("as they came")
            readers.replay(*TOPICS)
            readers.expect_all("when each topic has them twice")
            lose_broker(suite)
            suite.wait_ready()
            suite.wait_quiet()
            readers.expect_missing()
            readers.replay("joinery.leads", "joinery.sales")
            readers.replay("joinery.finance", "joinery.aftersales")
            readers.expect_all("after the broker was lost")
            done = suite.joinery("replay", "joinery.erp.orders")
            checks.check("what has no event journal is refused", done.returncode == 1
                         and "joinery.leads, joinery.sales" in done.stderr, done.stderr)
    checks.finish()


if __name__ == "__main__":
    main()
