"""Faults of processes: killed, crashed at named points, stopped, doubled; and stores that come back."""

import os
import signal
import time

from catalogue import EVERYWHERE, PRODUCERS, SERVICES, Absent, OutsideSuite, fault, program
from checks import wait
from kills import TARGETS, Kills
from owners import Owners
from poison import Poison
from restore import Restores
from suite import BINARIES, Suite


def kills(run):
    run.options.times = run.times
    found = Kills(run.checks, run.options)
    found.random = run.random
    return found


for target in TARGETS:
    def killed(run, suite, work, target=target):
        return kills(run).kill(target)(suite, work)

    killed.__doc__ = f"kill -9 of {target} at random moments"
    fault(f"kill-{target}", times=20)(killed)


@fault("kill-all", times=3)
def kill_all(run, suite, work):
    """kill -9 of every service and the broker, mixed"""
    return kills(run).kill(*TARGETS)(suite, work)


class CrashSuite(Suite):
    """Its processes end as by kill -9 at the next pass of a point, once a file asks for it (debug builds)."""

    def __init__(self, options):
        super().__init__(options)
        self.points = self.folder / "crash"
        self.points.mkdir()
        self.environment["CRASH_POINTS"] = str(self.points)

    def crash(self, service, point, seconds=20):
        mark = self.points / f"{service}.{point}"
        mark.touch()
        wait(f"{service} crashes at {point} (only debug builds do)", seconds, lambda: not mark.exists())


POINTS = {"before-commit": SERVICES, "after-commit": SERVICES, "after-produce": PRODUCERS,
          "before-acknowledgement": PRODUCERS, "after-acknowledgement": PRODUCERS, "after-apply": SERVICES}
for point, services in POINTS.items():
    def crashed(run, suite, work, point=point, services=services):
        for index in run.each(run.times, f"each crashed at {point}"):
            for service in services:
                time.sleep(run.random.uniform(0.2, 1))
                suite.crash(service, point)
        return run.times * len(services)

    crashed.__doc__ = f"each service ends as by kill -9 at the point {point}"
    fault(f"crash-{point}", make=CrashSuite)(crashed)


class NewbornSuite(CrashSuite):
    """Each service crashes inside of a migration when it makes its store."""

    def __enter__(self):
        for service in SERVICES:
            (self.points / f"{service}.in-migration").touch()
        return super().__enter__()


@fault("crash-in-migration", make=NewbornSuite, times=1)
def crash_in_migration(run, suite, work):
    """each service ends as by kill -9 inside of its first migration"""
    left = list(suite.points.iterdir())
    run.checks.check("each service crashed inside of a migration", not left, left)
    time.sleep(3)
    return len(SERVICES)


@fault("zombie")
def zombie(run, suite, work):
    """SIGSTOP of a service, a replacement on its store (refused, with the owner's pid), SIGCONT"""
    for index in run.each(run.times, "stopped, replaced, went on"):
        service = run.random.choice(SERVICES)
        owner = suite.signal(service, signal.SIGSTOP)
        try:
            time.sleep(1)
            other = suite.spawn(service, {"JOINERY_DATA": str(suite.data / service), "JOINERY_PORT": str(suite.base + 9)})
            status, words = other.wait(30), other.log.read_text()
            run.checks.check(f"the replacement of {service} is refused with the owner's pid",
                             status and str(owner) in words, (status, words[-300:]))
        finally:
            os.kill(owner, signal.SIGCONT)
        time.sleep(1)
    return run.times


@fault("sigterm", times=10)
def sigterm(run, suite, work):
    """SIGTERM of each service under load; each ends with its work done and is started again"""
    for index in run.each(run.times, "each service ended by SIGTERM"):
        for service in SERVICES:
            suite.signal(service, signal.SIGTERM)
            time.sleep(run.random.uniform(0.1, 0.8))
    return run.times * len(SERVICES)


@fault("stop-and-start", make=OutsideSuite, times=3)
def stop_and_start(run, suite, work):
    """the whole suite ended by Ctrl-C under load and started again"""
    for index in run.each(run.times, "stopped and started"):
        time.sleep(2)
        begun = time.monotonic()
        status, left = suite.down()
        took = time.monotonic() - begun
        run.checks.check(f"stops within 20 s ({took:.1f} s), with status 0, leaving nobody",
                         status == 0 and not left and took < 20, (status, left))
        suite.up()
    return run.times


@fault("rebuild", times=3)
def rebuild(run, suite, work):
    """reporting rebuilt while live"""
    for index in run.each(run.times, "rebuilt"):
        time.sleep(3)
        suite.joinery("rebuild", check=True)
    return run.times


def old_build():
    if not os.environ.get("JOINERY_OLD_BIN"):
        raise Absent("JOINERY_OLD_BIN names no folder of older executables")


class MixedSuite(Suite):
    """Some of its services are of an older build."""

    old = ()

    def __init__(self, options):
        super().__init__(options)
        mixed = self.folder / "bin"
        mixed.mkdir()
        for name in [*SERVICES, "broker", "joinery"]:
            folder = os.environ["JOINERY_OLD_BIN"] if name in self.old else BINARIES
            (mixed / name).symlink_to(os.path.realpath(os.path.join(folder, name)))
        self.binaries = mixed


class OldConsumer(MixedSuite):
    old = ("reporting",)


class OldProducers(MixedSuite):
    old = tuple(PRODUCERS)


@fault("old-consumer", make=OldConsumer, needs=[old_build], times=1)
def old_consumer(run, suite, work):
    """reporting of an older build with producers of this one"""
    time.sleep(10)
    return 1


@fault("old-producers", make=OldProducers, needs=[old_build], times=1)
def old_producers(run, suite, work):
    """producers of an older build with reporting of this one"""
    time.sleep(10)
    return 1


# MARK: Those that have scripts of their own


def elsewhere(name, says, part, brokers=EVERYWHERE, needs=()):
    def body(run):
        run.count(name, lambda: part(run))

    body.__doc__ = says
    fault(name, brokers=brokers, needs=needs, times=1, whole=True)(body)


ONE = ("embedded", "kafka")
elsewhere("second-instance", "a second process on a store", lambda run: Owners(run.checks, run.options).second_process())
elsewhere("copied-store-idle", "a copied store with both running: seen and stopped within a minute",
          lambda run: Owners(run.checks, run.options).copied(False))
elsewhere("copied-store-busy", "the same, with both under load", lambda run: Owners(run.checks, run.options).copied(True))
elsewhere("old-copy", "an old copy of one store put back alone: refused", lambda run: Owners(run.checks, run.options).old_copy())
elsewhere("restore", "a backup set restored: topics still there, twice; broker lost; under load",
          lambda run: Restores(run.checks, run.options).whole(), brokers=ONE)
elsewhere("restore-one-store", "one store alone put back: refused", lambda run: Restores(run.checks, run.options).alone(),
          brokers=ONE)


def poisoned(case):
    def body(run):
        with Suite(run.options) as suite:
            poison = Poison(run.checks, suite, run.random)
            poison.warm_up()
            getattr(poison, case)()
            poison.producer.close()

    return body


for case, says in [
    ("strays", "random bytes, null values, invalid UTF-8, wrong numbers, deep nesting on a service's topic"),
    ("numbered", "events of the producer's own that cannot be applied: cut, wrong types, unknown versions, deep nesting"),
    ("erp_orders", "ERP orders that are wrong, and their higher revisions"), ("erp_noise", "what is no ERP order at all"),
]:
    elsewhere(f"poison-{case.replace('_', '-')}", says, poisoned(case), brokers=ONE, needs=[program("kcat")])
