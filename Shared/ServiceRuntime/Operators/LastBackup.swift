import FoundationEssentials
import Kernel
import Persistence

/// When this store was last part of a backup that is whole, as `joinery backup` tells it. It stands in a file beside the
/// store: a store that is restored does not know of the time since, and its last backup is none the older for it.
struct LastBackup: Sendable {
  private let path: String
  /// Without a backup, the age counts from here.
  private let made: Instant?

  init(of store: Store) {
    path = "\(store.folder)/last-backup"
    made = try? store.read { database in
      try database.first("SELECT min(applied_at) FROM schema_steps") { Instant(milliseconds: $0.integer(0)) }
    }
  }

  /// Seconds since the last backup began; since the store was made where there was none.
  func age(at now: Instant) -> Double? {
    let noted = (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Instant($0) }
    return (noted ?? made).map { max(0, now.seconds(since: $0)) }
  }

  func note(_ begun: Instant) throws {
    try begun.description.write(toFile: path, atomically: true, encoding: .utf8)
  }
}

/// Tells a service that a backup with its store in it is whole.
struct NoteBackup: Command {
  /// When the backup began.
  var createdAt: Instant

  var occurredAt: Instant? { nil }
}
