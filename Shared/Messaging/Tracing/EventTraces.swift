import Kernel
import Persistence

/// Where the traces of events go. Where nobody collects any there is none, and nothing is done for them.
public struct EventTraces: Sendable {
  /// Nanoseconds since 1970, UTC.
  let now: @Sendable () -> Int64
  /// Whether a trace is collected: by its id, and by what whoever sent the event decided; nil where it begins here.
  let isSampled: @Sendable (_ traceID: String, _ decided: Bool?) -> Bool
  let take: @Sendable (EventSpan) -> Void

  public init(
    now: @escaping @Sendable () -> Int64, isSampled: @escaping @Sendable (String, Bool?) -> Bool,
    take: @escaping @Sendable (EventSpan) -> Void
  ) {
    (self.now, self.isSampled, self.take) = (now, isSampled, take)
  }
}

/// What happened to one event: its relay sent it, or a handler processed it. It holds nothing personal.
public struct EventSpan: Hashable, Sendable {
  public enum Operation: String, Sendable {
    case send
    case process
  }

  public let operation: Operation
  public let context: TraceParent
  /// What it follows from: of a sent event the request or handler that wrote it, of a processed one its sending. Nil
  /// where the trace begins here.
  public let parent: TraceParent?
  public let tracestate: String?
  public let id: String
  public let type: String
  public internal(set) var place: TopicPartition
  /// Nil where the broker did not say.
  public internal(set) var offset: Int64?
  /// Nanoseconds since 1970, UTC.
  public internal(set) var begun: Int64 = 0
  public internal(set) var ended: Int64 = 0
  /// How the event is held, where it could not be applied.
  public internal(set) var held: HeldKey.State?
}

extension EventSpan {
  /// The processing of a record that begins now; what it causes goes on from it. Nil where its trace is not collected.
  init?(
    processing record: Record, _ envelope: Envelope, for cause: inout Cause, _ traces: EventTraces,
    in unit: borrowing UnitOfWork
  ) {
    guard let present = cause.traceparent.flatMap(TraceParent.init) else { return nil }
    let sender = envelope.traceparent.flatMap(TraceParent.init)
    guard traces.isSampled(present.traceID, sender?.isSampled) else { return nil }
    operation = .process
    context = (sender == nil ? present : present.step(TraceParent.newSpanID(in: unit))).sampled
    parent = sender
    tracestate = envelope.tracestate
    (id, type) = (envelope.id, envelope.type)
    (place, offset) = (record.partition, record.offset)
    begun = traces.now()
    cause.traceparent = context.text
  }
}
