import FoundationEssentials
import Glibc
import JSON
import Kernel
import Persistence
import SQLite
import ServiceRuntime
import Synchronization

/// The snapshots of a store, in a folder beside it. The newest is what is given out; the one before stays for whoever is
/// about to fetch it, but not where somebody was erased since.
final class Snapshots: Sendable {
  /// How many views are written of those that there are.
  struct Progress: Codable, Sendable {
    var views: Int
    var of: Int
  }

  private struct State {
    var making: Progress?
    var failure: String?
    /// Who waits for the one that is being made, and since when.
    var waiting: [(since: ContinuousClock.Instant, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var making: Progress? { state.withLock { $0.making } }
  /// Why the last one could not be made.
  var failure: String? { state.withLock { $0.failure } }

  /// Begins to make one on a thread of its own, unless that goes on already.
  func begin(_ store: Store, _ log: Log) {
    let isFree = state.withLock { state in
      guard state.making == nil else { return false }
      state.making = Progress(views: 0, of: AnalyticsView.all.count)
      return true
    }
    guard isFree else { return }
    Thread.start { [self] in
      let failure: String?
      do {
        let file = try make(store)
        log.info("snapshot made", ["bytes": JSON(file.bytes), "file": .string(file.path)])
        failure = nil
      } catch {
        failure = "\(error)"
        log.error("no snapshot could be made", ["reason": .string("\(error)")])
      }
      let waiting = state.withLock { state in
        defer { state = State(failure: failure) }
        return state.waiting
      }
      for (_, continuation) in waiting { continuation.resume() }
    }
  }

  /// Makes one and puts it in the place of the one before in one step. Blocks: for threads of one's own.
  func make(_ store: Store) throws -> SnapshotFile {
    let folder = SnapshotFile.folder(of: store)
    try makeFolder(folder)
    let next = "\(folder)/next.sqlite"
    // What a process that was killed has left.
    for suffix in ["", "-journal"] { unlink(next + suffix) }
    try Self.requireSpace(for: store)
    let now = store.time.now()
    // Of a clock that was ahead: they would count as the newest until then.
    for file in SnapshotFile.all(of: store) where file.madeAt >= now { unlink(file.path) }
    let about = try Snapshot.write(store.path, to: next, at: now) { told($0) }
    let path = SnapshotFile.path(in: folder, madeAt: about.madeAt)
    chmod(next, 0o400)
    guard rename(next, path) == 0 else {
      throw StoreError.failed("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    let erased = try Self.lastErasure(in: store)
    for (index, file) in SnapshotFile.all(of: store).enumerated()
    where index > 1 || (index == 1 && erased.map { $0 > file.madeAt } ?? false) {
      unlink(file.path)
    }
    guard let file = SnapshotFile.all(of: store).first else { throw StoreError.failed("\(path) is gone") }
    return file
  }

  /// The newest; nil where there is none, somebody was erased since, the clock was put back, or the stores were put back from
  /// a backup: what was told of the time after that never happened.
  func newest(of store: Store) throws -> SnapshotFile? {
    guard let file = SnapshotFile.all(of: store).first, file.madeAt <= store.time.now(),
      let about = try? Snapshot.about(file.path)
    else { return nil }
    let epochs = try store.read { try Freshness(asOf: about.asOf, in: $0).positions.mapValues(\.epoch) }
    guard epochs == about.positions.mapValues(\.epoch) else { return nil }
    let erased = try Self.lastErasure(in: store)
    return erased.map { $0 > file.madeAt } ?? false ? nil : file
  }

  /// The newest; where there is none, one is made first. Nil where that fails, or takes longer than a client waits.
  func fetched(of store: Store, _ log: Log) async throws -> SnapshotFile? {
    if let file = try newest(of: store) { return file }
    begin(store, log)
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        guard state.making != nil else { return true }
        state.waiting.append((ContinuousClock.now, continuation))
        return false
      }
      if isDone { continuation.resume() }
    }
    return try newest(of: store)
  }

  /// A connection on which nothing moves is closed after 60 s.
  private static let patience = Duration.seconds(30)

  /// So many views are written; who has waited long enough is told to come again.
  private func told(_ views: Int) {
    let late = state.withLock { state in
      state.making?.views = views
      let end = state.waiting.partition { ContinuousClock.now - $0.since > Self.patience }
      defer { state.waiting.removeSubrange(end...) }
      return state.waiting[end...]
    }
    for (_, continuation) in late { continuation.resume() }
  }

  /// Makes one so often, until it is cancelled. One that failed is tried again after a minute.
  func repeating(every seconds: Int, _ store: Store, _ log: Log) async {
    while !Task.isCancelled {
      let age = try? newest(of: store).map { store.time.now().seconds(since: $0.madeAt) }
      let wait = seconds - Int(age ?? Double(seconds))
      if wait <= 0 { begin(store, log) }
      try? await Task.sleep(for: .seconds(wait > 0 ? wait : min(seconds, 60)))
    }
  }

  /// The file is smaller than the store, and the store must have the place that it needs.
  private static func requireSpace(for store: Store) throws {
    var status = stat()
    guard stat(store.path, &status) == 0, let free = store.freeBytes else { return }
    if free < Int(status.st_size) + (64 << 20) { throw StoreError.diskFull }
  }

  private static func lastErasure(in store: Store) throws -> Instant? {
    try store.read { database in
      try database.first("SELECT max(erased_at) FROM erasures") { $0.optionalInteger(0) } ?? nil
    }.map { Instant(milliseconds: $0) }
  }
}

/// A snapshot's file. Its name says when it was made, and no name is used twice.
struct SnapshotFile: Sendable {
  let path: String
  let madeAt: Instant
  let bytes: Int64

  static func folder(of store: Store) -> String { "\(store.folder)/snapshots" }

  static func path(in folder: String, madeAt: Instant) -> String {
    "\(folder)/analytics-\(madeAt.milliseconds).sqlite"
  }

  /// The newest first.
  static func all(of store: Store) -> [SnapshotFile] {
    let folder = folder(of: store)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name -> SnapshotFile? in
      guard name.hasPrefix("analytics-"), name.hasSuffix(".sqlite"),
        let milliseconds = Int64(name.dropFirst(10).dropLast(7))
      else { return nil }
      var status = stat()
      guard stat("\(folder)/\(name)", &status) == 0 else { return nil }
      return SnapshotFile(
        path: "\(folder)/\(name)", madeAt: Instant(milliseconds: milliseconds), bytes: Int64(status.st_size))
    }.sorted { $0.madeAt > $1.madeAt }
  }
}
