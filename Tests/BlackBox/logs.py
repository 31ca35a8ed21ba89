#!/usr/bin/env python3
"""A real rsyslog ships the logs of containers by compose/logs/rsyslog.conf to a receiver of this script's over TLS: each
line of ours once, as the service wrote it, also when Docker turns the file over, the receiver is away and rsyslog starts
anew meanwhile; nobody else's lines. Docker's part, its json-file driver, is played here."""

import datetime
import json
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
from pathlib import Path

from checks import Checks, arguments, wait
from suite import BINARIES

CONFIGURATION = Path(__file__).resolve().parent.parent.parent / "compose" / "logs" / "rsyslog.conf"
BROKEN = '{"message": "into the connection that breaks"}'
# RFC 5424: priority, version, time, host, application, and no process, message id or data.
MESSAGE = re.compile(r"<134>1 (\S+) (\S+) (\S+) - - - (.*)")


class Container:
    """The log that Docker keeps of one container."""

    def __init__(self, folder, name):
        self.file = folder / "containers" / name / f"{name}-json.log"
        self.file.parent.mkdir(parents=True)
        self.name = name

    def write(self, *lines):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f000Z")
        with open(self.file, "a") as file:
            for line in lines:
                file.write(json.dumps({"log": f"{line}\n", "stream": "stdout", "attrs": {"tag": self.name}, "time": now}) + "\n")

    def turn(self):
        """As max-size does."""
        self.file.rename(self.file.with_name(f"{self.file.name}.1"))
        self.file.touch()


class Receiver:
    """Takes syslog over TLS, a message a line."""

    def __init__(self, folder):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "logs.crt", folder / "logs.key")
        self.messages = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.listener = None
        self.connections = []

    def start(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener):
        while True:
            try:
                raw, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.read, args=(raw,), daemon=True).start()

    def read(self, raw):
        try:
            with self.context.wrap_socket(raw, server_side=True) as connection:
                self.connections.append(connection)
                for line in connection.makefile("r", encoding="utf-8"):
                    self.messages.append(line.rstrip("\n"))
        except OSError:
            pass

    def stop(self):
        self.listener.close()
        for connection in self.connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.connections.clear()


class Logs:
    def __init__(self, checks, folder):
        self.checks, self.folder = checks, folder
        self.process = None
        self.certificates()
        self.receiver = Receiver(folder)
        self.leads = Container(folder, "joinery-leads-1")
        self.other = Container(folder, "somebody-else-1")
        self.sent = []

    def openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=self.folder)

    def certificates(self):
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        (self.folder / "names").write_text("subjectAltName=DNS:logs.example.com\n")
        for authority in ("ca", "other"):
            self.openssl("req", "-x509", *curve, "-days", 30, "-subj", f"/CN={authority}", "-keyout", f"{authority}.key",
                         "-out", f"{authority}.crt")
        self.openssl("req", *curve, "-subj", "/CN=logs.example.com", "-keyout", "logs.key", "-out", "logs.csr")
        self.openssl("x509", "-req", "-in", "logs.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", 30,
                     "-extfile", "names", "-out", "logs.crt")

    def configure(self, authority="ca"):
        """The file as it is shipped; only where things are differs. The folder of state is Debian's main file's to say."""
        text = CONFIGURATION.read_text()
        for shipped, here in (("/var/lib/docker/containers/", f"{self.folder}/containers/"),
                              ('target="logs.example.com" port="6514"', f'target="127.0.0.1" port="{self.receiver.port}"'),
                              ("/etc/rsyslog.d/logs-ca.crt", f"{self.folder}/{authority}.crt")):
            if shipped not in text:
                raise OSError(f"{CONFIGURATION.name} has no {shipped}")
            text = text.replace(shipped, here)
        (self.folder / "state").mkdir(exist_ok=True)
        file = self.folder / "rsyslog.conf"
        file.write_text(f'global(workDirectory="{self.folder}/state")\n{text}')
        return file

    def start(self, authority="ca"):
        with open(self.folder / "rsyslog.log", "ab") as log:
            self.process = subprocess.Popen(
                ["rsyslogd", "-n", "-f", self.configure(authority), "-i", self.folder / "pid"], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL)

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
            self.process = None

    def write(self, *lines):
        self.leads.write(*lines)
        self.sent += lines

    def numbered(self, word, count):
        return [json.dumps({"timestamp": "2026-11-30T03:00:00.000Z", "level": "info", "service": "leads",
                            "message": f"{word} {number}，客户 “测试”"}, ensure_ascii=False) for number in range(count)]

    def arrived(self, part, ordered=True):
        """Every line so far has come, once; what has waited on the disk may come behind what was written later."""
        def lines():
            found = [match[4] for match in map(MESSAGE.fullmatch, list(self.receiver.messages)) if match]
            return [line for line in found if line != BROKEN]
        try:
            wait("all lines arrive", 60, lambda: len(lines()) >= len(self.sent))
        except Exception as error:
            missing = [line for line in self.sent if line not in lines()]
            return self.checks.check(part, False, f"{error}; {len(missing)} missing, first: {missing[:2]}; "
                                     f"{(self.folder / 'rsyslog.log').read_text()[-500:]}")
        found, sent = (lines(), self.sent) if ordered else (sorted(lines()), sorted(self.sent))
        return self.checks.check(f"{part}: {len(sent)} lines, each once{' and in order' if ordered else ''}", found == sent,
                                 [pair for pair in zip(found, sent) if pair[0] != pair[1]][:2])

    # MARK: Parts

    def valid(self):
        done = subprocess.run(["rsyslogd", "-N1", "-f", self.configure()], capture_output=True, text=True)
        self.checks.check("rsyslogd -N1 accepts the file", done.returncode == 0 and "error" not in done.stderr, done.stderr)

    def ships(self):
        environment = {"JOINERY_DATA": str(self.folder / "store"), "JOINERY_PORT": "0", "JOINERY_KAFKA": "127.0.0.1:9"}
        service = subprocess.Popen([BINARIES / "leads"], env=environment, stdout=subprocess.PIPE, text=True)
        first = service.stdout.readline()
        service.send_signal(signal.SIGTERM)
        written = [line.rstrip("\n") for line in [first, *service.stdout]]
        service.wait(30)
        self.checks.check(f"leads writes JSON objects ({len(written)} lines)", all(
            json.loads(line)["service"] == "leads" for line in written), written)
        self.receiver.start()
        self.start()
        self.write(*written)
        self.other.write(*self.numbered("no business of ours", 50))
        self.write(*self.numbered("then", 500))
        self.arrived("what the service has written")
        strange = [line for line in self.receiver.messages if not MESSAGE.fullmatch(line)]
        self.checks.check("each message is of RFC 5424", not strange, strange[:3])
        tags = {MESSAGE.fullmatch(line)[3] for line in self.receiver.messages}
        self.checks.equal("named for its container, and nobody else's", tags, {"joinery-leads-1"})

    def turned(self):
        for turn in range(3):
            self.write(*self.numbered(f"before turn {turn}", 300))
            self.leads.turn()
            self.write(*self.numbered(f"after turn {turn}", 300))
            self.arrived(f"the file is turned over {turn + 1} times")

    def away(self):
        self.receiver.stop()
        # Whatever goes into a connection that breaks is lost, as the guide says: until rsyslog has seen that it is broken.
        log = self.folder / "rsyslog.log"
        known = len(re.findall("e/20[02]7", log.read_text()))

        def seen():
            self.leads.write(BROKEN)
            return len(re.findall("e/20[02]7", log.read_text())) > known

        wait("rsyslog sees that nobody listens", 60, seen, every=0.2)
        self.write(*self.numbered("while nobody listens", 2000))
        wait("lines wait on the disk", 20, lambda: any(
            b"nobody listens" in file.read_bytes() for file in (self.folder / "state").glob("joinery.0*")))
        self.stop()
        self.write(*self.numbered("while rsyslog is away too", 200))
        self.start()
        self.receiver.start()
        self.arrived("the receiver is away, and rsyslog is started anew", ordered=False)

    def stranger(self):
        """A receiver whose certificate another authority has signed gets nothing."""
        self.stop()
        self.start("other")
        before = len(self.receiver.messages)
        lines = self.numbered("a secret", 20)
        self.write(*lines)
        log = self.folder / "rsyslog.log"
        wait("it is refused", 30, lambda: "ertificate" in log.read_text() or "not permitted" in log.read_text()
             or "invalid" in log.read_text())
        self.checks.equal("another authority's receiver gets nothing", len(self.receiver.messages), before)
        self.stop()
        self.start()
        self.arrived("with the right authority they come", ordered=False)


def main():
    arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="joinery-logs-") as folder:
        logs = Logs(checks, Path(folder))
        try:
            for part in ("valid", "ships", "turned", "away", "stranger"):
                checks.part(part, getattr(logs, part))
        finally:
            logs.stop()
    checks.finish()


if __name__ == "__main__":
    main()
