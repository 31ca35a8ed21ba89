import Contracts
import Crypto
import Dispatch
import Kernel
import SQLite
import Synchronization

/// A service's SQLite database: one connection that writes, on a thread of its own, and read-only ones for queries.
///
/// Transactions that are waiting together share one commit (group commit), each inside a savepoint of its own, so that
/// one that is refused leaves the others alone. A transaction is answered after its commit is on disk.
public final class Store: Sendable {
  /// SQLite's pragma of that name: whether each commit, or only each checkpoint, is synced.
  package enum Synchronous: String, Sendable {
    case full = "FULL"
    case normal = "NORMAL"
  }

  public struct Options: Sendable {
    /// `leads`: the file's name and the service's name in references.
    public var service: String
    /// Where the file, its lock and its ballast stand; made when missing.
    public var folder: String
    public var schemas: [Schema]
    public var time: TimeSource
    public var random: any RandomNumberGenerator & Sendable
    /// Writes the tables of the service for one of its own events; the only code that does.
    public var apply: @Sendable (any DomainEvent, Database) throws -> Void
    /// How its tables forget a person.
    public var erasures: [Erasure] = []
    /// Transactions that may wait; more are refused.
    public var queueLimit = 4096
    /// Pages that the connection that writes keeps in memory, and pages that the log may take before they are copied
    /// back. With SQLite's own few, a service whose transactions write to many places of a large store writes, reads
    /// and copies the same pages again and again.
    public var cachePages = 500
    public var checkpointPages = 1_000
    /// What a commit waits for; weaker only in the test that shows what that costs.
    package var synchronous = Synchronous.full
    /// Where what is committed goes besides; nil where the store is not shipped.
    public var outgoing: Outgoing?
    /// Without a thread of its own, everything runs on the caller's: for simulations.
    public var ownThread = true

    public init(
      service: String, folder: String, schemas: [Schema], time: TimeSource = .system,
      random: any RandomNumberGenerator & Sendable = SystemRandom(),
      apply: @escaping @Sendable (any DomainEvent, Database) throws -> Void
    ) {
      self.service = service
      self.folder = folder
      self.schemas = schemas
      self.time = time
      self.random = random
      self.apply = apply
    }
  }

  public let service: String
  public let time: TimeSource
  public let path: String
  public let folder: String
  /// One copy at a time.
  let copying = Mutex(())
  public let apply: @Sendable (any DomainEvent, Database) throws -> Void
  /// What is committed and not shipped yet; nil where the store is not shipped.
  public let outgoing: Outgoing?
  private let writer: Mutex<Writer>
  private let queue = Mutex<[Job]>([])
  private let work = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let readers = Mutex<[Reader]>([])
  private let state = Mutex(State())
  private let queueLimit: Int
  private let ownThread: Bool
  private let lock: StoreLock
  private let space: DiskSpace

  private struct State {
    var closed = false
    var refusal: String?
    var failure: String?
    var full = false
    var observers: [@Sendable () -> Void] = []
    /// Goes up whenever what was read into memory may no longer be what the store holds.
    var generation = 0
    var groups = 0
    var transactions = 0
  }

  /// A transaction that waits, and whom to tell.
  private struct Job: Sendable {
    let cause: Cause
    let body: @Sendable (borrowing UnitOfWork) throws -> Void
    /// Whether it is told only when the commit is as safe as answers have to be.
    var isAnswered = false
    let done: @Sendable ((any Error)?) -> Void
  }

  /// Groups larger than this gain nothing and make the first wait.
  private static let groupLimit = 256

  /// Opens the store, brings its tables up to date and takes ownership.
  /// Throws `StoreError` with words for people, or what SQLite says.
  public init(_ options: Options) throws {
    service = options.service
    time = options.time
    apply = options.apply
    outgoing = options.outgoing
    queueLimit = options.queueLimit
    ownThread = options.ownThread
    try makeFolder(options.folder)
    folder = options.folder
    path = "\(options.folder)/\(options.service).sqlite"
    lock = try StoreLock(folder: options.folder)
    space = DiskSpace(folder: options.folder)
    writer = Mutex(try Writer(options, path: path))
    _ = space.isEnough()
    if ownThread { Thread.start { [self] in serve() } }
  }

  // MARK: Transactions

  /// Runs a command's transaction and gives its result once it is on disk.
  /// Throws what the body throws, with nothing changed, or a `StoreError`.
  public func transaction<Result: Sendable>(
    for cause: Cause, _ body: @escaping @Sendable (borrowing UnitOfWork) throws -> Result
  ) async throws -> Result {
    if let refusal { throw refusal }
    let result = ResultBox<Result>()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      submit(
        Job(cause: cause, body: { unit in result.set(try body(unit)) }, isAnswered: true) { error in
          if let error { continuation.resume(throwing: error) } else { continuation.resume() }
        })
    }
    return try result.get()
  }

  /// The same, blocking: for threads of one's own, never for tasks. Taken also while commands are refused. `meanwhile`
  /// runs on the caller's thread while the writer works.
  public func perform<Result: Sendable>(
    for cause: Cause, meanwhile: () -> Void = {}, _ body: @escaping @Sendable (borrowing UnitOfWork) throws -> Result
  ) throws -> Result {
    let result = ResultBox<Result>()
    let failure = Mutex<(any Error)?>(nil)
    let semaphore = DispatchSemaphore(value: 0)
    submit(
      Job(cause: cause, body: { unit in result.set(try body(unit)) }) { error in
        failure.withLock { $0 = error }
        semaphore.signal()
      })
    meanwhile()
    semaphore.wait()
    if let error = failure.withLock({ $0 }) { throw error }
    return try result.get()
  }

  /// Gives a change to the writer that shares the next commit; its failure does not matter to the caller.
  public func later(for cause: Cause, _ body: @escaping @Sendable (borrowing UnitOfWork) throws -> Void) {
    submit(Job(cause: cause, body: body) { _ in })
  }

  private func submit(_ job: Job) {
    if let error: StoreError = state.withLock({ $0.closed ? .closed : nil }) { return job.done(error) }
    let waiting = queue.withLock { queue in
      if queue.count < queueLimit { queue.append(job) } else { return -1 }
      return queue.count
    }
    if waiting < 0 { return job.done(StoreError.overloaded) }
    if !ownThread {
      runGroup()
    } else if waiting == 1 {
      work.signal()
    }
  }

  private func serve() {
    while true {
      work.wait()
      while runGroup() {}
      if state.withLock({ $0.closed }), queue.withLock({ $0.isEmpty }) { break }
    }
    ended.signal()
  }

  /// Takes what waits and commits it together; false when nothing waited.
  @discardableResult
  private func runGroup() -> Bool {
    let jobs = queue.withLock { queue in
      let group = Array(queue.prefix(Self.groupLimit))
      queue.removeFirst(group.count)
      return group
    }
    guard !jobs.isEmpty else { return false }
    var outcomes = [(any Error)?](repeating: nil, count: jobs.count)
    var recorded = false
    do {
      recorded = try writer.withLock { writer in
        defer { writer.ship() }
        return try commit(jobs, with: writer, outcomes: &outcomes)
      }
    } catch {
      let failure = groupFailure(error)
      outcomes = outcomes.map { _ in failure }
    }
    let observers = state.withLock { state in
      state.groups += 1
      state.transactions += jobs.count
      return state.observers
    }
    for (job, outcome) in zip(jobs, outcomes) { tell(job, outcome) }
    if recorded { for observer in observers { observer() } }
    return true
  }

  private func tell(_ job: Job, _ outcome: (any Error)?) {
    guard let outgoing, outgoing.mode == .wait, job.isAnswered, outcome == nil else { return job.done(outcome) }
    outgoing.whenShipped(job.done)
  }

  /// How many groups still get savepoints after one that needed them; the writer's alone.
  private let carefulGroups = Mutex(0)
  private static let carefulGroups = 8

  /// One group: begin, each job, commit. Throws when the group as a whole failed. Savepoints, which cost two more
  /// statements a job and what they need to undo it, keep the others of a group from one that is refused; since few
  /// are, a group does without them until one is, and is then begun again with them.
  private func commit(_ jobs: [Job], with writer: Writer, outcomes: inout [(any Error)?]) throws -> Bool {
    let heals = state.withLock { $0.failure != nil }
    if heals { try writer.reopen() }
    let database = writer.database
    let isCareful = carefulGroups.withLock { left in
      left = max(0, left - 1)
      return left > 0
    }
    do {
      if isCareful {
        try run(jobs, with: writer, outcomes: &outcomes)
      } else if let refusal = try runWithoutSavepoints(jobs, with: writer) {
        try database.run("ROLLBACK")
        guard jobs.count > 1 else {
          outcomes[0] = refusal
          return false
        }
        carefulGroups.withLock { $0 = Self.carefulGroups }
        try run(jobs, with: writer, outcomes: &outcomes)
      }
      CrashPoint.beforeCommit.pass()
      try database.run("COMMIT")
      CrashPoint.afterCommit.pass()
    } catch {
      if database.isInTransaction { try? database.execute("ROLLBACK") }
      throw error
    }
    if heals { state.withLock { $0.failure = nil } }
    // Before the next group: whoever prepared something from what is void now must not get it in.
    if writer.invalidates { state.withLock { $0.generation += 1 } }
    return writer.recorded
  }

  private func begin(_ writer: Writer) throws {
    writer.recorded = false
    writer.invalidates = false
    try writer.database.run("BEGIN IMMEDIATE")
  }

  /// Begins and runs each job in its savepoint.
  private func run(_ jobs: [Job], with writer: Writer, outcomes: inout [(any Error)?]) throws {
    let database = writer.database
    try begin(writer)
    for (index, job) in jobs.enumerated() {
      try database.run("SAVEPOINT job")
      do {
        try writer.run(job.cause, job.body)
        try database.run("RELEASE job")
      } catch {
        // An error may have ended the whole transaction: then all of the group failed
        // (`Shared/Messaging/README.md#facts-about-sqlite`).
        guard database.isInTransaction, !Self.isOfTheStore(error) else { throw error }
        try database.run("ROLLBACK TO job")
        try database.run("RELEASE job")
        outcomes[index] = error
      }
    }
  }

  /// Begins and runs the jobs until one is refused, and gives why; then nothing of the transaction may stay.
  private func runWithoutSavepoints(_ jobs: [Job], with writer: Writer) throws -> (any Error)? {
    try begin(writer)
    for job in jobs {
      do {
        try writer.run(job.cause, job.body)
      } catch {
        guard writer.database.isInTransaction, !Self.isOfTheStore(error) else { throw error }
        return error
      }
    }
    return nil
  }

  private static func isOfTheStore(_ error: any Error) -> Bool {
    (error as? SQLiteError).map { !$0.isOfTheData } ?? false
  }

  private func groupFailure(_ error: any Error) -> StoreError {
    let full = (error as? SQLiteError)?.isFull ?? false
    if full { space.releaseBallast() }
    return state.withLock { state in
      state.generation += 1
      if full {
        state.full = true
        return .diskFull
      }
      state.failure = "\(error)"
      return .failed("\(error)")
    }
  }

  // MARK: Queries

  /// A read-only connection, and the place where idle ones wait.
  private final class Reader: Sendable {
    let database: Mutex<Database>

    init(path: String) throws(SQLiteError) {
      database = Mutex(try Database(path: path, mode: .readOnly))
    }
  }

  /// Runs a query on one consistent snapshot of what is committed.
  public func read<Result>(_ body: (Database) throws -> sending Result) throws -> sending Result {
    let reader = try readers.withLock { $0.popLast() } ?? Reader(path: path)
    defer { readers.withLock { if $0.count < 8 { $0.append(reader) } } }
    return try reader.database.withLock { database in
      try database.run("BEGIN")
      defer { _ = try? database.run("COMMIT") }
      return try body(database)
    }
  }

  /// Runs what is no transaction on the connection that writes, between two groups.
  func withWriter<Result: Sendable>(_ body: (Database) throws -> Result) throws -> Result {
    try writer.withLock { writer in
      defer { writer.ship() }
      return try body(writer.database)
    }
  }

  // MARK: State

  /// Called after each commit that has recorded events, on the writer's thread, and where the store is shipped, whenever
  /// more of it is at its destination.
  public func onRecorded(_ observer: @escaping @Sendable () -> Void) {
    state.withLock { $0.observers.append(observer) }
    outgoing?.onShipped(observer)
  }

  /// Refuses commands with this reason until nil is set; queries, and `perform`, go on.
  public func refuseCommands(_ reason: String?) { state.withLock { $0.refusal = reason } }

  /// Why commands would be refused now; nil while they are taken.
  public var refusal: StoreError? {
    let (found, full): (StoreError?, Bool) = state.withLock { state in
      if state.closed { return (.closed, false) }
      if let reason = state.refusal { return (.refusing(reason), false) }
      return (nil, state.full)
    }
    if let found { return found }
    if let reason = outgoing?.refusal { return .refusing(reason) }
    guard space.isEnough() else { return .diskFull }
    if full { state.withLock { $0.full = false } }
    return nil
  }

  /// The reason of the last failure that no later transaction has healed.
  public var failure: String? { state.withLock { $0.failure } }

  /// Goes up whenever what was read into memory may no longer be what the store holds.
  public var generation: Int { state.withLock { $0.generation } }

  /// Commits and transactions so far, and transactions that wait.
  public var load: (groups: Int, transactions: Int, waiting: Int) {
    let (groups, transactions) = state.withLock { ($0.groups, $0.transactions) }
    return (groups, transactions, queue.withLock { $0.count })
  }

  /// Free bytes on the store's disk.
  public var freeBytes: Int? { space.free() }

  /// Finishes what waits, shortens the log and gives up ownership with the last reference.
  public func close() {
    guard
      state.withLock({ state in
        defer { state.closed = true }; return !state.closed
      })
    else { return }
    if ownThread {
      work.signal()
      ended.wait()
    }
    readers.withLock { $0.removeAll() }
    writer.withLock { try? $0.database.checkpoint() }
  }
}

/// Where a transaction leaves its result for the one who waits.
private final class ResultBox<Result: Sendable>: Sendable {
  private let value = Mutex<Result?>(nil)

  func set(_ result: Result) { value.withLock { $0 = result } }

  func get() throws -> Result {
    guard let result = value.withLock({ $0 }) else { throw StoreError.closed }
    return result
  }
}
