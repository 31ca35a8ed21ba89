#!/usr/bin/env python3
"""Topics on Apache Kafka: partitions that somebody added are no fault at the next start, nor for dead letters, whose topic
has fewer; `joinery topics` shows what differs, and brings partitions and retention to what environment and file say."""

import json
import os
import re
import sys

import broker
import erp
from checks import Checks, arguments, wait
from suite import Suite

ERP_LETTERS = f"{erp.TOPIC}.dead-letters"


class Topics:
    def __init__(self, checks, suite, random):
        self.checks, self.suite, self.random = checks, suite, random

    def described(self, topic):
        """Partitions and days of a topic, as Kafka's own tool says."""
        text = self.suite.kafka.tool("topics", "--describe", "--topic", topic)
        count = int(re.search(r"PartitionCount:\s*(\d+)", text)[1])
        return count, int(re.search(r"retention\.ms=(\d+)", text)[1]) // 86_400_000

    def rows(self, *options, **environment):
        """The lines of `joinery topics` by topic, its status, and what it says below."""
        done = self.suite.joinery("topics", *options, environment=environment)
        lines = [re.split(r"\s{2,}", line) for line in done.stdout.splitlines() if line.startswith("joinery.")]
        return {line[0]: line[1:] for line in lines if len(line) == 4}, done.returncode, done.stdout + done.stderr

    def fresh(self):
        self.checks.equal("services' topics and their dead letters are kept for 30 days, the ERP's for 90",
                          [self.described(name) for name in ("joinery.sales", "joinery.sales.dead-letters", erp.TOPIC, ERP_LETTERS)],
                          [(8, 30), (8, 30), (8, 90), (8, 90)])
        rows, status, text = self.rows("--dry-run")
        self.checks.check("nothing is to be done", status == 0 and len(rows) == 11
                          and all(row[2] == "nothing" for row in rows.values()), text)

    def more(self):
        """As `kafka-topics --alter` does it while everything runs."""
        for topic in ("joinery.leads", "joinery.sales", erp.TOPIC):
            self.suite.kafka.tool("topics", "--alter", "--topic", topic, "--partitions", "12")
        rows, status, text = self.rows()
        self.checks.check("more partitions than declared are no fault", status == 0 and rows["joinery.sales"][1].startswith("12 ")
                          and rows["joinery.sales"][2] == "nothing", text)
        leads = self.suite.client("leads")
        for _ in range(30):
            leads.post("/v1/leads", {"name": "陈伟", "phone": erp.phone(self.random), "source": {"channel": "own"}}, key=erp.key())
        self.suite.wait_quiet()
        broker.kcat_produce(self.suite.address, erp.TOPIC, {"ce_specversion": "1.0"}, b"{}", key="x", partition=11)
        held = wait("an order in the twelfth partition is held", 30, lambda: json.loads(
            self.suite.joinery("dead-letters", "--service", "sales", "--json").stdout))
        self.checks.equal("as a dead letter", [(one["topic"], one["state"]) for one in held], [(erp.TOPIC, "parked")])
        copies = wait("its copy is there", 20, lambda: broker.kcat_read(self.suite.address, ERP_LETTERS))
        self.checks.equal("in a topic of eight", [(one["partition"], one["headers"]["__connect.errors.partition"])
                                                   for one in copies], [(3, "11")])
        self.suite.joinery("dead-letters", "discard", "--service", "sales", "--reason", "a test", "--yes", check=True)
        self.suite.down()
        self.suite.up()
        self.checks.check("the next start is as ever", True)
        self.suite.wait_quiet()
        done = self.suite.joinery("verify", "--json")
        self.checks.check("joinery verify names no difference", done.returncode == 0, done.stdout)

    def settings(self):
        file = self.suite.folder / "topics.json"
        file.write_text(json.dumps({"joinery.finance": {"partitions": 16}, "joinery.sales.dead-letters": {"retentionDays": 3},
                                    "joinery.aftersales": {"replication": 3}}))
        said = {"JOINERY_TOPIC_RETENTION_DAYS": "14", "JOINERY_TOPICS_FILE": str(file)}
        rows, status, text = self.rows("--dry-run", **said)
        self.checks.check("a dry run shows what differs, status 1", status == 1
                          and rows["joinery.finance"] == ["16 partitions, 14 d", "8 partitions, 30 d, 1 copy",
                                                          "8 partitions added, retention.ms=1209600000"], text)
        self.checks.check("copies are somebody else's to change, and how", "joinery.aftersales has 1 copy instead of 3" in text
                          and "kafka-reassign-partitions" in text, text)
        self.checks.equal("and changes nothing", self.described("joinery.finance"), (8, 30))
        rows, status, text = self.rows(**said)
        self.checks.check("without it that is done, status 0", status == 0, text)
        expected = {"joinery.finance": (16, 14), "joinery.finance.dead-letters": (16, 14), "joinery.sales": (12, 14),
                    "joinery.sales.dead-letters": (8, 3), erp.TOPIC: (12, 14), "joinery.replays": (1, 1)}
        # Brokers hear of what the controller has set a moment later.
        wait("Kafka says so", 30, lambda: all(self.described(name) == shape for name, shape in expected.items()))
        self.checks.check("as Kafka says", True)
        rows, status, text = self.rows("--dry-run", **said | {"JOINERY_TOPICS_FILE": ""})
        self.checks.check("fewer partitions are never made", status == 1 and rows["joinery.finance"][2] == "nothing"
                          and rows["joinery.sales.dead-letters"][2] == "retention.ms=1209600000", text)
        for name, value, words in (("JOINERY_TOPIC_PARTITIONS", "0", "from 1 to 256"), ("JOINERY_TOPICS_FILE", "/nowhere", "read"),
                                   ("JOINERY_TOPIC_RETENTION_DAYS", "-1", "from 1 to 3650")):
            _, status, text = self.rows(**{name: value})
            self.checks.check(f"{name}={value} is refused with words", status == 1 and name in text and words in text, text)

    def up(self):
        """The suite takes them too, and services are not given what is no setting of theirs."""
        self.suite.down()
        self.suite.environment |= {"JOINERY_TOPIC_RETENTION_DAYS": "20", "JOINERY_TOPIC_PARTITIONS": "12"}
        self.suite.up()
        self.suite.wait_quiet()
        wait("Kafka says so", 30, lambda: self.described("joinery.aftersales") == (12, 20))
        self.checks.check("joinery up brings topics there", True)


def main():
    if "--kafka" not in sys.argv and os.environ.get("JOINERY_KAFKA_LAUNCHER"):
        sys.argv.append("--kafka")
    options = arguments(__doc__)
    checks = Checks()
    if not options.kafka:
        print("skipped: JOINERY_KAFKA_LAUNCHER names no launcher of Apache Kafka (see README.md)")
        checks.finish()
    with Suite(options) as suite:
        topics = Topics(checks, suite, options.random)
        for name in ("fresh", "more", "settings", "up"):
            checks.part(name, getattr(topics, name))
    checks.finish()


if __name__ == "__main__":
    main()
