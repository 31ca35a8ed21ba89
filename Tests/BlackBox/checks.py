"""Counting what held and what did not, waiting for things, and the command line that all scripts share."""

import argparse
import os
import random
import sys
import time
import traceback


class Timeout(Exception):
    pass


def wait(what, seconds, condition, every=0.05):
    """Waits until the condition gives something true, and gives it. Errors of the connection count as not yet."""
    deadline = time.monotonic() + seconds
    last = None
    while True:
        try:
            value = condition()
            if value:
                return value
            last = value
        except OSError as error:
            last = error
        if time.monotonic() > deadline:
            raise Timeout(f"waited {seconds} s for: {what} (last: {last!r:.300})")
        time.sleep(every)


class Checks:
    """Prints each check as it is made."""

    def __init__(self):
        self.passed = 0
        self.failures = []
        self.begun = time.monotonic()

    def check(self, name, holds, detail=""):
        if holds:
            self.passed += 1
            print(f"  ok    {name}", flush=True)
        else:
            self.failures.append(name)
            print(f"  FAIL  {name}: {str(detail)[:1500]}", flush=True)
        return bool(holds)

    def equal(self, name, found, expected):
        return self.check(name, found == expected, f"expected {expected!r}, found {found!r}")

    def note(self, text):
        print(f"[{time.monotonic() - self.begun:6.1f} s] {text}", flush=True)

    def part(self, name, body, *arguments):
        """Runs a part; what it throws is one failed check and does not stop the others."""
        self.note(name)
        try:
            return body(*arguments)
        except Exception as error:
            traceback.print_exc(file=sys.stdout)
            self.check(name, False, f"{type(error).__name__}: {error}")

    def finish(self):
        for name in self.failures:
            print(f"failed: {name}")
        print(f"{self.passed} passed, {len(self.failures)} failed", flush=True)
        sys.exit(1 if self.failures else 0)


def arguments(description, *more):
    """The options of all scripts. `more` are pairs of a name and keywords for argparse."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--kafka", action="store_true", help="on Apache Kafka instead of the embedded broker")
    parser.add_argument("--seed", type=int, default=None, help="of everything random (default: a new one, printed)")
    parser.add_argument("--keep", action="store_true", help="keep the suite's folder with stores and logs")
    for name, keywords in more:
        parser.add_argument(name, **keywords)
    options = parser.parse_args()
    if options.kafka and not os.environ.get("JOINERY_KAFKA_LAUNCHER"):
        print("skipped: JOINERY_KAFKA_LAUNCHER names no launcher of Apache Kafka (see README.md)")
        print("0 passed, 0 failed")
        sys.exit(0)
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {options.seed}", flush=True)
    options.random = random.Random(options.seed)
    return options
