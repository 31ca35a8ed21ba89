"""Half an hour of several faults at once under load; WAL, memory and file descriptors stay flat."""

import os
import signal
import statistics
import time
from pathlib import Path

from catalogue import PRODUCERS, SERVICES, fault

# These are never killed, so that their memory and descriptors are those of the whole time.
STEADY = ["leads", "reporting"]


def store_name(service):
    return service.replace("-", "")


def sample(suite):
    """{service: (WAL, resident memory, descriptors)}; bytes."""
    found = {}
    for service in SERVICES:
        pid = suite.pid(service)
        try:
            wal = suite.data / service / f"{store_name(service)}.sqlite-wal"
            resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            found[service] = (wal.stat().st_size, resident, len(os.listdir(f"/proc/{pid}/fd")))
        except OSError:
            pass  # it is being restarted
    return found


class Samples:
    def __init__(self):
        self.of = {service: [] for service in SERVICES}

    def take(self, suite):
        for service, values in sample(suite).items():
            self.of[service].append(values)

    def words(self, service, index, unit):
        values = [one[index] / unit for one in self.of[service]]
        third = max(1, len(values) // 3)
        parts = [statistics.median(values[start:start + third]) for start in (0, third, 2 * third) if values[start:]]
        return " → ".join(f"{part:.1f}" for part in parts) + f", at most {max(values):.1f}"

    def check(self, checks):
        """Flat: from the second third to the last by a tenth and a little at most, where nobody was killed."""
        for service in SERVICES:
            if not self.of[service]:
                continue
            for index, (name, unit, slack) in enumerate(
                    [("WAL, MiB", 1 << 20, 8), ("memory, MiB", 1 << 20, 8), ("descriptors", 1, 8)]):
                values = [one[index] / unit for one in self.of[service]]
                third = max(1, len(values) // 3)
                before, after = (statistics.median(values[start:start + third]) for start in (third, 2 * third)) \
                    if len(values) >= 3 else (values[0], values[-1])
                flat = after <= before * 1.1 + slack
                words = f"{service}: {name} {self.words(service, index, unit)}"
                if service in STEADY or name.startswith("WAL"):
                    checks.check(f"{words}: flat", flat, (before, after))
                else:
                    print(f"        {words}", flush=True)


@fault("soak", brokers=("embedded", "kafka"), times=None, pause=0.4)
def soak(run, suite, work):
    """Kills, stand-stills and losses of the broker at random for `--minutes` minutes."""
    samples, times, begun = Samples(), 0, time.monotonic()
    end, due, told = begun + run.options.minutes * 60, begun + 10, begun
    while time.monotonic() < end:
        time.sleep(2)
        samples.take(suite)
        now = time.monotonic()
        if now - told > 60:
            told = now
            run.checks.note(f"  {(now - begun) / 60:.0f} of {run.options.minutes} minutes, {times} faults, "
                            f"{work.ledger.commands} commands; {samples.words('leads', 1, 1 << 20)} MiB leads, "
                            f"{samples.words('reporting', 1, 1 << 20)} MiB reporting")
        if now < due:
            continue
        due = now + run.random.uniform(8, 20)
        times += 1
        kind = run.random.choice(["kill", "kill", "freeze", "freeze", "broker-freeze", "broker"])
        if kind == "kill":
            suite.signal(run.random.choice([name for name in PRODUCERS if name not in STEADY]), signal.SIGKILL)
        elif kind == "broker":
            suite.kill_broker()
        else:
            freeze(suite, run.random.choice(SERVICES) if kind == "freeze" else None, run.random.uniform(1, 6))
    samples.check(run.checks)
    return times


def freeze(suite, service, seconds):
    """SIGSTOP for a while; the broker where no service is named."""
    pid = suite.signal(service, signal.SIGSTOP) if service else suite.broker_pid()
    if not service:
        os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        os.kill(pid, signal.SIGCONT)
