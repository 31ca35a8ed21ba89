"""What a fault of the catalogue is (`Tests/README.md#faults`), and the brokers that a suite of it runs on."""

import shutil
import socket
import subprocess
from pathlib import Path

from checks import wait
from suite import BINARIES, Suite, is_free

EVERYWHERE = ("embedded", "kafka", "kafka3")
SERVICES = ["leads", "sales", "finance", "after-sales", "reporting"]
PRODUCERS = SERVICES[:4]


class Absent(Exception):
    """What a fault needs is not here; the words say what."""


class Fault:
    """`body(run, suite, work)` causes it under load and gives how often. `whole(run)` stands for a fault that starts
    suites of its own. `times`: how often, unless `--times` says otherwise."""

    every = {}

    def __init__(self, name, body, brokers, needs, make, times, whole, load):
        self.name = name
        self.body = body
        self.brokers = brokers
        self.needs = needs
        self.make = make
        self.times = times
        self.whole = whole
        self.load = load

    @property
    def says(self):
        return " ".join(self.body.__doc__.split())


def fault(name, brokers=EVERYWHERE, needs=(), make=None, times=3, whole=False, **load):
    def add(body):
        Fault.every[name] = Fault(name, body, brokers, needs, make, times, whole, load)
        return body

    return add


# MARK: What a fault may need


def program(name):
    def check():
        if not shutil.which(name):
            raise Absent(f"there is no {name} here")

    return check


def tracing():
    """strace that may attach to a process."""
    program("strace")()
    with subprocess.Popen(["sleep", "5"]) as sleeper:
        done = subprocess.run(["timeout", "-s", "INT", "1", "strace", "-p", str(sleeper.pid)], capture_output=True,
                              text=True)
        sleeper.kill()
    if "attached" not in done.stderr:
        raise Absent(f"strace may not attach to a process here: {done.stderr.strip()[:100]}")


def tmpfs():
    folder = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)], capture_output=True, text=True)
    if done.returncode == 0:
        subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()
    if done.returncode:
        raise Absent(f"no tmpfs may be mounted here: {done.stderr.strip()[:100]}")


# MARK: The embedded broker, run by hand


class Outside:
    """A broker that is nobody's child: the embedded one run by hand, which keeps its topics while the suite is down, and
    takes commands that break things."""

    def __init__(self, folder, port):
        self.port = port
        self.address = f"127.0.0.1:{port}"
        self.log = open(Path(folder) / "broker-outside.log", "ab")
        self.process = None
        self.control = None

    def start(self):
        self.process = subprocess.Popen(
            [BINARIES / "broker", "--port", str(self.port), "--control-port", "0"], stdout=subprocess.PIPE,
            stderr=self.log, stdin=subprocess.DEVNULL, text=True)
        self.control = int(self.process.stdout.readline().rsplit(":", 1)[1])
        if not self.process.stdout.readline().startswith("ready"):
            raise OSError(f"the broker does not start, see {self.log.name}")

    @property
    def pid(self):
        return self.process.pid

    def kill(self):
        self.process.kill()
        self.process.wait()
        wait("its port is free", 10, lambda: is_free(self.port))

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def tell(self, line):
        with socket.create_connection(("127.0.0.1", self.control), timeout=10) as peer:
            peer.sendall(f"{line}\n".encode())
            answer = peer.makefile().readline().strip()
        if answer != "ok":
            raise OSError(f"{line}: {answer}")


class OutsideSuite(Suite):
    """A suite whose broker stays when it ends."""

    def __enter__(self):
        if not self.kafka:
            self.kafka = Outside(self.folder, self.broker_port)
        return super().__enter__()

    @property
    def is_embedded(self):
        return isinstance(self.kafka, Outside)

    def lose_broker(self):
        """Everything that the topics held is gone for good."""
        self.kafka.kill()
        if not self.is_embedded:
            shutil.rmtree(self.kafka.folder)
        self.kafka.start()
        if not self.is_embedded:
            self.joinery("topics", check=True)
