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

  public init(_ value: [UInt8], _ headers: [(String, String)], by mappings: [Mapping]) {
    let reader = InboundReader(mappings)
    let record = Record(
      partition: TopicPartition(Catalog.erpOrders, 0), offset: 0, timestamp: Instant(milliseconds: 0), key: nil,
      value: value, headers: headers.map { RecordHeader($0, $1) })
    if let message = try? reader.unwrapped(record).1 {
      shapes = message.shapes
      mapping = mappings.first { $0.isFor(message) }?.title
    }
    do {
      event = try reader.read(record)
      refusal = event?.refusal
    } catch {
      refusal = error.description
    }
  }
}
