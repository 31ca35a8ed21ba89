#!/usr/bin/env python3
"""Traces of a request through outbox, topic and handlers, as a collector of the script's own receives them over
OTLP/HTTP, judged by opentelemetry-proto of PyPI (put into a temporary folder by pip; where pip cannot, that is said and
left out); a collector that is away hurts nobody, and without one nothing is collected."""

import json
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import broker
import erp
from checks import Checks, arguments, wait
from others import environment
from suite import Suite

# Reads a body as protocol buffers' own JSON, which has bytes in base64 where OTLP has ids in hexadecimal digits.
JUDGE = """
import base64, json, sys
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
def ids(node):
    if isinstance(node, list):
        return [ids(one) for one in node]
    if isinstance(node, dict):
        return {name: base64.b64encode(bytes.fromhex(one)).decode() if name in ("traceId", "spanId", "parentSpanId")
                else ids(one) for name, one in node.items()}
    return node
count = 0
for body in json.load(sys.stdin):
    request = json_format.ParseDict(ids(body), ExportTraceServiceRequest())
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                assert len(span.trace_id) == 16 and len(span.span_id) == 8 and len(span.parent_span_id) in (0, 8), span
                assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano and span.name and span.kind, span
                count += 1
print(count)
"""


class Collector:
    def __init__(self):
        self.bodies, self.requests, self.status, self.pause = [], [], 200, 0
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(collector.pause)
                collector.requests.append((self.path, dict(self.headers)))
                if collector.status == 200:
                    collector.bodies.append(json.loads(body))
                self.send_response(collector.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self, trace=None):
        """Every span so far, or those of a trace, with its attributes and its service."""
        found = []
        for body in list(self.bodies):
            for resource in body["resourceSpans"]:
                of = {one["key"]: one["value"]["stringValue"] for one in resource["resource"]["attributes"]}
                for scope in resource["scopeSpans"]:
                    for span in scope["spans"]:
                        values = {one["key"]: next(iter(one["value"].values())) for one in span["attributes"]}
                        if trace in (None, span["traceId"]):
                            found.append(span | {"of": values, "service": of["service.name"], "resource": of})
        return found

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Traces:
    def __init__(self, checks, suite, collector, random):
        self.checks, self.suite, self.collector, self.random = checks, suite, collector, random
        self.phones = []

    def capture(self, traceparent=None):
        self.phones.append(erp.phone(self.random))
        headers = {"traceparent": traceparent} if traceparent else {}
        answer = self.suite.client("leads").send(
            "POST", "/v1/leads", {"name": "陈伟", "phone": self.phones[-1], "source": {"channel": "own"}}, headers)
        if answer.status != 201:
            raise OSError(f"a lead is not captured: {answer}")
        return answer

    def trace_id(self):
        return f"{self.random.getrandbits(127) + 1:032x}"

    def connected(self):
        """One trace from the caller's span to the handlers of other services."""
        trace, caller = self.trace_id(), "00f067aa0ba902b7"
        answer = self.capture(f"00-{trace}-{caller}-01")

        def whole():
            spans = self.collector.spans(trace)
            done = {(span["service"], span["name"]) for span in spans}
            return spans if {("crm-reporting", "process joinery.leads"), ("crm-sales", "process joinery.leads"),
                             ("crm-leads", "send joinery.leads"), ("crm-leads", "POST /v1/leads")} <= done else None

        spans = wait("the whole trace is there", 30, whole)
        by_id = {span["spanId"]: span for span in spans}
        self.checks.equal("each span has an id of its own", len(by_id), len(spans))
        server = next(span for span in spans if span["kind"] == 2)
        self.checks.equal("the request is a span of the caller's", (server["name"], server["parentSpanId"]),
                          ("POST /v1/leads", caller))
        self.checks.equal("with method, route, status and request",
                          [server["of"][name] for name in ("http.request.method", "http.route", "http.response.status_code",
                                                           "joinery.request.id")],
                          ["POST", "/v1/leads", "201", answer.headers["X-Request-Id"]])
        sent = [span for span in spans if span["service"] == "crm-leads" and span["kind"] == 4]
        events = [event for event in self.suite.journal("leads") if event["correlationId"] == server["of"]["joinery.request.id"]]
        self.checks.equal("each event that left the outbox is a span of the request",
                          sorted((span["parentSpanId"], span["of"]["messaging.message.id"]) for span in sent),
                          sorted((server["spanId"], event["id"]) for event in events))
        handled = [span for span in spans if span["kind"] == 5]
        wrong = [span for span in handled
                 if span["parentSpanId"] not in by_id or by_id[span["parentSpanId"]]["kind"] != 4
                 or [(link["traceId"], link["spanId"]) for link in span["links"]] != [(trace, span["parentSpanId"])]
                 or by_id[span["parentSpanId"]]["of"]["messaging.message.id"] != span["of"]["messaging.message.id"]]
        self.checks.check(f"each of {len(handled)} handlings follows from the sending and is linked to it", handled and not wrong,
                          wrong)
        needed = {"messaging.system": "kafka", "messaging.operation.name": "process", "messaging.operation.type": "process",
                  "messaging.destination.name": "joinery.leads", "messaging.consumer.group.name": "joinery-reporting"}
        one = next(span for span in handled if span["service"] == "crm-reporting")
        self.checks.equal("attributes are those of the conventions", {name: one["of"].get(name) for name in needed}, needed)
        places = {(span["of"]["messaging.destination.partition.id"], span["of"]["messaging.kafka.offset"])
                  for span in sent if span["of"]["messaging.message.id"] == one["of"]["messaging.message.id"]}
        self.checks.equal("sending and handling name the same place", places, {
            (one["of"]["messaging.destination.partition.id"], one["of"]["messaging.kafka.offset"])})
        self.checks.equal("the resource says whose it is",
                          [one["resource"].get(name) for name in ("service.namespace", "deployment.environment.name")],
                          ["joinery", "test"])
        path, headers = self.collector.requests[0]
        self.checks.equal("it is posted as asked", (path, headers.get("x-key"), headers["Content-Type"]),
                          ("/v1/traces", "a secret", "application/json"))

    def unsampled(self):
        trace = self.trace_id()
        self.capture(f"00-{trace}-00f067aa0ba902b7-00")
        mark = self.trace_id()
        self.capture(f"00-{mark}-00f067aa0ba902b7-01")
        wait("the later one is there", 30, lambda: len(self.collector.spans(mark)) >= 4)
        self.checks.equal("what the caller does not sample is not collected", self.collector.spans(trace), [])

    def from_outside(self):
        """An order of the ERP, whose bridge began no trace."""
        order = erp.Order(self.random, "T-1", signed_on="2026-11-01")
        headers, value = order.binary()
        headers.pop("traceparent", None)
        broker.kcat_produce(self.suite.address, erp.TOPIC, headers, value, key=order.key)

        def chain():
            roots = [span for span in self.collector.spans() if span["name"] == "process joinery.erp.orders"]
            names = {span["name"] for root in roots for span in self.collector.spans(root["traceId"])}
            return roots if {"send joinery.sales", "process joinery.sales", "send joinery.leads"} <= names else None

        roots = wait("the order's trace goes through sales and leads", 30, chain)
        self.checks.check("a trace begins where nobody began one",
                          "parentSpanId" not in roots[0] and not roots[0].get("links"), roots)

    def away(self):
        for name, status, pause in (("refuses", 503, 0), ("hangs", 503, 3)):
            self.collector.status, self.collector.pause = status, pause
            count, begun = len(self.collector.requests), time.monotonic()
            for _ in range(20):
                self.capture()
            took = time.monotonic() - begun
            wait("the collector was asked", 40, lambda: len(self.collector.requests) > count)
            self.checks.check(f"a collector that {name} holds nobody up ({took:.1f} s for 20 leads)", took < 3)
        self.collector.status, self.collector.pause = 200, 0
        trace = self.trace_id()
        self.capture(f"00-{trace}-00f067aa0ba902b7-01")
        wait("what waited arrives", 60, lambda: any(span["service"] == "crm-leads" for span in self.collector.spans(trace)))
        metrics = self.suite.client("leads").get("/metrics").body.decode()
        self.checks.check("spans are counted", 'joinery_trace_spans_total{outcome="exported"}' in metrics
                          and 'joinery_trace_spans_total{outcome="dropped"} 0' in metrics, metrics[-300:])

    def private(self):
        text = json.dumps(self.collector.bodies, ensure_ascii=False)
        self.checks.check("no name and no phone is in any span",
                          "陈伟" not in text and not [phone for phone in self.phones if phone in text])

    def judged(self, python):
        done = subprocess.run([python, "-c", JUDGE], input=json.dumps(self.collector.bodies), capture_output=True, text=True,
                              timeout=120)
        self.checks.equal(f"opentelemetry-proto reads every span ({len(self.collector.spans())})",
                          (done.returncode, done.stdout.strip()), (0, str(len(self.collector.spans()))))

    def ratio(self):
        """No trace that begins here, all that the caller samples; and what is wrong in the environment stops nobody."""
        self.suite.down()
        self.suite.environment |= {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0",
                                   "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
        self.suite.up()
        self.capture()
        trace = self.trace_id()
        self.capture(f"00-{trace}-00f067aa0ba902b7-01")
        wait("the caller's trace is there", 30, lambda: len(self.collector.spans(trace)) >= 4)
        begun = [span for span in self.collector.spans() if span["name"] == "POST /v1/leads" and "parentSpanId" not in span
                 and span["of"]["joinery.request.id"] in {event["correlationId"] for event in self.suite.journal("leads")[-4:]}]
        self.checks.equal("of those that begin here none", begun, [])
        log = (self.suite.data / "logs" / "leads.log").read_text()
        self.checks.check("the log names what is not spoken", "OTEL_EXPORTER_OTLP_PROTOCOL" in log)

    def off(self):
        """Without a collector nothing is collected, and nothing is sampled."""
        self.suite.down()
        self.suite.environment = {name: value for name, value in self.suite.environment.items() if not name.startswith("OTEL_")}
        self.suite.up()
        count = len(self.collector.requests)
        self.capture()
        self.suite.wait_quiet()
        metrics = self.suite.client("leads").get("/metrics").body.decode()
        self.checks.check("no metric, no request", "joinery_trace_spans" not in metrics
                          and len(self.collector.requests) == count, metrics[-300:])

    def gone(self):
        """Nobody listens where the collector should be."""
        self.suite.down()
        self.suite.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = self.collector.address
        self.collector.close()
        self.suite.up()
        self.capture()
        self.suite.wait_quiet()
        begun = time.monotonic()
        status, left = self.suite.down()
        took = time.monotonic() - begun
        self.checks.check(f"it works and stops as ever ({took:.1f} s)", status == 0 and not left and took < 12, (status, left))


def main():
    options = arguments(__doc__)
    checks, collector = Checks(), Collector()
    variables = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "OTEL_SERVICE_NAME": "crm-{service}",
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test", "OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20secret"}
    with tempfile.TemporaryDirectory(prefix="joinery-traces-") as folder, Suite(options, variables) as suite:
        traces = Traces(checks, suite, collector, options.random)
        for name in ("connected", "unsampled", "from_outside", "away", "private"):
            checks.part(name, getattr(traces, name))
        if programs := environment(Path(folder) / "venv", "opentelemetry-proto"):
            checks.part("judged", traces.judged, programs / "python")
        for name in ("ratio", "off", "gone"):
            checks.part(name, getattr(traces, name))
    checks.finish()


if __name__ == "__main__":
    main()
