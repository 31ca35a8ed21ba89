import Contracts
import Kernel

/// What a consumer tells operators (`/ops/streams`, metrics).
public struct ConsumerStatus: Sendable {
  public struct OfSource: Sendable {
    public var epoch: String?
    /// Why the source is read no more.
    public var stopped: String?
    /// Events applied over all streams.
    public var applied: Int64 = 0
    /// Streams in which something is missing, with how many events at least.
    public var missing: [Int: Int64] = [:]
    /// Since when the oldest gap is open.
    public var gapSince: Instant?
    /// Records between the position and the end of the topic.
    public var lag: Int64 = 0

    init(_ source: Source, _ intake: Intake) {
      epoch = intake.epochs.known[source]
      stopped = intake.epochs.stopped[source]
      applied = intake.positions.count(source)
      for stream in intake.positions.gaps(source) {
        missing[stream] = intake.positions.heard(source, stream) - intake.positions.applied(source, stream)
      }
    }
  }

  /// A record that was parked, for the log.
  public struct Parked: Sendable {
    public var place: TopicPartition
    public var offset: Int64
    public var traceparent: String?
  }

  public var sources: [Source: OfSource] = [:]
  /// Parked since somebody last took them; the latest hundred.
  public var parked: [Parked] = []
  /// The same lag for topics that somebody outside writes.
  public var outsideLag: [String: Int64] = [:]
  /// The next offset of each partition.
  public var offsets: [TopicPartition: Int64] = [:]
  public var cluster = ""

  /// Gives what was parked since the last call.
  public mutating func takeParked() -> [Parked] {
    defer { parked = [] }
    return parked
  }

  mutating func add(_ report: IntakeReport) {
    applied += report.applied
    parked += report.deadLetters.suffix(100).map { letter in
      Parked(
        place: letter.record.partition, offset: letter.record.offset,
        traceparent: letter.record.headers.first { $0.name == "traceparent" }?.value?.text)
    }
    parked = parked.suffix(100)
    duplicates += report.duplicates
    gaps += report.gaps
    strays += report.strays
    held += report.held
    droppedByEpoch += report.droppedByEpoch
  }

  public var applied = 0
  public var duplicates = 0
  public var gaps = 0
  public var strays = 0
  public var held = 0
  public var droppedByEpoch = 0
  public var questions = 0
  /// When its thread last made a step: long ago means that it hangs.
  public var steppedAt: Instant?
  /// Why nothing can be read now.
  public var away: String?
}
