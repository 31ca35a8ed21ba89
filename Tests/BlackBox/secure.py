#!/usr/bin/env python3
"""TLS everywhere, on Apache Kafka: brokers by mutual TLS and by SASL PLAIN over TLS, HTTP by certificate files; who is not
to be trusted is refused with words, and SCRAM at start where this librdkafka cannot do it. `joinery` and the health check
speak TLS as well."""

import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import broker
import erp
from checks import Checks, arguments, wait
from journey import Journey
from suite import BINARIES, OFFSETS, Suite, is_free


def four_ports():
    """A node serves on the first, its controller on the next, mutual TLS and SASL on the two after."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port < 60_000 and all(is_free(port + offset) for offset in range(4)):
            return port


class Elsewhere:
    """Brokers that somebody else runs, at one of their listeners."""

    def __init__(self, address):
        self.address = address

    def start(self):
        pass

    def stop(self):
        pass


class SecureSuite(Suite):
    def __init__(self, options, port, environment):
        super().__init__(options, environment)
        self.kafka = Elsewhere(f"127.0.0.1:{port}")


class Secure:
    def __init__(self, checks, options, folder):
        self.checks, self.options, self.folder = checks, options, folder
        self.port = four_ports()
        self.kafka = broker.Kafka(folder / "kafka", self.port, "--tls")
        tls = folder / "kafka" / "tls"
        self.mutual = {
            "JOINERY_KAFKA_SECURITY_PROTOCOL": "ssl", "JOINERY_KAFKA_SSL_CA_LOCATION": str(tls / "ca.crt"),
            "JOINERY_KAFKA_SSL_CERTIFICATE_LOCATION": str(tls / "client.crt"),
            "JOINERY_KAFKA_SSL_KEY_LOCATION": str(tls / "client.key")}
        (folder / "password").write_text("joinery-secret\n")
        (folder / "wrong").write_text("no-secret\n")
        self.plain = {
            "JOINERY_KAFKA_SECURITY_PROTOCOL": "sasl_ssl", "JOINERY_KAFKA_SSL_CA_LOCATION": str(tls / "ca.crt"),
            "JOINERY_KAFKA_SASL_MECHANISM": "PLAIN", "JOINERY_KAFKA_SASL_USERNAME": "joinery",
            "JOINERY_KAFKA_SASL_PASSWORD_FILE": str(folder / "password")}

    def certificates(self):
        """An authority of the company, and a certificate of it for crm.example: not for 127.0.0.1, as in earnest."""
        def openssl(*words):
            subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=self.folder)

        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        openssl("req", "-x509", *curve, "-days", 30, "-subj", "/CN=Company", "-keyout", "ca.key", "-out", "ca.crt")
        openssl("req", *curve, "-subj", "/CN=crm.example", "-keyout", "tls.key", "-out", "tls.csr")
        (self.folder / "names").write_text("subjectAltName=DNS:crm.example\n")
        openssl("x509", "-req", "-in", "tls.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", 20,
                "-extfile", "names", "-out", "tls.crt")
        self.https = {"JOINERY_TLS_CERTIFICATE_FILE": str(self.folder / "tls.crt"),
                      "JOINERY_TLS_KEY_FILE": str(self.folder / "tls.key")}
        self.context = ssl.create_default_context(cafile=str(self.folder / "ca.crt"))
        self.context.check_hostname = False

    def joinery(self, port, environment, *words):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("JOINERY_")}
        return subprocess.run([BINARIES / "joinery", *words, "--kafka", f"127.0.0.1:{port}"], capture_output=True, text=True,
                              env=clean | environment, timeout=90, stdin=subprocess.DEVNULL)

    # MARK: Parts

    def mutual_tls(self):
        """A customer's whole life: brokers by mutual TLS, services by HTTPS."""
        with SecureSuite(self.options, self.port + 2, self.mutual | self.https) as suite:
            suite.tls = self.context
            journey = Journey(self.checks, suite, self.options.random)
            for step in ("meet", "sell", "deliver", "install", "serve", "reports"):
                self.checks.part(f"mutual TLS: {step}", getattr(journey, step))
            suite.wait_quiet()
            suite.kafka.address = f"127.0.0.1:{self.port}"
            self.checks.part("mutual TLS: events, read in plain text", journey.events)
            suite.kafka.address = f"127.0.0.1:{self.port + 2}"
            self.checks.part("joinery over TLS", self.console, suite)
            self.checks.part("health checks over TLS", self.probes, suite)
            # The same stores and topics; the other listener, and plain HTTP again.
            suite.down()
            suite.tls = None
            suite.kafka.address = f"127.0.0.1:{self.port + 3}"
            for name in self.mutual | self.https:
                del suite.environment[name]
            suite.environment |= self.plain
            suite.up()
            self.checks.part("PLAIN over TLS", self.sasl_plain, suite)

    def console(self, suite):
        """The operators' command line trusts what it is told to, and nothing else."""
        base = ["streams", "--port-base", str(suite.base), "--data", str(suite.data)]

        def ask(*words, **environment):
            return self.joinery(self.port + 2, self.mutual | environment, *base, *words)

        own, authority = ask(**self.https), ["--ca", str(self.folder / "ca.crt")]
        self.checks.equal("beside the services, it takes their own certificate", own.returncode, 0)
        named = ask(*authority, "--tls-name", "crm.example")
        self.checks.check("by the authority and the name", named.returncode == 0, named)
        named = ask("--tls-name", "crm.example", JOINERY_TLS_CA_FILE=str(self.folder / "ca.crt"))
        self.checks.check("the same by the environment", named.returncode == 0, named)
        for name, words in {
                "another name": [*authority, "--tls-name", "other.example"], "no name": authority,
                "no authority": ["--tls", "--tls-name", "crm.example"],
                "another authority": ["--ca", self.mutual["JOINERY_KAFKA_SSL_CA_LOCATION"], "--tls-name", "crm.example"]}.items():
            done = ask(*words)
            self.checks.check(f"{name}: refused, with the remedy", done.returncode == 1 and "--ca" in done.stderr
                              and "certificate" in done.stderr, done)
        self.checks.equal("plain HTTP gets nothing", ask().returncode, 1)
        done = suite.joinery("verify", "--json")
        self.checks.check("joinery verify names no difference", done.returncode == 0, done.stdout + done.stderr)
        done = suite.joinery("backup", "--to", str(self.folder / "backup"))
        self.checks.check("joinery backup over TLS", done.returncode == 0, done)

    def probes(self, suite):
        environment = suite.environment | {"JOINERY_PORT": str(suite.base + OFFSETS["sales"])}
        for service in ("sales", "leads"):
            done = subprocess.run([BINARIES / service, "healthcheck"], env=environment, capture_output=True, text=True)
            self.checks.check(f"{service} healthcheck: 0, and no word", (done.returncode, done.stdout) == (0, ""), done)
        done = subprocess.run([BINARIES / "sales", "healthcheck"], capture_output=True, env=environment | {
            "JOINERY_PORT": str(suite.base + 9)})
        self.checks.equal("of a service that is not there: 1", done.returncode, 1)
        metrics = suite.client("sales").get("/metrics").body.decode()
        ends = {line.split('"')[1]: (float(line.split()[-1]) - time.time()) / 86400 for line in metrics.splitlines()
                if line.startswith("joinery_certificate_expiry_timestamp_seconds{")}
        self.checks.check(f"both certificates' ends are metrics: {ends}", 19.9 < ends.get("http", 0) < 20.1
                          and ends.get("kafka", 0) > 0, ends)

    def sasl_plain(self, suite):
        answer = suite.client("leads").post(
            "/v1/leads", {"name": "陈伟", "phone": erp.phone(self.options.random), "source": {"channel": "own"}},
            key=erp.key())
        self.checks.equal("PLAIN over TLS: a lead", answer.status, 201)
        customer = f"/v1/customers/{answer.json['customerId']}"
        wait("it comes to reporting", 20, lambda: suite.client("reporting").get(customer).status == 200)
        suite.wait_quiet()
        done = suite.joinery("verify", "--json")
        self.checks.check("PLAIN over TLS: joinery verify", done.returncode == 0, done.stdout + done.stderr)

    def refused(self):
        """Whoever must not come in is told why, and ends."""
        def without(environment, *names):
            return {name: value for name, value in environment.items() if name not in names}

        anonymous = without(self.mutual, "JOINERY_KAFKA_SSL_CERTIFICATE_LOCATION", "JOINERY_KAFKA_SSL_KEY_LOCATION")
        stranger = self.mutual | {"JOINERY_KAFKA_SSL_CA_LOCATION": str(self.folder / "ca.crt")}
        wrong = self.plain | {"JOINERY_KAFKA_SASL_PASSWORD_FILE": str(self.folder / "wrong")}
        for name, port, environment in (
                ("no client certificate", self.port + 2, anonymous), ("brokers of another authority", self.port + 2, stranger),
                ("a wrong password", self.port + 3, wrong), ("plain text to a TLS listener", self.port + 2, {})):
            done = self.joinery(port, environment, "topics")
            words = done.stderr.strip().splitlines()[-1:]
            self.checks.check(f"{name}: refused: {words}", done.returncode == 1 and words, done)

    def scram(self):
        """Apache Kafka takes what librdkafka before 2.6.1 sends for a wrong password: said at start, not found out later."""
        version = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "librdkafka1"], capture_output=True, text=True).stdout
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
            environment = self.plain | {"JOINERY_KAFKA_SASL_MECHANISM": mechanism}
            done = self.joinery(self.port + 3, environment, "topics")
            clean = {name: value for name, value in os.environ.items() if not name.startswith("JOINERY_")}
            service = subprocess.run(
                [BINARIES / "leads"], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL,
                env=clean | environment | {"JOINERY_DATA": str(self.folder / "leads"), "JOINERY_PORT": "0",
                                           "JOINERY_KAFKA": f"127.0.0.1:{self.port + 3}"})
            for who, ended in (("joinery", done), ("leads", service)):
                self.checks.check(
                    f"{mechanism} with librdkafka {version}: {who} ends with {ended.returncode} and names the remedy",
                    ended.returncode != 0 and "2.6.1" in ended.stderr and "PLAIN over TLS" in ended.stderr
                    and "JOINERY_KAFKA_SASL_MECHANISM" in ended.stderr, ended)


def main():
    broker.use_aiokafka()
    options = arguments(__doc__)
    if not os.environ.get("JOINERY_KAFKA_LAUNCHER"):
        print("skipped: JOINERY_KAFKA_LAUNCHER names no launcher of Apache Kafka (see README.md)")
        print("0 passed, 0 failed")
        sys.exit(0)
    options.kafka = False
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-secure-") as folder:
        secure = Secure(checks, options, Path(folder))
        secure.certificates()
        secure.kafka.start()
        try:
            for part in ("mutual_tls", "refused", "scram"):
                checks.part(part, getattr(secure, part))
        finally:
            secure.kafka.stop()
    checks.finish()


if __name__ == "__main__":
    main()
