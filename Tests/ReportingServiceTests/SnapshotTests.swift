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
  @Test("The first who asks has one made; who has the newest is told so; another is made when asked for")
  func served() async throws {
    let folder = TemporaryFolder()
    let service = try TestService(
      ReportingService.definition(), in: folder.path, broker: InMemoryBroker(topics: [:]))
    let first = try await service.send("GET", "/v1/snapshot")
    #expect(first.status == 200)
    #expect(first.body.starts(with: Data("SQLite format 3".utf8)))
    #expect(first.headers["cache-control"] == "no-store")
    #expect(first.headers["last-modified"]?.hasSuffix(" GMT") == true)
    let tag = try #require(first.headers["etag"])
    let same = try await service.send("GET", "/v1/snapshot", headers: ["If-None-Match": tag])
    #expect(same.status == 304)
    #expect(same.body.isEmpty)
    #expect(try await service.send("POST", "/v1/snapshot").status == 202)
    try await eventually { try await service.send("GET", "/v1/snapshot").headers["etag"] != tag }
    let status = try JSON(parsing: Array(try await service.send("GET", "/v1/snapshot/status").body))
    #expect(status["newest"]?["version"] == JSON(AnalyticsView.version))
    #expect(status["failure"] == nil)
    await service.stop()
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
    try store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
      try unit.database.execute("INSERT INTO source_epochs VALUES ('leads', 'put-back', NULL)")
    }
    #expect(try snapshots.newest(of: store) == nil, "of an epoch that is over")
    clock.advance(milliseconds: -3_600_000)
    let earlier = try snapshots.make(store)
    #expect(SnapshotFile.all(of: store).map(\.path) == [earlier.path], "of a clock that was ahead")
  }

  @Test("One is made again after the time that a setting says, and none more often")
  func repeated() async throws {
    let (folder, clock) = (TemporaryFolder(), ManualClock())
    let definition = ReportingService.definition(snapshotEvery: 900)
    #expect(definition.beside.count == ReportingService.definition().beside.count + 1)
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
