#!/usr/bin/env python3
"""One store has one owner, and one topic one writer: a second process on a store, a copied store with both running,
idle and busy, and an old copy put back alone."""

import itertools
import os
import signal
import sqlite3
import threading
import time
from pathlib import Path

import erp
from checks import Checks, arguments, wait
from suite import Suite
from web import Client


def copy_store(source, folder):
    """A copy as SQLite makes it, also of a store that is written to."""
    folder.mkdir(parents=True)
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as store, \
            sqlite3.connect(folder / source.name) as copy:
        store.backup(copy)
    store.close()
    copy.close()
    return folder


def put_back(copy, folder):
    """Puts a copied store in the place of the present one."""
    store = folder / "leads.sqlite"
    for suffix in ("-wal", "-shm"):
        Path(f"{store}{suffix}").unlink(missing_ok=True)
    store.write_bytes((copy / "leads.sqlite").read_bytes())


def capture(client, random, count=1):
    for _ in range(count):
        answer = client.post("/v1/leads", {"name": "陈伟", "phone": erp.phone(random), "source": {"channel": "own"}},
                             key=erp.key())
        if answer.status != 201:
            return answer
    return answer


class Owners:
    def __init__(self, checks, options):
        self.checks = checks
        self.options = options
        self.random = options.random

    def second_process(self):
        """Two processes on one store."""
        with Suite(self.options) as suite:
            owner = suite.pid("leads")
            second = suite.spawn("leads", {"JOINERY_DATA": str(suite.data / "leads"),
                                           "JOINERY_PORT": str(suite.base + 9)})
            status = second.wait(20)
            words = second.log.read_text()
            print(f"        {words.strip()[-300:]}")
            self.checks.check("a second process on the store ends with words and the owner's pid",
                              status != 0 and str(owner) in words, (status, words))
            self.checks.equal("the owner goes on", capture(suite.client("leads"), self.random).status, 201)
            whole = suite.joinery("up", "--no-demo", seconds=30)
            self.checks.check("a second 'joinery up' on the folder ends with words",
                              whole.returncode not in (0, None) and whole.stderr.strip(), whole)
            self.checks.equal("the owner goes on still", capture(suite.client("leads"), self.random).status, 201)

    def copied(self, busy):
        """The store copied while it is written to, and a second process started on the copy."""
        kind = "busy" if busy else "idle"
        with Suite(self.options) as suite:
            original = suite.client("leads")
            capture(original, self.random, 20)
            suite.wait_quiet()
            copy = copy_store(suite.data / "leads" / "leads.sqlite", suite.folder / "copy")
            begun = time.monotonic()
            twin = suite.spawn("leads", {"JOINERY_DATA": str(copy), "JOINERY_PORT": str(suite.base + 9)})
            other = Client(suite.base + 9)
            both = {"original": original, "copy": other}
            wait("the copy takes commands", 20,
                 lambda: twin.poll() is not None or other.get("/readyz").status == 200)
            stop = threading.Event()
            threads = [threading.Thread(target=self.load, args=(client, seed, stop))
                       for seed, client in enumerate(both.values())] if busy else []
            for thread in threads:
                thread.start()
            stopped = {}
            while time.monotonic() - begun < 75 and not stopped:
                for name, client in both.items():
                    try:
                        answer = client.get("/readyz")
                        if answer.status == 503 and "another process" in answer.body.decode():
                            stopped[name] = answer
                    except OSError:
                        if name == "copy" and twin.poll() is not None:
                            stopped[name] = twin.log.read_text()
                time.sleep(0.2)
            took = time.monotonic() - begun
            stop.set()
            for thread in threads:
                thread.join()
            self.checks.check(f"{kind}: {' and '.join(stopped) or 'nobody'} stopped after {took:.1f} s, within a minute",
                              stopped and took <= 60, stopped)
            for name, found in stopped.items():
                if isinstance(found, str):
                    self.checks.check(f"{kind}: the {name} ended with words", "old copy" in found, found[-500:])
                    continue
                answer = capture(both[name], self.random)
                words = answer.json.get("detail", "") if answer.problem else ""
                print(f"        {words[:300]}")
                self.checks.check(f"{kind}: the {name} answers commands with 503 and words",
                                  answer.status == 503 and "another process" in words
                                  and answer.headers.get("Retry-After"), answer)
                self.checks.check(f"{kind}: its /readyz says why",
                                  any("another process" in reason for reason in found.json["reasons"]), found)
                self.checks.equal(f"{kind}: it still answers queries", both[name].get("/v1/leads?limit=1").status, 200)
                self.checks.equal(f"{kind}: it is still alive", both[name].get("/livez").status, 200)
            if "original" in stopped:
                streams = suite.joinery("streams")
                self.checks.check(f"{kind}: joinery streams says so, status 1",
                                  streams.returncode == 1 and "must not publish" in streams.stdout, streams.stdout)

    def load(self, client, seed, stop):
        for index in itertools.count():
            if stop.is_set():
                return
            try:
                client.post("/v1/leads", {"name": "陈伟", "phone": f"15{seed}{index:08}", "source": {"channel": "own"}},
                            key=erp.key())
            except OSError:
                pass
            time.sleep(0.05)

    def old_copy(self):
        """An old copy of one store put back while the topic goes on from where it was."""
        with Suite(self.options) as suite:
            client = suite.client("leads")
            capture(client, self.random, 10)
            suite.wait_quiet()
            copy = copy_store(suite.data / "leads" / "leads.sqlite", suite.folder / "copy")
            capture(client, self.random, 30)
            suite.wait_quiet()
            # While it stands still nobody restarts leads behind our back.
            os.kill(suite.process.pid, signal.SIGSTOP)
            try:
                os.kill(suite.pid("leads"), signal.SIGKILL)
                time.sleep(0.3)
                put_back(copy, suite.data / "leads")
                alone = suite.spawn("leads", {"JOINERY_DATA": str(suite.data / "leads"),
                                              "JOINERY_PORT": str(suite.base + 1)})
                status = alone.wait(40)
                words = alone.log.read_text()
                print(f"        {words.strip().splitlines()[-1][:400] if words.strip() else ''}")
                self.checks.equal("an old copy put back alone: refused at start, status 78", status, 78)
                self.checks.check("with words that name the remedy",
                                  "old copy" in words and "joinery restore" in words and "--new-log" in words, words)
            finally:
                os.kill(suite.process.pid, signal.SIGCONT)
            said = wait("joinery up says that leads must not run", 40,
                        lambda: [line for line in suite.log.read_text(errors="replace").splitlines()
                                 if "leads must not run" in line])
            self.checks.check("joinery up says so and does not try again", len(said) == 1 and not suite.pid("leads"), said)
            self.checks.equal("the others go on", suite.client("reporting").get("/readyz").status, 200)


def main():
    cases = ["second-process", "idle", "busy", "old-copy"]
    options = arguments(__doc__, ("--only", {"choices": cases, "action": "append"}))
    checks = Checks()
    owners = Owners(checks, options)
    bodies = {"second-process": owners.second_process, "idle": lambda: owners.copied(False),
              "busy": lambda: owners.copied(True), "old-copy": owners.old_copy}
    for case in options.only or cases:
        checks.part(case, bodies[case])
    checks.finish()


if __name__ == "__main__":
    main()
