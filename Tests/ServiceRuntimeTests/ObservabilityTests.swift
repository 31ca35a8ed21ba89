import JSON
import Kernel
import ServiceRuntime
import Synchronization
import Testing

private final class Lines: Sendable {
  private let lines = Mutex<[[UInt8]]>([])
  func add(_ line: [UInt8]) { lines.withLock { $0.append(line) } }
  var all: [[UInt8]] { lines.withLock { $0 } }
}

@Suite struct LogTests {
  private let lines = Lines()

  private func log(_ level: LogLevel) -> Log {
    let lines = lines
    return Log(service: "leads", level: level, time: TimeSource { noon }) { lines.add($0) }
  }

  @Test func writesOneObjectALine() throws {
    var random = SplitMix64(seed: 1)
    let trace = TraceContext(using: &random)
    log(.info).warning("a\nb\u{1b}[31m", ["port": 8101, "level": "no"], trace: trace)
    let line = try #require(lines.all.first)
    #expect(line.filter { $0 == 10 }.count == 1)
    #expect(line.last == 10)
    #expect(!line.contains(27))
    #expect(
      try JSON(parsing: line) == [
        "timestamp": "2025-06-15T15:06:40.000Z", "level": "warning", "message": "a\nb\u{1b}[31m", "service": "leads",
        "trace_id": .string(trace.traceID), "span_id": .string(trace.spanID), "trace_flags": "00", "port": 8101,
      ])
  }

  @Test(arguments: [(LogLevel.debug, 4), (.info, 3), (.warning, 2), (.error, 1)])
  func leavesOutWhatIsBelowItsLevel(_ level: LogLevel, _ count: Int) {
    let log = log(level)
    log.debug("")
    log.info("")
    log.warning("")
    log.error("")
    #expect(lines.all.count == count)
  }

  @Test(arguments: [("13900001234", "*********34"), ("+86 139", "*****39"), ("12345", "*****"), ("", "")])
  func masksPhones(_ phone: String, _ text: String) {
    #expect(masked(phone: phone) == text)
  }
}

@Suite struct MetricsTests {
  @Test func writesPrometheusText() {
    let metrics = Metrics()
    let counter = metrics.counter("joinery_events_total", "Events\nseen.", labels: ["source", "kind"])
    metrics.counter("joinery_restarts_total", "Restarts.").add(2)
    metrics.gauge("joinery_ready", "Readiness.").set(1)
    metrics.gauge("joinery_lag", "Lag.", labels: ["partition"]) { [(["0"], 3), (["1"], 0.5)] }
    let histogram = metrics.histogram("joinery_wait_seconds", "Waiting.", labels: ["route"], buckets: [0.1, 1])
    counter.add(1, "leads", "a\"b\\c\nd")
    counter.add(2, "leads", "a\"b\\c\nd")
    for value in [0.05, 0.1, 0.5, 7] { histogram.observe(value, "/v1/leads/{id}") }
    #expect(
      metrics.text() == #"""
        # HELP joinery_events_total Events\nseen.
        # TYPE joinery_events_total counter
        joinery_events_total{source="leads",kind="a\"b\\c\nd"} 3
        # HELP joinery_restarts_total Restarts.
        # TYPE joinery_restarts_total counter
        joinery_restarts_total 2
        # HELP joinery_ready Readiness.
        # TYPE joinery_ready gauge
        joinery_ready 1
        # HELP joinery_lag Lag.
        # TYPE joinery_lag gauge
        joinery_lag{partition="0"} 3
        joinery_lag{partition="1"} 0.5
        # HELP joinery_wait_seconds Waiting.
        # TYPE joinery_wait_seconds histogram
        joinery_wait_seconds_bucket{route="/v1/leads/{id}",le="0.1"} 2
        joinery_wait_seconds_bucket{route="/v1/leads/{id}",le="1"} 3
        joinery_wait_seconds_bucket{route="/v1/leads/{id}",le="+Inf"} 4
        joinery_wait_seconds_sum{route="/v1/leads/{id}"} 7.65
        joinery_wait_seconds_count{route="/v1/leads/{id}"} 4

        """#)
  }

  @Test func boundsItsLabels() {
    let metrics = Metrics()
    let counter = metrics.counter("joinery_paths_total", "Paths.", labels: ["path"])
    for number in 0..<2000 { counter.add(1, "/\(number)") }
    let lines = metrics.text().split(separator: "\n")
    #expect(lines.count == 2 + Metrics.seriesLimit + 1)
    #expect(lines.contains("joinery_paths_total{path=\"other\"} 1500"))
  }

  @Test func countsFromManyTasks() async {
    let metrics = Metrics()
    let counter = metrics.counter("joinery_adds_total", "Adds.", labels: ["task"])
    await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<1000 { counter.add(1, "same") } }
      }
    }
    #expect(metrics.text().hasSuffix("joinery_adds_total{task=\"same\"} 8000\n"))
  }

  @Test func tellsOfTheProcess() throws {
    let metrics = Metrics()
    metrics.addProcess(service: "leads", version: "1.2.3")
    metrics.requestDurations().observe(0.002, "/v1/leads", "GET", "200")
    let lines = metrics.text().split(separator: "\n")
    func value(_ name: String) -> Double? {
      lines.first { $0.hasPrefix(name + " ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }
    #expect(value("joinery_build_info{service=\"leads\",version=\"1.2.3\"}") == 1)
    #expect(try #require(value("process_resident_memory_bytes")) > 1_000_000)
    #expect(try #require(value("process_open_fds")) >= 3)
    #expect(try #require(value("process_cpu_seconds_total")) >= 0)
    let start = try #require(value("process_start_time_seconds"))
    let now = Double(TimeSource.system.now().milliseconds) / 1000
    #expect(abs(now - start) < 86_400)
    #expect(
      lines.contains(
        "http_server_request_duration_seconds_bucket{route=\"/v1/leads\",method=\"GET\",status=\"200\",le=\"0.0025\"} 1"
      ))
  }
}

@Suite struct TraceContextTests {
  static let id = "4bf92f3577b34da6a3ce929d0e0e4736"
  static let span = "00f067aa0ba902b7"

  @Test(arguments: [
    ("00-\(id)-\(span)-01", true), ("00-\(id)-\(span)-00", true), ("00-\(id)-\(span)-ff", true),
    ("cc-\(id)-\(span)-01-what-the-future-is", true), ("cc-\(id)-\(span)-01", true), ("cc-\(id)-\(span)-01.x", false),
    ("00-\(id)-\(span)-01-more", false), ("ff-\(id)-\(span)-01", false), ("00-\(id.uppercased())-\(span)-01", false),
    ("00-\(String(repeating: "0", count: 32))-\(span)-01", false),
    ("00-\(id)-\(String(repeating: "0", count: 16))-01", false), ("00-\(id)-\(span)-1", false),
    ("00-\(id)-\(span)", false), ("0g-\(id)-\(span)-01", false), ("00_\(id)-\(span)-01", false), ("", false),
    (" 00-\(id)-\(span)-01", false), ("00-\(id)-\(span)-0x", false),
  ])
  func readsTraceparent(_ field: String, _ isGood: Bool) {
    let context = TraceContext(traceparent: field)
    #expect((context != nil) == isGood)
    #expect(context == nil || (context?.traceID == Self.id && context?.spanID == Self.span))
  }

  @Test(arguments: [
    ("vendor=1", true), ("a=1, b=2,", true), ("", false), ("novalue", false), ("=1", false), ("a=", false),
    ("a=中", false), (String(repeating: "a=1,", count: 33), false), ("a=" + String(repeating: "x", count: 600), false),
  ])
  func passesTracestateOn(_ state: String, _ isGood: Bool) {
    let context = TraceContext(traceparent: "00-\(Self.id)-\(Self.span)-01", tracestate: state)
    #expect(context?.state == (isGood ? state : nil))
  }

  @Test func makesChildren() throws {
    var random = SplitMix64(seed: 7)
    let parent = try #require(TraceContext(traceparent: "cc-\(Self.id)-\(Self.span)-03-x", tracestate: "a=1"))
    let child = parent.child(using: &random)
    #expect(child.traceID == Self.id)
    #expect(child.spanID != Self.span)
    #expect(child.state == "a=1")
    #expect(child.traceparent == "00-\(Self.id)-\(child.spanID)-01")
    #expect(TraceContext(traceparent: child.traceparent) != nil)
    let root = TraceContext(using: &random)
    #expect(TraceContext(traceparent: root.traceparent)?.traceID == root.traceID)
    #expect(root.traceparent.hasSuffix("-00"))
  }
}
