import Contracts
import Kernel
import Messaging

/// A record read for somebody who wants to know how: for trying a mapping out.
public struct Attempt: Sendable {
  /// What it was wrapped in, from the outside in.
  public private(set) var shapes: [String] = []
  /// The mapping that it was read by; nil for our own payload.
  public private(set) var mapping: String?
  /// What it becomes; nil where it says nothing or cannot be read at all.
  public private(set) var event: Envelope?
  /// Why it cannot be taken, with what to change; nil where it can, as far as can be said without a store.
  public private(set) var refusal: String?

  /// `kind`: what it is about; without it what the first mapping that fits is for, else an order.
  public init(_ value: [UInt8], _ headers: [(String, String)], by mappings: [Mapping], as kind: ERPKind? = nil) {
    let reader = InboundReader(mappings)
    func record(as kind: ERPKind) -> Record {
      Record(
        partition: TopicPartition(kind.topic, 0), offset: 0, timestamp: Instant(milliseconds: 0), key: nil,
        value: value, headers: headers.map { RecordHeader($0, $1) })
    }
    var kind = kind
    if let message = try? reader.unwrapped(record(as: .order)).1 {
      shapes = message.shapes
      let fitting = mappings.first { (kind ?? $0.kind.kind) == $0.kind.kind && $0.isFor(message) }
      mapping = fitting?.title
      kind = kind ?? fitting?.kind.kind
    }
    let record = record(as: kind ?? .order)
    do {
      event = try reader.read(record)
      refusal = event?.refusal
    } catch {
      refusal = error.description
    }
  }
}
