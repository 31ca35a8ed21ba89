import Contracts
import Kernel
import Persistence
import SQLite

/// Copies that a build keeps of events which a store of before has read already, and did not keep then: such a store
/// reads its sources a second time, for these copies alone, and then goes on from where it was
/// (`Shared/Messaging/README.md#second-reading`).
public struct SecondReading: Sendable {
  /// Told from others by it, for ever: a store does each once.
  public let name: String
  /// Their copies are written; what else they do is not done again.
  let handlers: [EventHandler]

  /// Copies must bear it that a row is there already: later events of the type may have come since the build began.
  public init(_ name: String, _ handlers: [EventHandler]) {
    (self.name, self.handlers) = (name, handlers)
  }

  /// Of a service that holds nothing of its own: it empties its tables and reads all anew.
  public static func ofEverything(_ name: String) -> SecondReading { SecondReading(name, []) }
}

/// How far a store is with its second readings. Its positions are back at the beginning of the sources, so that gaps are
/// seen and asked for as always; up to where they were, events are for the second readings only.
struct SecondReadings: Sendable {
  /// What one reading has still to read of a stream: numbers after `after`, up to `until`.
  private struct Part: Sendable {
    let reading: String
    let after: Int64
    let until: Int64
  }

  private struct Place: Hashable, Sendable {
    let source: Source
    let stream: Int
  }

  private struct Event: Hashable, Sendable {
    let place: Place
    let number: Int64
  }

  /// By reading and type.
  private var handlers: [String: [String: [EventHandler]]] = [:]
  private var parts: [Place: [Part]] = [:]
  /// The last number of each stream that had been read before.
  private var until: [Place: Int64] = [:]
  /// Events that are held or were discarded: what they say is not in the copies.
  private var setAside: Set<Event> = []
  private var passed: [Place] = []

  /// Sets positions back for those that the store has not begun. Gives the names of all that are under way. Throws
  /// `CatchUpNeeded` where everything is to be read anew.
  static func begin(_ subscriptions: Subscriptions, _ store: Store) throws -> [String] {
    let known = try store.read { database in
      Dictionary(
        uniqueKeysWithValues: try database.all("SELECT name, finished FROM second_readings") {
          ($0.text(0), $0.int(1) == 1)
        })
    }
    let new = subscriptions.secondReadings.filter { known[$0.name] == nil }
    let open = subscriptions.secondReadings.filter { known[$0.name] != true }
    guard !new.isEmpty else { return open.map(\.name) }
    return try store.perform(for: Cause(actor: subscriptions.service, correlationID: "second-reading")) { unit in
      let hasRead = try unit.database.exists("SELECT 1 FROM positions WHERE applied > 0")
      for reading in new {
        if hasRead, reading.handlers.isEmpty { throw CatchUpNeeded(type: reading.name) }
        try unit.database.run("INSERT INTO second_readings VALUES (?, ?)", reading.name, !hasRead)
      }
      guard hasRead else { return [] }
      let sources = Set(new.flatMap(\.handlers).map(\.source))
      for source in sources { try interrupt(source, in: unit.database) }
      for reading in new {
        for source in Set(reading.handlers.map(\.source)) { try begin(reading.name, source, in: unit.database) }
      }
      for source in sources { try setBack(source, in: unit.database) }
      try finish(in: unit.database)
      return try unit.database.all("SELECT name FROM second_readings WHERE finished = 0 ORDER BY rowid") { $0.text(0) }
    }
  }

  /// Readings that are under way go on from where they are, and not from the beginning once more.
  private static func interrupt(_ source: Source, in database: Database) throws {
    try database.run(
      """
      UPDATE read_before SET after = max(after, coalesce((SELECT applied FROM positions p
        WHERE p.source = read_before.source AND p.stream = read_before.stream), 0)) WHERE source = ?
      """, source.rawValue)
  }

  /// All that had been read of a source, also where an earlier reading is not that far again.
  private static func begin(_ reading: String, _ source: Source, in database: Database) throws {
    try database.run(
      """
      INSERT INTO read_before SELECT ?1, source, stream, 0, max(applied, coalesce((SELECT max(until) FROM read_before r
        WHERE r.source = p.source AND r.stream = p.stream), 0)) AS upto
      FROM positions p WHERE source = ?2 AND upto > 0
      """, reading, source.rawValue)
  }

  /// The topic is read from its beginning; what it has no more is asked for.
  private static func setBack(_ source: Source, in database: Database) throws {
    try database.run(
      "UPDATE positions SET heard = max(heard, applied), applied = 0 WHERE source = ?", source.rawValue)
    try database.run("UPDATE offsets SET next = 0 WHERE topic = ?", source.topic)
  }

  /// Reads what the store holds.
  init(_ subscriptions: Subscriptions, _ database: Database) throws {
    try database.each("SELECT reading, source, stream, after, until FROM read_before") { row in
      guard let source = Source(rawValue: row.text(1)) else { return }
      let place = Place(source: source, stream: row.int(2))
      let part = Part(reading: row.text(0), after: row.integer(3), until: row.integer(4))
      parts[place, default: []].append(part)
      until[place] = max(until[place] ?? 0, part.until)
    }
    guard !until.isEmpty else { return }
    for reading in subscriptions.secondReadings {
      handlers[reading.name] = Dictionary(
        grouping: reading.handlers.flatMap { [$0] + $0.ofEarlierVersions }, by: \.type)
    }
    try database.each(
      """
      SELECT k.source, r.stream, r.number FROM kept_records r JOIN held_keys k ON k.id = r.held
        WHERE r.number IS NOT NULL
      UNION SELECT source, stream, number FROM discards WHERE number IS NOT NULL
      """
    ) { row in
      guard let source = Source(rawValue: row.text(0)) else { return }
      setAside.insert(Event(place: Place(source: source, stream: row.int(1)), number: row.integer(2)))
    }
  }

  /// Takes an event that had been read before; false for one that had not. Throws only what concerns the store.
  mutating func take(_ origin: EventOrigin, _ data: [UInt8]?, in database: Database) throws -> Bool {
    let place = Place(source: origin.source, stream: origin.stream)
    guard let last = until[place], origin.number <= last else { return false }
    if origin.number == last { passed.append(place) }
    guard let data, !setAside.contains(Event(place: place, number: origin.number)) else { return true }
    for part in parts[place] ?? [] where part.after < origin.number && origin.number <= part.until {
      for handler in handlers[part.reading]?[origin.type] ?? [] {
        do {
          try handler.copy(data, origin, database)
        } catch {
          // It was applied once. What a copy cannot take of it is a difference that `verify` names.
          if !database.isInTransaction || (error as? SQLiteError).map({ !$0.isOfTheData }) ?? false { throw error }
        }
      }
    }
    return true
  }

  /// Notes the streams that are done, and the readings that are with them.
  mutating func save(_ database: Database) throws {
    guard !passed.isEmpty else { return }
    for place in passed {
      until[place] = nil
      parts[place] = nil
      try database.run(
        "DELETE FROM read_before WHERE source = ? AND stream = ?", place.source.rawValue, place.stream)
    }
    passed.removeAll()
    try Self.finish(in: database)
  }

  /// Those with nothing left to read, also where nothing of their sources had been read.
  private static func finish(in database: Database) throws {
    try database.run(
      "UPDATE second_readings SET finished = 1 WHERE finished = 0 AND name NOT IN (SELECT reading FROM read_before)")
  }
}
