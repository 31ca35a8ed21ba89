import Foundation
import JSON
import Kernel
import Messaging
import TestSupport
import Testing

@testable import Persistence
@testable import ReportingService
@testable import ServiceRuntime

@Suite("Snapshots of a running service", .serialized) struct SnapshotTests {
  private static let type = ["Content-Type": "application/json"]

  /// The answer once one is made, a minute at most.
  private func fetched(
    _ suite: RunningSuite, but tag: String? = nil
  ) async throws -> (status: Int, headers: [AnyHashable: Any], body: Data) {
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      let answer = try await suite.send("GET", "/v1/snapshot")
      if answer.status == 200, answer.headers["Etag"] as? String != tag { return answer }
      try #require(ContinuousClock.now < deadline)
      // A pause between two looks.
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  @Test("The first who asks has one made; who has the newest is told so; another is made when asked for")
  func served() async throws {
    let suite = try RunningSuite()
    let none = try await suite.send("GET", "/v1/snapshot")
    #expect(none.status == 503)
    #expect(none.headers["Retry-After"] as? String == "2")
    let first = try await fetched(suite)
    #expect(first.body.starts(with: Data("SQLite format 3".utf8)))
    #expect(first.headers["Cache-Control"] as? String == "no-store")
    let tag = try #require(first.headers["Etag"] as? String)
    let same = try await suite.send("GET", "/v1/snapshot", headers: ["If-None-Match": tag])
    #expect(same.status == 304)
    #expect(same.body.isEmpty)
    #expect(try await suite.send("POST", "/v1/snapshot", headers: Self.type).status == 202)
    let second = try await fetched(suite, but: tag)
    #expect(second.body != first.body)
    let status = try await suite.json("/v1/snapshot/status")
    #expect(status["bytes"] == JSON(second.body.count))
    await suite.stop()
  }

  @Test("The one before stays for whoever is about to fetch it, but not where somebody was erased since")
  func kept() throws {
    let (folder, clock) = (TemporaryFolder(), ManualClock())
    let definition = ReportingService.definition()
    let store = try Store(
      Store.Options(
        service: "reporting", folder: folder.path, schemas: [Consumer.schema, definition.schema], time: clock.source,
        apply: definition.apply))
    defer { store.close() }
    let snapshots = Snapshots()
    var made: [SnapshotFile] = []
    for _ in 0..<3 {
      clock.advance(milliseconds: 1000)
      made.append(try snapshots.make(store))
    }
    #expect(SnapshotFile.all(of: store).map(\.path) == [made[2].path, made[1].path])
    clock.advance(milliseconds: 1000)
    let erased = clock.now.milliseconds
    try store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
      try unit.database.execute("INSERT INTO erasures VALUES ('c1', '[]', \(erased), '{}', NULL)")
    }
    #expect(try snapshots.newest(of: store) == nil)
    clock.advance(milliseconds: 1000)
    let last = try snapshots.make(store)
    #expect(SnapshotFile.all(of: store).map(\.path) == [last.path])
    #expect(try snapshots.newest(of: store)?.path == last.path)
  }

  @Test("One is made again after the time that a setting says, and none more often")
  func repeated() async throws {
    let (folder, clock) = (TemporaryFolder(), ManualClock())
    let definition = ReportingService.definition(snapshotEvery: 900)
    #expect(definition.beside.count == 1)
    let store = try Store(
      Store.Options(
        service: "reporting", folder: folder.path, schemas: [Consumer.schema, definition.schema], time: clock.source,
        apply: definition.apply))
    defer { store.close() }
    let snapshots = Snapshots()
    let task = Task { await snapshots.repeating(every: 900, store, Log(service: "reporting", write: { _ in })) }
    try await clock.until("the first is made") { !SnapshotFile.all(of: store).isEmpty && snapshots.making == nil }
    task.cancel()
    await task.value
    #expect(SnapshotFile.all(of: store).count == 1)
  }
}
