import Contracts
import Kernel
import Persistence
import SQLite
import Synchronization

/// Who read what of a customer: every answer below `/v1/customers/{id}` that somebody got
/// (`Shared/ServiceRuntime/README.md#reads`).
///
/// A read waits for nothing: it is gathered in memory and written in groups, at most a second later where the store takes
/// changes. A crash loses what was not written yet.
final class CardReads: Sendable {
  /// A row of the table: reads of one customer by one person within a minute.
  struct Key: Hashable, Sendable {
    let customer: String
    let reader: String
    /// The acting role; nil for the local user.
    let role: String?
  }

  struct Reads: Hashable, Sendable {
    var first: Instant
    var last: Instant
    var count: Int
    /// Patterns of what was read.
    var routes: Set<String>
  }

  /// Below this path stands what is one customer's.
  private static let path = "/v1/customers/{id}"
  /// Further reads within this time are counted in the row of the first.
  static let together: Int64 = 60_000
  /// For how long reads are kept.
  static let keptDays = 180
  /// How many rows wait in memory at most while the store takes no changes; beyond it reads are not recorded.
  private static let limit = 10_000

  private let gathered = Mutex<[Key: Reads]>([:])

  /// Whether reads of that route are recorded.
  static func records(_ route: RouteDescription) -> Bool {
    route.method == "GET" && route.pattern.hasPrefix(path)
  }

  func note(_ key: Key, _ route: String, at now: Instant) {
    gathered.withLock { gathered in
      guard gathered[key] != nil || gathered.count < Self.limit else { return }
      gathered[key, default: Reads(first: now, last: now, count: 0, routes: [])].add(
        Reads(first: now, last: now, count: 1, routes: [route]))
    }
  }

  /// Writes what was gathered. What the store does not take is gathered again.
  func write(to store: Store) async {
    let reads = gathered.withLock { gathered in
      defer { gathered = [:] }
      return gathered
    }
    guard !reads.isEmpty else { return }
    do {
      try await store.transaction(for: Cause(actor: store.service, correlationID: "reads")) { unit in
        for (key, some) in reads { try Self.write(some, key, to: unit.database) }
      }
    } catch {
      gathered.withLock { gathered in
        for (key, some) in reads where gathered[key] != nil || gathered.count < Self.limit {
          gathered[key, default: Reads(first: some.first, last: some.last, count: 0, routes: [])].add(some)
        }
      }
    }
  }

  /// Adds reads to the row that began less than a minute before them, or makes one.
  static func write(_ reads: Reads, _ key: Key, to database: Database) throws {
    let found = try database.first(
      """
      SELECT id, first, last, count, routes FROM card_reads
      WHERE customer = ? AND reader = ? AND role IS ? AND first > ? ORDER BY id DESC LIMIT 1
      """, key.customer, key.reader, key.role, reads.first.milliseconds - together
    ) { row in
      (
        try row.integer("id"),
        Reads(
          first: try row.instant("first"), last: try row.instant("last"), count: try row.int("count"),
          routes: routes(try row.text("routes")))
      )
    }
    guard let (id, before) = found else {
      try database.run(
        "INSERT INTO card_reads (customer, reader, role, first, last, count, routes) VALUES (?, ?, ?, ?, ?, ?, ?)",
        key.customer, key.reader, key.role, reads.first, reads.last, reads.count, text(reads.routes))
      return
    }
    var all = before
    all.add(reads)
    try database.run(
      "UPDATE card_reads SET first = ?, last = ?, count = ?, routes = ? WHERE id = ?", all.first, all.last, all.count,
      text(all.routes), id)
  }

  /// Forgets what was last read longer ago than reads are kept.
  static func prune(at now: Instant, in database: Database) throws {
    try database.run("DELETE FROM card_reads WHERE last < ?", now.adding(seconds: -keptDays * 86_400))
  }

  static func routes(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

  private static func text(_ routes: Set<String>) -> String { routes.sorted().joined(separator: " ") }
}

extension CardReads.Reads {
  fileprivate mutating func add(_ others: Self) {
    first = min(first, others.first)
    last = max(last, others.last)
    count += others.count
    routes.formUnion(others.routes)
  }
}

/// That somebody read what is one customer's, as `GET /v1/audit/reads` tells it.
public struct CardRead: Codable, Sendable {
  public var id: Int64
  /// The customer.
  public var subject: String
  /// The token's subject.
  public var reader: String
  /// In which role; absent for the local user.
  public var readerRole: String?
  public var first: Instant
  /// The same as `first` where there was one read.
  public var last: Instant
  public var count: Int
  /// What was read: patterns of routes.
  public var routes: [String]
}

extension Feature {
  /// Records who reads what is one customer's, for 180 days. Every service has it.
  public static var cardReads: Feature {
    var feature = Feature(
      tables: [.unverified("card_reads")],
      routes: {
        Route.list(
          "/v1/audit/reads",
          Localized(zh: "客户资料查阅记录：谁在何时查阅", en: "Who read a customer's card, and when, the newest first"),
          tag: "audit", roles: [.manager], scope: .company, of: CardRead.self,
          parameters: [.init("subject", Localized(zh: "客户编号", en: "The customer's id"), isRequired: true)],
          sortedBy: 1
        ) { query, page, database in
          guard let subject = query.text("subject") else {
            throw Problem.invalidQuery(
              "subject", "missing", Localized(zh: "请填写客户编号。", en: "Write the id of the customer you ask about."))
          }
          let before = Int64(page.after) ?? .max
          let rows = try database.all(
            "SELECT * FROM card_reads WHERE customer = ? AND id < ? ORDER BY id DESC LIMIT ?", subject, before,
            page.rows
          ) { row in
            CardRead(
              id: try row.integer("id"), subject: try row.text("customer"), reader: try row.text("reader"),
              readerRole: try row.optionalText("role"), first: try row.instant("first"), last: try row.instant("last"),
              count: try row.int("count"), routes: CardReads.routes(try row.text("routes")).sorted())
          }
          return Page(rows, limit: page.limit) { [.string(String($0.id))] }
        }
      },
      daily: [{ _, unit in try CardReads.prune(at: unit.now, in: unit.database) }])
    feature.cardReads = CardReads()
    return feature
  }
}

extension Migration {
  /// Who read what is one customer's.
  public static let cardReads = Migration(
    """
    CREATE TABLE card_reads (
      id INTEGER PRIMARY KEY, customer TEXT NOT NULL, reader TEXT NOT NULL, role TEXT, first INTEGER NOT NULL,
      last INTEGER NOT NULL, count INTEGER NOT NULL, routes TEXT NOT NULL) STRICT;
    CREATE INDEX card_reads_customer ON card_reads (customer, id);
    CREATE INDEX card_reads_last ON card_reads (last);
    """)
}
