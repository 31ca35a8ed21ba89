#!/usr/bin/env python3
"""Rights on Apache Kafka with its authorizer: each service, the console and the ERP's bridge connects by a certificate of its
own and may do what `joinery topics --acls` says, which is enough for a customer's whole life and no more. Whoever has
another's certificate is refused by the broker, and says so."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import broker
import erp
from checks import Checks, arguments, wait
from journey import Journey
from secure import SecureSuite, four_ports
from suite import BINARIES

IDENTITIES = ["leads", "sales", "finance", "after-sales", "reporting", "console", "erp"]


class Rights:
    def __init__(self, checks, options, folder):
        self.checks, self.options = checks, options
        self.port = four_ports()
        self.kafka = broker.Kafka(
            folder / "kafka", self.port, "--tls",
            "--set", "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            # The node itself, and who gives the rights, on the listener in plain text.
            "--set", "super.users=User:ANONYMOUS")
        self.tls = folder / "kafka" / "tls"
        self.address = f"127.0.0.1:{self.port + 2}"

    def environment(self, identity="{service}"):
        return {
            "JOINERY_KAFKA_SECURITY_PROTOCOL": "ssl", "JOINERY_KAFKA_SSL_CA_LOCATION": str(self.tls / "ca.crt"),
            "JOINERY_KAFKA_SSL_CERTIFICATE_LOCATION": str(self.tls / f"{identity}.crt"),
            "JOINERY_KAFKA_SSL_KEY_LOCATION": str(self.tls / f"{identity}.key")}

    def certificates(self):
        """As compose/README.md says."""
        def openssl(*words):
            subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=self.tls)

        for name in IDENTITIES:
            openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN=joinery-{name}", "-keyout", f"{name}.key",
                    "-out", f"{name}.csr")
            openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
                    "-days", 30, "-out", f"{name}.crt")

    def joinery(self, *words):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("JOINERY_")}
        return subprocess.run([BINARIES / "joinery", *words], capture_output=True, text=True, timeout=90,
                              env=clean | self.environment(), stdin=subprocess.DEVNULL)

    def give(self):
        """The commands that are printed, as they are, but for the program's name and the administrator's settings."""
        refused = self.joinery("topics", "--kafka", self.address)
        self.checks.check("without rights nobody makes topics", refused.returncode == 1, refused)
        printed = self.joinery("topics", "--acls", "--kafka", f"127.0.0.1:{self.port}").stdout.splitlines()
        self.checks.check(f"{len(printed)} commands are printed", len(printed) >= 2 * len(IDENTITIES), printed)
        for line in printed:
            words = shlex.split(line)
            at = words.index("--command-config")
            done = subprocess.run([self.kafka.launcher, "acls", *words[1:at], *words[at + 2:]], capture_output=True, text=True,
                                  timeout=120)
            if done.returncode:
                self.checks.check(line, False, done)
        made = self.joinery("topics", "--kafka", self.address)
        self.checks.check("the console makes the topics", made.returncode == 0 and "FAILED" not in made.stdout, made)
        # A busy broker lists a new topic some moments after its controller has made it.
        wait("the broker lists them all", 60, lambda: self.joinery("topics", "--kafka", self.address).returncode == 0)

    def life(self):
        """A customer's whole life, and an order of the ERP's bridge, with these rights and no others."""
        with SecureSuite(self.options, self.port + 2, self.environment()) as suite:
            journey = Journey(self.checks, suite, self.options.random)
            for step in ("meet", "sell", "deliver", "install", "serve", "reports"):
                self.checks.part(f"with rights: {step}", getattr(journey, step))
            suite.wait_quiet()
            done = suite.joinery("verify", "--json")
            self.checks.check("joinery verify names no difference", done.returncode == 0, done.stdout + done.stderr)
            self.checks.part("nobody writes another's topic", self.produce, suite)
            self.checks.part("with another's certificate", self.foreign, suite)

    def kcat(self, identity, topic, value=b"{}"):
        return subprocess.run(
            ["kcat", "-P", "-b", self.address, "-t", topic, "-X", "security.protocol=ssl", "-X", "message.timeout.ms=5000",
             "-X", f"ssl.ca.location={self.tls / 'ca.crt'}", "-X", f"ssl.certificate.location={self.tls / identity}.crt",
             "-X", f"ssl.key.location={self.tls / identity}.key"], input=value, capture_output=True, timeout=30)

    def produce(self, suite):
        topics = ["joinery.leads", "joinery.sales", "joinery.finance", "joinery.aftersales", "joinery.erp.orders"]
        own = {"leads": 0, "sales": 1, "finance": 2, "after-sales": 3, "erp": 4}
        for identity in IDENTITIES:
            for topic in topics:
                if own.get(identity) == topics.index(topic):
                    continue
                done = self.kcat(identity, topic)
                self.checks.check(f"{identity} writes {topic}: refused", done.returncode != 0
                                  and b"authoriz" in done.stderr.lower(), done)
        self.checks.equal("the bridge writes its own", self.kcat("erp", "joinery.erp.orders").returncode, 0)

    def foreign(self, suite):
        """`leads` gets the certificate of finance, and its own again, while it runs: files are read when they change."""
        leads, reporting = suite.client("leads"), suite.client("reporting")
        files = [self.tls / "leads.crt", self.tls / "leads.key"]
        own = [file.read_bytes() for file in files]

        def use(contents):
            for file, content in zip(files, contents):
                file.write_bytes(content)

        def health():
            return leads.get("/readyz").body.decode()

        use([(self.tls / "finance.crt").read_bytes(), (self.tls / "finance.key").read_bytes()])
        wait("/readyz of leads tells of the authorization", 90, lambda: "authoriz" in health().lower())
        self.checks.check(f"told at /readyz: {health()[:400]}", True)
        answer = leads.post(
            "/v1/leads", {"name": "陈伟", "phone": erp.phone(self.options.random), "source": {"channel": "own"}},
            key=erp.key())
        self.checks.equal("a command is taken and waits in the store", answer.status, 201)
        wait("so does the log of leads, which cannot publish it", 60,
             lambda: "authoriz" in (suite.data / "logs" / "leads.log").read_text().lower())
        self.checks.check("told in the log", True)
        use(own)
        card = f"/v1/customers/{answer.json['customerId']}"
        wait("with its own certificate again it is published", 90, lambda: reporting.get(card).status == 200)
        wait("and all is well", 60, lambda: leads.get("/readyz").json["status"] == "ok")
        self.checks.check("without a restart of leads", True)


def main():
    options = arguments(__doc__)
    if not os.environ.get("JOINERY_KAFKA_LAUNCHER"):
        print("skipped: JOINERY_KAFKA_LAUNCHER names no launcher of Apache Kafka (see README.md)")
        print("0 passed, 0 failed")
        sys.exit(0)
    options.kafka = False
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-rights-") as folder:
        rights = Rights(checks, options, Path(folder))
        rights.kafka.start()
        try:
            rights.certificates()
            for part in ("give", "life"):
                checks.part(part, getattr(rights, part))
        finally:
            rights.kafka.stop()
    checks.finish()


if __name__ == "__main__":
    main()
