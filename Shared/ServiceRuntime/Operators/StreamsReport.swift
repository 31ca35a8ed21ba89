import Contracts
import Kernel
import Messaging
import Persistence
import SQLite

/// What `/ops/streams` shows: positions, gaps, lag, what was dropped.
public struct StreamsReport: Codable, Sendable {
  public struct Publishing: Codable, Sendable {
    public var source: String
    public var state: String
    public var reason: String?
    public var epoch: String
    public var instance: String
    public var events: Int64
    public var published: Int64
    public var strays: Int
    public var away: String?
    /// Position up to which the event journal was written into the topic again, while it is.
    public var replaying: Int64?
    /// How many times it was since the service's start.
    public var replays: Int?
  }

  public struct Consuming: Codable, Sendable {
    public var source: String
    public var epoch: String?
    public var applied: Int64
    public var missing: Int64
    public var lag: Int64
    public var stopped: String?
  }

  public struct Dropped: Codable, Sendable {
    public var source: String
    public var epoch: String
    public var count: Int
  }

  public struct SteppedOver: Codable, Sendable {
    public var source: String
    public var type: String
    public var count: Int
    public var firstStream: Int
    public var firstNumber: Int64
  }

  public struct Lost: Codable, Sendable {
    public var topic: String
    public var partition: Int
    public var first: Int64
    public var upTo: Int64
  }

  public struct Held: Codable, Sendable {
    public var parked: Int
    public var waiting: Int
    /// Those that wait for more than 15 minutes.
    public var overdue: Int
    public var records: Int
    /// Since when the oldest is held.
    public var oldest: Instant?
  }

  public var service: String
  public var publishing: Publishing?
  public var consuming: [Consuming]
  public var outside: [String: Int64]
  public var dropped: [Dropped]
  public var steppedOver: [SteppedOver]
  public var lost: [Lost]
  public var strays: Int
  /// Keys that are set aside; nil from a build of before.
  public var held: Held?
  public var away: String?
  /// The next offset to read of each `topic/partition`.
  public var offsets: [String: Int64]

  init(
    _ definition: ServiceDefinition, _ threads: MessagingThreads, at now: Instant, _ database: Database
  ) throws {
    service = definition.name
    if let relay = threads.relay?.get(), let source = definition.source {
      var publishing = Publishing(
        source: source.rawValue, state: "running", epoch: try LogState.epoch(in: database), instance: relay.instance,
        events: try EventJournal.lastPosition(in: database), published: relay.published, strays: relay.strays,
        away: relay.away, replaying: relay.replaying, replays: relay.replays)
      switch relay.state {
      case .checking: publishing.state = "checking"
      case .running: break
      case .refused(let reason): (publishing.state, publishing.reason) = ("refused", reason)
      }
      self.publishing = publishing
    }
    let status = threads.consumer.get()
    consuming = definition.subscriptions.sources.map { source in
      let of = status.sources[source]
      return Consuming(
        source: source.rawValue, epoch: of?.epoch, applied: of?.applied ?? 0,
        missing: of?.missing.values.reduce(0, +) ?? 0, lag: of?.lag ?? 0, stopped: of?.stopped)
    }
    outside = status.outsideLag
    away = status.away
    offsets = Dictionary(uniqueKeysWithValues: status.offsets.map { ("\($0.key)", $0.value) })
    dropped = try database.all("SELECT source, epoch, count FROM dropped_epochs ORDER BY source, epoch") {
      Dropped(source: $0.text(0), epoch: $0.text(1), count: $0.int(2))
    }
    steppedOver = try database.all(
      "SELECT source, type, count, first_stream, first_number FROM stepped_over ORDER BY source, type"
    ) {
      SteppedOver(
        source: $0.text(0), type: $0.text(1), count: $0.int(2), firstStream: $0.int(3), firstNumber: $0.integer(4))
    }
    lost = try database.all("SELECT topic, partition, first, upto FROM lost_records ORDER BY noted") {
      Lost(topic: $0.text(0), partition: $0.int(1), first: $0.integer(2), upTo: $0.integer(3))
    }
    let counts = try HeldKeys.counts(
      waitingSince: now.adding(milliseconds: -HealthCheck.heldPatience), in: database)
    held = Held(
      parked: counts.parked, waiting: counts.waiting, overdue: counts.overdue, records: counts.records,
      oldest: counts.oldest)
    strays = try database.first("SELECT count(*) FROM kept_records WHERE held IS NULL") { $0.int(0) } ?? 0
  }
}
