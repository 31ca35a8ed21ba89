import Messaging
import Persistence
import SQLite

/// The entries of an event journal, some at a time.
final class EventJournalReader {
  private let database: Database
  private var position: Int64 = 0

  init(_ path: String) throws { database = try Database(path: path, mode: .readOnly) }

  /// Nil at the end.
  func next() throws -> [JournalEntry]? {
    let entries = try EventJournal.entries(after: position, limit: 5_000, in: database)
    position = entries.last?.position ?? position
    return entries.isEmpty ? nil : entries
  }
}
