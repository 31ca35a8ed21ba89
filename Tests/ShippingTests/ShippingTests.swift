import Contracts
import Foundation
import Kernel
import Messaging
import Persistence
import SQLite
import Synchronization
import TestSupport
import Testing

@testable import Shipping

/// A store of one table, shipped to a destination.
struct ShippedStore {
  static let schema = Schema("test", [Migration("CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT) STRICT")])

  let store: Store
  let shipper: Shipper
  let notices: Latest<[String]>

  init(
    in folder: String, to destination: any Destination, mode: Outgoing.Mode = .async, pendingLimit: Int = 64 << 20,
    _ change: (inout Shipper.Options) -> Void = { _ in }
  ) throws {
    var options = Store.Options(service: "test", folder: folder, schemas: [Self.schema]) { event, database in
      guard let event = event as? ShopChanged else { return }
      try database.run("INSERT INTO shops VALUES (?, ?)", event.code.text, event.name)
    }
    let outgoing = Outgoing(mode: mode, pendingLimit: pendingLimit)
    options.outgoing = outgoing
    options.checkpointPages = 50
    store = try Store(options)
    var shipping = Shipper.Options(destination)
    shipping.gathering = .milliseconds(5)
    shipping.patience = .milliseconds(500)
    change(&shipping)
    let notices = Latest<[String]>([])
    self.notices = notices
    shipper = Shipper(store, outgoing, shipping) { notice in notices.update { $0.append("\(notice)") } }
    shipper.start()
  }

  func add(_ code: String, bytes: Int = 10) async throws {
    try await store.transaction(for: Cause(actor: "test", correlationID: "test")) { unit in
      _ = try unit.record(ShopChanged(code: ID(code), name: String(repeating: "x", count: bytes), address: nil))
    }
  }

  /// Takes commands.
  func ready() async throws { try await eventually { store.refusal == nil } }

  /// Everything that is committed is at the destination.
  func level() async throws { try await eventually { store.isShipped(store.moment) } }

  func close() {
    store.close()
    shipper.stop(within: .seconds(5))
  }

  /// The codes in a store that was rebuilt, which must be whole.
  static func codes(_ path: String) throws -> [String] {
    let database = try Database(path: path)
    #expect(try database.integrityProblems() == [])
    let events = try database.all("SELECT subject FROM event_journal ORDER BY position") { $0.text(0) }
    let shops = try database.all("SELECT code FROM shops") { $0.text(0) }
    #expect(Set(events) == Set(shops))
    return events
  }

  static func rebuilt(_ destination: any Destination, in folder: String, as name: String = "rebuilt") throws -> [String]
  {
    var follower = Follower(ShippedLog(destination, service: "test"), into: "\(folder)/\(name).sqlite")
    try follower.catchUp()
    try follower.release()
    return try codes("\(folder)/\(name).sqlite")
  }
}

/// A destination that fails, hangs or lies as a test has it.
final class FaultyDestination: Destination {
  enum Fault: Sendable {
    /// Nothing reaches it.
    case away
    /// It takes what it is given, and the answer is lost.
    case unanswered
    /// It answers after the test lets it.
    case hung
  }

  let name: String
  private let folder: FolderDestination
  private let fault = Latest<Fault?>(nil)

  init(_ path: String) {
    name = path
    folder = FolderDestination(path)
  }

  func set(_ next: Fault?) { fault.update { $0 = next } }

  func create(_ object: String, _ bytes: [UInt8]) throws -> Bool {
    while fault.get() == .hung { usleep(5_000) }
    if fault.get() == .away { throw DestinationError("it is away") }
    let isNew = try folder.create(object, bytes)
    if fault.get() == .unanswered {
      set(nil)
      throw DestinationError("no answer came")
    }
    return isNew
  }

  func read(_ object: String) throws -> [UInt8]? {
    if fault.get() == .away { throw DestinationError("it is away") }
    return try folder.read(object)
  }

  func names(in other: String) throws -> [String] { try folder.names(in: other) }

  func remove(_ objects: [String]) throws { try folder.remove(objects) }
}

/// The machine at once loses what the store's own folder has; the destination is another machine.
@Suite("Shipping a store")
struct ShippingTests {
  let folder = TemporaryFolder()

  init() throws {
    for name in ["there", "here", "rebuilt"] {
      try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }
  }

  var there: FolderDestination { FolderDestination("\(folder.path)/there") }
  var here: String { "\(folder.path)/here" }
  var rebuilt: String { "\(folder.path)/rebuilt" }

  @Test(
    "what was shipped is rebuilt, through checkpoints, long transactions, a compaction and new copies",
    arguments: [(10, 20_000, 1 << 30), (40, 3_000, 1 << 30), (120, 200, 20_000), (60, 250_000, 1 << 30)])
  func rebuilds(count: Int, bytes: Int, bytesPerBase: Int) async throws {
    let shipped = try ShippedStore(in: here, to: there, pendingLimit: 8 << 20) { $0.bytesPerBase = bytesPerBase }
    try await shipped.ready()
    for index in 0..<count {
      try await shipped.add("s\(index)", bytes: bytes)
      if index % 7 == 3 { try await shipped.level() }
      if index == count / 2 { _ = try shipped.store.compact() }
    }
    try await shipped.level()
    #expect(try ShippedStore.rebuilt(there, in: rebuilt) == (0..<count).map { "s\($0)" })
    shipped.close()
    #expect(try ShippedStore.rebuilt(there, in: rebuilt, as: "after") == (0..<count).map { "s\($0)" })
  }

  @Test("a start after a start goes on, and a follower goes along without beginning anew")
  func follows() async throws {
    var follower = Follower(ShippedLog(there, service: "test"), into: "\(rebuilt)/standby.sqlite")
    #expect(try follower.step() == false)
    for start in 0..<3 {
      // Each start is that of another process, which the lock of this one would refuse.
      if start > 0 { try folder.copy("start-\(start - 1)", to: "start-\(start)") }
      let shipped = try ShippedStore(in: "\(folder.path)/start-\(start)", to: there)
      try await shipped.ready()
      for index in 0..<5 { try await shipped.add("s\(start)-\(index)") }
      try await shipped.level()
      try follower.catchUp()
      #expect(follower.progress?.position == Int64(5 * (start + 1)))
      shipped.close()
      try follower.catchUp()
      try follower.save()
      // Another life of the follower goes on from what it has noted.
      follower = Follower(ShippedLog(there, service: "test"), into: "\(rebuilt)/standby.sqlite")
    }
    try follower.release()
    #expect(try ShippedStore.codes("\(rebuilt)/standby.sqlite").count == 15)
  }

  @Test("with wait, a command is answered only once the destination has it, and given up with words after a while")
  func waits() async throws {
    let destination = FaultyDestination("\(folder.path)/there")
    let shipped = try ShippedStore(in: here, to: destination, mode: .wait)
    try await shipped.ready()
    try await shipped.add("before")
    #expect(try ShippedStore.rebuilt(there, in: rebuilt) == ["before"])
    destination.set(.hung)
    await #expect { try await shipped.add("hung") } throws: { ($0 as? StoreError)?.isOfUnknownOutcome == true }
    // No more are begun until it takes them again.
    await #expect { try await shipped.add("refused") } throws: {
      if case .refusing = $0 as? StoreError { true } else { false }
    }
    destination.set(nil)
    try await shipped.ready()
    try await shipped.add("after")
    shipped.close()
    #expect(try ShippedStore.rebuilt(there, in: rebuilt, as: "after") == ["before", "hung", "after"])
  }

  @Test("with async, commands are answered while the destination is away, and reach it once it is back")
  func goesOn() async throws {
    let destination = FaultyDestination("\(folder.path)/there")
    let shipped = try ShippedStore(in: here, to: destination, pendingLimit: 100_000)
    try await shipped.ready()
    try await shipped.add("before")
    try await shipped.level()
    destination.set(.away)
    // More than may wait in memory: a copy of the whole store goes out instead.
    for index in 0..<20 { try await shipped.add("away-\(index)", bytes: 20_000) }
    try await eventually { shipped.store.outgoing?.status.stalled != nil }
    #expect(shipped.store.publishable == 1)
    #expect(try ShippedStore.rebuilt(there, in: rebuilt) == ["before"])
    destination.set(nil)
    try await shipped.level()
    #expect(shipped.store.publishable == 21)
    shipped.close()
    #expect(try ShippedStore.rebuilt(there, in: rebuilt, as: "after").count == 21)
  }

  @Test("an entry whose answer was lost is not taken for another writer's")
  func lostAnswer() async throws {
    let destination = FaultyDestination("\(folder.path)/there")
    let shipped = try ShippedStore(in: here, to: destination)
    try await shipped.ready()
    destination.set(.unanswered)
    try await shipped.add("one")
    try await shipped.level()
    #expect(shipped.store.fenced == nil)
    shipped.close()
    #expect(try ShippedStore.rebuilt(there, in: rebuilt) == ["one"])
  }

  // MARK: One writer

  @Test(
    "of two writers of one log the one that claimed later goes on, the other is refused; nothing answered is lost",
    arguments: 1...12)
  func race(round: Int) async throws {
    let first = try ShippedStore(in: here, to: there, mode: .wait) { $0.patience = .seconds(60) }
    try await first.ready()
    try await first.add("s0")
    let answered = Latest<[String]>([])
    let writing = Task {
      for index in 1..<10_000 {
        try await first.add("s\(index)")
        answered.update { $0.append("s\(index)") }
      }
    }
    try await eventually { answered.get().count >= round }
    // What takes over reads all that was answered, in whichever moment it claims.
    let log = ShippedLog(there, service: "test")
    var follower = Follower(log, into: "\(rebuilt)/taken.sqlite")
    try follower.catchUp()
    let last = try log.entry(try #require(follower.progress).number)
    _ = try log.claim(epoch: "another", by: "the test", at: TimeSource.system.now(), after: last) {
      try follower.apply($0)
    }
    try await eventually { first.store.fenced != nil }
    await #expect(throws: (any Error).self) { try await writing.value }
    let error = await #expect(throws: StoreError.self) { try await first.add("late") }
    #expect(error.map { "\($0)" }?.contains("somebody else goes on with this store's log") == true)
    try follower.release()
    let codes = try ShippedStore.codes("\(rebuilt)/taken.sqlite")
    #expect(Set(answered.get()).subtracting(codes) == [])
    first.close()

    // The old machine comes back.
    try folder.copy("here", to: "back")
    let back = try ShippedStore(in: "\(folder.path)/back", to: there, mode: .wait)
    try await eventually { back.store.fenced != nil }
    #expect(back.store.fenced?.contains("epoch another") == true)
    back.close()
  }

  @Test("a writer that was cut off until the claim that fences it was removed is refused all the same")
  func removedClaim() async throws {
    let destination = FaultyDestination("\(folder.path)/there")
    let shipped = try ShippedStore(in: here, to: destination, mode: .wait) {
      $0.doubtsAfter = .zero
      $0.patience = .seconds(60)
    }
    try await shipped.ready()
    try await shipped.add("before")
    destination.set(.hung)
    let late = Task { try await shipped.add("late") }
    try await eventually { shipped.store.moment > 0 && !shipped.store.isShipped(shipped.store.moment) }
    let log = ShippedLog(there, service: "test")
    let taken = try log.claim(epoch: "another", by: "the test", at: TimeSource.system.now(), after: try log.last())
    let next = try log.claim(epoch: "another", by: "the test", at: TimeSource.system.now(), after: try log.last())
    #expect(next.number == taken.number + 1)
    try there.remove(["test/log/" + String(repeating: "0", count: 12 - "\(taken.number)".count) + "\(taken.number)"])
    destination.set(nil)
    await #expect(throws: StoreError.self) { try await late.value }
    #expect(shipped.store.fenced?.contains("epoch another") == true)
    shipped.close()
  }

  @Test("an old copy of a store is refused, and may go on only when told to")
  func oldCopy() async throws {
    let shipped = try ShippedStore(in: here, to: there)
    try await shipped.ready()
    try await shipped.add("one")
    try await shipped.level()
    shipped.close()
    try folder.copy("here", to: "old")
    try folder.copy("here", to: "again")
    let again = try ShippedStore(in: "\(folder.path)/again", to: there)
    try await again.ready()
    try await again.add("two")
    try await again.level()
    again.close()
    let old = try ShippedStore(in: "\(folder.path)/old", to: there)
    try await eventually { old.store.fenced != nil }
    #expect(old.store.fenced?.contains("old copy") == true)
    old.close()
    try folder.copy("old", to: "told")
    let told = try ShippedStore(in: "\(folder.path)/told", to: there) { $0.claimsAnyway = true }
    try await told.ready()
    told.close()
  }

  @Test("a destination that is not there is never taken for an empty one")
  func unmounted() async throws {
    let shipped = try ShippedStore(in: here, to: there)
    try await shipped.ready()
    shipped.close()
    try FileManager.default.moveItem(atPath: "\(folder.path)/there", toPath: "\(folder.path)/away")
    try folder.copy("here", to: "again")
    let missing = try ShippedStore(in: "\(folder.path)/again", to: there)
    try await eventually { missing.store.outgoing?.status.stalled?.contains("is not there") == true }
    // The mount point without its disk.
    try FileManager.default.createDirectory(atPath: "\(folder.path)/there", withIntermediateDirectories: true)
    try await eventually { missing.store.outgoing?.status.stalled?.contains("is it mounted?") == true }
    #expect(missing.store.refusal != nil)
    try FileManager.default.removeItem(atPath: "\(folder.path)/there")
    try FileManager.default.moveItem(atPath: "\(folder.path)/away", toPath: "\(folder.path)/there")
    try await missing.ready()
    missing.close()
  }

  /// The example of the documentation of Amazon S3 for a list, whose signature is known.
  @Test("requests to S3 are signed as the storage expects")
  func signature() throws {
    let request = S3Signature.Request(
      method: "GET", url: "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J",
      bodyHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      time: try #require(Instant("2013-05-24T00:00:00.000Z")))
    let headers = S3Signature.headers(
      of: request, region: "us-east-1", accessKey: "AKIAIOSFODNN7EXAMPLE",
      secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    #expect(headers.last?.hasSuffix("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7") == true)
  }

  // MARK: Damage

  @Test(
    "a torn, a changed and a missing entry are refused with words, and nothing is put together from the rest",
    arguments: ["torn", "changed", "missing", "exchanged"])
  func damage(kind: String) async throws {
    let shipped = try ShippedStore(in: here, to: there)
    try await shipped.ready()
    for index in 0..<5 {
      try await shipped.add("s\(index)")
      try await shipped.level()
    }
    shipped.close()
    let log = ShippedLog(there, service: "test")
    let number = try #require(try log.numbers().dropLast(2).last)
    let path = { (number: Int) in
      "\(folder.path)/there/test/log/" + String(repeating: "0", count: 12 - String(number).count) + String(number)
    }
    let bytes = try Data(contentsOf: URL(filePath: path(number)))
    switch kind {
    case "torn": try bytes.dropLast(20).write(to: URL(filePath: path(number)))
    case "changed":
      var other = bytes
      other[other.count - 30] ^= 1
      try other.write(to: URL(filePath: path(number)))
    case "missing": try FileManager.default.removeItem(atPath: path(number))
    default:
      try FileManager.default.removeItem(atPath: path(number))
      try FileManager.default.copyItem(atPath: path(number - 1), toPath: path(number))
    }
    let error = #expect(throws: DestinationError.self) { try ShippedStore.rebuilt(there, in: rebuilt) }
    let words = ["torn": "damaged", "changed": "damaged", "missing": "is missing", "exchanged": "of another place"]
    #expect(error?.description.contains(words[kind] ?? "?") == true, "\(String(describing: error))")
  }

  @Test("old copies and entries are removed, and what is left rebuilds the store")
  func prunes() async throws {
    let shipped = try ShippedStore(in: here, to: there) {
      $0.keep = .zero
      $0.entriesPerBase = 3
    }
    try await shipped.ready()
    for index in 0..<40 {
      try await shipped.add("s\(index)")
      try await shipped.level()
    }
    try await eventually {
      try await shipped.add("more-\(UUID())")
      return (try ShippedLog(there, service: "test").numbers().first ?? 0) > 20
    }
    try await shipped.level()
    shipped.close()
    #expect(try ShippedStore.rebuilt(there, in: rebuilt).prefix(40) == (0..<40).map { "s\($0)" }[...])
    #expect(try there.names(in: "test").filter { $0.hasPrefix("base-") }.count <= 2)
  }
}

/// A destination in memory that remembers in which order objects came, and what had been answered by then.
final class RecordingDestination: Destination {
  let name = "memory"
  private struct State {
    var objects: [String: [UInt8]] = [:]
    var order: [(object: String, answered: Int)] = []
  }

  private let state = Mutex(State())
  let answered = Latest(0)

  func create(_ object: String, _ bytes: [UInt8]) throws -> Bool {
    let count = answered.get()
    return state.withLock { state in
      guard state.objects[object] == nil else { return false }
      state.objects[object] = bytes
      state.order.append((object, count))
      return true
    }
  }

  func read(_ object: String) throws -> [UInt8]? { state.withLock { $0.objects[object] } }

  func names(in folder: String) throws -> [String] {
    state.withLock { state in
      Set(
        state.objects.keys.filter { $0.hasPrefix("\(folder)/") }.map {
          String($0.dropFirst(folder.count + 1).split(separator: "/")[0])
        }
      ).sorted()
    }
  }

  func remove(_ objects: [String]) throws {
    state.withLock { state in for name in objects { state.objects[name] = nil } }
  }

  /// What it was before its object of that index came, and how many commands had been answered before.
  func before(_ index: Int) -> (RecordingDestination, answered: Int) {
    let past = RecordingDestination()
    let count = state.withLock { state in
      for (object, _) in state.order[..<index] {
        let bytes = state.objects[object]
        past.state.withLock { $0.objects[object] = bytes }
      }
      return index < state.order.count ? state.order[index].answered : answered.get()
    }
    return (past, count)
  }

  var count: Int { state.withLock { $0.order.count } }
}

@Suite("When the machine is lost at any point")
struct LossTests {
  @Test(
    "the destination holds a whole store: a prefix of the commits, and with wait all that was answered",
    arguments: 1...8 as ClosedRange<UInt64>, Outgoing.Mode.allCases)
  func prefixes(seed: UInt64, mode: Outgoing.Mode) async throws {
    let folder = TemporaryFolder()
    let destination = RecordingDestination()
    var random = SplitMix64(seed: seed)
    let shipped = try ShippedStore(in: "\(folder.path)/here", to: destination, mode: mode) {
      $0.entriesPerBase = Int.random(in: 3...20, using: &random)
    }
    try await shipped.ready()
    var written: [String] = []
    for index in 0..<Int.random(in: 5...25, using: &random) {
      try await shipped.add("s\(index)", bytes: Int.random(in: 10...60_000, using: &random))
      written.append("s\(index)")
      destination.answered.update { $0 += 1 }
      if Int.random(in: 0..<3, using: &random) == 0 { try await shipped.level() }
    }
    try await shipped.level()
    shipped.close()
    var rebuilt = 0
    for index in 0...destination.count {
      let (past, answered) = destination.before(index)
      do {
        let codes = try ShippedStore.rebuilt(past, in: folder.path, as: "at-\(index)")
        #expect(written.starts(with: codes))
        if mode == .wait { #expect(codes.count >= answered, "before object \(index)") }
        rebuilt += 1
      } catch {
        // Before the first copy is whole nothing was answered.
        #expect(answered == 0)
      }
    }
    #expect(rebuilt > written.count / 2)
  }
}
