#!/usr/bin/env python3
"""kill -9 of every part under load, and logs that are thrown away: each command that was answered has its event, once,
in order, and every report is exact to the fen."""

import json
import signal
import time

import broker
from cases import Cases
from checks import Checks, arguments

TARGETS = ["leads", "sales", "finance", "after-sales", "reporting", "broker"]


class Kills(Cases):
    # MARK: Faults

    def kill(self, *targets):
        def fault(suite, _):
            plan = [target for _ in range(self.options.times) for target in targets]
            self.random.shuffle(plan)
            for index, target in enumerate(plan):
                time.sleep(self.random.uniform(0.1, 1.5))
                if target == "broker":
                    suite.kill_broker()
                else:
                    suite.signal(target, signal.SIGKILL)
                self.checks.note(f"  {index + 1} of {len(plan)}: kill -9 {target}")
            return len(plan)

        return fault

    def broker_empty(self, suite, _):
        """Whatever the log held is gone, while everybody goes on writing."""
        for index in range(self.options.times_empty):
            time.sleep(self.random.uniform(2, 4))
            self.throw_away(suite)
            self.checks.note(f"  {index + 1} of {self.options.times_empty}: the broker came back empty")
        return self.options.times_empty

    def throw_away(self, suite):
        if suite.kafka:
            suite.kafka.kill()
            suite.kafka.folder.rename(f"{suite.kafka.folder}-{time.monotonic_ns()}")
            suite.kafka.start()
            self.topics(suite)
        else:
            suite.kill_broker()

    def topics(self, suite):
        """As an operator does it; a client that was quicker may have been told that a topic is not there yet."""
        done = suite.joinery("topics")
        if done.returncode:
            raise OSError(f"joinery topics: {done.stdout}{done.stderr}")

    def topics_emptied(self, suite, work):
        """A consumer stands still, the topics lose what it has not read, more is written, it comes back."""
        return self.behind(suite, lambda: self.empty(suite))

    def topics_remade(self, suite, work):
        """The same, with topics that are deleted and made again under the same cluster."""
        def remake():
            for topic in ("joinery.leads", "joinery.sales"):
                suite.kafka.tool("topics", "--delete", "--topic", topic)
            time.sleep(1)
            self.topics(suite)

        return self.behind(suite, remake)

    def behind(self, suite, lose):
        """Reporting stands still while the log is lost, and is started anew some time later."""
        time.sleep(3)
        suite.signal("reporting", signal.SIGSTOP)
        time.sleep(3)
        lose()
        time.sleep(2)
        suite.signal("reporting", signal.SIGKILL)
        time.sleep(3)
        return 1

    def tail_evicted(self, suite, work):
        """The last events are gone before the consumer has read them, and nothing is written after them."""
        time.sleep(3)
        suite.signal("reporting", signal.SIGSTOP)
        time.sleep(2)
        work.stop()
        published = time.monotonic() + 30
        while time.monotonic() < published:
            reports = [suite.client(name).get("/ops/streams").json["publishing"] for name in ("leads", "sales")]
            if all(report["published"] == report["events"] for report in reports):
                break
            time.sleep(0.2)
        self.empty(suite)
        suite.signal("reporting", signal.SIGKILL)
        return 1

    def empty(self, suite):
        """Every record of the services' topics goes; the topics stay."""
        if not suite.kafka:
            return suite.kill_broker()
        file = suite.folder / "delete.json"
        file.write_text(json.dumps({"version": 1, "partitions": [
            {"topic": topic, "partition": partition, "offset": -1}
            for topic in ("joinery.leads", "joinery.sales") for partition in range(8)]}))
        suite.kafka.tool("delete-records", "--offset-json-file", str(file))


def main():
    broker.use_aiokafka()
    cases = ["kill-all", *[f"kill-{target}" for target in TARGETS], "broker-empty", "topics-emptied", "topics-remade",
             "tail-evicted"]
    options = arguments(
        __doc__, ("--times", {"type": int, "default": 20, "help": "kills of each target (default 20)"}),
        ("--only", {"choices": cases, "action": "append"}))
    options.times_empty = min(5, options.times)
    checks = Checks()
    kills = Kills(checks, options)
    faults = {"kill-all": kills.kill(*TARGETS), "broker-empty": kills.broker_empty,
              "topics-emptied": kills.topics_emptied, "topics-remade": kills.topics_remade,
              "tail-evicted": kills.tail_evicted}
    faults |= {f"kill-{target}": kills.kill(target) for target in TARGETS}
    standard = ["kill-all", "broker-empty", "topics-emptied", "topics-remade", "tail-evicted"]
    for case in options.only or standard:
        if case == "topics-remade" and not options.kafka:
            print("topics-remade: skipped, the embedded broker cannot delete a topic; --kafka can")
            continue
        checks.part(case, kills.case, case, faults[case])
    kills.table()
    checks.finish()


if __name__ == "__main__":
    main()
