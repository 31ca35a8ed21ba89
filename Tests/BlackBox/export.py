#!/usr/bin/env python3
"""A customer is given all that is held of her: by every service over HTTP, as a printed page, and by `joinery export` as
files. Who reads her card stands in the list of reads."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import broker
from checks import Checks, arguments, wait
from journey import Journey
from suite import Suite

# What each service knows the journey's customer by.
KNOWS = {"leads": ["phone", "陈伟", "保利花园"], "sales": ["phone", "陈伟", "衣柜"], "finance": ["phone", "陈伟"],
         "after-sales": ["phone", "陈伟", "师傅很细心"], "reporting": ["phone", "陈伟", "保利花园"]}


class Export:
    def __init__(self, checks, suite, journey):
        self.checks, self.suite, self.journey = checks, suite, journey

    def words(self, service):
        return [self.journey.phone if word == "phone" else word for word in KNOWS[service]]

    def answers(self):
        events = 0
        for service in KNOWS:
            path = f"/v1/customers/{self.journey.customer}/data"
            answer = self.journey.clients[service].get(path)
            missing = [word for word in self.words(service) if word not in answer.body.decode()]
            self.checks.check(f"{service} gives what it holds", answer.status == 200 and not missing, missing or answer)
            events += len(answer.json["events"])
            page = self.journey.clients[service].get(path + ".html")
            missing = [word for word in self.words(service) if word not in page.body.decode()]
            self.checks.check(f"{service} prints it", page.status == 200 and not missing, missing or page)
            absent = self.journey.clients[service].get("/v1/customers/nobody/data")
            self.checks.equal(f"{service} knows nobody else", absent.status, 404)
        self.checks.check(f"{events} events in all", events > 40, events)

    def files(self):
        folder = Path(tempfile.mkdtemp(prefix="joinery-export-"))
        try:
            to = folder / "files"
            done = self.suite.joinery("export", "--customer", self.journey.customer, "--to", str(to))
            self.checks.check("joinery export ends well", done.returncode == 0, done.stdout + done.stderr)
            names = sorted(path.name for path in to.iterdir())
            self.checks.equal("a file of each service and a page", names, sorted([*(f"{name}.json" for name in KNOWS), "customer.html"]))
            self.checks.check("the files are their owner's alone", all(path.stat().st_mode & 0o077 == 0 for path in to.iterdir()))
            for service in KNOWS:
                json.loads((to / f"{service}.json").read_text())
            page = (to / "customer.html").read_text()
            missing = {word for service in KNOWS for word in self.words(service) if word not in page}
            self.checks.check("the page has all of it", not missing, missing)
            again = self.suite.joinery("export", "--customer", self.journey.customer, "--to", str(to))
            self.checks.check("nothing is written over", again.returncode == 1 and "--to" in again.stderr, again.stderr)
            unknown = self.suite.joinery("export", "--customer", "nobody", "--to", str(folder / "none"))
            self.checks.check("an unknown id is told", unknown.returncode == 1 and "nobody" in unknown.stderr, unknown.stderr)
            self.print(to)
        finally:
            shutil.rmtree(folder)

    def print(self, folder):
        browser = shutil.which("chromium")
        if not browser or not shutil.which("pdftotext"):
            return self.checks.note("not printed: there is no chromium or no pdftotext here")
        pdf = folder / "customer.pdf"
        subprocess.run([browser, "--headless", "--no-sandbox", f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}",
                        f"file://{folder}/customer.html"], capture_output=True, timeout=90, check=True)
        text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
        self.checks.check("the page prints to paper", self.journey.phone in text and "陈伟" in text, text[:500])

    def reads(self):
        path = f"/v1/audit/reads?subject={self.journey.customer}"
        wait("the reads are written down", 10, lambda: self.journey.clients["reporting"].get(path).json["items"])
        for service in ("leads", "reporting"):
            found = self.journey.clients[service].get(path).json["items"]
            self.checks.check(f"{service} says who has read the card", found and found[0]["reader"], found)


def main():
    broker.use_aiokafka()
    options = arguments(__doc__)
    checks = Checks()
    with Suite(options) as suite:
        journey = Journey(checks, suite, options.random)
        for step in ("meet", "sell", "deliver", "install", "serve"):
            checks.part(step, getattr(journey, step))
        suite.wait_quiet()
        export = Export(checks, suite, journey)
        checks.part("answers", export.answers)
        checks.part("files", export.files)
        checks.part("reads", export.reads)
    checks.finish()


if __name__ == "__main__":
    main()
