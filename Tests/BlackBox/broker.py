"""Other people's Kafka clients, and Apache Kafka through its launcher."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent


def use_aiokafka():
    """Runs the script again inside of a virtual environment with aiokafka, made when missing."""
    try:
        import aiokafka  # noqa: F401
        return
    except ImportError:
        pass
    folder = HERE / ".venv"
    python = folder / "bin" / "python"
    if Path(sys.prefix) == folder:
        sys.exit(f"{folder} has no aiokafka: remove the folder and try again")
    if not (folder / "ready").exists():
        print("making a virtual environment with aiokafka", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "aiokafka"], check=True)
        (folder / "ready").touch()
    os.execv(python, [str(python), *sys.argv])


def kcat_produce(address, topic, headers, value, key=None, partition=None):
    """One record by kcat, which reports nothing until the broker has it. Raises on failure."""
    command = ["kcat", "-P", "-b", address, "-t", topic, "-X", "message.timeout.ms=10000", "-X", "acks=all"]
    if key is not None:
        command += ["-k", key]
    if partition is not None:
        command += ["-p", str(partition)]
    for name, text in headers.items():
        command += ["-H", f"{name}={text}"]
    subprocess.run(command, input=value, check=True, capture_output=True, timeout=30)


def kcat_read(address, topic):
    """Every record of a topic, as kcat's JSON, with the headers as a dictionary."""
    done = subprocess.run(
        ["kcat", "-C", "-b", address, "-t", topic, "-e", "-q", "-J", "-o", "beginning",
         "-X", "topic.metadata.refresh.interval.ms=1000"], capture_output=True, timeout=120)
    if done.returncode:
        raise OSError(done.stderr.decode(errors="replace"))
    records = []
    for line in done.stdout.splitlines():
        record = json.loads(line)
        flat = record.get("headers") or []
        record["headers"] = dict(zip(flat[::2], flat[1::2]))
        record["headerCount"] = len(flat) // 2
        records.append(record)
    return records


class Producer:
    """aiokafka on a thread of its own, for callers that wait."""

    def __init__(self, address):
        self.address = address
        self.producer = None
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def send(self, topic, value, key=None, headers=None, partition=None, seconds=15):
        """Sends one record and gives its partition and offset. Raises OSError; the next call starts anew."""
        if isinstance(headers, dict):
            headers = [(name, text if isinstance(text, (bytes, type(None))) else str(text).encode())
                       for name, text in headers.items()]
        work = asyncio.run_coroutine_threadsafe(
            asyncio.wait_for(self._send(topic, value, key, headers, partition), seconds), self.loop)
        try:
            found = work.result(seconds + 5)
            return found.partition, found.offset
        except Exception as error:
            self._end()
            raise ConnectionError(f"{topic}: {type(error).__name__} {error}") from error

    async def _send(self, topic, value, key, headers, partition):
        import logging
        from aiokafka import AIOKafkaProducer
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
        if self.producer is None:
            self.producer = AIOKafkaProducer(
                bootstrap_servers=self.address, acks="all", request_timeout_ms=10_000, max_request_size=8 << 20)
            await self.producer.start()
        return await self.producer.send_and_wait(topic, value, key=key, headers=headers, partition=partition)

    def _end(self):
        producer, self.producer = self.producer, None
        if producer is not None:
            work = asyncio.run_coroutine_threadsafe(producer.stop(), self.loop)
            try:
                work.result(5)
            except Exception:
                pass

    def close(self):
        self._end()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)


class Kafka:
    """One node of Apache Kafka, or several."""

    def __init__(self, folder, port, *options, nodes=1):
        self.options = options
        self.launcher = os.environ["JOINERY_KAFKA_LAUNCHER"]
        self.folder = Path(folder)
        self.ports = [port + 10 * index for index in range(nodes)]
        self.address = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        self.processes = {}

    def start(self, *nodes):
        """Starts nodes, all where none is named, and waits until they serve."""
        nodes = nodes or range(1, len(self.ports) + 1)
        log = open(self.folder.with_suffix(".log"), "ab")
        for node in nodes:
            several = ["--node", str(node), "--nodes", str(len(self.ports))] if len(self.ports) > 1 else []
            self.processes[node] = subprocess.Popen(
                [self.launcher, "run", "--data", str(self.folder), "--port", str(self.ports[0]), *several, *self.options],
                stdout=subprocess.PIPE, stderr=log)
        deadline = time.monotonic() + 120
        for node in nodes:
            process = self.processes[node]
            while not process.stdout.readline().startswith(b"ready"):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise OSError(f"Apache Kafka did not start, see {log.name}")
            threading.Thread(target=process.stdout.read, daemon=True).start()

    def pid_of(self, node):
        return int((self.folder / f"node-{node}" / "pid").read_text())

    @property
    def pid(self):
        return self.pid_of(1)

    def kill(self, *nodes):
        """kill -9 of nodes, of all where none is named."""
        for node in nodes or self.processes:
            os.kill(self.pid_of(node), signal.SIGKILL)
            self.processes[node].wait(30)

    def stop(self):
        running = {node: process for node, process in self.processes.items() if process.poll() is None}
        for node, process in running.items():
            os.kill(self.pid_of(node), signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
        for node, process in running.items():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill(node)

    def tool(self, *arguments):
        return subprocess.run(
            [self.launcher, arguments[0], "--bootstrap-server", self.address, *arguments[1:]], check=True,
            capture_output=True, text=True, timeout=90).stdout
