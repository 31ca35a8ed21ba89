import Glibc
import JSON
import Kernel
import Messaging
import Synchronization

/// Collects the spans of a service and posts them to a collector, a batch at a time, on nobody else's time. A collector
/// that is away, slow or refuses costs spans and nothing else. There is one only where a collector is named.
public final class Tracer: Sendable {
  /// What became of a batch.
  private enum Outcome {
    case accepted(rejecting: Int)
    /// The collector does not take it.
    case refused(String)
    /// It may take it later.
    case away(String)
  }

  /// Between two looks at the queue, in milliseconds; after a failure longer and longer.
  private static let pause = 500
  private static let longestPause = 30_000

  private let settings: TraceSettings
  private let service: String
  private let log: Log
  private let client: WebClient
  private let queue = Mutex(SpanQueue())
  /// Why the collector takes nothing now, as logged.
  private let trouble = Latest<String?>(nil)
  private let exporting = Mutex<Task<Void, Never>?>(nil)

  init(_ settings: TraceSettings, service: String, log: Log) {
    (self.settings, self.service, self.log) = (settings, service, log)
    client = WebClient(authorities: settings.authorities)
  }

  /// Of the environment; nil where it names no collector. What is wrong in it is logged.
  convenience init?(service: String, instance: String, log: Log, _ environment: [String: String]) {
    let (settings, complaints) = TraceSettings.read(
      service: service, version: Version.current, instance: instance, environment)
    for words in complaints { log.warning("a setting of traces is not taken", ["reason": .string(words)]) }
    guard let settings else { return nil }
    self.init(settings, service: service, log: log)
  }

  /// Spans that the collector has, and those that it never will have.
  var figures: (exported: Int, dropped: Int) { queue.withLock { ($0.exported, $0.dropped) } }

  /// Nanoseconds since 1970, UTC.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  func isSampled(_ traceID: String, _ decided: Bool?) -> Bool {
    settings.sampler.isSampled(traceID, decided: decided)
  }

  func take(_ span: Span) { queue.withLock { $0.add(span) } }

  /// For relay and consumer.
  var ofEvents: EventTraces {
    EventTraces(now: Self.now, isSampled: isSampled) { [self] event in take(Span(event, by: service)) }
  }

  func start() {
    let task = Task {
      var pause = Self.pause
      while (try? await Task.sleep(for: .milliseconds(pause))) != nil {
        pause = await export() ? Self.pause : min(Self.longestPause, 2 * pause)
      }
    }
    exporting.withLock { $0 = task }
  }

  /// Posts what is there, unless the collector is away.
  func stop() async {
    let task = exporting.withLock { $0 }
    task?.cancel()
    await task?.value
    if trouble.get() == nil { _ = await export() }
  }

  /// Posts all that waits; false where the collector takes nothing now.
  func export() async -> Bool {
    while true {
      let batch = queue.withLock { $0.next() }
      guard !batch.isEmpty else { return true }
      switch await post(batch) {
      case .accepted(let rejected):
        queue.withLock { $0.accepted(rejecting: rejected) }
        if trouble.update({ $0.take() }) != nil { log.info("the collector takes traces again") }
      case .refused(let reason):
        queue.withLock { $0.refused() }
        tell(reason)
      case .away(let reason):
        tell(reason)
        return false
      }
    }
  }

  /// Once, until it goes on.
  private func tell(_ reason: String) {
    let before = trouble.update { trouble in
      defer { trouble = reason }
      return trouble
    }
    guard before == nil else { return }
    log.warning("the collector takes no traces", ["address": .string(settings.address), "reason": .string(reason)])
  }

  private func post(_ batch: [Span]) async -> Outcome {
    let body = Span.body(batch, resource: settings.resource, version: Version.current)
    let reply: WebClient.Reply
    do {
      reply = try await client.post(settings.address, json: body, headers: settings.headers)
    } catch {
      return .away("\(error)")
    }
    switch reply.status {
    case 200..<300:
      let rejected = (try? JSON(parsing: reply.body))?["partialSuccess"]?["rejectedSpans"]
      let count: Int? =
        switch rejected {
        case .string(let digits), .number(let digits): Int(digits)
        default: nil
        }
      return .accepted(rejecting: min(batch.count, max(0, count ?? 0)))
    case 429, 502, 503, 504: return .away("it answers \(reply.status)")
    default: return .refused("it answers \(reply.status)")
    }
  }
}

extension Metrics {
  func addTraces(_ tracer: Tracer) {
    counter("joinery_trace_spans_total", "Spans by whether the collector has them.", labels: ["outcome"]) {
      let figures = tracer.figures
      return [(["exported"], Double(figures.exported)), (["dropped"], Double(figures.dropped))]
    }
  }
}
