#!/usr/bin/env python3
"""The whole catalogue of faults (`Tests/README.md#faults`) against the real executables, each under load: what was
answered is there, once, in order, and every report is exact to the fen."""

import os
import random
import shutil
import sys
import time
import traceback

import broker
import fault_brokers  # noqa: F401
import fault_machine  # noqa: F401
import fault_processes  # noqa: F401
import fault_records  # noqa: F401
import soak  # noqa: F401
from cases import COLUMNS, Cases
from catalogue import Absent, Fault
from checks import Checks
from load import DUPLICATES
from suite import Suite
from web import Client


class Run(Cases):
    """One fault of the catalogue on one broker."""

    def __init__(self, checks, options):
        super().__init__(checks, options)
        self.broker = options.broker
        self.skipped = []

    def go(self, entry):
        for need in entry.needs:
            need()
        self.times = self.options.times or (1 if self.options.short else entry.times)
        failed = len(self.checks.failures)
        if entry.whole:
            entry.body(self)
        else:
            self.case(entry.name, lambda suite, work: entry.body(self, suite, work), entry.make or Suite, **entry.load)
        return len(self.checks.failures) == failed

    def count(self, name, body):
        """A fault that another script has, with suites and checks of its own: a check that fails counts as lost."""
        events, duplicates, commands, failed = [], [], Client.taken, len(self.checks.failures)

        def count(suite):
            for service in suite.services:
                try:
                    found = DUPLICATES.search(suite.client(service).get("/metrics").body.decode())
                    duplicates.append(int(found[1]) if found else 0)
                    if service != "reporting":
                        events.append(suite.position(service))
                except (OSError, ValueError, KeyError):
                    pass  # this one must not run, or was stopped

        Suite.on_end = count
        try:
            body()
        finally:
            Suite.on_end = None
            self.rows.append(dict(zip(COLUMNS, [
                name, self.broker, 1, Client.taken - commands, sum(events), sum(duplicates),
                len(self.checks.failures) - failed, 0, 0, None])))

    def each(self, count, words):
        """0, 1, 2 … with progress."""
        for index in range(count):
            yield index
            self.checks.note(f"  {index + 1} of {count}: {words}")


def options():
    import argparse
    parser = argparse.ArgumentParser(prog="compose/faults", description=__doc__)
    parser.add_argument("--only", action="append", metavar="NAME", help="this fault; may be given again")
    parser.add_argument("--skip", action="append", default=[], metavar="NAME", help="not this fault")
    parser.add_argument("--seed", type=int, help="of everything random (default: a new one, printed)")
    parser.add_argument("--times", type=int, help="how often each fault is caused (default: as the fault says)")
    parser.add_argument("--broker", choices=["embedded", "kafka", "kafka3"], default="embedded",
                        help="the embedded broker, or one or three nodes of Apache Kafka")
    parser.add_argument("--minutes", type=float, default=30, help="of the soak (default 30)")
    parser.add_argument("--short", action="store_true", help="a selection of two to three minutes, each once")
    parser.add_argument("--list", action="store_true", help="name the faults and the brokers that each can be caused on")
    parser.add_argument("--json", action="store_true", help="nothing but the rows on standard output")
    parser.add_argument("--keep", action="store_true", help="keep the suites' folders with stores and logs")
    found = parser.parse_args()
    unknown = [name for name in (found.only or []) + found.skip if name not in Fault.every]
    if unknown:
        parser.error(f"no fault is called {', '.join(unknown)}; --list names them")
    found.kafka = found.broker != "embedded"
    found.nodes = 3 if found.broker == "kafka3" else 1
    if found.seed is None:
        found.seed = random.SystemRandom().randrange(1 << 32)
    return found


SHORT = ["kill-all", "crash-after-commit", "crash-after-apply", "errors-produce", "out-of-order", "write-fails", "clock-jumps",
         "rebuild"]
# Takes half an hour: only when asked for.
LONG = ["soak"]


def main():
    chosen = options()
    if chosen.list:
        width = max(len(name) for name in Fault.every)
        for entry in Fault.every.values():
            print(f"{entry.name.ljust(width)}  {' '.join(entry.brokers)}: {entry.says}")
        return
    broker.use_aiokafka()
    out = os.dup(1)
    if chosen.json:
        os.dup2(2, 1)
    print(f"seed {chosen.seed}", flush=True)
    checks = Checks()
    names = chosen.only or (SHORT if chosen.short else [name for name in Fault.every if name not in LONG])
    chosen.random = None  # each fault gets one of its own
    run = Run(checks, chosen)
    for name in names:
        entry = Fault.every[name]
        if name in chosen.skip:
            continue
        # Each fault's randomness is its own: one alone is as it was in the whole.
        run.random = chosen.random = random.Random(f"{chosen.seed} {name}")
        try:
            if chosen.broker not in entry.brokers:
                raise Absent(f"it is caused on {', '.join(entry.brokers)}")
            if chosen.kafka and not os.environ.get("JOINERY_KAFKA_LAUNCHER"):
                raise Absent("JOINERY_KAFKA_LAUNCHER names no launcher of Apache Kafka (see README.md)")
            checks.note(f"{name}: {entry.says}")
            run.go(entry)
        except Absent as absent:
            run.skipped.append((name, str(absent)))
            if chosen.only:
                checks.check(name, False, f"cannot be caused: {absent}")
            else:
                checks.note(f"{name}: skipped, {absent}")
        except Exception as error:
            traceback.print_exc(file=sys.stdout)
            checks.check(name, False, f"{type(error).__name__}: {error}")
    run.table(out if chosen.json else None)
    for name, why in run.skipped:
        print(f"skipped: {name}: {why}")
    checks.finish()


if __name__ == "__main__":
    main()
