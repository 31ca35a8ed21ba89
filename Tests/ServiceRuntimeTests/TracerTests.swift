import JSON
import Kernel
import Messaging
import TestSupport
import Testing

@testable import ServiceRuntime

private let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
private let span = "00f067aa0ba902b7"

@Suite("Which traces are collected")
struct SamplerTests {
  private static let names: [(String, String?, Sampler?)] = [
    ("always_on", nil, Sampler(ratio: 1, followsCaller: false)),
    ("always_off", nil, Sampler(ratio: 0, followsCaller: false)),
    ("traceidratio", "0.25", Sampler(ratio: 0.25, followsCaller: false)),
    ("parentbased_always_on", nil, .standard), ("parentbased_traceidratio", nil, .standard),
    ("parentbased_traceidratio", "0.1", Sampler(ratio: 0.1, followsCaller: true)),
    ("parentbased_traceidratio", "1.1", nil), ("parentbased_traceidratio", "-1", nil), ("traceidratio", "x", nil),
    ("traceidratio", "nan", nil), ("sometimes", nil, nil), ("parentbased_", nil, nil),
  ]

  @Test(arguments: names)
  func readsNames(_ name: String, argument: String?, expected: Sampler?) {
    #expect(Sampler(name: name, argument: argument) == expected)
  }

  @Test func followsTheCallerWhereItIsToldTo() {
    for decided in [true, false] {
      #expect(Sampler(ratio: 1, followsCaller: true).isSampled(trace, decided: decided) == decided)
      #expect(Sampler(ratio: 0, followsCaller: true).isSampled(trace, decided: decided) == decided)
      #expect(Sampler(ratio: 0, followsCaller: false).isSampled(trace, decided: decided) == false)
      #expect(Sampler(ratio: 1, followsCaller: false).isSampled(trace, decided: decided))
    }
  }

  @Test func takesItsPartByTheId() {
    var random = SplitMix64(seed: 3)
    let quarter = Sampler(ratio: 0.25, followsCaller: true)
    let ids = (0..<4000).map { _ in TraceContext(using: &random).traceID }
    let taken = ids.filter { quarter.isSampled($0, decided: nil) }
    #expect((900...1100).contains(taken.count))
    #expect(taken.allSatisfy { Sampler(ratio: 0.5, followsCaller: true).isSampled($0, decided: nil) })
  }
}

@Suite("What the environment says of traces")
struct TraceSettingsTests {
  private func read(_ environment: [String: String]) -> (settings: TraceSettings?, complaints: [String]) {
    TraceSettings.read(service: "leads", version: "1", instance: "i", environment)
  }

  private static let addresses: [([String: String], String?)] = [
    ([:], nil), (["OTEL_EXPORTER_OTLP_ENDPOINT": ""], nil),
    (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"], "http://c:4318/v1/traces"),
    (["OTEL_EXPORTER_OTLP_ENDPOINT": "https://c/otlp/"], "https://c/otlp/v1/traces"),
    (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:1/mine"], "http://c:1/mine"),
    (["OTEL_EXPORTER_OTLP_ENDPOINT": "c:4318"], nil),
    (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_SDK_DISABLED": "true"], nil),
  ]

  @Test(arguments: addresses)
  func findsTheCollector(environment: [String: String], address: String?) {
    let (settings, complaints) = read(environment)
    #expect(settings?.address == address)
    #expect(complaints.isEmpty == (environment["OTEL_EXPORTER_OTLP_ENDPOINT"] != "c:4318"))
  }

  @Test func readsHeadersResourceAndSampler() throws {
    let (settings, complaints) = read([
      "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318",
      "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20x=,b=%E4%B8%AD",
      "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=prod, service.name=other,service.namespace=shop",
      "OTEL_SERVICE_NAME": "mine", "OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.5",
      "OTEL_EXPORTER_OTLP_CERTIFICATE": "/ca.pem",
    ])
    #expect(complaints.isEmpty)
    let found = try #require(settings)
    #expect(found.headers == ["authorization: Bearer x=", "b: 中"])
    let resource = Dictionary(uniqueKeysWithValues: found.resource.map { ($0.name, $0.value) })
    #expect(resource["service.name"] == "mine" && resource["service.namespace"] == "shop")
    #expect(resource["deployment.environment.name"] == "prod" && resource["service.instance.id"] == "i")
    #expect(found.sampler == Sampler(ratio: 0.5, followsCaller: true) && found.authorities == "/ca.pem")
  }

  @Test(arguments: [
    ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_HEADERS", "novalue"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "a=b%0d%0ac: d"), ("OTEL_RESOURCE_ATTRIBUTES", "a=%zz"),
    ("OTEL_TRACES_SAMPLER", "jaeger_remote"),
  ])
  func whatIsWrongIsLeftOutAndTold(variable: String, value: String) {
    let (settings, complaints) = read(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", variable: value])
    #expect(settings?.headers == [] && settings?.sampler == .standard)
    #expect(complaints.count == 1 && complaints[0].hasPrefix(variable))
  }
}

@Suite("Spans as OTLP has them")
struct SpanTests {
  @Test func writesARequest() throws {
    var random = SplitMix64(seed: 1)
    let caller = try #require(TraceContext(traceparent: "00-\(trace)-\(span)-01", tracestate: "v=1"))
    let own = caller.child(using: &random)
    let request = Span(
      "POST", "/v1/leads/{id}", status: 503, isTLS: true, request: "r", own, from: 1_764_000_000_000_000_001,
      to: 1_764_000_000_000_000_900)
    #expect(
      try JSON(parsing: Span.body([request], resource: [("service.name", "leads")], version: "1")) == [
        "resourceSpans": [
          [
            "resource": ["attributes": [["key": "service.name", "value": ["stringValue": "leads"]]]],
            "scopeSpans": [
              [
                "scope": ["name": "joinery", "version": "1"],
                "spans": [
                  [
                    "traceId": .string(trace), "spanId": .string(own.spanID), "name": "POST /v1/leads/{id}", "kind": 2,
                    "flags": 1, "startTimeUnixNano": "1764000000000000001", "endTimeUnixNano": "1764000000000000900",
                    "attributes": [
                      ["key": "http.request.method", "value": ["stringValue": "POST"]],
                      ["key": "http.route", "value": ["stringValue": "/v1/leads/{id}"]],
                      ["key": "http.response.status_code", "value": ["intValue": "503"]],
                      ["key": "url.scheme", "value": ["stringValue": "https"]],
                      ["key": "joinery.request.id", "value": ["stringValue": "r"]],
                      ["key": "error.type", "value": ["stringValue": "503"]],
                    ],
                    "parentSpanId": .string(span), "traceState": "v=1", "status": ["code": 2],
                  ]
                ],
              ]
            ],
          ]
        ]
      ])
  }

  @Test func anEndIsNeverBeforeItsBeginning() throws {
    var random = SplitMix64(seed: 1)
    let root = Span(
      "GET", "/", status: 200, isTLS: false, request: "r", TraceContext(using: &random), from: 9, to: 3)
    let text = String(decoding: Span.body([root], resource: [], version: "1"), as: UTF8.self)
    #expect(text.contains(#""endTimeUnixNano":"9""#) && !text.contains("parentSpanId") && !text.contains("status\":{"))
  }
}

@Suite("Spans to a collector", .timeLimit(.minutes(5)))
struct TracerTests {
  private func tracer(_ address: String) throws -> Tracer {
    let environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": address, "OTEL_EXPORTER_OTLP_HEADERS": "x-key=k"]
    let log = Log(service: "leads", write: { _ in })
    return try #require(Tracer(service: "leads", instance: "i", log: log, environment))
  }

  private func add(_ count: Int, to tracer: Tracer) {
    var random = SplitMix64(seed: 5)
    for _ in 0..<count {
      tracer.take(
        Span("GET", "/", status: 200, isTLS: false, request: "r", TraceContext(using: &random), from: 1, to: 2))
    }
  }

  @Test("go in batches; one that is not taken now is kept, one that never will be is dropped")
  func batches() async throws {
    let collector = try FakeProvider()
    let tracer = try tracer(collector.address)
    add(1000, to: tracer)
    collector.answer("/v1/traces", "", status: 503)
    #expect(await !tracer.export())
    #expect(tracer.figures == (0, 0))
    collector.answer("/v1/traces", "{}")
    #expect(await tracer.export())
    #expect(tracer.figures == (1000, 0))
    let requests = collector.requests(to: "/v1/traces")
    #expect(requests.count == 3 && requests.allSatisfy { $0.headers["x-key"] == "k" })
    #expect(requests[0].body == requests[1].body)
    add(10, to: tracer)
    collector.answer("/v1/traces", "{}", status: 400)
    #expect(await tracer.export())
    #expect(tracer.figures == (1000, 10))
    add(10, to: tracer)
    collector.answer("/v1/traces", #"{"partialSuccess":{"rejectedSpans":"3"}}"#)
    #expect(await tracer.export())
    #expect(tracer.figures == (1007, 13))
    await collector.stop()
    add(SpanQueue.limit + SpanQueue.batch + 5, to: tracer)
    #expect(await !tracer.export())
    #expect(tracer.figures.dropped == 13 + SpanQueue.batch + 5)
    await tracer.stop()
  }

  @Test("are none where no collector is named")
  func off() {
    #expect(Tracer(service: "leads", instance: "i", log: Log(service: "leads", write: { _ in }), [:]) == nil)
  }
}
