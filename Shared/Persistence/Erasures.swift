import Contracts
import JSON
import Kernel
import SQLite

/// A person whose data are blanked, by the keys under which events tell of her or him.
public struct ErasedPerson: Hashable, Sendable {
  public let customer: ID<Customer>
  /// Those of the ERP's orders.
  public let otherKeys: [String]
  public var keys: [String] { [customer.text] + otherKeys }

  public init(_ event: CustomerErased) {
    customer = event.customerId
    otherKeys = event.otherKeys
  }
}

/// How the rows of one table forget a person. Afterwards they are what the blanked events make of them.
public struct Erasure: Sendable {
  public let table: String
  let blank: @Sendable (ErasedPerson, Database) throws -> Int

  /// `blank` gives how many rows it changed, none where they are blank already.
  public init(_ table: String, _ blank: @escaping @Sendable (ErasedPerson, Database) throws -> Int) {
    self.table = table
    self.blank = blank
  }

  /// Columns with a text or nothing. `condition` finds the rows by the customer's id (`?1`).
  public static func texts(
    _ table: String, _ columns: [String], empty: String = "", of condition: String = "customer = ?1"
  ) -> Erasure {
    let blanked = columns.map { "\($0) = iif(\($0) IS NULL, NULL, '\(empty)')" }.joined(separator: ", ")
    let isWritten = columns.map { "coalesce(\($0), '\(empty)') != '\(empty)'" }.joined(separator: " OR ")
    return Erasure(table) { person, database in
      try database.run("UPDATE \(table) SET \(blanked) WHERE (\(condition)) AND (\(isWritten))", person.customer)
    }
  }

  /// Columns with a part of the address, which a blank event has none of.
  public static func cleared(
    _ table: String, _ columns: [String], of condition: String = "customer = ?1"
  ) -> Erasure {
    let blanked = columns.map { "\($0) = NULL" }.joined(separator: ", ")
    let isWritten = columns.map { "\($0) IS NOT NULL" }.joined(separator: " OR ")
    return Erasure(table) { person, database in
      try database.run("UPDATE \(table) SET \(blanked) WHERE (\(condition)) AND (\(isWritten))", person.customer)
    }
  }

  /// A column with a document, of which members with these names are blanked (`PersonalData`).
  public static func documents(
    _ table: String, _ names: Set<String>, in column: String = "document", of condition: String = "customer = ?1"
  ) -> Erasure {
    Erasure(table) { person, database in
      try blank(table, names, in: column, of: condition, person.customer.text, database)
    }
  }

  /// The same of rows that `condition` finds by any of the person's keys (`?1`).
  public static func documents(
    _ table: String, _ names: Set<String>, in column: String = "document", ofAnyKey condition: String
  ) -> Erasure {
    Erasure(table) { person, database in
      try person.keys.reduce(0) { try $0 + blank(table, names, in: column, of: condition, $1, database) }
    }
  }

  private static func blank(
    _ table: String, _ names: Set<String>, in column: String, of condition: String, _ key: String, _ database: Database
  ) throws -> Int {
    let found = try database.all(
      "SELECT DISTINCT \(column) FROM \(table) WHERE (\(condition)) AND \(column) IS NOT NULL", key
    ) { $0.text(0) }
    return try found.reduce(0) { count, text in
      let blanked = PersonalData.blanked(try JSON(parsing: Array(text.utf8)), names).bytes
      let new = String(decoding: blanked, as: UTF8.self)
      guard new != text else { return count }
      return count
        + (try database.run(
          "UPDATE \(table) SET \(column) = ?2 WHERE (\(condition)) AND \(column) = ?3", key, new, text))
    }
  }

  /// Rows that say nothing without the person.
  public static func rows(_ table: String, of condition: String = "customer = ?1") -> Erasure {
    Erasure(table) { person, database in try database.run("DELETE FROM \(table) WHERE \(condition)", person.customer) }
  }
}

/// Who was erased from a store, and what that means for its event journal and for whatever is written later
/// (`Shared/ServiceRuntime/README.md#erasure`).
public enum Erasures {
  static let schema = Schema(
    "erasures",
    [
      Migration(
        """
        CREATE TABLE erasures (
          customer TEXT PRIMARY KEY, other_keys TEXT NOT NULL, erased_at INTEGER NOT NULL, rows TEXT NOT NULL,
          compacted_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE erased_keys (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        """)
    ])

  /// What became of an erasure in one store.
  public struct Report: Codable, Hashable, Sendable {
    public var customerId: ID<Customer>
    public var erasedAt: Instant
    /// Rows that were blanked or deleted, by table.
    public var rows: [String: Int]
    /// When pages that were free were last overwritten and the log emptied; nil where that is still to come.
    public var compactedAt: Instant?
  }

  public static func isErased(_ key: String, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM erased_keys WHERE key = ?", key)
  }

  static func hasAny(in database: Database) throws -> Bool { try database.exists("SELECT 1 FROM erased_keys") }

  public static func report(of customer: ID<Customer>, in database: Database) throws -> Report? {
    try database.first("SELECT erased_at, rows, compacted_at FROM erasures WHERE customer = ?", customer) { row in
      Report(
        customerId: customer, erasedAt: Instant(milliseconds: row.integer(0)),
        rows: try Document.state([String: Int].self, of: row.text(1)),
        compactedAt: row.optionalInteger(2).map { Instant(milliseconds: $0) })
    }
  }

  /// Ids of all who were erased here, in their order.
  public static func customers(in database: Database) throws -> [ID<Customer>] {
    try database.all("SELECT customer FROM erasures ORDER BY customer") { ID($0.text(0)) }
  }

  /// Whether the file may hold what was erased, in pages that are free.
  public static func awaitsCompaction(in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM erasures WHERE compacted_at IS NULL")
  }

  /// The event as it is written of a person who was erased; of others it stays.
  static func blanked<Event: DomainEvent>(_ event: Event, in unit: borrowing UnitOfWork) throws -> Event {
    guard !Event.personal.isEmpty, try unit.isErased(event.key) else { return event }
    return try Event.decoded(PersonalData.blanked(event.encoded(), of: Event.type))
  }

  /// Blanks a person in the event journal, in the answers that are kept, and in the tables. Doing it again does no harm.
  static func erase(_ person: ErasedPerson, _ erasures: [Erasure], in unit: borrowing UnitOfWork) throws {
    let database = unit.database
    // What rows and pages leave behind is overwritten; otherwise only when something else needs the place.
    try database.execute("PRAGMA secure_delete = ON")
    defer { try? database.execute("PRAGMA secure_delete = OFF") }
    unit.writer.hasErased = true
    for key in person.keys { try database.run("INSERT OR IGNORE INTO erased_keys VALUES (?)", key) }
    var rows = try report(of: person.customer, in: database)?.rows ?? [:]
    let journal = try blankJournal(of: person, in: database)
    rows["event_journal", default: 0] += journal.rows
    rows["idempotency_keys", default: 0] += try forgetAnswers(naming: journal.words, in: database)
    for erasure in erasures { rows[erasure.table, default: 0] += try erasure.blank(person, database) }
    try database.run(
      """
      INSERT INTO erasures VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO UPDATE SET rows = excluded.rows, compacted_at = NULL
      """, person.customer, try Document.text(person.otherKeys), unit.now.milliseconds,
      try Document.text(rows.filter { $0.value > 0 }))
  }

  /// Gives how many events it blanked, and by which words an answer is known to be about the person: the ids of what
  /// the events are about, and phones.
  private static func blankJournal(
    of person: ErasedPerson, in database: Database
  ) throws -> (rows: Int, words: Set<String>) {
    var count = 0
    var words = Set(person.keys)
    for key in person.keys {
      let found = try EventJournal.entries(of: key, in: database)
      for event in found {
        words.insert(event.subject)
        let blanked = try PersonalData.blanked(event.data, of: event.type)
        guard blanked != event.data else { continue }
        words.formUnion(phones(in: try JSON(parsing: event.data)))
        count += try database.run("UPDATE event_journal SET data = ? WHERE position = ?", blanked, event.position)
      }
    }
    return (count, words)
  }

  private static func phones(in value: JSON) -> [String] {
    switch value {
    case .array(let elements): elements.flatMap(phones)
    case .object(let members):
      members.flatMap { $0.key == "phone" ? [$0.value.string ?? ""].filter { $0.count > 4 } : phones(in: $0.value) }
    default: []
    }
  }

  private static func forgetAnswers(naming words: Set<String>, in database: Database) throws -> Int {
    try words.reduce(0) { count, word in
      count
        + (try database.run(
          "DELETE FROM idempotency_keys WHERE instr(body, CAST(?1 AS BLOB)) OR instr(headers, ?1)", word))
    }
  }
}

extension Store {
  /// `compact` for tasks, which must not block.
  public func compacted() async throws -> Int {
    try await withCheckedThrowingContinuation { continuation in
      Thread.start { continuation.resume(with: Result { try self.compact() }) }
    }
  }

  /// Makes the file hold nothing but what its tables hold: full-text indexes without what was taken out of them, no page
  /// that is free, an empty log. Nothing is written meanwhile, queries go on. Blocks: for threads of one's own. Gives the
  /// bytes of the file afterwards. Throws `StoreError.diskFull` where there is no place for the copy that this takes.
  public func compact() throws -> Int {
    try withWriter { database in
      let pages = try database.first("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") {
        $0.integer(0)
      }
      // VACUUM writes the whole store into a temporary file and then into the log.
      if let pages, let free = freeBytes, free < 2 * Int(pages) + (64 << 20) { throw StoreError.diskFull }
      let indexes = try database.all(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
      ) { $0.text(0) }
      for index in indexes { try database.execute("INSERT INTO \(index) (\(index)) VALUES ('optimize')") }
      // Through a file beside the store where memory is short of it; in memory otherwise (`temp_store`).
      try database.execute("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY")
      try database.run("UPDATE erasures SET compacted_at = ? WHERE compacted_at IS NULL", time.now().milliseconds)
      try database.checkpoint()
      return Int(
        try database.first("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") { $0.integer(0) }
          ?? 0)
    }
  }
}
