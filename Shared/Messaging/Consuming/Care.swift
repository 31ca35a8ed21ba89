/// Whether each event of a batch gets a savepoint of its own. Nearly all events can be applied, so a batch goes
/// without; where one event cannot be, more will be.
struct Care: Sendable {
  /// So many batches are taken with care after one that needed it.
  private static let batches = 16

  private var left = 0

  /// Whether the batch that begins now is taken with care.
  mutating func begin() -> Bool {
    left = max(0, left - 1)
    return left > 0
  }

  /// A batch could not be taken without.
  mutating func needed() { left = Self.batches }
}
