import Contracts
import Dispatch
import Foundation
import Kernel
import Messaging
import Persistence
import SQLite
import Synchronization
import TestSupport
import Testing

@Suite("The store")
struct StoreTests {
  let folder = TemporaryFolder()
  let cause = Cause(actor: "test", correlationID: "test")

  static let schema = Schema("test", [Migration("CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT) STRICT")])

  func open(_ schema: Schema = schema, time: TimeSource = .system) throws -> Store {
    try Store(
      Store.Options(service: "test", folder: folder.path, schemas: [schema], time: time) { event, database in
        guard let event = event as? ShopChanged else { return }
        try database.run("INSERT INTO shops VALUES (?, ?)", event.code.text, event.name)
      })
  }

  func add(_ code: String, to store: Store) async throws {
    try await store.transaction(for: cause) { unit in
      _ = try unit.record(ShopChanged(code: ID(code), name: code, address: nil))
    }
  }

  func shops(_ store: Store) throws -> [String] {
    try store.read { try $0.all("SELECT code FROM shops ORDER BY code") { $0.text(0) } }
  }

  @Test("synchronous reads 2 and the log is a WAL")
  func durability() async throws {
    let store = try open()
    let (synchronous, mode) = try await store.transaction(for: cause) { unit in
      (
        try unit.database.first("PRAGMA synchronous") { $0.int(0) },
        try unit.database.first("PRAGMA journal_mode") { $0.text(0) }
      )
    }
    #expect(synchronous == 2 && mode == "wal")
    store.close()
  }

  @Test("the log does not stay as long as after its longest transaction")
  func logSize() async throws {
    let store = try open()
    func record(_ code: String, bytes: Int, times: Int) async throws {
      try await store.transaction(for: cause) { unit in
        for index in 0..<times {
          let name = String(repeating: "x", count: bytes)
          _ = try unit.record(ShopChanged(code: ID("\(code)-\(index)"), name: name, address: nil))
        }
      }
    }
    func size() throws -> Int {
      try #require(FileManager.default.attributesOfItem(atPath: store.path + "-wal")[.size] as? Int)
    }
    try await record("long", bytes: 200_000, times: 50)
    #expect(try size() > 16 << 20)
    try await record("short", bytes: 10, times: 1)
    #expect(try size() <= 4 << 20)
    store.close()
  }

  @Test("a transaction that is refused leaves those that share its commit alone, and changes nothing itself")
  func groups() async throws {
    let store = try open()
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        group.addTask {
          // Every second one takes a code that is taken: event and table are undone together.
          (try? await add(index % 2 == 0 ? "s\(index)" : "s0", to: store)) != nil
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(outcomes == 100 || outcomes == 101)
    #expect(try shops(store).count == 100)
    let (events, numbers) = try store.read { database in
      (
        try database.first("SELECT count(*) FROM event_journal") { $0.int(0) },
        try database.first("SELECT sum(last) FROM streams") { $0.int(0) }
      )
    }
    #expect(events == 100 && numbers == 100)
    #expect(store.load.groups < 200)
    store.close()
  }

  @Test("what shares its commit with a transaction that makes memory void is told so")
  func invalidated() throws {
    let store = try open()
    let (started, release, done) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    store.later(for: cause) { _ in
      started.signal()
      release.wait()
    }
    started.wait()
    // These two wait together and so share the next commit.
    let told = Mutex(false)
    store.later(for: cause) { unit in unit.invalidate() }
    store.later(for: cause) { unit in
      told.withLock { $0 = unit.isInvalidated }
      done.signal()
    }
    release.signal()
    done.wait()
    #expect(told.withLock { $0 })
    store.close()
  }

  @Test("numbers of a stream have no gaps, whatever is refused in between")
  func numbers() async throws {
    let store = try open()
    for index in 0..<20 {
      try? await store.transaction(for: cause) { unit in
        _ = try unit.record(ShopChanged(code: "one", name: "x", address: nil))
        throw Refused()
      }
      try await add("s\(index)", to: store)
    }
    let gaps = try store.read { database in
      try database.all(
        "SELECT stream FROM event_journal GROUP BY stream HAVING max(number) != count(*) OR min(number) != 1"
      ) { $0.int(0) }
    }
    #expect(gaps.isEmpty)
    store.close()
  }

  struct Refused: Error {}

  @Test("no event is earlier than the one before, whatever the clock does")
  func clock() async throws {
    let clock = ManualClock()
    do {
      let store = try open(time: clock.source)
      try await add("a", to: store)
      clock.advance(milliseconds: -3_600_000)
      try await add("b", to: store)
      _ = try store.raiseClock()
      store.close()
    }
    clock.advance(milliseconds: -3_600_000)
    let store = try open(time: clock.source)
    try await add("c", to: store)
    let times = try store.read { try $0.all("SELECT time FROM event_journal ORDER BY position") { $0.integer(0) } }
    #expect(times == times.sorted())
    store.close()
  }

  @Test("an event beyond 256 KiB is refused, one below is taken")
  func size() async throws {
    let store = try open()
    for (count, fits) in [(EventJournal.sizeLimit - 200, true), (EventJournal.sizeLimit, false)] {
      let name = String(repeating: "x", count: count)
      let outcome = try? await store.transaction(for: cause) { unit in
        try unit.record(ShopChanged(code: ID("s\(count)"), name: name, address: nil)).position
      }
      #expect((outcome != nil) == fits)
    }
    store.close()
  }

  @Test("a newer schema is refused with words")
  func newerSchema() throws {
    let newer = Schema("test", Self.schema.migrations + [Migration("CREATE TABLE later (x INTEGER) STRICT")])
    try open(newer).close()
    let error = #expect(throws: StoreError.self) { try open() }
    #expect(error.map { "\($0)" }?.contains("newer build") == true)
    try open(newer).close()
  }

  @Test("a migration that fails leaves nothing behind")
  func brokenMigration() throws {
    try open().close()
    let broken = Schema(
      "test",
      Self.schema.migrations + [Migration("CREATE TABLE half (x INTEGER) STRICT; INSERT INTO missing VALUES (1)")])
    #expect(throws: SQLiteError.self) { try open(broken) }
    let store = try open()
    #expect(try store.read { try !$0.exists("SELECT 1 FROM sqlite_master WHERE name = 'half'") })
    store.close()
  }

  @Test("commands are refused while somebody says so, and after the end")
  func refusals() async throws {
    let store = try open()
    store.refuseCommands("second writer")
    await #expect(throws: StoreError.refusing("second writer")) { try await add("a", to: store) }
    store.refuseCommands(nil)
    try await add("a", to: store)
    store.close()
    await #expect(throws: StoreError.closed) { try await add("b", to: store) }
  }

  @Test("a full queue refuses instead of growing")
  func overload() async throws {
    var options = Store.Options(
      service: "test", folder: folder.path, schemas: [Self.schema], apply: { _, _ in })
    options.queueLimit = 10
    let store = try Store(options)
    // Whatever the timing, of 500 at once some find ten before them; none is lost without an answer.
    let outcomes = await withTaskGroup(of: String.self) { group in
      for _ in 0..<500 {
        group.addTask {
          do {
            try await store.transaction(for: cause) { _ in }
            return "done"
          } catch {
            return "\(error)"
          }
        }
      }
      return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(outcomes.values.reduce(0, +) == 500)
    #expect(Set(outcomes.keys).isSubset(of: ["done", StoreError.overloaded.description]))
    store.close()
  }

  @Test("SQLITE_FULL inside a savepoint fails the whole group; nobody is told that it was done, and it heals")
  func full() async throws {
    let store = try open()
    try await add("before", to: store)
    try await store.transaction(for: cause) { unit in
      let pages = try unit.database.first("PRAGMA page_count") { $0.int(0) } ?? 0
      _ = try unit.database.first("PRAGMA max_page_count = \(pages + 2)") { $0.int(0) }
    }
    let big = String(repeating: "y", count: 200_000)
    let answered = await withTaskGroup(of: String?.self) { group in
      for index in 0..<20 {
        group.addTask {
          let done: Void? = try? await store.transaction(for: cause) { unit in
            _ = try unit.record(ShopChanged(code: ID("n\(index)"), name: index == 10 ? big : "small", address: nil))
          }
          return done == nil ? nil : "n\(index)"
        }
      }
      return await group.reduce(into: Set<String>()) { if let code = $1 { $0.insert(code) } }
    }
    #expect(Set(try shops(store)) == answered.union(["before"]))
    #expect(!answered.contains("n10"))
    try await store.transaction(for: cause) { unit in
      _ = try unit.database.first("PRAGMA max_page_count = 1000000") { $0.int(0) }
    }
    try await add("after", to: store)
    #expect(try shops(store).contains("after"))
    store.close()
  }

  @Test("a failure is told until a commit has succeeded, however often it is tried meanwhile")
  func failing() async throws {
    let store = try open()
    try await add("before", to: store)
    func fail() async throws -> String? {
      let before = Latest<String?>(nil)
      await #expect(throws: StoreError.self) {
        try await store.transaction(for: cause) { unit in
          before.update { $0 = store.failure }
          try unit.database.execute("PRAGMA query_only = ON")
          _ = try unit.record(ShopChanged(code: "lost", name: "lost", address: nil))
        }
      }
      return before.get()
    }
    #expect(try await fail() == nil)
    #expect(store.failure != nil)
    #expect(try await fail() != nil, "while it is tried again, it is not healed yet")
    #expect(store.failure != nil)
    try await add("after", to: store)
    #expect(store.failure == nil)
    #expect(try shops(store) == ["after", "before"])
    store.close()
  }
}
