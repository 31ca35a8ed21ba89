import Contracts
import Crypto
import Kernel
import Messaging
import Persistence
import SQLite

/// Folds event journals into an empty store and compares it with the service's own (`Tests/README.md#invariants`, 5 and
/// 6).
///
/// The empty store is in memory with the service's file attached to it, both in one transaction: so the comparison is
/// of one moment, however busy the service is.
package final class Verification {
  private let definition: ServiceDefinition
  private let database: Database
  private let positions: Positions
  private let epochs: [String: String]
  /// Events that are visibly held or were discarded: `source/stream/number`.
  private let setAside: Set<String>
  private var folded: [String: Int64] = [:]
  package private(set) var differences: [String] = []

  /// Differences listed of one table at most; all are counted.
  private static let shown = 5

  package init(_ definition: ServiceDefinition, path: String, at now: Instant) throws {
    self.definition = definition
    database = try Database(path: "", mode: .memory)
    try definition.schema.migrate(database, at: now)
    try database.execute("DROP TABLE schema_steps")
    try database.attachReadOnly(path, as: "live")
    try database.execute("BEGIN")
    positions = try Positions(database)
    epochs = Dictionary(
      uniqueKeysWithValues: try database.all("SELECT source, epoch FROM source_epochs") { ($0.text(0), $0.text(1)) })
    setAside = Set(
      try database.all(
        """
        SELECT k.source || '/' || r.stream || '/' || r.number FROM kept_records r JOIN held_keys k ON k.id = r.held
          WHERE r.number IS NOT NULL
        UNION SELECT source || '/' || stream || '/' || number FROM discards WHERE number IS NOT NULL
        """
      ) { $0.text(0) })
  }

  /// Where the service stands in each source at the moment of the comparison.
  var applied: [String: Int64] {
    Dictionary(uniqueKeysWithValues: definition.subscriptions.sources.map { ($0.rawValue, positions.count($0)) })
  }

  func epoch(of source: Source) -> String? { epochs[source.rawValue] }

  /// Checks the file and the numbers of the event journal, and writes the service's own events anew.
  package func foldOwn() throws {
    differences += try database.all("PRAGMA live.integrity_check") { $0.text(0) }.filter { $0 != "ok" }
      .map { "the file is damaged: \($0)" }
    differences += try database.all(
      """
      SELECT s.stream, s.last, count(j.number), coalesce(max(j.number), 0), coalesce(min(j.number), 1)
      FROM live.streams s LEFT JOIN live.event_journal j ON j.stream = s.stream GROUP BY s.stream
      HAVING s.last != count(j.number) OR s.last != max(j.number) OR min(j.number) != 1
      """
    ) { "stream \($0.int(0)) should have \($0.integer(1)) events without gaps, the event journal has \($0.integer(2))" }
    var position: Int64 = 0
    while true {
      let entries = try EventJournal.entries(after: position, limit: 1000, in: database)
      guard let last = entries.last else { break }
      position = last.position
      for entry in entries {
        do {
          guard let event = try Catalog.decoded(entry.type, entry.data) else {
            throw CannotApply("its type is not in the catalog")
          }
          try definition.apply(event, database)
        } catch {
          differences.append("event \(entry.id) (\(entry.type)) cannot be folded: \(Self.words(error))")
        }
      }
    }
  }

  /// Writes another service's events anew, as far as this service had applied them.
  func fold(_ page: JournalPage) throws {
    guard let source = Source(rawValue: page.source) else { return }
    try fold(page.events.map(\.entry), of: source, epoch: page.epoch)
  }

  /// The same, of entries as the other's event journal has them.
  package func fold(_ entries: [JournalEntry], of source: Source, epoch: String) throws {
    guard definition.subscriptions.sources.contains(source) else { return }
    if let known = epochs[source.rawValue], known != epoch {
      differences.append("\(source.rawValue) writes epoch \(epoch), this store knows \(known)")
    }
    for event in entries where event.number <= positions.applied(source, event.stream) {
      let name = "\(source.rawValue)/\(event.stream)"
      guard folded[name, default: 0] + 1 == event.number else {
        differences.append(
          "the event journal of \(source.rawValue) goes on with number \(event.number) in stream \(event.stream) "
            + "after \(folded[name, default: 0])")
        continue
      }
      folded[name] = event.number
      guard !setAside.contains("\(name)/\(event.number)") else { continue }
      let origin = EventOrigin(event, from: source, epoch: epoch)
      do {
        try definition.subscriptions.copy(event.data, origin, to: database)
      } catch {
        differences.append("event \(event.id) (\(event.type)) cannot be folded: \(Self.words(error))")
      }
    }
    try definition.subscriptions.settle(database)
  }

  /// Compares tables row by row: `own`, those that the service's events write; `copies`, those of the others'.
  package func compare(own: Bool, copies: Bool) throws {
    if copies {
      for source in definition.subscriptions.sources {
        for stream in 0..<Catalog.streamCount {
          let applied = positions.applied(source, stream)
          let found = folded["\(source.rawValue)/\(stream)", default: 0]
          if found < applied {
            differences.append(
              "\(applied) events of stream \(stream) of \(source.rawValue) were applied, its event journal has \(found)"
            )
          }
        }
      }
    }
    for table in try definition.tables() where definition.copies.contains(table) ? copies : own {
      try compare(table, "live", "main", "should not have the row")
      try compare(table, "main", "live", "lacks the row")
    }
  }

  /// A row of a table: names of its columns and their values.
  private typealias Cells = [(name: String, value: Value)]

  private func compare(_ table: String, _ one: String, _ other: String, _ words: String) throws {
    // A set difference does not tell how often a row stands, which matters where no key keeps it from standing twice.
    let columns = try database.all("SELECT name, pk FROM main.pragma_table_info(?)", table) { ($0.text(0), $0.int(1)) }
    let names = columns.map { "\"\($0.0)\"" }.joined(separator: ", ")
    func rows(_ store: String) -> String {
      columns.contains { $0.1 > 0 }
        ? "SELECT * FROM \(store).\(table)"
        : "SELECT \(names), count(*) AS times FROM \(store).\(table) GROUP BY \(names)"
    }
    let difference = "\(rows(one)) EXCEPT \(rows(other))"
    let count = try database.first("SELECT count(*) FROM (\(difference))") { $0.int(0) } ?? 0
    let keys = columns.filter { $0.1 > 0 }.map(\.0)
    for cells in try database.all("\(difference) LIMIT \(Self.shown)", read: Self.cells) {
      differences.append("\(table) \(words) \(try self.words(for: cells, keys, beside: "\(other).\(table)"))")
    }
    if count > Self.shown { differences.append("\(table): \(count - Self.shown) rows more of this kind") }
  }

  private static func cells(of row: borrowing Row) -> Cells {
    (0..<row.columnCount).map { (row.columnName($0), row.value($0)) }
  }

  /// Which row it is, without what it says of people: its key and the columns that differ where the other store has
  /// that key too; without a key a hash of the row, by which both sides can be compared, and how often it stands.
  private func words(for cells: Cells, _ keys: [String], beside table: String) throws -> String {
    guard !keys.isEmpty else {
      let row = cells.dropLast().map { Self.text(of: $0.value) }.joined(separator: "\u{0}")
      return "row=\(SHA256.hex(row).prefix(12)), times=\(cells.last.map { Self.text(of: $0.value) } ?? "")"
    }
    let key = cells.filter { keys.contains($0.name) }
    let shown = key.map { name, value in
      let text = Self.text(of: value)
      return "\(name)=\(name == "phone" ? masked(phone: text) : String(text.prefix(60)))"
    }.joined(separator: ", ")
    let sameKey = key.map { "\"\($0.name)\" IS ?" }.joined(separator: " AND ")
    let other = try database.all(
      "SELECT * FROM \(table) WHERE \(sameKey)", key.map(\.value), read: Self.cells)
    guard let other = other.first else { return shown }
    let different = zip(cells, other).filter { $0.value != $1.value }.map(\.0.name)
    return "\(shown), which differs in \(different.joined(separator: ", "))"
  }

  private static func text(of value: Value) -> String {
    switch value {
    case .null: ""
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): text
    case .blob(let bytes): "\(bytes.count) bytes"
    }
  }

  private static func words(_ error: any Error) -> String { (error as? DecodingError)?.reason ?? "\(error)" }
}

/// What a check found; nothing in `differences` means that all is as it should be.
public struct VerificationResult: Codable, Sendable {
  public var service: String
  public var differences: [String]
  /// Events of each source that the service had applied at the moment of the check.
  public var applied: [String: Int64]
}

/// A check that a client feeds with other services' event journals.
public struct VerificationStarted: Codable, Sendable {
  public var session: String
  public var service: String
  public var sources: [String]
}
