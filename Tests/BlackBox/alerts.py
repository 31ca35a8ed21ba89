#!/usr/bin/env python3
"""The monitoring of compose in the production shape: a real Prometheus scrapes five services that speak TLS, by the files of
compose/prometheus; nothing fires without a fault, each alert fires by its fault, a real Alertmanager delivers each by
compose/alertmanager to receivers of this script's, and every query of the Grafana dashboards gives series. Only `for:` and
the intervals are shortened and addresses replaced, in copies; the thresholds are those that operators get, so that this
takes some minutes. With --kafka three nodes of Apache Kafka lose one: kafka_exporter's place is taken by kcat.
"""

import contextlib
import datetime
import json
import os
import random
import re
import signal
import sqlite3
import ssl
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import broker
import erp
from checks import Checks, arguments, wait
from owners import copy_store
from poison import Poison, held_back, surgery
from receivers import Exporter, Mail, Webhooks
from suite import BINARIES, OFFSETS, Suite, is_free
from web import Client

# Who is told of what, by webhook and by mail.
WAYS = {"critical": ("/wecom/on-call", "on-call@example.com"), "warning": ("/dingtalk/office", "office@example.com")}
HERE = Path(__file__).resolve().parent
COMPOSE = HERE.parent.parent / "compose"


def free_port():
    return next(port for port in iter(lambda: random.randrange(31_000, 32_000), None) if is_free(port))


def adapted(text, **replaced):
    """A shipped file with other addresses; each must be there, or the drill would show something else than operators get."""
    for shipped, here in replaced.items():
        if shipped not in text:
            raise OSError(f"the file has no '{shipped}' to be replaced")
        text = text.replace(shipped, str(here))
    return text


class Alertmanager:
    """One on loopback, with the routes of compose/alertmanager and receivers of this script's."""

    def __init__(self, suite):
        self.folder = suite.folder / "alertmanager"
        self.folder.mkdir()
        self.webhooks, self.mail, self.port = Webhooks(), Mail(), free_port()
        shipped = (COMPOSE / "alertmanager" / "alertmanager.yaml").read_text()
        mine = adapted(shipped, **{
            "alert-adapter:8060": f"127.0.0.1:{self.webhooks.port}",
            "https://heartbeat.example.com": f"http://127.0.0.1:{self.webhooks.port}",
            "smtp_smarthost: smtp.example.com:587": f"smtp_smarthost: 127.0.0.1:{self.mail.port}\n  smtp_require_tls: false",
            "  smtp_auth_username: joinery@example.com\n": "",
            "  smtp_auth_password_file: /etc/alertmanager/mail-password\n": "",
            # Warnings wait for the morning else.
            "      active_time_intervals: [working-hours]\n": "", "repeat_interval: 5m": "repeat_interval: 2s"})
        (self.folder / "alertmanager.yaml").write_text(re.sub(r"(group_wait|group_interval): \w+", r"\1: 1s", mine))
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                ["prometheus-alertmanager", f"--config.file={self.folder}/alertmanager.yaml",
                 f"--storage.path={self.folder}/data", f"--web.listen-address=127.0.0.1:{self.port}",
                 "--cluster.listen-address="], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        suite.others.append(self.process)
        wait("Alertmanager is ready", 30, lambda: urllib.request.urlopen(
            f"http://127.0.0.1:{self.port}/-/ready", timeout=2).status == 200)

    def inhibited(self, alert):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v2/alerts", timeout=10) as answer:
            return any(one["labels"]["alertname"] == alert and one["status"]["inhibitedBy"] for one in json.load(answer))


class Prometheus:
    """One on loopback, with the production files of compose/prometheus and a scrape each second."""

    def __init__(self, suite, alertmanager, exporter):
        self.suite = suite
        self.folder = suite.folder / "prometheus"
        self.folder.mkdir()
        self.port = free_port()
        rules = (COMPOSE / "prometheus" / "rules.yaml").read_text()
        self.severity = dict(re.findall(r"- alert: (\w+).*?severity: (\w+)", rules, re.S))
        (self.folder / "rules.yaml").write_text(re.sub(r"\bfor: \d+[smh]", "for: 1s", rules))
        shipped = (COMPOSE / "prometheus" / "production.yaml").read_text()
        mine = adapted(shipped, **{
            "/run/secrets/tls-certificate": suite.folder / "ca.crt", "alertmanager:9093": f"127.0.0.1:{alertmanager.port}",
            "kafka-exporter:9308": f"127.0.0.1:{exporter.port}"})
        (self.folder / "prometheus.yaml").write_text(
            re.sub(r"(scrape|evaluation)_interval: \w+", r"\1_interval: 1s", mine))
        targets = adapted((COMPOSE / "prometheus" / "targets.yaml").read_text(), **{
            f'"{name}:{8100 + offset}"': f'"127.0.0.1:{suite.base + offset}"' for name, offset in OFFSETS.items()})
        # A second process of leads, when there is one.
        targets += f'- {{ targets: ["127.0.0.1:{suite.base + 9}"], labels: {{ service: copy-of-leads }} }}\n'
        (self.folder / "targets.yaml").write_text(targets)
        self.process = None

    def start(self):
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={self.folder}/prometheus.yaml", f"--storage.tsdb.path={self.folder}/data",
             f"--web.listen-address=127.0.0.1:{self.port}", "--query.lookback-delta=5m"],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.suite.others.append(self.process)
        wait("Prometheus is ready", 30, lambda: urllib.request.urlopen(f"{self.url}/-/ready", timeout=2).status == 200)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path, **query):
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(query)}", timeout=10) as answer:
            return json.load(answer)["data"]

    def query(self, expression):
        return self.ask("query", query=expression)["result"]

    def value(self, expression):
        found = self.query(expression)
        return float(found[0]["value"][1]) if found else None

    def firing(self):
        """Names of the alerts that fire, each with the service that it names."""
        return {(alert["labels"]["alertname"], alert["labels"].get("service")) for alert in self.ask("alerts")["alerts"]
                if alert["state"] == "firing" and alert["labels"].get("service") != "copy-of-leads"
                or alert["state"] == "firing" and alert["labels"]["alertname"] == "JoinerySecondWriter"}


class Alerts:
    def __init__(self, checks, suite, options):
        self.checks, self.suite, self.random = checks, suite, options.random
        self.alertmanager = Alertmanager(suite)
        self.prometheus = Prometheus(suite, self.alertmanager, Exporter(lambda: suite.address))
        self.seen, self.ended = {}, set()

    def fires(self, alert, service=None, seconds=30, told=True):
        """Waits until it fires and, where `told`, until somebody has been told of it: the next step may end it."""
        begun = time.monotonic()
        try:
            wait(f"{alert} fires", seconds, lambda: any(
                name == alert and (service is None or of == service) for name, of in self.prometheus.firing()), every=0.2)
            self.seen[alert] = time.monotonic() - begun
            if told and (way := WAYS.get(self.prometheus.severity[alert])):
                wait(f"{alert} is told", 30, lambda: self.alertmanager.webhooks.delivered(way[0], alert))
        except Exception as error:
            return self.checks.check(f"{alert} fires", False, f"{error}; firing: {self.prometheus.firing()}")
        return self.checks.check(f"{alert} fires for {service or 'a service'} after {self.seen[alert]:.0f} s", True)

    def ends(self, alert, seconds=60):
        wait(f"{alert} ends", seconds, lambda: all(name != alert for name, _ in self.prometheus.firing()), every=0.2)
        self.ended.add(alert)
        self.checks.check(f"{alert} ends once its cause is gone", True)

    def capture(self, count=1, client=None):
        for _ in range(count):
            answer = (client or self.suite.client("leads")).post(
                "/v1/leads", {"name": "陈伟", "phone": erp.phone(self.random), "source": {"channel": "own"}}, key=erp.key())
            if answer.status != 201:
                raise OSError(answer)

    # MARK: Parts

    def rules(self):
        for file in ("prometheus.yaml", "production.yaml", "kubernetes.yaml"):
            text = (COMPOSE / "prometheus" / file).read_text()
            # Debian's Prometheus knows no Kubernetes: all but the discovery is checked.
            text = re.sub(r"kubernetes_sd_configs:\n.*\n", "file_sd_configs: [{ files: [targets.yaml] }]\n", text)
            copy = self.prometheus.folder / f"shipped-{file}"
            copy.write_text(text.replace("rules.yaml", str(COMPOSE / "prometheus" / "rules.yaml")))
            self.accepted(f"promtool accepts {file} and the rules", "promtool", "check", "config", "--syntax-only", copy)
        self.accepted("promtool accepts the rules", "promtool", "check", "rules", COMPOSE / "prometheus" / "rules.yaml")
        self.accepted("the rules of Kafka fire by its exporter's series and not else", "promtool", "test", "rules",
                      HERE / "kafka_alerts.yaml")
        self.accepted("the rules of reconciliation fire by sales' series and not else", "promtool", "test", "rules",
                      HERE / "erp_alerts.yaml")
        alertmanager = COMPOSE / "alertmanager" / "alertmanager.yaml"
        self.accepted("amtool accepts alertmanager.yaml", "amtool", "check-config", alertmanager)
        for labels, receiver in ((["severity=critical"], "on-call"), (["severity=warning"], "office"),
                                 (["alertname=JoineryWatchdog", "severity=none"], "heartbeat")):
            done = subprocess.run(["amtool", "config", "routes", "test", "--config.file", alertmanager, *labels],
                                  capture_output=True, text=True)
            self.checks.equal(f"{' '.join(labels)} is told to", done.stdout.strip(), receiver)
        done = subprocess.run(["promtool", "check", "metrics"], capture_output=True, text=True, input=self.suite.client(
            "leads").get("/metrics").body.decode())
        self.checks.check("promtool finds nothing wrong with /metrics", done.returncode == 0, done.stdout + done.stderr)
        guide = (COMPOSE / "README.md").read_text()
        missing = [name for name in self.prometheus.severity if f"| {name} |" not in guide]
        self.checks.check("the guide says of each alert what to do", not missing, missing)

    def accepted(self, name, *command):
        done = subprocess.run(command, capture_output=True, text=True)
        self.checks.check(name, done.returncode == 0, done.stdout + done.stderr)

    def quiet(self):
        """What holds from the start: a small disk under finance, and a certificate for Kafka that ends in ten days."""
        self.prometheus.start()
        wait("all five are scraped", 30, lambda: self.prometheus.value(
            'sum(up{job="joinery", service!="copy-of-leads"})') == 5)
        self.checks.check("five services are scraped over TLS by the authority's file", True)
        self.fires("JoineryWatchdog")
        if self.suite.small:
            self.fires("JoineryDiskLow", "finance")
        self.fires("JoineryCertificateExpires")
        days = (self.prometheus.value('joinery_certificate_expiry_timestamp_seconds{service="leads", use="kafka"}') - time.time()) / 86400
        self.checks.check(f"the certificate ends in {days:.2f} days", 9.9 < days < 10.1)
        time.sleep(5)
        others = {one for one in self.prometheus.firing()
                  if one[0] not in ("JoineryDiskLow", "JoineryCertificateExpires", "JoineryWatchdog")}
        self.checks.check("nothing else fires without its fault", not others, others)

    def backups(self):
        before = self.prometheus.value('joinery_backup_age_seconds{service="sales"}')
        done = self.suite.joinery("backup", "--to", str(self.suite.folder / "backup"))
        self.checks.equal("joinery backup", done.returncode, 0)
        wait("the age begins anew", 15, lambda: self.prometheus.value(
            'joinery_backup_age_seconds{service="sales"}') < before, every=0.2)
        self.checks.check("a backup makes its age small", True)
        note = self.suite.data / "sales" / "last-backup"
        kept = note.read_text()
        old = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=3)
        note.write_text(old.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
        self.fires("JoineryBackupOld", "sales")
        note.write_text(kept)
        self.ends("JoineryBackupOld")

    def shipping(self):
        folder = Path(self.suite.environment["JOINERY_SHIPPING_TO"])
        folder.rename(folder.with_name("unmounted"))
        self.capture()
        self.fires("JoineryShippingBehind", "leads", seconds=60)
        folder.with_name("unmounted").rename(folder)
        self.ends("JoineryShippingBehind")

    def down(self):
        pid = self.suite.signal("after-sales", signal.SIGSTOP)
        self.fires("JoineryServiceDown", "after-sales")
        os.kill(pid, signal.SIGCONT)
        self.ends("JoineryServiceDown")

    def stranger(self):
        """The services show a certificate that another authority has signed: to Prometheus they are not who they should be."""
        folder, port = self.suite.folder, self.suite.base + OFFSETS["sales"]
        kept = {name: (folder / f"tls.{name}").read_bytes() for name in ("crt", "key")}
        self.suite.certificate("stranger", "other")

        def show(texts):
            for name, text in texts.items():
                (folder / f"tls.{name}").write_bytes(text)
            shown = ssl.PEM_cert_to_DER_cert(texts["crt"].decode())
            wait("the certificate is shown", 60, lambda: ssl.PEM_cert_to_DER_cert(
                ssl.get_server_certificate(("127.0.0.1", port))) == shown)

        try:
            show({name: (folder / f"stranger.{name}").read_bytes() for name in kept})
            # Connections that are open keep the certificate of before.
            self.prometheus.process.terminate()
            self.prometheus.process.wait(30)
            self.prometheus.start()
            self.fires("JoineryServiceDown", "sales")
        finally:
            show(kept)
        self.ends("JoineryServiceDown")

    @contextlib.contextmanager
    def locked(self, service):
        """Somebody else holds the store's write lock."""
        database = sqlite3.connect(self.suite.data / service / f"{service}.sqlite", isolation_level=None)
        database.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            database.execute("ROLLBACK")
            database.close()

    def slow(self):
        """Twenty commands wait for a lock of two seconds, after some that did not: a rate needs both."""
        self.capture(5)
        time.sleep(3)
        threads = [threading.Thread(target=self.capture, args=(1, self.suite.client("leads"))) for _ in range(20)]
        with self.locked("leads"):
            for thread in threads:
                thread.start()
            time.sleep(2)
        for thread in threads:
            thread.join()
        self.fires("JoinerySlowAnswers", "leads")

    def failed(self):
        """The lock stays: commits fail, and commands are refused until one succeeds."""
        with self.locked("sales"):
            with contextlib.suppress(OSError):
                self.suite.client("sales", timeout=20).post(
                    "/v1/products", {"sku": "X-1", "name": "X", "unit": "件", "price": {"amount": 1, "currency": "CNY"},
                                     "category": "x"}, key=erp.key())
            self.fires("JoineryStoreFailed", "sales")
            self.fires("JoineryNotReady", "sales", told=False)
            wait("the cause hides what follows", 20, lambda: self.alertmanager.inhibited("JoineryNotReady"))
            self.checks.check("of a store that failed nobody is told besides that it is not ready", True)
        self.ends("JoineryStoreFailed")
        self.ends("JoineryNotReady")

    def full(self):
        """The disk under finance is filled to the last byte."""
        if not self.suite.small:
            return self.checks.note("skipped: a full disk, which needs root for a small file system")
        filler = self.suite.data / "finance" / "filler"
        with contextlib.suppress(OSError), open(filler, "wb") as file:
            while True:
                file.write(bytes(1 << 16))
                file.flush()
        self.fires("JoineryNotReady", "finance")
        filler.unlink()
        self.ends("JoineryNotReady")
        answer = self.suite.client("finance").post(
            "/v1/suppliers", {"code": "sup-1", "name": "供应商"}, key=erp.key())
        return self.checks.check("finance heals without a restart", answer.status == 201, answer)

    def unreconciled(self):
        """An order stands in sales that the ERP does not have; then it does."""
        order = erp.Order(self.random, "DIFFERS-1", signed_on="2026-11-01")
        producer = broker.Producer(self.suite.address)
        headers, value = order.structured()
        producer.send(erp.TOPIC, value, key=b"DIFFERS-1", headers=headers)
        sales = self.suite.client("sales")
        wait("the order is taken", 30, lambda: sales.get(
            f"/v1/erp-orders?source={order.source}&orderNumber={order.number}").status == 200)

        def figures(*items):
            amount = sum(item["total"]["amount"] for item in items)
            day = {"on": "2026-11-01", "count": len(items), "items": list(items),
                   "sums": [{"amount": amount, "currency": "CNY"}] if items else []}
            at = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            data = {"about": "order", "from": "2026-11-01", "to": "2026-11-01", "asOf": at[:-4] + "Z", "days": [day]}
            producer.send("joinery.erp.reconciliations", json.dumps(data).encode(), headers={
                "ce_specversion": "1.0", "ce_id": erp.key(), "ce_source": order.source,
                "ce_type": "joinery.erp.reconciliation.v1"})

        figures()
        self.fires("JoineryErpDifferences")
        figures({"orderNumber": order.number, "revision": 1, "total": {"amount": order.total, "currency": "CNY"}})
        self.ends("JoineryErpDifferences")
        producer.close()

    def parked(self):
        poison = Poison(self.checks, self.suite, self.random)
        order = erp.Order(self.random, "PARKED-1", signed_on="2026-11-01")
        order.data["signedOn"] = "2026-02-30"
        headers, value = order.structured()
        poison.producer.send(erp.TOPIC, value, key=b"PARKED-1", headers=headers, partition=0)
        self.fires("JoineryParkedKeys", "sales")
        letter = poison.letters("sales")[0]
        self.suite.joinery("dead-letters", "discard", f"{letter['service']}:{letter['id']}", "--reason", "drill", check=True)
        self.ends("JoineryParkedKeys")
        # An order whose lead is not there yet; then the clock is put on by moving back when the wait began.
        with contextlib.suppress(Exception):
            self.suite.client("leads").post("/v1/employees", {
                "code": "s-01", "name": "王芳", "role": "shop", "active": True}, key=erp.key())
        lead = poison.capture()
        sales = self.suite.client("sales")
        wait("sales knows the lead", 20, lambda: lead["id"] in (
            sales.get(f"/v1/customers/{lead['customerId']}").json.get("leads") or []))
        with held_back(self.suite), surgery(self.suite, "leads") as database:
            row = database.execute("SELECT * FROM leads WHERE id = ?", (lead["id"],)).fetchone()
            database.execute("DELETE FROM leads WHERE id = ?", (lead["id"],))
        self.suite.wait_ready("leads")
        answer = sales.post("/v1/orders", {
            "customerId": lead["customerId"], "leadId": lead["id"], "salespersonId": "s-01", "signedOn": "2026-01-15",
            "signedAt": "shop", "promisedOn": "2026-03-01", "lines": [{
                "description": "衣柜", "quantity": {"value": 1, "scale": 0}, "unitPrice": {"amount": 10_000, "currency": "CNY"}}],
            "instalments": [{"label": "全款", "percent": 100, "dueOn": "2026-01-15"}]}, key=erp.key())
        self.checks.equal("an order whose lead has not come is taken", answer.status, 201)
        wait("its event waits", 20, lambda: poison.letters("leads"))
        with held_back(self.suite), surgery(self.suite, "leads") as database:
            database.execute("UPDATE held_keys SET since = since - 1000000 WHERE state = 'waiting'")
            database.execute(f"INSERT INTO leads VALUES ({','.join('?' * len(row))})", row)
        self.suite.wait_ready("leads")
        self.fires("JoineryWaitingKeys", "leads")
        self.suite.client("leads").post(f"/v1/leads/{lead['id']}/stage", {"stage": "contacted"}, key=erp.key())
        self.ends("JoineryWaitingKeys")
        poison.producer.close()

    def webhooks(self):
        """A receiver that refuses one event, and then nobody at its address."""
        refused = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                refused.append(self.headers["webhook-id"])
                self.send_response(422 if refused[0] == self.headers["webhook-id"] else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        reporting = self.suite.client("reporting")
        made = reporting.post("/v1/webhooks", {"url": f"http://127.0.0.1:{server.server_address[1]}/"})
        self.checks.equal("a webhook is registered", made.status, 201)
        path = f"/v1/webhooks/{made.json['id']}"
        self.capture(3)
        self.fires("JoineryWebhookKeysParked", "reporting")
        self.checks.equal("it is sent again", reporting.post(f"{path}/redrive", {}).status, 200)
        server.shutdown()
        server.server_close()
        self.capture()
        self.fires("JoineryWebhookStopped", "reporting")
        # As the log lets go of what a webhook had still to get.
        with held_back(self.suite), surgery(self.suite, "reporting") as database:
            database.execute("UPDATE webhooks SET lost = lost + 5")
        self.suite.wait_ready("reporting")
        self.fires("JoineryWebhookEventsLost", "reporting", seconds=60)
        self.suite.client("reporting").send("DELETE", path)
        self.ends("JoineryWebhookStopped")

    def lag(self):
        """Reporting gets hardly any processor time while a thousand and more events come."""
        pid = self.suite.signal("reporting", signal.SIGSTOP)
        threads = [threading.Thread(target=self.capture, args=(450, self.suite.client("leads"))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stop = threading.Event()

        def starve():
            while not stop.is_set():
                os.kill(pid, signal.SIGCONT)
                time.sleep(0.02)
                os.kill(pid, signal.SIGSTOP)
                time.sleep(0.15)
            os.kill(pid, signal.SIGCONT)

        thread = threading.Thread(target=starve)
        thread.start()
        try:
            self.fires("JoineryConsumerLag", "reporting")
        finally:
            stop.set()
            thread.join()
        self.ends("JoineryConsumerLag")

    def unpublished(self):
        """The broker is away for over a minute while a command is taken."""
        pid = self.suite.pid("broker")
        os.kill(pid, signal.SIGSTOP)
        self.capture()
        self.fires("JoineryKafkaUnwatched")
        self.fires("JoineryUnpublishedEvents", "leads", seconds=90)
        os.kill(pid, signal.SIGCONT)
        self.ends("JoineryUnpublishedEvents")
        self.ends("JoineryKafkaUnwatched")

    def undelivered(self):
        """Nobody answers the webhooks: told by mail."""
        webhooks = self.alertmanager.webhooks
        webhooks.away()
        self.fires("JoineryNotificationsFail", seconds=90, told=False)
        wait("told by mail", 30, lambda: self.alertmanager.mail.delivered("on-call@example.com", "JoineryNotificationsFail"))
        self.checks.check("that webhooks fail is told by mail", True)
        webhooks.back()

    def nodes(self):
        """One of three nodes of Apache Kafka is lost, which alone has a topic's only replica."""
        kafka = self.suite.kafka
        kafka.tool("topics", "--create", "--topic", "joinery.drill", "--replica-assignment", "3")
        wait("three brokers are known", 60, lambda: self.prometheus.value("kafka_brokers") == 3)
        wait("its leader is known", 60, lambda: self.prometheus.value('kafka_topic_partition_leader{topic="joinery.drill"}'))
        kafka.kill(3)
        for alert in ("JoineryKafkaBrokerLost", "JoineryKafkaUnderReplicated", "JoineryKafkaNoLeader"):
            self.fires(alert, seconds=60)
        kafka.start(3)
        for alert in ("JoineryKafkaBrokerLost", "JoineryKafkaUnderReplicated", "JoineryKafkaNoLeader"):
            self.ends(alert, seconds=120)

    def gap(self):
        """Reporting stands still, the topic loses what it has not read, and leads answers no questions."""
        reporting = self.suite.signal("reporting", signal.SIGSTOP)
        self.capture(20)
        wait("they are published", 20, lambda: self.published())
        self.suite.kill_broker()
        time.sleep(2)
        self.capture()
        wait("the one after is published", 30, lambda: self.published())
        time.sleep(1)
        leads = self.suite.signal("leads", signal.SIGSTOP)
        os.kill(reporting, signal.SIGCONT)
        self.fires("JoineryGapOpen", "reporting", seconds=100)
        os.kill(leads, signal.SIGCONT)
        self.ends("JoineryGapOpen")

    def published(self):
        of = self.suite.client("leads").get("/ops/streams").json["publishing"]
        return of["published"] >= of["events"] and not of.get("away")

    def dashboards(self):
        """After all that has happened, every panel shows something."""
        for service in OFFSETS:
            self.suite.client(service).get("/v1/nothing-of-that-name")
        time.sleep(3)
        for file in sorted((COMPOSE / "grafana" / "dashboards").glob("*.json")):
            dashboard = json.loads(file.read_text())
            for panel in dashboard["panels"]:
                for target in panel["targets"]:
                    found = self.prometheus.query(target["expr"])
                    self.checks.check(f"{dashboard['title']}, {panel['title']}: {len(found)} series", found, target["expr"])
        self.suite.wait_quiet(60)
        done = self.suite.joinery("verify")
        self.checks.check("after all of it, joinery verify finds nothing", done.returncode == 0, done.stdout + done.stderr)

    def writers(self):
        """A copy of leads' store runs beside it; then its log begins anew under another epoch."""
        copy = copy_store(self.suite.data / "leads" / "leads.sqlite", self.suite.folder / "copy")
        twin = self.suite.spawn("leads", {"JOINERY_DATA": str(copy), "JOINERY_PORT": str(self.suite.base + 9)})
        other = Client(self.suite.base + 9, tls=self.suite.tls)
        wait("the copy serves", 20, lambda: other.get("/readyz").status == 200)
        for client in (other, self.suite.client("leads")):
            with contextlib.suppress(OSError):
                self.capture(3, client)
        self.fires("JoinerySecondWriter", seconds=90)
        twin.kill()
        twin.wait()
        with held_back(self.suite):
            os.kill(self.suite.pid("leads"), signal.SIGKILL)
            time.sleep(0.3)
            with open(self.suite.folder / "new-log.log", "wb") as log:
                process = subprocess.Popen(
                    [BINARIES / "leads", "--new-log"], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                    env=self.suite.environment | {
                        "JOINERY_KAFKA": self.suite.address, "JOINERY_DATA": str(self.suite.data / "leads"),
                        "JOINERY_PORT": str(self.suite.base + OFFSETS["leads"])})
            self.suite.others.append(process)
            self.suite.wait_ready("leads")
            self.capture()
            self.fires("JoinerySourceStopped", seconds=60)

    def told(self):
        """Each alert that fired, and its end, came to those whom its severity is for."""
        webhooks, mail = self.alertmanager.webhooks, self.alertmanager.mail
        for alert in sorted(self.seen):
            if self.prometheus.severity[alert] not in WAYS:
                continue
            path, address = WAYS[self.prometheus.severity[alert]]
            with contextlib.suppress(Exception):
                wait("it is told", 30, lambda: webhooks.delivered(path, alert) and mail.delivered(address, alert))
            self.checks.check(f"{alert} is told by {path} and by mail to {address}",
                              webhooks.delivered(path, alert) and mail.delivered(address, alert),
                              [where for where, call in webhooks.calls if call["commonLabels"].get("alertname") == alert])
            other = next(where for where, _ in WAYS.values() if where != path)
            self.checks.check(f"{alert} is told to nobody else", not webhooks.delivered(other, alert))
            if alert in self.ended:
                with contextlib.suppress(Exception):
                    wait("its end is told", 30, lambda: webhooks.delivered(path, alert, "resolved"))
                self.checks.check(f"the end of {alert} is told", webhooks.delivered(path, alert, "resolved"))
        # What fires before Prometheus knows its Alertmanager is sent again after a minute.
        wait("the heartbeat is heard, again and again", 90, lambda: sum(where == "/joinery" for where, _ in webhooks.calls) > 5)
        self.checks.check("the heartbeat is heard, again and again", True)

    def all(self):
        unseen = {"JoineryErpSilent", "JoineryErpUnreconciled", "JoineryErpNotRegistering", "JoineryStandbyBehind"} | (set() if self.suite.kafka else {
            "JoineryKafkaBrokerLost", "JoineryKafkaUnderReplicated", "JoineryKafkaNoLeader"})
        unseen |= set() if self.suite.small else {"JoineryDiskLow"}
        for name in self.prometheus.severity:
            if name not in unseen:
                self.checks.check(f"{name} has fired by its fault", name in self.seen)
        print("\n| alert | fired after (s) |\n|---|---|")
        for name, took in sorted(self.seen.items()):
            print(f"| {name} | {took:.0f} |")
        print(flush=True)


class SmallSuite(Suite):
    """Services speak TLS by an authority's certificate; finance has a small disk of its own where this process may mount one;
    Kafka's certificate ends in ten days."""

    small = False

    def openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=self.folder)

    def certificate(self, name, authority):
        """One for the services' names, signed by an authority that is made when missing."""
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        if not (self.folder / f"{authority}.crt").exists():
            self.openssl("req", "-x509", *curve, "-days", 90, "-subj", f"/CN={authority}", "-keyout", f"{authority}.key",
                         "-out", f"{authority}.crt")
        (self.folder / "names").write_text("subjectAltName=IP:127.0.0.1," + ",".join(f"DNS:{name}" for name in OFFSETS) + "\n")
        self.openssl("req", *curve, "-subj", "/CN=leads", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        self.openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.crt", "-CAkey", f"{authority}.key",
                     "-CAcreateserial", "-days", 60, "-extfile", "names", "-out", f"{name}.crt")

    def __enter__(self):
        self.certificate("tls", "ca")
        self.tls = ssl.create_default_context(cafile=str(self.folder / "ca.crt"))
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 10, "-subj",
                     "/CN=joinery", "-keyout", "client.key", "-out", "client.crt")
        self.environment |= {name: str(self.folder / file) for name, file in {
            "JOINERY_TLS_CERTIFICATE_FILE": "tls.crt", "JOINERY_TLS_KEY_FILE": "tls.key",
            "JOINERY_KAFKA_SSL_CERTIFICATE_LOCATION": "client.crt", "JOINERY_KAFKA_SSL_KEY_LOCATION": "client.key"}.items()}
        (self.folder / "shipped").mkdir()
        self.environment["JOINERY_SHIPPING_TO"] = str(self.folder / "shipped")
        folder = self.data / "finance"
        folder.mkdir(parents=True)
        if os.geteuid() == 0:
            self.small = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", folder], capture_output=True).returncode == 0
        return super().__enter__()

    def __exit__(self, *error):
        for process in self.others:
            process.kill()
        self.down()
        if self.small:
            subprocess.run(["umount", "--lazy", self.data / "finance"], capture_output=True)
        super().__exit__(*error)


def main():
    broker.use_aiokafka()
    parts = ["rules", "quiet", "backups", "shipping", "down", "stranger", "slow", "failed", "full", "unreconciled", "parked", "webhooks", "lag", "unpublished", "gap",
             "dashboards", "writers", "nodes", "undelivered", "told"]
    options = arguments(__doc__, ("--only", {"choices": parts, "action": "append"}))
    options.nodes = 3 if options.kafka else 1
    checks = Checks()
    with SmallSuite(options) as suite:
        alerts = Alerts(checks, suite, options)
        for part in parts:
            # The broker that is stopped and emptied is the embedded one; nodes that are lost are Apache Kafka's.
            possible = part not in (("unpublished", "gap") if options.kafka else ("nodes",))
            if possible and (not options.only or part in options.only or part == "quiet"):
                checks.part(part, getattr(alerts, part))
        if not options.only and not options.kafka:
            checks.part("all", alerts.all)
    checks.finish()


if __name__ == "__main__":
    main()
