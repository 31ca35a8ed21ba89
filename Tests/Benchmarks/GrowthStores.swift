import Contracts
import Foundation
import JSON
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// A company grown to many events, as stores that `joinery up` runs on: each owner's event journal, its own tables as its
/// events write them, its copies of what others told, and positions at the end of their journals. What a handler would
/// do besides (a receivable for an order) was done in the year that was copied. Reporting's store is left to be filled.
struct GrowthStores {
  let corpus: Corpus

  /// Prints `{"events": {"leads": …}, "folder": …}`.
  static func make(copies: Int, of plan: Plan, in base: String) throws {
    let stores = GrowthStores(corpus: try Corpus(copies: copies, of: plan, in: base))
    if access("\(stores.corpus.folder)/filled", F_OK) != 0 { try stores.fill() }
    let events = stores.corpus.events.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      JSON.Member($0.key.rawValue, JSON($0.value))
    }
    print((["folder": .string(stores.corpus.folder), "events": .object(events)] as JSON).text)
  }

  private func fill() throws {
    for (source, definition) in Corpus.definitions.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let database = try Database(path: corpus.path(of: source))
      // Nothing reads it before it is whole, which the mark says.
      try database.execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN")
      // A run that was cut off has left some.
      for table in try definition.tables() + ["positions", "source_epochs", "told"] {
        try database.execute("DELETE FROM \(table)")
      }
      try each(of: source) { entry in
        if let event = try Catalog.decoded(entry.type, entry.data) { try definition.apply(event, database) }
      }
      for other in definition.subscriptions.sources { try copy(other, into: database, of: definition) }
      try database.execute("UPDATE log_state SET published = (SELECT max(position) FROM event_journal); COMMIT")
      note("\(source.rawValue) has its tables")
    }
    _ = FileManager.default.createFile(atPath: "\(corpus.folder)/filled", contents: nil)
  }

  private func each(of source: Source, _ body: (JournalEntry) throws -> Void) throws {
    let reader = try EventJournalReader(corpus.path(of: source))
    while let entries = try reader.next() { for entry in entries { try body(entry) } }
  }

  private func copy(_ source: Source, into database: Database, of definition: ServiceDefinition) throws {
    let other = try Database(path: corpus.path(of: source), mode: .readOnly)
    let epoch = try other.first("SELECT epoch FROM log_state") { $0.text(0) } ?? ""
    var numbers: [Int: Int64] = [:]
    try each(of: source) { entry in
      try definition.subscriptions.copy(entry.data, EventOrigin(entry, from: source, epoch: epoch), to: database)
      numbers[entry.stream] = entry.number
    }
    try definition.subscriptions.settle(database)
    try database.run("INSERT INTO source_epochs VALUES (?, ?, NULL)", source.rawValue, epoch)
    for (stream, number) in numbers {
      try database.run("INSERT INTO positions VALUES (?, ?, ?, ?)", source.rawValue, stream, number, number)
    }
  }
}
