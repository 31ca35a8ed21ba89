import Synchronization

/// A stored value that is not what the schema and the code agree on: a damaged store, or another program's writing.
/// It is told, never replaced by a default. Whoever sees it restores the store (`joinery restore`) or, for reporting,
/// builds it anew (`joinery rebuild`).
public struct CorruptRow: Error, Hashable, Sendable, CustomStringConvertible {
  /// The table, or the query where the column is computed.
  public let table: String
  public let column: String
  /// As it stands there, shortened.
  public let value: String

  private static let counter = Atomic<Int>(0)

  /// How many were met since the process began.
  public static var count: Int { counter.load(ordering: .relaxed) }

  public init(table: String, column: String, value: String) {
    self.table = table
    self.column = column
    self.value = value.count > 60 ? "\(value.prefix(60))…" : value
    Self.counter.add(1, ordering: .relaxed)
  }

  public var description: String { "column '\(column)' of \(table) holds what cannot be read: \(value)" }
}
