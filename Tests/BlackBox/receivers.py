"""What alerts are delivered to, and what Prometheus scrapes besides the services, for `alerts.py`: a receiver of webhooks and
one of mail, and a stand-in for kafka_exporter, which gives the same series by what kcat finds."""

import contextlib
import http.server
import json
import re
import socketserver
import subprocess
import threading
import time


class Server:
    """A server of this script's own on a free port of loopback."""

    def __init__(self, handler, port=0):
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", port), handler, bind_and_activate=False)
        self.server.allow_reuse_address = True
        self.server.daemon_threads = True
        self.server.server_bind()
        self.server.server_activate()
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Webhooks:
    """Keeps what Alertmanager posts, by path."""

    def __init__(self):
        self.calls = []
        self.server = Server(self.handler())
        self.port = self.server.port

    def handler(self):
        calls = self.calls

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                calls.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler

    def away(self):
        self.server.stop()

    def back(self):
        self.server = Server(self.handler(), self.port)

    def delivered(self, path, alert, status="firing"):
        return any(where == path and one["status"] == status and one["labels"]["alertname"] == alert
                   for where, call in list(self.calls) for one in call["alerts"])


class Mail:
    """A mail server that takes everything: each mail with whom it is for."""

    def __init__(self):
        mails = self.mails = []

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"220 receiver\r\n")
                to = []
                for line in self.rfile:
                    word = line[:4].upper()
                    if word == b"RCPT":
                        to.append(re.search(rb"<(.*)>", line)[1].decode())
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        text = b""
                        while not text.endswith(b"\r\n.\r\n"):
                            text += self.rfile.readline()
                        mails.append((to, text.decode(errors="replace")))
                    self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 receiver\r\n")
                    if word == b"QUIT":
                        return

        self.port = Server(Handler).port

    def delivered(self, to, alert):
        return any(to in whom and alert in re.search(r"^Subject: (.*(?:\r\n .*)*)", text, re.M)[1]
                   for whom, text in list(self.mails))


class Exporter:
    """kafka_exporter's series of brokers and topics; answers 503 while no broker answers."""

    def __init__(self, address):
        self.text = None

        def look():
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    done = subprocess.run(["kcat", "-L", "-J", "-m", "3", "-b", address()], capture_output=True, timeout=10)
                    self.text = self.series(json.loads(done.stdout)) if done.returncode == 0 else None
                time.sleep(0.5)

        exporter = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                text = exporter.text
                self.send_response(503 if text is None else 200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write((text or "").encode())

            def log_message(self, *_):
                pass

        self.port = Server(Handler).port
        threading.Thread(target=look, daemon=True).start()

    @staticmethod
    def series(found):
        lines = [f"kafka_brokers {len(found['brokers'])}"]
        for topic in found["topics"]:
            lines.append(f'kafka_topic_partitions{{topic="{topic["topic"]}"}} {len(topic["partitions"])}')
            for partition in topic["partitions"]:
                names = f'{{partition="{partition["partition"]}",topic="{topic["topic"]}"}}'
                if partition["leader"] >= 0:
                    lines.append(f"kafka_topic_partition_leader{names} {partition['leader']}")
                behind = int(len(partition["isrs"]) < len(partition["replicas"]))
                lines.append(f"kafka_topic_partition_under_replicated_partition{names} {behind}")
        return "\n".join(sorted(lines, key=lambda line: re.split(r"[{ ]", line)[0])) + "\n"
