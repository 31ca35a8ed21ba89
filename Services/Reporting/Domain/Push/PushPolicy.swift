import Kernel

/// Periods and limits of what is sent to others.
public struct PushPolicy: Hashable, Sendable {
  /// Requests to one receiver at once.
  public var atOnce = 8
  /// Events that wait in memory for one receiver.
  public var window = 256
  /// How long one event is tried, in seconds, while others of the same receiver go through.
  public var patience = 86_400
  /// How often an event is tried that the receiver refuses (4xx).
  public var refusals = 3
  /// So many keys failing one after the other, and none going through, mean that it is the receiver.
  public var awayAfter = 3
  /// The longest wait between two tries of an event, in seconds.
  public var longestWait = 3_600
  /// The same for a receiver that is away: it is noticed within this time that it is back.
  public var longestAway = 60

  public init() {}

  /// How long to wait after so many failures: twice as long each time, up to a limit, and by up to a fifth longer or
  /// shorter, so that many do not come at once. `chance`: from 0 to 1.
  func wait(after failures: Int, upTo limit: Int, chance: Double) -> Int64 {
    let seconds = failures > 20 ? limit : min(limit, 1 << max(0, failures - 1))
    return Int64(Double(seconds) * 1000 * (0.8 + 0.4 * chance))
  }
}

/// What came of one try to send an event.
public enum PushOutcome: Hashable, Sendable {
  case delivered
  /// The receiver refuses this event (4xx, a redirection).
  case refused
  /// It failed, or did not answer in time (5xx, 408).
  case failed
  /// It wants to be left alone, for so many seconds where it says so (429, 503 with Retry-After).
  case busy(Int?)
  /// Nobody was reached: no event's fault.
  case unreachable
  /// It does not exist any more (410).
  case gone

  /// By the status of an answer.
  public init(status: Int, retryAfter: Int?) {
    switch status {
    case 200..<300: self = .delivered
    case 410: self = .gone
    case 429: self = .busy(retryAfter)
    case 503 where retryAfter != nil: self = .busy(retryAfter)
    case 408, 425, 500...: self = .failed
    default: self = .refused
    }
  }
}

/// What is sent in order: events of one source with one key.
public struct PushKey: Hashable, Comparable, Sendable {
  public let source: String
  public let key: String

  public init(_ source: String, _ key: String) { (self.source, self.key) = (source, key) }

  public static func < (left: PushKey, right: PushKey) -> Bool {
    (left.source, left.key) < (right.source, right.key)
  }
}

/// A key whose first event did not go through: its later ones wait behind it, others go on.
public struct KeyAside: Hashable, Sendable {
  /// Its first event that did not go through, by its place in the log.
  public var first: Int64
  /// How often that was tried.
  public var tries: Int
  /// When it was first tried.
  public var since: Instant
  /// When it is tried again; nil where it is parked, until somebody has it sent again.
  public var due: Instant?

  public init(first: Int64, tries: Int, since: Instant, due: Instant?) {
    (self.first, self.tries, self.since, self.due) = (first, tries, since, due)
  }

  public var isParked: Bool { due == nil }
}
