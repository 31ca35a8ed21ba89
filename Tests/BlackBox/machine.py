#!/usr/bin/env python3
"""A machine is lost under load, all of it at once, and another one takes over from where the stores were shipped to: by a
warm standby, and from nothing. How many answered commands are lost (none with `wait`; the last moments with `async`), how
long until commands are answered again, whether all adds up. The old machine comes back and is refused; one that is only
cut off is, while it runs. One lost store is rebuilt beside the others."""

import json
import os
import random as randomness
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import broker
import erp
from checks import Checks, arguments, wait
from load import Ledger, Load, judge
from others import environment
from suite import BINARIES, Suite, children, free_ports, is_free

KINDS = {"lead": ("leads", "lead.captured", "leadId"), "activity": ("leads", "activity.logged", "activityId"),
         "quote": ("sales", "quote.drafted", "quoteId"), "order": ("sales", "order.confirmed", "orderId"),
         "delivery": ("sales", "delivery.noted", "deliveryId"), "receipt": ("finance", "receipt.posted", "receiptId"),
         "request": ("after-sales", "service.requested", "requestId")}


class TimedLedger(Ledger):
    """Knows when each command was answered."""

    def note(self, kind, **fields):
        super().note(kind, **fields, at=time.time())


class Storage:
    """An S3 storage that is not ours: moto's server, which checks the signature of each request."""

    def __init__(self, folder, programs):
        self.port = 0
        while not self.port or not is_free(self.port):
            self.port = randomness.SystemRandom().randrange(31_000, 32_000)
        # So many requests make the user and the bucket; from then on each is signed by that user's key.
        self.process = subprocess.Popen(
            [programs / "moto_server", "-H", "127.0.0.1", "-p", str(self.port)], stdin=subprocess.DEVNULL,
            stdout=open(folder / "moto.log", "ab"), stderr=subprocess.STDOUT,
            env=os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": "4"})
        wait("moto serves", 60, lambda: not is_free(self.port))
        made = subprocess.run([programs / "python", "-c", """
import boto3, json, sys
of = dict(endpoint_url=sys.argv[1], region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="y")
iam = boto3.client("iam", **of)
iam.create_user(UserName="joinery")
key = iam.create_access_key(UserName="joinery")["AccessKey"]
iam.put_user_policy(UserName="joinery", PolicyName="all", PolicyDocument=json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
boto3.client("s3", **of).create_bucket(
    Bucket="shipped", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
print(key["AccessKeyId"], key["SecretAccessKey"])
""", self.address], capture_output=True, text=True, check=True)
        access, secret = made.stdout.split()
        file = folder / "s3-secret-key"
        file.write_text(f"{secret}\n")
        self.environment = {"JOINERY_S3_ENDPOINT": self.address, "JOINERY_S3_REGION": "eu-west-1",
                            "JOINERY_S3_ACCESS_KEY": access, "JOINERY_S3_SECRET_KEY_FILE": str(file)}
        self.places = 0

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def place(self):
        self.places += 1
        return f"s3://shipped/suite-{self.places}"

    def stop(self):
        self.process.kill()
        self.process.wait()


class Machines(Suite):
    """Two machines: each a data folder, the same ports for whichever serves, a destination that outlives them."""

    def __init__(self, options, mode, environment=None):
        super().__init__(options, environment)
        self.destination = self.destination_of(options)
        self.environment |= {"JOINERY_SHIPPING_TO": self.destination, "JOINERY_SHIPPING_MODE": mode,
                             "JOINERY_SHIPPING_PATIENCE_SECONDS": "3"}
        self.data = self.folder / "one"
        self.standby = None

    def destination_of(self, options):
        if options.storage:
            self.environment |= options.storage.environment
            return options.storage.place()
        (self.folder / "shipped").mkdir()
        return str(self.folder / "shipped")

    def unmount(self):
        """The destination is not reached any more."""
        if self.options.storage:
            self.options.storage.process.send_signal(signal.SIGSTOP)
        else:
            (self.folder / "shipped").rename(self.folder / "unmounted")

    def mount(self):
        if self.options.storage:
            self.options.storage.process.send_signal(signal.SIGCONT)
        else:
            (self.folder / "unmounted").rename(self.folder / "shipped")

    def follow(self):
        """The warm standby on the second machine."""
        log = open(self.folder / "standby.log", "ab")
        self.standby = subprocess.Popen(
            [BINARIES / "joinery", "standby", "--data", str(self.folder / "two"), "--metrics",
             str(self.folder / "standby.prom")], stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment)
        self.others.append(self.standby)

    def lose(self):
        """kill -9 of everything of the machine that serves, and its folder is gone (kept aside, to come back)."""
        process, self.process = self.process, None
        pids = [process.pid, *children(process.pid)]
        # The supervisor first: it would start the others again.
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it went with its parent
        process.wait()
        lost = self.folder / f"lost-{self.data.name}"
        self.data.rename(lost)
        return lost

    def take_over(self):
        """`joinery takeover` on the second machine; gives the seconds until every service takes commands."""
        begun = time.monotonic()
        self.data = self.folder / "two"
        self.data.mkdir(exist_ok=True)
        self.command = ["takeover"]
        self.up()
        self.wait_ready()
        return time.monotonic() - begun


def lost_commands(suite, ledger, until):
    """What was answered before that moment and is in no event journal, and when."""
    journals = {name: suite.journal(name) for name in ("leads", "sales", "finance", "after-sales")}
    lost, count = [], 0
    for kind, (service, event, field) in KINDS.items():
        known = {entry["data"].get(field) for entry in journals[service] if f".{event}." in entry["type"]}
        for one in ledger.of(kind):
            if one["at"] <= until:
                count += 1
                if one["id"] not in known:
                    lost.append((one["at"], kind, one["id"]))
    return count, sorted(lost)


class Drill:
    def __init__(self, checks, options):
        self.checks = checks
        self.options = options
        self.rows = []

    def verified(self, suite, name):
        done = suite.joinery("verify", seconds=300)
        self.checks.check(f"{name}: joinery verify finds nothing", done.returncode == 0, done.stdout + done.stderr)
        balance = suite.client("finance", timeout=30).get("/v1/trial-balance").json["rows"]
        sides = [sum(row[side]["amount"] for row in balance) for side in ("debit", "credit")]
        self.checks.equal(f"{name}: finance's ledger balances", sides[0], sides[1])

    def comes_back(self, suite, name, lost):
        """The old machine starts again with what it had."""
        other = free_ports(self.options.random)
        brokers = ["--kafka", suite.address] if suite.kafka else ["--broker-port", str(other + 6)]
        done = subprocess.run(
            [BINARIES / "joinery", "up", "--no-demo", "--data", str(lost), "--port-base", str(other), *brokers],
            capture_output=True, text=True, timeout=90, env=suite.environment, stdin=subprocess.DEVNULL)
        self.checks.check(f"{name}: the old machine comes back and ends with status 1, saying that another goes on",
                          done.returncode == 1 and "somebody else goes on with this store's log" in done.stderr
                          and "must not run as it is" in done.stderr, (done.returncode, done.stderr[-1500:]))
        log = next(line for line in done.stderr.splitlines() if "must not run" in line)
        print(f"        {log[:300]}")

    # MARK: Cases

    def waits(self, warm):
        """With `wait`: everything that was answered is there; the load goes on over the loss."""
        name = f"wait, {'standby' if warm else 'from nothing'}"
        with Machines(self.options, "wait") as suite:
            suite.keep_keys()
            ledger = TimedLedger(suite.folder / "ledger.jsonl")
            work = Load(suite, ledger, self.options.random.randrange(1 << 30))
            if warm:
                suite.follow()
            work.start()
            time.sleep(self.options.seconds)
            before = ledger.commands
            lost = suite.lose()
            begun = time.monotonic()
            took = suite.take_over()
            time.sleep(4)
            work.stop()
            after = ledger.commands
            self.checks.check(f"{name}: {before} commands were answered before, {after - before} after", before > 100
                              and after > before + 20, (before, after))
            self.checks.check(f"{name}: ready again {took:.1f} s after the takeover was begun", took < 60, took)
            self.checks.check(f"{name}: every command was answered as it should be", not work.faults, work.faults[:5])
            quiet = suite.wait_quiet(120)
            self.checks.check(f"{name}: quiet {quiet:.1f} s later", True)
            verdict = judge(suite, ledger)
            self.checks.check(f"{name}: of {verdict.events} events nothing is lost, doubled or reordered",
                              not (verdict.lost or verdict.doubled or verdict.reordered), verdict.words)
            self.verified(suite, name)
            if warm:
                metrics = (suite.folder / "standby.prom").read_text()
                level = re.search(r'joinery_standby_level_timestamp_seconds{of="leads"} ([0-9.]+)', metrics)
                self.checks.check(f"{name}: the standby told when it was level", level and
                                  time.time() - 120 < float(level[1]) < time.time(), metrics)
            self.comes_back(suite, name, lost)
            # Nothing of that has disturbed the machine that serves.
            answer = suite.client("leads").post("/v1/leads", {
                "name": "以后", "phone": erp.phone(self.options.random), "source": {"channel": "own"}}, key=erp.key())
            self.checks.equal(f"{name}: the new machine goes on", answer.status, 201)
            self.rows.append((name, before, 0 if not verdict.lost else verdict.lost, "0", f"{took:.1f}"))

    def loses_moments(self, away):
        """With `async`: what was answered in the last moments may be gone, and nothing else; also where the destination
        had been away for some seconds before."""
        name = f"async{f', {away} s away' if away else ''}, standby"
        with Machines(self.options, "async") as suite:
            suite.keep_keys()
            ledger = TimedLedger(suite.folder / "ledger.jsonl")
            work = Load(suite, ledger, self.options.random.randrange(1 << 30))
            suite.follow()
            work.start()
            time.sleep(self.options.seconds)
            if away:
                suite.unmount()
                time.sleep(away)
            lost_at = time.time()
            work.stopping.set()
            suite.lose()
            if away:
                suite.mount()
            took = suite.take_over()
            work.stop()
            suite.wait_quiet(120)
            count, lost = lost_commands(suite, ledger, lost_at)
            span = lost_at - lost[0][0] if lost else 0
            self.checks.check(
                f"{name}: {len(lost)} of {count} answered commands are lost, all of the last {span:.2f} s", count > 100
                and span < away + 3 and (lost or not away), lost[:5])
            self.checks.check(f"{name}: ready again {took:.1f} s after the takeover was begun", took < 60, took)
            self.verified(suite, name)
            reports, _ = suite.streams()
            stopped = [of for report in reports for of in report["consuming"] if of["missing"] or of.get("stopped")]
            self.checks.check(f"{name}: no gap, nobody stopped", not stopped, reports)
            self.rows.append((name, count, len(lost), f"{span:.2f}", f"{took:.1f}"))

    def cut_off(self):
        """The old machine is alive while the other takes over: it is fenced, and answers no command any more."""
        name = "alive"
        with Machines(self.options, "wait") as one:
            one.keep_keys()
            ledger = TimedLedger(one.folder / "ledger.jsonl")
            work = Load(one, ledger, self.options.random.randrange(1 << 30))
            work.start(bridge=False)
            time.sleep(self.options.seconds / 2)
            two = one.folder / "two"
            (two / "keys").mkdir(parents=True)
            shutil.copytree(one.folder / "keys", two / "keys", dirs_exist_ok=True)
            base = free_ports(self.options.random)
            brokers = ["--kafka", one.address] if one.kafka else ["--broker-port", str(base + 6)]
            where = ["--data", str(two), "--port-base", str(base), *brokers]
            log = open(one.folder / "two.log", "ab")
            second = subprocess.Popen([BINARIES / "joinery", "takeover", *where], stdout=log, stderr=log,
                                      stdin=subprocess.DEVNULL, env=one.environment, start_new_session=True)
            one.others.append(second)
            try:
                leads = one.client("leads")
                wait("the old machine is fenced", 60, lambda: all(
                    "somebody else goes on" in one.client(service).get("/readyz?verbose").body.decode()
                    for service in ("leads", "sales", "finance", "after-sales", "reporting")))
                fenced = time.time()
                answer = leads.post("/v1/leads", {
                    "name": "旧机", "phone": erp.phone(self.options.random), "source": {"channel": "own"}}, key=erp.key())
                self.checks.check(f"{name}: the old one refuses commands with words", answer.status == 503
                                  and "somebody else goes on" in answer.body.decode(), answer)
                self.checks.check(f"{name}: and answers queries", leads.get("/v1/leads?limit=1").status == 200)
                metrics = leads.get("/metrics").body.decode()
                self.checks.check(f"{name}: its metrics say so", "joinery_shipping_fenced 1" in metrics
                                  and "joinery_relay_refused 1" in metrics, metrics[-600:])
                work.stopping.set()
                time.sleep(1)
                self.checks.check(f"{name}: nothing was answered since",
                                  not [one_ for kind in KINDS for one_ in ledger.of(kind) if one_["at"] > fenced])
                one_base, one.base = one.base, base
                one.wait_ready(seconds=90)
                count, lost = lost_commands(one, ledger, time.time())
                self.checks.check(f"{name}: all {count} commands that the old one has answered are at the new one",
                                  count > 50 and not lost, lost[:5])
                one_data, one.data = one.data, two
                one_port, one.broker_port = one.broker_port, base + 6
                one.wait_quiet(90)
                self.verified(one, name)
                one.base, one.data, one.broker_port = one_base, one_data, one_port
            finally:
                # Its threads repeat what the old machine refuses, now at the new one.
                for client in work.clients.values():
                    client.port = base + (client.port - one.base)
                    client.kept = threading.local()
                work.stop()
                second.send_signal(signal.SIGINT)
                second.wait(40)

    def one_store(self):
        """The disk of one service is lost, the others are whole."""
        name = "one store"
        with Machines(self.options, "async") as suite:
            suite.keep_keys()
            ledger = TimedLedger(suite.folder / "ledger.jsonl")
            work = Load(suite, ledger, self.options.random.randrange(1 << 30))
            work.start()
            time.sleep(self.options.seconds / 2)
            work.stop()
            suite.wait_quiet(90)
            refused = suite.joinery("recover", "--service", "sales")
            self.checks.check(f"{name}: no store is written over", refused.returncode == 1 and (
                "belongs to a running process" in refused.stderr or "already" in refused.stderr), refused)
            suite.down()
            again = suite.joinery("recover", "--service", "sales")
            self.checks.check(f"{name}: nor when nobody runs", again.returncode == 1 and "is there already"
                              in again.stderr, again)
            shutil.rmtree(suite.data / "sales")
            done = suite.joinery("recover", "--service", "sales")
            self.checks.check(f"{name}: joinery recover --service sales", done.returncode == 0, done)
            print(f"        {done.stdout.strip()}")
            suite.up()
            suite.wait_ready()
            suite.wait_quiet(90)
            verdict = judge(suite, ledger)
            self.checks.check(f"{name}: nothing is lost, doubled or reordered",
                              not (verdict.lost or verdict.doubled or verdict.reordered), verdict.words)

    def destination_away(self):
        """The destination goes away under load, and comes back."""
        for mode in ("wait", "async"):
            with Machines(self.options, mode) as suite:
                name = f"destination away, {mode}"
                ledger = TimedLedger(suite.folder / "ledger.jsonl")
                work = Load(suite, ledger, self.options.random.randrange(1 << 30))
                work.start()
                time.sleep(4)
                suite.unmount()
                leads = suite.client("leads")

                def answer():
                    return leads.post("/v1/leads", {
                        "name": "目的地", "phone": erp.phone(self.options.random), "source": {"channel": "walk-in"}},
                        key=erp.key())
                if mode == "wait":
                    words = "slow" if self.options.storage else "is not there"
                    refused = wait("commands are refused", 20, lambda: (lambda found: found.status == 503
                                   and (words in found.body.decode() or "does not take changes" in found.body.decode())
                                   and found)(answer()))
                    self.checks.check(f"{name}: commands get 503 that says why", bool(refused), refused)
                elif not self.options.storage:
                    time.sleep(2)
                    self.checks.check(f"{name}: /readyz says so", "not shipped now" in leads.get("/readyz?verbose")
                                      .body.decode(), leads.get("/readyz?verbose"))
                    metrics = leads.get("/metrics").body.decode()
                    self.checks.check(f"{name}: the age of what is not shipped shows", "joinery_shipping_stalled 1"
                                      in metrics, metrics[-500:])
                    before = ledger.commands
                    time.sleep(2)
                    self.checks.check(f"{name}: commands are answered", ledger.commands > before)
                suite.mount()
                time.sleep(2)
                work.stop()
                self.checks.check(f"{name}: every command was answered in the end", not work.faults, work.faults[:5])
                suite.wait_quiet(90)
                verdict = judge(suite, ledger)
                # Those of this script are in no ledger of the load.
                words = [word for word in verdict.words if "nobody was answered" not in word
                         and "lead sources of walk-in" not in word]
                self.checks.check(f"{name}: nothing lost, doubled or reordered", not words, verdict.words)


def main():
    broker.use_aiokafka()
    options = arguments(__doc__, ("--only", {"help": "one case"}), (
        "--seconds", {"type": float, "default": 10, "help": "of load before the loss"}), (
        "--s3", {"action": "store_true", "help": "ship to a bucket (moto's server, by pip into a temporary folder)"}))
    checks = Checks()
    options.storage = None
    with tempfile.TemporaryDirectory() as folder:
        if options.s3:
            programs = environment(Path(folder) / "venv", "moto[server]", "boto3")
            if programs is None:
                checks.finish()
            options.storage = Storage(Path(folder), programs)
        try:
            run(checks, options)
        finally:
            if options.storage:
                options.storage.stop()
    checks.finish()


def run(checks, options):
    drill = Drill(checks, options)
    cases = {"standby": lambda: drill.waits(True), "nothing": lambda: drill.waits(False), "async": lambda: drill.loses_moments(0), "moments": lambda: drill.loses_moments(3),
             "alive": drill.cut_off, "store": drill.one_store, "away": drill.destination_away}
    for name, case in cases.items():
        if options.only in (None, name):
            checks.part(name, case)
    if drill.rows:
        print("\ncase                       answered before  lost  of the last s  ready after s")
        for row in drill.rows:
            print(f"{row[0]:<26} {row[1]:>15}  {row[2]:>4}  {row[3]:>13}  {row[4]:>13}")


if __name__ == "__main__":
    main()
