import Contracts
import Kernel
import Messaging
import Persistence

/// Whether a service would answer, and what is not as it should be (`Shared/ServiceRuntime/README.md#health`).
public struct Health: Codable, Sendable {
  public enum Status: String, Codable, CaseIterable, Sendable {
    case ok
    /// Commands and queries are answered, but something needs a look.
    case degraded
    /// Commands would be refused.
    case refused
  }

  public var status: Status
  public var service: String
  public var reasons: [String]
}

/// What is looked at to tell a service's health.
struct HealthCheck: Sendable {
  let service: String
  let store: Store
  let threads: MessagingThreads
  let time: TimeSource
  let steady: TimeSource
  let isDraining: @Sendable () -> Bool

  /// How long things may take before they count: seconds, milliseconds.
  private static let patience: Double = 30
  static let heldPatience: Int64 = 15 * 60_000
  private static let lagLimit: Int64 = 10_000

  func read() -> Health {
    let (now, steadyNow) = (time.now(), steady.now())
    var refusals: [String] = []
    var reasons: [String] = []
    if isDraining() { refusals.append("the service is stopping") }
    if let refusal = store.refusal { refusals.append(refusal.description) }
    if let failure = store.failure { refusals.append("the store failed: \(failure)") }
    if let stalled = store.outgoing?.status.stalled { reasons.append("the store is not shipped now: \(stalled)") }
    if let relay = threads.relay?.get() {
      if let away = relay.away { reasons.append("nothing is published: \(away)") }
      if let oldest = relay.oldestUnpublished, now.seconds(since: oldest) > Self.patience {
        reasons.append("the oldest unpublished event is \(Int(now.seconds(since: oldest))) s old")
      }
    }
    let consumer = threads.consumer.get()
    if let away = consumer.away { reasons.append("nothing is consumed: \(away)") }
    for (source, of) in consumer.sources.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      if let stopped = of.stopped { reasons.append(stopped) }
      if let since = of.gapSince, !of.missing.isEmpty, steadyNow.seconds(since: since) > 5 {
        reasons.append("\(of.missing.values.reduce(0, +)) or more events of \(source.rawValue) are missing, asked for")
      }
      if of.lag > Self.lagLimit { reasons.append("\(of.lag) records of \(source.rawValue) are not read yet") }
    }
    for (who, steppedAt) in [("relay", threads.relay?.get().steppedAt), ("consumer", consumer.steppedAt)] {
      guard let steppedAt, steadyNow.seconds(since: steppedAt) > Self.patience else { continue }
      reasons.append("the \(who) has not moved for \(Int(steadyNow.seconds(since: steppedAt))) s: restart the service")
    }
    reasons += (try? heldReasons(now)) ?? []
    return Health(
      status: refusals.isEmpty ? (reasons.isEmpty ? .ok : .degraded) : .refused, service: service,
      reasons: refusals + reasons)
  }

  private func heldReasons(_ now: Instant) throws -> [String] {
    let (held, lost) = try store.read { database in
      (
        try HeldKeys.counts(waitingSince: now.adding(milliseconds: -Self.heldPatience), in: database),
        try database.first("SELECT coalesce(sum(upto - first), 0) FROM lost_records") { $0.int(0) } ?? 0
      )
    }
    var reasons: [String] = []
    if held.parked > 0 { reasons.append("\(held.parked) keys are parked: see 'joinery dead-letters list'") }
    if held.overdue > 0 {
      reasons.append("\(held.overdue) keys wait for more than 15 minutes: see 'joinery dead-letters list'")
    }
    if lost > 0 { reasons.append("\(lost) records of outside topics were gone before they were read") }
    return reasons
  }
}
