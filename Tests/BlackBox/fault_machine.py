"""Faults of the machine: a full disk, failing writes, a wall clock that jumps or stands still, a store that is slow."""

import os
import re
import signal
import struct
import subprocess
import threading
import time
from pathlib import Path

import erp
from broker import HERE
from catalogue import PRODUCERS, SERVICES, fault, program, tmpfs, tracing
from checks import wait
from suite import Suite
from web import Client


class SmallDisk(Suite):
    """One service's store stands on a disk of 128 MiB."""

    service = "leads"

    def __enter__(self):
        self.disk = self.data / self.service
        self.disk.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128m", "none", self.disk], check=True)
        return super().__enter__()

    def __exit__(self, *arguments):
        self.down()
        subprocess.run(["umount", "-l", self.disk], check=False)
        super().__exit__(*arguments)


class SmallReporting(SmallDisk):
    service = "reporting"


def fill(run, suite, checks503):
    fill = suite.disk / "fill"
    client = suite.client(suite.service)
    for index in run.each(run.times, "full for 6 s, then freed"):
        time.sleep(2)
        with open(fill, "wb", buffering=0) as file:
            try:
                # While the store goes on writing, whatever it frees is taken too.
                end = time.monotonic() + 6
                while time.monotonic() < end:
                    try:
                        file.write(b"\0" * (1 << 16))
                    except OSError:
                        time.sleep(0.05)
            finally:
                if checks503:
                    answer = client.post("/v1/leads", {"name": "满", "phone": erp.phone(run.random),
                                                       "source": {"channel": "own"}}, key=erp.key())
                    run.checks.check("a command is refused with 503 while the disk is full",
                                     answer.status == 503 and answer.problem, answer)
                fill.unlink()
        wait("it is ready again", 30, lambda: client.get("/readyz").status == 200)
    return run.times


@fault("disk-full", make=SmallDisk, needs=[tmpfs])
def disk_full(run, suite, work):
    """the disk of leads full, then freed"""
    return fill(run, suite, True)


@fault("disk-full-reporting", make=SmallReporting, needs=[tmpfs])
def disk_full_reporting(run, suite, work):
    """the disk of reporting full, then freed"""
    return fill(run, suite, False)


def failing(calls, error):
    def body(run, suite, work):
        count, output = 0, suite.folder / "strace.txt"
        for index in run.each(run.times, f"each service had a failing {calls}"):
            for service in SERVICES:
                pid = suite.signal(service, 0)
                nth = run.random.randint(1, 12)
                tracer = subprocess.Popen(
                    ["strace", "-f", "-qq", "-o", output, "-p", str(pid), "-e", f"trace={calls}", "-e",
                     f"inject={calls}:error={error}:when={nth}+{run.random.choice([7, 40, 1000])}"],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(run.random.uniform(1, 2.5))
                tracer.send_signal(signal.SIGINT)
                tracer.wait(20)
                count += len(re.findall(r"\(INJECTED\)", output.read_text(errors="replace")))
        run.checks.check(f"{count} calls failed", count > 0)
        return count

    body.__doc__ = f"failing {calls} ({error}) at the Nth call of each service"
    return body


for name, calls, error in [("write-fails", "pwrite64", "EIO"), ("fsync-fails", "fdatasync,fsync", "EIO"),
                           ("write-full", "pwrite64", "ENOSPC")]:
    fault(name, needs=[tracing])(failing(calls, error))


class ShiftedSuite(Suite):
    """Its processes see a wall clock that the test sets."""

    def __init__(self, options):
        super().__init__(options)
        self.clock = self.folder / "clock"
        self.set(0, 0)
        library = self.folder / "clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "clock.c", "-ldl"], check=True)
        self.environment |= {"LD_PRELOAD": str(library), "FAULT_CLOCK": str(self.clock)}

    def set(self, shift, frozen=0):
        """Milliseconds to add; milliseconds since 1970 to stand still at."""
        with open(self.clock, "r+b" if self.clock.exists() else "wb") as file:
            file.write(struct.pack("<qq", round(shift), round(frozen)))


HOUR = 3_600_000


@fault("clock-jumps", make=ShiftedSuite, needs=[program("cc")], times=2)
def clock_jumps(run, suite, work):
    """the wall clock 3 h ahead, 3 h behind, and back, again and again"""
    for index in run.each(run.times, "ahead, behind, back"):
        for shift in (3 * HOUR, -3 * HOUR, 0):
            suite.set(shift)
            time.sleep(4)
            if run.random.random() < 0.5:
                suite.signal(run.random.choice(SERVICES), signal.SIGKILL)
    return 3 * run.times


@fault("clock-backwards", make=ShiftedSuite, needs=[program("cc")], times=1)
def clock_backwards(run, suite, work):
    """a wall clock that goes backwards for 15 s, ten seconds each second"""
    for step in range(15):
        suite.set(-10_000 * step)
        time.sleep(1)
    return 15


@fault("clock-frozen", make=ShiftedSuite, needs=[program("cc")], times=2)
def clock_frozen(run, suite, work):
    """the wall clock stands still for 10 s, with a service killed meanwhile"""
    for index in run.each(run.times, "stood still"):
        suite.set(0, time.time() * 1000)
        time.sleep(5)
        suite.signal(run.random.choice(PRODUCERS), signal.SIGKILL)
        time.sleep(5)
        suite.set(0)
        time.sleep(2)
    return run.times


@fault("full-queue", needs=[tracing], times=1, leads=1, orders=1, pause=0.2)
def full_queue(run, suite, work):
    """a store whose every sync takes 3 s, under 1300 clients: intake refused with 503, memory flat"""
    pid = suite.signal("leads", 0)
    resident = lambda: int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    before = resident()
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(pid), "-e", "trace=fdatasync", "-e",
         "inject=fdatasync:delay_enter=3000000"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    answers, stop, lock = [], threading.Event(), threading.Lock()

    def ask(index):
        client, count = Client(suite.base + 1, timeout=60), 0
        while not stop.is_set():
            count += 1
            phone = f"19{index:04}{count:05}"
            body, key = {"name": "多", "phone": phone, "source": {"channel": "own"}}, erp.key()
            try:
                answer = client.post("/v1/leads", body, key=key)
                is_known = answer.status != 503 or (answer.tries == 1 and answer.problem != "outcome-unknown")
            except OSError:
                is_known = False
            if not is_known:
                answer, _ = client.until_answered("/v1/leads", body, key)
            with lock:
                answers.append(answer.status if answer else None)
            if not answer:
                return
            if answer.status == 201:
                lead = answer.json
                work.ledger.note("lead", id=lead["id"], customer=lead["customerId"], phone=phone, channel="own",
                                 inProfile=lead["inProfile"])
            elif answer.status == 503:
                time.sleep(float(answer.headers.get("Retry-After", 1)))

    threading.stack_size(256 << 10)
    threads = [threading.Thread(target=ask, args=(index,)) for index in range(1300)]
    for thread in threads:
        thread.start()
    most = []
    for _ in range(20):
        time.sleep(1)
        most.append(resident())
    tracer.send_signal(signal.SIGINT)
    tracer.wait(20)
    stop.set()
    for thread in threads:
        thread.join(90)
    threading.stack_size(0)
    refused, taken = answers.count(503), answers.count(201)
    run.checks.check(f"{refused} were refused with 503, {taken} taken, nothing else", refused and len(answers) == refused + taken,
                     {status: answers.count(status) for status in set(answers)})
    run.checks.check(f"memory stays flat: {before} MiB before, {most[5]} after 6 s, {max(most)} at most",
                     max(most[6:]) <= most[5] * 1.2 + 32, most)
    return refused
