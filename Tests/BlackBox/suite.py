"""A whole suite of one's own, started as a newcomer starts it: `joinery up` on free ports and an empty folder."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from broker import HERE, Kafka
from checks import wait
from web import Client

OFFSETS = {"leads": 1, "sales": 2, "finance": 3, "after-sales": 4, "reporting": 5}
ROLES = "manager,net-sales,shop,designer,installer,service,finance,operations,auditor"
BINARIES = Path(os.environ.get("JOINERY_BIN", HERE.parent.parent / ".build" / "debug"))


def fnv1a64(data):
    found = 0xCBF29CE484222325
    for byte in data:
        found = (found ^ byte) * 0x100000001B3 % (1 << 64)
    return found


def stream_of(key):
    return fnv1a64(key.encode()) % 256


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def free_ports(random, nodes=1):
    """A base of which +0 to +9 are free: services at +1 to +5, the broker at +6, Apache Kafka at +7 and +8 (further nodes
    10 higher each), a second process of a service at +9."""
    while True:
        base = random.randrange(20_000, 31_000, 10)
        if all(is_free(base + offset) for offset in range(10 * nodes)):
            return base


def children(parent):
    """Process ids and executables' names of a process's children."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            after = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            if int(after[1]) == parent and after[0] != "Z":
                found[int(entry.name)] = os.path.basename(os.readlink(entry / "exe")).removesuffix(" (deleted)")
        except (OSError, IndexError):
            continue
    return found


class Suite:
    # Called with each suite that ends, while it still runs.
    on_end = None

    def __init__(self, options, environment=None, demo=0):
        """`demo`: how many leads of demo data an empty store gets."""
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="joinery-"))
        self.data = self.folder / "data"
        # Ports are no part of a run's randomness: which are free differs.
        nodes = getattr(options, "nodes", 1)
        self.base = free_ports(__import__("random").SystemRandom(), nodes)
        self.broker_port = self.base + 6
        self.kafka = Kafka(self.folder / "kafka", self.base + 7, nodes=nodes) if options.kafka else None
        # How it is started.
        self.command = ["up", *(["--demo-size", str(demo)] if demo else ["--no-demo"])]
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("JOINERY_")
        } | (environment or {})
        self.process = None
        self.token = None
        self.tls = None
        self.others = []
        self.log = self.folder / "up.log"
        self.binaries = BINARIES
        self.services = [name for name in OFFSETS if (BINARIES / name).exists()]

    def __enter__(self):
        try:
            if self.kafka:
                self.kafka.start()
            self.up()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        for process in self.others:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()
        if Suite.on_end and self.process:
            Suite.on_end(self)
        self.down()
        if self.kafka:
            self.kafka.stop()
        if self.options.keep:
            print(f"kept {self.folder}", flush=True)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def address(self):
        return self.kafka.address if self.kafka else f"127.0.0.1:{self.broker_port}"

    @property
    def where(self):
        """The options that tell `joinery` which suite is meant."""
        broker = ["--kafka", self.address] if self.kafka else ["--broker-port", str(self.broker_port)]
        return ["--data", str(self.data), "--port-base", str(self.base), *broker]

    def keep_keys(self):
        """As the operators' guide says: the keys are kept apart from the stores."""
        shutil.copytree(self.data / "keys", self.folder / "keys", dirs_exist_ok=True)

    def up(self, seconds=90):
        kept = self.folder / "keys"
        if kept.exists() and not (self.data / "keys").exists():
            shutil.copytree(kept, self.data / "keys")
        log = open(self.log, "ab")
        self.process = subprocess.Popen(
            [self.binaries / "joinery", *self.command, *self.where], stdout=subprocess.PIPE, stderr=log,
            stdin=subprocess.DEVNULL, env=self.environment, start_new_session=True)
        ready = threading.Event()

        def drain():
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                if line.startswith(b"ready"):
                    ready.set()

        threading.Thread(target=drain, daemon=True).start()
        wait("joinery up says ready", seconds, lambda: ready.is_set() or self.process.poll() is not None)
        if not ready.is_set():
            raise OSError(f"joinery up ended with {self.process.returncode}: {self.log.read_text()[-2000:]}")
        # A build of before, as some scripts start it, needs no token and has no such route.
        if "leads" in self.services and self.binaries == BINARIES and (
                self.token is None or self.client("leads").get("/v1/employees?limit=1").status == 401):
            self.token = self.machine("local", ROLES)

    def machine(self, subject, roles):
        """A new token of a machine with these roles, signed by leads."""
        done = self.joinery("token", "--sub", subject, "--name", subject, "--role", roles, check=True)
        return done.stdout.strip().splitlines()[-1]

    def down(self):
        """Ends the suite as Ctrl-C does; gives the exit status and whom it left behind."""
        if self.process is None:
            return None, {}
        process, self.process = self.process, None
        left = children(process.pid)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        deadline = time.monotonic() + 2
        alive = left
        while alive and time.monotonic() < deadline:
            alive = {pid: name for pid, name in left.items() if self._runs(pid, name)}
            time.sleep(0.05)
        for pid in alive:
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, signal.SIGKILL)
        return process.returncode, alive

    @staticmethod
    def _runs(pid, name):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            return stat[0] != "Z" and os.path.basename(os.readlink(f"/proc/{pid}/exe")).startswith(name)
        except OSError:
            return False

    def pid(self, name):
        """The child of that name; None while it is being restarted."""
        return next((pid for pid, executable in children(self.process.pid).items() if executable == name), None)

    def signal(self, name, number):
        """Sends a signal to a child and gives its process id."""
        pid = wait(f"{name} runs", 30, lambda: self.pid(name))
        os.kill(pid, number)
        return pid

    def broker_pid(self):
        return self.kafka.pid if self.kafka else wait("the broker runs", 30, lambda: self.pid("broker"))

    def kill_broker(self):
        """kill -9; the embedded one comes back by itself and empty, Apache Kafka is started again with what it had."""
        if self.kafka:
            self.kafka.kill()
            self.kafka.start()
        else:
            self.signal("broker", signal.SIGKILL)

    def client(self, service, token=None, timeout=10):
        return Client(self.base + OFFSETS[service], token or self.token, timeout, self.tls)

    def wait_ready(self, *services, seconds=60):
        for service in services or self.services:
            client = self.client(service)
            wait(f"{service} is ready", seconds, lambda: client.get("/readyz").status == 200)

    def joinery(self, *arguments, check=False, seconds=120, environment=None):
        return subprocess.run(
            [BINARIES / "joinery", *arguments, *self.where], capture_output=True, text=True, timeout=seconds,
            check=check, stdin=subprocess.DEVNULL, env=self.environment | (environment or {}))

    def spawn(self, executable, environment):
        """Another process of a service, beside those of `joinery up`."""
        name = self.folder / f"{executable}-{len(self.others)}.log"
        with open(name, "wb") as log:
            process = subprocess.Popen(
                [BINARIES / executable], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env=self.environment | {"JOINERY_KAFKA": self.address} | environment)
        process.log = name
        self.others.append(process)
        return process

    def journal(self, service):
        """The whole event journal of a service."""
        client, after, events = self.client(service, timeout=30), 0, []
        while after is not None:
            answer = client.get(f"/ops/journal?after={after}&limit=1000")
            if answer.status != 200:
                raise OSError(f"/ops/journal of {service}: {answer}")
            page = answer.json
            events += page["events"]
            after = page.get("next")
        for event in events:
            event["data"] = json.loads(event["data"])
        return events

    def position(self, service):
        """The last position of a service's event journal."""
        return self.client(service).get("/ops/journal?after=0&limit=1").json["last"]

    def streams(self):
        """`joinery streams --json`: its answer and exit status."""
        done = self.joinery("streams", "--json")
        return json.loads(done.stdout or "[]"), done.returncode

    def is_quiet(self):
        """Everything is published, and everybody has applied all that the journals hold."""
        reports, _ = self.streams()
        if len(reports) < len(self.services) or any(report["lost"] for report in reports):
            return False
        events = {of["source"]: of for of in (report.get("publishing") for report in reports) if of}
        for of in events.values():
            if of["state"] != "running" or of["published"] < of["events"] or of.get("away"):
                return False
        for report in reports:
            if report.get("away") or any(report["outside"].values()):
                return False
            for of in report["consuming"]:
                # One that has just started may not know yet that it lacks something.
                written = events[of["source"]]["events"] if of["source"] in events else 0
                if of["missing"] or of["lag"] or of.get("stopped") or of["applied"] < written:
                    return False
        return True

    def wait_quiet(self, seconds=90):
        """Quiet twice in a row with the same journals between: what one event causes has happened too."""
        begun = time.monotonic()
        before = None
        while time.monotonic() - begun < seconds:
            try:
                now = [self.position(name) for name in self.services if name != "reporting"]
                if self.is_quiet():
                    if now == before:
                        return time.monotonic() - begun
                    before = now
                else:
                    before = None
            except (OSError, ValueError):
                before = None
            time.sleep(0.2)
        raise TimeoutError(f"not quiet after {seconds} s: {self.joinery('streams').stdout}")
