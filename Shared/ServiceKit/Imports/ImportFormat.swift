import JSON
import Kernel
import Persistence
import ServiceRuntime

/// What became of one row of a file, as the report of its import says it.
public protocol ImportResult: Encodable, Sendable {
  /// The report ends with the number of rows of each.
  associatedtype Outcome: RawRepresentable<String>, CaseIterable, Hashable, Sendable

  var outcome: Outcome { get }
  /// Whether the row became something, or would: in a dry run another one with the same identity is seen beside it.
  var isTaken: Bool { get }

  /// Of a row that a rule refuses, or that names the same as an earlier one of the file, with other content.
  static func refused(_ row: CSVTable.Row, because reason: String, beside earlier: Self?) -> Self
  /// Of a row that names the same as an earlier one of the file, with the same content.
  static func known(_ row: CSVTable.Row, as earlier: Self) -> Self
}

/// What an import reads, and what becomes of a row.
public struct ImportFormat<Result: ImportResult>: Sendable {
  let columns: [String: [String]]
  let required: [String]
  let identity: [String]
  let take: @Sendable (_ row: CSVTable.Row, _ unit: borrowing UnitOfWork) throws -> Result

  /// `columns`: names and their other spellings. `identity`: two rows with the same of these are the same fact.
  public init(
    columns: [String: [String]], required: [String], identity: [String],
    take: @escaping @Sendable (_ row: CSVTable.Row, _ unit: borrowing UnitOfWork) throws -> Result
  ) {
    self.columns = columns
    self.required = required
    self.identity = identity
    self.take = take
  }

  func identity(of row: CSVTable.Row) -> [String?] { identity.map { row[$0] } }
}
