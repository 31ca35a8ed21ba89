import Contracts
import Kernel
import SQLite

/// One transaction under way. It cannot leave its closure, and nothing awaits inside.
public struct UnitOfWork: ~Copyable {
  public let database: Database
  /// When this transaction happens; never before the store's last event.
  public let now: Instant
  public let cause: Cause
  let writer: Writer

  init(writer: Writer, database: Database, now: Instant, cause: Cause) {
    self.writer = writer
    self.database = database
    self.now = now
    self.cause = cause
  }

  /// The company's day of `now`.
  public var today: BusinessDate { CompanyZone.day(at: now) }

  /// Writes an event into the event journal, and its effects into the service's tables. Of a person who was erased, what
  /// is personal is left out. `id` is its own where others that are written before have to name it as their cause
  /// (`newID`); else it gets a new one.
  /// Throws `StoreError.eventTooLarge`, or what SQLite says.
  @discardableResult
  public func record(_ event: some DomainEvent, as id: String? = nil) throws -> JournalEntry {
    let event = try Erasures.blanked(event, in: self)
    let entry = try EventJournal.append(
      event, data: try event.encoded(), id: id ?? writer.newID(at: now), at: now, for: cause, in: database)
    try writer.apply(event, database)
    if let erased = event as? CustomerErased { try erase(erased) }
    writer.recorded = true
    try Arrivals.note(subject: entry.subject, of: writer.service, in: database)
    return entry
  }

  /// Blanks a person in this store, as one's own or another service's event says.
  public func erase(_ event: CustomerErased) throws {
    try Erasures.erase(ErasedPerson(event), writer.erasures, in: self)
  }

  /// Whether events with this key are of a person who was erased from this store.
  public func isErased(_ key: String) throws -> Bool {
    guard writer.hasErased else { return false }
    return try Erasures.isErased(key, in: database)
  }

  /// Makes everybody read again what they hold of the store in memory, from the moment of the commit.
  public func invalidate() { writer.invalidates = true }

  /// Whether an earlier transaction of the same commit did so: `Store.generation` goes up only with that commit.
  public var isInvalidated: Bool { writer.invalidates }

  /// A new UUIDv7.
  public func newID<Subject>() -> ID<Subject> { ID(writer.newID(at: now)) }

  /// Where new UUIDv7 texts come from, for rules that make things: they know of no transaction. Not to outlive this one.
  public var ids: () -> String { { [writer, now] in writer.newID(at: now) } }

  /// The same transaction for another cause: what an event that is being applied causes in turn.
  public func causing<Result>(_ cause: Cause, _ body: (borrowing UnitOfWork) throws -> Result) rethrows -> Result {
    try body(UnitOfWork(writer: writer, database: database, now: now, cause: cause))
  }

  /// Runs a part that either takes effect as a whole or not at all; the transaction goes on either way. When SQLite
  /// has ended the transaction because of the error, that error is thrown on as `StoreError` and the batch is over.
  public func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
    try database.run("SAVEPOINT part")
    do {
      let result = try body()
      try database.run("RELEASE part")
      return result
    } catch {
      guard database.isInTransaction else { throw error }
      try database.run("ROLLBACK TO part")
      try database.run("RELEASE part")
      throw error
    }
  }
}
