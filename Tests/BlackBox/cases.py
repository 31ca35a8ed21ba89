"""One fault after another, each with a suite of its own under load, judged once all is quiet; the table of them."""

import json
import os

from load import Ledger, Load, judge
from suite import Suite

COLUMNS = ["fault", "broker", "times", "commands", "events", "duplicates", "lost", "doubled", "reordered", "quietSeconds"]


class Cases:
    def __init__(self, checks, options):
        self.checks = checks
        self.options = options
        self.random = options.random
        self.broker = "kafka" if options.kafka else "embedded"
        self.rows = []

    def case(self, name, fault, make=Suite, **load):
        """One suite, load, the fault, quiet, the checker, a row of the table. `fault` gives how often it happened."""
        with make(self.options) as suite:
            ledger = Ledger(suite.folder / "ledger.jsonl")
            work = Load(suite, ledger, self.random.randrange(1 << 30))
            work.start(**load)
            try:
                times = fault(suite, work)
            finally:
                work.stop()
            quiet = after = None
            try:
                quiet = suite.wait_quiet(120)
            except TimeoutError as error:
                after = str(error)
            work.count_duplicates()
            self.checks.check(f"{name}: quiet again after {quiet and round(quiet, 1)} s", quiet is not None, after)
            self.checks.check(f"{name}: every command was answered as it should be", not work.faults, work.faults[:5])
            verdict = judge(suite, ledger)
            self.checks.check(f"{name}: nothing lost, doubled or reordered",
                              not (verdict.lost or verdict.doubled or verdict.reordered), verdict.words)
            reports, status = suite.streams()
            gaps = [of for report in reports for of in report["consuming"] if of["missing"] or of.get("stopped")]
            # What an outside topic lost is shown for good; the bridge sent it again.
            lost = [of for report in reports for of in report["lost"]]
            self.checks.check(f"{name}: joinery streams shows no gap", not gaps and (status == 0 or lost), reports)
            self.rows.append({
                "fault": name, "broker": self.broker, "times": times,
                "commands": ledger.commands, "events": verdict.events, "duplicates": sum(work.duplicates.values()),
                "lost": verdict.lost, "doubled": verdict.doubled, "reordered": verdict.reordered,
                "quietSeconds": round(quiet, 1) if quiet is not None else None})

    def table(self, out=None):
        """Prints the table, and the same as JSON, to another descriptor where one is given."""
        lines = [COLUMNS] + [[str(row[name]) for name in COLUMNS] for row in self.rows]
        widths = [max(len(line[index]) for line in lines) for index in range(len(COLUMNS))]
        for line in lines:
            print("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())
        text = json.dumps({"rows": self.rows})
        if out is None:
            print(text, flush=True)
        else:
            os.write(out, text.encode() + b"\n")
