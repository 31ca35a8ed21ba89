#!/usr/bin/env python3
"""Webhooks as receivers know them, under load of all five services: receivers that fail, hang, answer late, refuse, want
to be left alone, or are gone. Each event of the journals comes once for each key, in order, once what comes twice is
dropped by `webhook-id`; or its key is parked, and told. Signatures are checked by this script's own code."""

import base64
import csv
import datetime
import email
import email.policy
import hashlib
import hmac
import io
import json
import random as randomness
import signal
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import broker
from checks import Checks, arguments, wait
from load import Ledger, Load
from others import environment
from poison import held_back, surgery
from suite import Suite, free_ports



class Receiver:
    """A path for each subscriber, and how it behaves."""

    def __init__(self, seed, port=0):
        self.lock, self.registering = threading.Lock(), threading.Lock()
        self.random = randomness.Random(seed)
        self.events = defaultdict(list)
        self.secrets, self.behaviours, self.wrong = {}, {}, []
        self.delays = defaultdict(list)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                try:
                    body = self.rfile.read(int(self.headers["Content-Length"]))
                    receiver.take(self, body)
                except (OSError, ValueError):
                    self.close_connection = True

            def answer(self, status, **headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 64
            daemon_threads = True

            def handle_error(self, *_):
                """The sender has given up, or was killed."""

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def address(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def take(self, handler, body):
        headers, path = handler.headers, handler.path
        with self.registering:
            pass
        if not self.is_signed(path, headers, body):
            with self.lock:
                self.wrong.append((path, dict(headers)))
            return handler.answer(401)
        if headers["content-type"].startswith("application/cloudevents+json"):
            event = json.loads(body)
        else:
            event = {name[3:].lower(): unquote(value) for name, value in headers.items() if name.lower().startswith("ce-")}
            isJSON = headers["content-type"].startswith("application/json")
            event |= {"data": json.loads(body)} if isJSON else {"raw": body}
        if event["id"] != headers["webhook-id"]:
            self.wrong.append((path, "another id"))
        behaviour = self.behaviours.get(path, lambda *_: ("take", 204, {}))
        what, status, more = behaviour(event)
        if what == "take":
            self.note(path, event)
        if what == "hang":
            # Takes it long after the sender has given up.
            time.sleep(more["seconds"])
            self.note(path, event)
            handler.close_connection = True
            return
        if what == "cut":
            self.note(path, event)
            handler.close_connection = True
            return
        handler.answer(status, **more)

    def note(self, path, event):
        with self.lock:
            self.events[path].append(event)

    def is_signed(self, path, headers, body):
        stamp = headers.get("webhook-timestamp", "")
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > 300:
            return False
        text = f"{headers['webhook-id']}.{stamp}.".encode() + body
        given = headers.get("webhook-signature", "").split()
        return any(
            "v1," + base64.b64encode(hmac.new(base64.b64decode(secret.removeprefix("whsec_")), text,
                                              hashlib.sha256).digest()).decode() in given
            for secret in self.secrets.get(path, []))

    def of(self, path):
        with self.lock:
            return list(self.events[path])

    def once(self, path):
        """Events without those that came again."""
        seen = {}
        for event in self.of(path):
            seen.setdefault(event["id"], event)
        return list(seen.values())

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def wild(self, event):
        """Fails, hangs, cuts, refuses to be asked now, and answers late."""
        with self.lock:
            draw = self.random.random()
        if draw < 0.02:
            return "drop", 500, {}
        if draw < 0.04:
            return "take", 502, {}
        if draw < 0.045:
            return "hang", 0, {"seconds": 2.5}
        if draw < 0.055:
            return "cut", 0, {}
        if draw < 0.06:
            return "drop", 429, {"Retry_After": "1"}
        if draw < 0.10:
            time.sleep(0.05 + draw)
        return "take", 200, {}


class Push:
    def __init__(self, checks, suite, receiver, options):
        self.checks, self.suite, self.receiver, self.options = checks, suite, receiver, options
        self.hooks = {}
        self.journals = None

    @property
    def client(self):
        return self.suite.client("reporting", timeout=30)

    def add(self, path, **more):
        # Nothing is answered before the secret is known here.
        with self.receiver.registering:
            answer = self.client.post("/v1/webhooks", {"url": self.receiver.address(path), **more})
            if answer.status != 201:
                raise OSError(f"no webhook: {answer}")
            self.hooks[path] = answer.json["id"]
            self.receiver.secrets[path] = [answer.json["secret"]]
        return answer.json

    def hook(self, path):
        return self.client.get(f"/v1/webhooks/{self.hooks[path]}").json

    def act(self, path, verb, body=None):
        return self.client.post(f"/v1/webhooks/{self.hooks[path]}/{verb}", body or {})

    def expected(self):
        """Every event of the journals: (source, id), by source and key in its order."""
        if self.journals is None:
            self.journals = {}
            for service in ("leads", "sales", "finance", "after-sales"):
                for event in self.suite.journal(service):
                    self.journals.setdefault((f"joinery/{service.replace('-', '')}", event["key"]), []).append(event)
        return self.journals

    def in_order(self, name, path, wanted=lambda _: True, without=()):
        """Of each key all that the journals have, once and in order; keys of `without` are parked."""
        found = defaultdict(list)
        for event in self.receiver.once(path):
            found[event["source"], event["partitionkey"]].append(event["id"])
        lacking = reordered = count = 0
        for key, events in self.expected().items():
            ids = [event["id"] for event in events if wanted(event)]
            if key in without or not ids:
                continue
            count += len(ids)
            got = found.pop(key, [])
            lacking += len(set(ids) - set(got))
            reordered += sorted(got, key=ids.index) != got if set(got) <= set(ids) else 1
        more = {key: ids for key, ids in found.items() if key not in without}
        came = len(self.receiver.of(path))
        self.checks.check(f"{name}: {count} events, each key's in order (came {came} times)",
                          count > 0 and not (lacking or reordered or more), (lacking, reordered, list(more)[:3]))

    def settled(self, path, seconds=120):
        def over():
            hook = self.hook(path)
            return hook if hook["behind"] == 0 and hook["retrying"] == 0 and hook["state"] in ("delivering", "parked") else None
        return wait(f"{path} has all", seconds, over, every=0.2)

    # Parts

    def register(self):
        for body, pointer in (
                ({"url": "ftp://127.0.0.1/"}, "/url"), ({"url": "http://me:secret@127.0.0.1/"}, "/url"),
                ({"url": "http://169.254.169.254/latest/meta-data"}, "/url"), ({"url": "https://10.0.0.7/"}, "/url"),
                ({"url": "https://[fd00::1]/"}, "/url"), ({"url": "http://192.0.2.1/"}, "/url"),
                ({"url": self.receiver.address("/x"), "types": ["joinery.sale.*"]}, "/types/0"),
                ({"url": self.receiver.address("/x"), "types": ["joinery.sales.[a]"]}, "/types/0"),
                ({"url": self.receiver.address("/x"), "from": "yesterday"}, "/from"),
                ({"url": self.receiver.address("/x"), "mode": "batched"}, "/mode")):
            answer = self.client.post("/v1/webhooks", body)
            self.checks.check(f"refused at {pointer}: {list(body.values())[-1]}", answer.status == 422
                              and [one["pointer"] for one in answer.json["errors"]] == [pointer], answer)
        sales = self.suite.client("reporting", self.suite.machine("sam", "net-sales"))
        self.checks.equal("sales may not", sales.post("/v1/webhooks", {"url": self.receiver.address("/x")}).status, 403)
        operator = self.suite.client("reporting", self.suite.machine("olga", "operations"))
        self.checks.equal("operations may not send what is personal",
                          operator.post("/v1/webhooks", {"url": self.receiver.address("/x"), "personal": True}).status, 403)
        self.add("/good", description="takes all")
        self.add("/wild", mode="structured", personal=True)
        self.add("/orders", types=["joinery.sales.order.*", "joinery.leads.lead.captured.v*"])
        self.add("/poison")
        self.add("/away")
        kept = self.client.post("/v1/webhooks", {"url": self.receiver.address("/once")}, key="k-1").json
        again = self.client.post("/v1/webhooks", {"url": self.receiver.address("/once")}, key="k-1")
        self.checks.check("the secret is told once", again.status == 201 and again.json["id"] == kept["id"]
                          and "secret" in kept and "secret" not in again.json and "secret" not in self.hook("/good"), again)
        self.checks.equal("deleted", self.client.send("DELETE", f"/v1/webhooks/{kept['id']}").status, 204)
        ping = self.act("/good", "ping").json
        self.checks.check("a ping is answered", ping["isDelivered"]
                          and self.receiver.of("/good")[-1]["type"] == "joinery.webhook.ping", ping)
        self.receiver.events["/good"].clear()

    def under_load(self):
        """Five subscribers, one of them wild, one with keys that it never takes, one away; reporting is killed meanwhile."""
        bad = self.bad = set()

        def poison(event):
            # The first ten customers' captured leads are never taken.
            if event["type"].startswith("joinery.leads.lead.captured"):
                with self.receiver.lock:
                    if len(bad) < 10:
                        bad.add((event["source"], event["partitionkey"]))
            return ("drop", 422, {}) if (event["source"], event["partitionkey"]) in bad else ("take", 204, {})

        self.receiver.behaviours |= {"/wild": self.receiver.wild, "/poison": poison}
        # Nobody listens there.
        gone = Receiver(0)
        gone.close()
        hook = self.hook("/away")
        self.checks.equal("an edit needs the version", self.client.send("PATCH", f"/v1/webhooks/{hook['id']}", {}).status, 428)
        moved = self.client.send("PATCH", f"/v1/webhooks/{hook['id']}", {"url": gone.address("/away")},
                                 {"If-Match": f'"v{hook["version"]}"'})
        self.checks.equal("moved to where nobody is", moved.status, 200)
        ledger = Ledger(self.suite.folder / "ledger")
        load = Load(self.suite, ledger, self.options.random.randrange(1 << 30))
        load.start(pause=0.05)
        for _ in range(3):
            time.sleep(4)  # the load's time, not a wait
            self.suite.signal("reporting", signal.SIGKILL)
            self.suite.wait_ready("reporting")
        time.sleep(3)
        load.stop()
        self.checks.equal("the load went well", load.faults, [])
        took = self.suite.wait_quiet()
        self.checks.note(f"{ledger.commands} commands, quiet after {took:.1f} s")
        hook = wait("the one that is away is told", 30, lambda: self.hook("/away") if self.hook("/away")["state"] == "away" else None)
        self.checks.check(f"away since {hook['awaySince']}, behind by {hook['behind']}, nothing parked",
                          hook["behind"] > 0 and hook["parked"] == 0 and hook["retrying"] <= 60 and "not reached" in hook["lastError"],
                          hook)

    def all_have_all(self):
        self.settled("/good")
        self.in_order("takes all", "/good")
        self.settled("/orders")
        self.in_order("two types", "/orders", lambda event: event["type"].startswith("joinery.sales.order.")
                      or event["type"].startswith("joinery.leads.lead.captured.v"))
        self.settled("/wild", 300)
        self.in_order("wild", "/wild")
        self.settled("/poison")
        self.in_order("poison", "/poison", without=self.bad)
        self.checks.equal("every signature was good", self.receiver.wrong[:3], [])
        phones = [event for event in self.receiver.of("/good") if event["data"].get("phone")]
        full = [event for event in self.receiver.of("/wild") if event["data"].get("phone")]
        self.checks.check("what is personal is blank but where a manager has asked for it", not phones and full,
                          (len(phones), len(full)))

    def parked(self):
        hook = self.hook("/poison")
        keys = self.client.get(f"/v1/webhooks/{hook['id']}/parked").json["items"]
        self.checks.equal("exactly the keys that it never took are parked",
                          {(f"joinery/{key['source']}", key["key"]) for key in keys if key["isParked"]}, self.bad)
        self.checks.check("why is told", hook["state"] == "parked" and hook["parked"] == len(self.bad)
                          and all("422" in key["reason"] and key["tries"] == 3 for key in keys), (hook, keys[:1]))
        metrics = self.client.get("/metrics").body.decode()
        line = f'joinery_webhook_keys_parked{{webhook="{hook["id"]}"}} {len(self.bad)}'
        self.checks.check("and counted", line in metrics, line)
        first = keys[0]
        self.checks.equal("a discard needs a reason", self.act(
            "/poison", "discard", {"source": first["source"], "key": first["key"], "reason": " "}).status, 422)
        discarded = self.act("/poison", "discard", {"source": first["source"], "key": first["key"], "reason": "wrong phone"})
        self.checks.check("its first event is left out", discarded.status == 200
                          and discarded.json["eventId"] == first["eventId"], discarded)
        self.receiver.behaviours.pop("/poison")
        self.checks.check("redriven", self.act("/poison", "redrive").json["redriven"] >= len(self.bad) - 1)
        wait("nothing is parked any more", 60, lambda: self.hook("/poison")["state"] == "delivering")
        self.in_order("redriven", "/poison", lambda event: event["id"] != first["eventId"])

    def away(self):
        """The receiver comes back under the same address."""
        hook = self.hook("/away")
        before = time.monotonic()
        self.client.send("PATCH", f"/v1/webhooks/{hook['id']}", {"url": self.receiver.address("/away")},
                         {"If-Match": f'"v{hook["version"]}"'})
        self.settled("/away")
        count = len(self.receiver.once("/away"))
        took = time.monotonic() - before
        self.checks.note(f"{count} events in {took:.1f} s, {count / took:.0f} a second")
        self.in_order("was away all the time", "/away")

    def rebuilt(self):
        """Read models are emptied and read anew: nobody is sent anything again, and webhooks are as they were."""
        before = {path: (len(self.receiver.of(path)), self.hook(path)["delivered"]) for path in ("/good", "/orders", "/away")}
        done = self.suite.joinery("rebuild")
        self.checks.equal("rebuilt", done.returncode, 0)
        self.suite.wait_quiet()
        after = {path: (len(self.receiver.of(path)), self.hook(path)["delivered"]) for path in before}
        self.checks.equal("nothing is sent again", after, before)
        self.add("/again", **{"from": "beginning"})
        self.settled("/again")
        self.in_order("from the beginning, after a rebuild", "/again")

    def replayed(self):
        """From the middle on, and what a rotated secret signs."""
        events = sorted((event for events in self.expected().values() for event in events), key=lambda event: event["time"])
        middle = events[len(events) // 2]["time"]
        old = self.receiver.secrets["/good"]
        rotated = self.act("/good", "rotate-secret").json
        self.receiver.secrets["/good"] = old
        self.receiver.events["/good"].clear()
        answer = self.act("/good", "replay", {"from": middle})
        self.checks.check("replayed", answer.status == 200 and answer.json["keptSince"] < middle, answer)
        wait("the last half is there", 60, lambda: self.hook("/good")["behind"] == 0)
        came = {event["id"] for event in self.receiver.once("/good")}
        lacking = [event for event in events if event["time"] >= middle and event["id"] not in came]
        self.checks.check(f"all from {middle} on ({len(came)} of {len(events)})",
                          not lacking and len(came) < len(events) * 0.8, len(lacking))
        self.checks.equal("the secret before still signs", self.receiver.wrong, [])
        self.receiver.secrets["/good"] = [rotated["secret"]]
        self.checks.check("so does the new one", self.act("/good", "ping").json["isDelivered"])

    def not_slowed(self):
        """One subscriber hangs at each event; the other's events come as fast as before."""
        clients = self.suite.client("leads", timeout=30)

        def capture(count):
            times = {}
            for _ in range(count):
                phone = f"139{self.options.random.randrange(10**8):08}"
                answer = clients.post("/v1/leads", {"name": "赵敏", "phone": phone, "source": {"channel": "own"}})
                if answer.status == 201:
                    times[answer.json["leadId"] if "leadId" in answer.json else answer.json["id"]] = time.time()
            return times

        def median(path):
            self.receiver.events[path].clear()
            begun = time.monotonic()
            made = capture(60)
            came = wait("all came", 60, lambda: len({event["subject"] for event in self.receiver.of(path)} & set(made)) == len(made))
            return (time.monotonic() - begun) / len(made) if came else None

        calm = median("/away")
        self.receiver.behaviours["/good"] = lambda _: ("hang", 0, {"seconds": 5})
        slowed = median("/away")
        self.checks.check(f"a subscriber that hangs slows no other: {calm * 1000:.0f} ms an event before, {slowed * 1000:.0f} ms beside it",
                          slowed < 2 * calm + 0.05)
        self.receiver.behaviours.pop("/good")

    def gone(self):
        """410 ends it; SIGTERM ends soon with requests under way."""
        self.receiver.behaviours["/orders"] = lambda _: ("drop", 410, {})
        self.act("/orders", "replay", {"from": "beginning"})
        hook = wait("disabled", 30, lambda: self.hook("/orders") if self.hook("/orders")["state"] == "disabled" else None)
        self.checks.check("why is told", "410" in hook["reason"], hook)
        self.receiver.behaviours["/again"] = lambda _: ("hang", 0, {"seconds": 5})
        self.act("/again", "replay", {"from": "beginning"})
        time.sleep(0.5)
        begun = time.monotonic()
        self.suite.signal("reporting", signal.SIGTERM)
        self.suite.wait_ready("reporting")
        took = time.monotonic() - begun
        self.checks.check(f"stopped and back in {took:.1f} s with requests under way", took < 15)
        self.receiver.behaviours.pop("/again")


# Takes mail over STARTTLS from who has the password, and writes each to a file; while a file `busy` is there, it is not
# taken now. Runs in the environment's own Python.
MAIL_SERVER = """
import asyncio, pathlib, ssl, sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
folder, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
class Handler:
    async def handle_DATA(self, server, session, envelope):
        if (folder / "busy").exists():
            return "451 come again"
        name = folder / f"{time.time_ns()}.eml"
        name.with_suffix(".part").write_bytes("\\n".join(envelope.rcpt_tos).encode() + b"\\n\\n" + envelope.original_content)
        name.with_suffix(".part").rename(name)
        return "250 taken"
def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"reports", "密码1".encode()))
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(folder / "mail.crt", folder / "mail.key")
Controller(Handler(), hostname="127.0.0.1", port=port, tls_context=tls, require_starttls=True, auth_required=True,
           authenticator=authenticate).start()
(folder / "ready").touch()
asyncio.new_event_loop().run_forever()
"""


class Scheduled:
    """Reports by mail and by webhook, as a mail server that is not ours takes them."""

    def __init__(self, checks, push, folder):
        self.checks, self.push, self.suite, self.folder = checks, push, push.suite, folder
        self.client = push.client

    def put_on(self, statement, *values):
        """As if time had passed while the service was down."""
        with held_back(self.suite), surgery(self.suite, "reporting") as database:
            database.execute(statement, values)
        self.suite.wait_ready("reporting")

    def mails(self):
        found = []
        for name in sorted(self.folder.glob("*.eml")):
            receivers, _, content = name.read_bytes().partition(b"\n\n")
            found.append((receivers.decode().split(), email.message_from_bytes(content, policy=email.policy.default)))
        return found

    def run_of(self, made, state, seconds=30):
        return wait(f"a run is {state}", seconds, lambda: next(
            (one for one in self.client.get(f"/v1/scheduled-reports/{made['id']}/runs").json["items"] if one["state"] == state), None))

    def mail(self):
        made = self.client.post("/v1/scheduled-reports", {
            "report": "lead-sources", "query": {"groupBy": "channel"}, "every": "day", "at": "00:30", "language": "zh",
            "to": {"mail": ["boss@furniture.example", "accounts@furniture.example"]}})
        self.checks.equal("a report by mail is registered", made.status, 201)
        made = made.json
        (self.folder / "busy").touch()
        # Today's and the two before were due while nothing ran.
        self.put_on("UPDATE scheduled_reports SET next_at = next_at - 3 * 86400000")
        pending = wait("it was tried", 30, lambda: next((one for one in self.client.get(
            f"/v1/scheduled-reports/{made['id']}/runs").json["items"] if one["tries"] == 1), None))
        self.checks.check("a server that takes nothing now is tried again, and why is told",
                          pending["state"] == "pending" and "451" in pending["reason"] and not self.mails(), pending)
        (self.folder / "busy").unlink()
        self.put_on("UPDATE report_runs SET next_try = 0 WHERE state = 'pending'")
        run = self.run_of(made, "delivered")
        (receivers, mail), = self.mails()
        day = (datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))) - datetime.timedelta(days=1)).date()
        self.checks.equal("of three that were due the last comes, once", (run["missed"], run["tries"]), (2, 2))
        self.checks.equal("to both", receivers, ["boss@furniture.example", "accounts@furniture.example"])
        self.checks.check("its subject, sender and date are read as they were written", mail["subject"].startswith("线索来源 ")
                          and mail["from"].addresses[0].addr_spec == "reports@furniture.example"
                          and abs(mail["date"].datetime.timestamp() - time.time()) < 120, (mail["subject"], mail["date"]))
        file, = mail.iter_attachments()
        self.checks.equal("the file's name too", file.get_filename(), f"线索来源-{day}.csv")
        rows = list(csv.reader(io.StringIO(file.get_content() if isinstance(file.get_content(), str)
                                           else file.get_content().decode("utf-8-sig"))))
        answer = self.client.get(f"/v1/reports/lead-sources.csv?groupBy=channel&from={day}&to={day}")
        table = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
        self.checks.check("with the rows that the report has", rows[-len(table):] == table and ["from", str(day)] in
                          [row[:2] for row in rows], (rows, table))
        self.checks.check("what was left out stands in the text", "2" in mail.get_body().get_content(), mail.get_body().get_content())

    def webhook(self):
        self.push.add("/reports", types=["joinery.finance.refund.*"])
        made = self.client.post("/v1/scheduled-reports", {
            "report": "sales", "query": {"from": "2020-01-01"}, "every": "month", "at": "00:00", "format": "xlsx",
            "language": "en", "to": {"webhook": self.push.hooks["/reports"]}})
        self.checks.equal("a report by webhook is registered", made.status, 201)
        self.put_on("UPDATE scheduled_reports SET next_at = 0 WHERE id = ?", made.json["id"])
        self.run_of(made.json, "delivered")
        event = self.push.receiver.of("/reports")[0]
        self.checks.check("a spreadsheet comes, signed", event["type"] == "joinery.report.scheduled"
                          and event["raw"].startswith(b"PK") and event["filename"].endswith(".xlsx"), event)
        metrics = self.client.get("/metrics").body.decode()
        self.checks.check("it is counted", 'joinery_scheduled_reports_total{result="delivered"} 1' in metrics)

    def rights(self):
        sales = self.suite.client("reporting", self.suite.machine("sam", "net-sales"))
        self.checks.equal("sales have none", sales.get("/v1/scheduled-reports").status, 403)
        metrics = self.client.get("/v1/scheduled-reports").json["items"]
        self.checks.check("the list tells the last run of each", len(metrics) == 2
                          and all(one["lastRun"]["state"] == "delivered" for one in metrics), metrics)


def mail_server(folder, programs, port):
    done = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "mail.key", "-out", folder / "mail.crt",
         "-days", "2", "-subj", "/CN=mail", "-addext", "subjectAltName=IP:127.0.0.1"], capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr)
    process = subprocess.Popen([programs / "python", "-c", MAIL_SERVER, folder, str(port)])
    wait("the mail server is ready", 20, lambda: (folder / "ready").exists())
    return process


def main():
    broker.use_aiokafka()
    options = arguments(__doc__, ("--only", {"choices": ["webhooks", "reports"]}))
    checks, receiver = Checks(), Receiver(options.seed)
    parts = ("register", "under_load", "all_have_all", "parked", "away", "rebuilt", "replayed", "not_slowed", "gone")
    with tempfile.TemporaryDirectory(prefix="joinery-mail-") as folder:
        folder, port = Path(folder), free_ports(options.random)
        variables = {
            "JOINERY_PUSH_TIMEOUT": "1s", "JOINERY_MAIL_SERVER": f"smtp://127.0.0.1:{port}", "JOINERY_MAIL_USER": "reports",
            "JOINERY_MAIL_FROM": "reports@furniture.example", "JOINERY_MAIL_PASSWORD_FILE": str(folder / "password"),
            "JOINERY_MAIL_CA_FILE": str(folder / "mail.crt")}
        (folder / "password").write_text("密码1\n")
        programs = environment(folder / "venv", "aiosmtpd")
        server = mail_server(folder, programs, port) if programs else None
        if not programs:
            (folder / "mail.crt").touch()
        try:
            with Suite(options, variables) as suite:
                push = Push(checks, suite, receiver, options)
                for name in parts if options.only in (None, "webhooks") else ("register",):
                    checks.part(name, getattr(push, name))
                scheduled = Scheduled(checks, push, folder)
                if programs and options.only in (None, "reports"):
                    for name in ("mail", "webhook", "rights"):
                        checks.part(name, getattr(scheduled, name))
        finally:
            if server:
                server.kill()
                server.wait()
    receiver.close()
    checks.finish()


if __name__ == "__main__":
    main()
