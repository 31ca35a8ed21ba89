import Contracts
import Kernel
import SQLite

/// The connection that writes, and what belongs to it. It lives inside the store's lock and so on one thread at a time.
final class Writer {
  let service: String
  let apply: @Sendable (any DomainEvent, Database) throws -> Void
  let erasures: [Erasure]
  private(set) var database: Database
  private let path: String
  private let options: Store.Options
  private let time: TimeSource
  private var random: any RandomNumberGenerator & Sendable
  /// No event is written with a time before this.
  private var clock: Instant
  /// Whether the transactions of the present group have recorded events.
  var recorded = false
  /// Whether what others hold of the store in memory is void with the next commit.
  var invalidates = false
  /// Where what is committed goes besides; nil where the store is not shipped.
  private let outgoing: Outgoing?
  private var log: LogReader?
  /// Whether anybody was ever erased from this store: as long as nobody was, no key has to be looked up.
  var hasErased = false

  init(_ options: Store.Options, path: String) throws {
    service = options.service
    apply = options.apply
    erasures = options.erasures
    time = options.time
    random = options.random
    self.path = path
    self.options = options
    outgoing = options.outgoing
    database = try Writer.open(path, options)
    try EventJournal.schema.migrate(database, at: time.now())
    try Arrivals.schema.migrate(database, at: time.now())
    try IdempotencyKeys.schema.migrate(database, at: time.now())
    try Erasures.schema.migrate(database, at: time.now())
    hasErased = try Erasures.hasAny(in: database)
    for schema in options.schemas { try schema.migrate(database, at: time.now()) }
    clock = Instant(milliseconds: 0)
    try LogState.make(epoch: newID(at: time.now()), in: database)
    try readClock()
    try followLog()
  }

  /// Bytes that the log keeps when it begins anew: what checkpoints let it grow to anyhow (1,000 pages). Without a
  /// limit it would stay as long as after its longest transaction.
  private static let logLimit = 4 << 20

  /// What a savepoint needs to undo its changes would otherwise go through temporary files, each written to about as
  /// often as the log (seen with strace): that is what `temp_store` is about.
  private static func open(_ path: String, _ options: Store.Options) throws -> Database {
    let database = try Database(path: path)
    try database.execute(
      """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = \(options.synchronous.rawValue); PRAGMA foreign_keys = ON;
      PRAGMA journal_size_limit = \(logLimit); PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = \(options.cachePages); PRAGMA wal_autocheckpoint = \(options.checkpointPages)
      """)
    return database
  }

  private func readClock() throws {
    let last =
      try database.first(
        """
        SELECT max((SELECT clock FROM log_state),
          coalesce((SELECT time FROM event_journal ORDER BY position DESC LIMIT 1), 0))
        """
      ) { $0.integer(0) } ?? 0
    clock = max(clock, Instant(milliseconds: last))
  }

  /// After an I/O error the outcome of a commit is unknown: only a new connection knows
  /// (`Shared/Messaging/README.md#facts-about-sqlite`).
  func reopen() throws {
    database = try Writer.open(path, options)
    try readClock()
    // What the commit whose outcome was unknown has written was never read.
    outgoing?.startAnew(at: time.now())
    try followLog()
  }

  private func followLog() throws {
    guard outgoing != nil else { return }
    // An empty log, so that whatever it holds later is known to be new.
    try database.checkpoint()
    database.followLog()
    log = nil
  }

  /// A longer transaction is not worth reading: the whole store goes out; 64 MiB.
  private static let longest = 64 << 20

  /// Hands on what was committed since the last call. Between commit and checkpoint, so that the log still has it; where
  /// it cannot be read, a copy of the whole store goes out.
  func ship() {
    guard let outgoing, let frames = database.takeLogFrames() else { return }
    do {
      let reader = try log ?? LogReader("\(path)-wal", alreadyRead: 0)
      log = reader
      guard reader.unread(of: frames) * 4096 <= Self.longest else {
        throw StoreError.failed("the transaction is too long")
      }
      outgoing.add(
        try reader.pages(upTo: frames), position: try EventJournal.lastPosition(in: database), at: time.now())
    } catch {
      log = try? LogReader("\(path)-wal", alreadyRead: frames)
      outgoing.startAnew(at: time.now())
    }
    if frames >= options.checkpointPages { try? database.checkpointWhatIsFree() }
  }

  func newID(at now: Instant) -> String { uuidv7(at: now, using: &random) }

  /// The present, never before the store's last event, whatever the clock does.
  func tick() -> Instant {
    clock = max(clock, time.now())
    return clock
  }

  /// Runs one transaction's body; the caller has begun and will commit.
  func run(_ cause: Cause, _ body: (borrowing UnitOfWork) throws -> Void) throws {
    try body(UnitOfWork(writer: self, database: database, now: tick(), cause: cause))
  }
}
