#!/usr/bin/env python3
"""Three reportings over one suite under load: two replicas beside that of `joinery up`, one killed and started on an empty
store, one told to read all anew, the broker killed. In the end all reports of all three are the same to the fen, and each
gives a snapshot that says so."""

import asyncio
import shutil
import signal
import sqlite3
import tempfile
import time
from pathlib import Path

from broker import use_aiokafka
from checks import Checks, arguments, wait
from figures import all_figures, read_through
from load import Ledger, Load
from suite import Suite, is_free
from web import Client

SOURCES = {"leads": "leads", "sales": "sales", "finance": "finance", "after-sales": "aftersales"}


class Replica:
    def __init__(self, suite, name, port):
        self.suite, self.name, self.port = suite, name, port
        self.folder = suite.folder / f"replica-{name}"
        self.start()

    def start(self):
        self.process = self.suite.spawn("reporting", {
            "JOINERY_DATA": str(self.folder), "JOINERY_PORT": str(self.port), "JOINERY_REPLICA": self.name,
            "JOINERY_JWKS_FILE": str(self.suite.data / "keys" / "jwks.json")})
        wait(f"replica {self.name} answers", 60, lambda: self.client.get("/livez").status == 200)

    @property
    def client(self):
        return Client(self.port, self.suite.token, 30)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def journals(suite):
    return {source: suite.position(service) for service, source in SOURCES.items()}


def sums(path):
    """Of a snapshot, by sqlite3."""
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as store:
        return [store.execute(text).fetchall() for text in (
            "SELECT sum(signed_minor), sum(received_minor), count(*) FROM analytics_sales",
            "SELECT sum(money_in_minor), count(*) FROM analytics_cash", "SELECT count(*) FROM analytics_leads")]


def groups(suite):
    """The groups under which reportings say how far they are, at Apache Kafka."""
    from aiokafka.admin import AIOKafkaAdminClient

    async def ask():
        admin = AIOKafkaAdminClient(bootstrap_servers=suite.address)
        await admin.start()
        try:
            return await admin.list_consumer_groups()
        finally:
            await admin.close()

    return {name for name, *_ in asyncio.run(ask()) if name.startswith("joinery-reporting")}


def main():
    options = arguments(__doc__, ("--seconds", {"type": float, "default": 20, "help": "of load"}))
    use_aiokafka()
    checks = Checks()
    with Suite(options) as suite, tempfile.TemporaryDirectory(prefix="joinery-") as folder:
        ports = [port for port in range(suite.base + 10, suite.base + 200) if is_free(port)][:2]
        one, two = (Replica(suite, name, port) for name, port in zip("bc", ports))
        load = Load(suite, Ledger(suite.folder / "ledger"), options.seed)
        load.start()
        checks.note("load on three reportings")
        time.sleep(options.seconds / 4)
        two.kill()
        shutil.rmtree(two.folder)
        two.start()
        checks.note("replica c was killed and begins on an empty store")
        time.sleep(options.seconds / 4)
        answer = one.client.post("/ops/rebuild", {})
        checks.check("replica b reads all anew", answer.status == 202, answer)
        time.sleep(options.seconds / 4)
        suite.kill_broker()
        checks.note("the broker was killed")
        time.sleep(options.seconds / 4)
        load.stop()
        checks.equal("the load went through", load.faults, [])
        suite.wait_quiet(180)
        written = journals(suite)
        checks.check("there is something to count", sum(written.values()) > 200, written)
        clients = {"a": suite.client("reporting", timeout=30), "b": one.client, "c": two.client}
        for name, client in clients.items():
            wait(f"replica {name} has all", 120, lambda client=client: read_through(client, written))
        # Of one moment, and by it the same whenever it is asked.
        known = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        expected = all_figures(clients["a"])
        for name in "bc":
            found = all_figures(clients[name])
            checks.check(f"replica {name}: {len(found)} reports are those of the first to the fen", found == expected, [
                key for key in expected if found.get(key) != expected[key]])
            past = all_figures(clients[name], known)
            checks.check(f"replica {name}: so they are as of a moment", past == all_figures(clients["a"], known))
        files = {}
        for name, client in clients.items():
            answer = wait(f"a snapshot of {name}", 60, lambda client=client: (
                lambda answer: answer if answer.status == 200 else None)(client.get("/v1/snapshot")))
            path = Path(folder) / f"{name}.sqlite"
            path.write_bytes(answer.body)
            files[name] = sums(path)
        checks.check("snapshots of all three have the same sums", files["a"] == files["b"] == files["c"] and files["a"][0][0],
                     files)
        if suite.kafka:
            checks.equal("each has a group of its own at the brokers", groups(suite),
                         {"joinery-reporting", "joinery-reporting-b", "joinery-reporting-c"})
        done = suite.joinery("verify", seconds=300)
        checks.check("joinery verify finds nothing", done.returncode == 0, done.stdout + done.stderr)
        refused = suite.spawn("reporting", {"JOINERY_DATA": str(one.folder), "JOINERY_PORT": str(suite.base + 9),
                                            "JOINERY_JWKS_FILE": str(suite.data / "keys" / "jwks.json")})
        status = refused.wait(30)
        checks.check("two replicas on one store: the second is refused with words",
                     status != 0 and b"own" in Path(refused.log).read_bytes(), Path(refused.log).read_text())
    checks.finish()


if __name__ == "__main__":
    main()
