/// Sends the event journal again for other people's readers, a batch at a time, as far as it was published.
struct Replay: Sendable {
  /// From the event after this position of the event journal on; nil while nothing is sent again.
  private(set) var position: Int64?

  mutating func begin(after position: Int64) { self.position = position }

  /// Of a batch that ends with `last`, the producer took the events up to `taken`: none where that is nil.
  mutating func sent(upTo taken: Int64?) { position = taken ?? position }

  /// There was nothing more.
  mutating func end() { position = nil }
}
