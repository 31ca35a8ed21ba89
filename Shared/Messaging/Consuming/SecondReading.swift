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
  private var handlers: [String: [EventHandler]] = [:]
  /// The last number of each stream that had been read before.
  private var until: [Place: Int64] = [:]
  /// Events that are held or were discarded: what they say is not in the copies.
  private var setAside: Set<Event> = []
  private var passed: [Place] = []

  private struct Place: Hashable, Sendable {
    let source: Source
    let stream: Int
  }

  private struct Event: Hashable, Sendable {
    let place: Place
    let number: Int64
  }

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
      for source in Set(open.flatMap(\.handlers).map(\.source)) {
        try setBack(source, in: unit.database)
      }
      return open.map(\.name)
    }
  }

  /// The topic is read from its beginning; what it has no more is asked for.
  private static func setBack(_ source: Source, in database: Database) throws {
    try database.run(
      """
      INSERT INTO read_before SELECT source, stream, applied FROM positions WHERE source = ? AND applied > 0
        ON CONFLICT DO UPDATE SET until = max(until, excluded.until)
      """, source.rawValue)
    try database.run(
      "UPDATE positions SET heard = max(heard, applied), applied = 0 WHERE source = ?", source.rawValue)
    try database.run("UPDATE offsets SET next = 0 WHERE topic = ?", source.topic)
  }

  /// Reads what the store holds.
  init(_ subscriptions: Subscriptions, _ database: Database) throws {
    try database.each("SELECT source, stream, until FROM read_before") { row in
      guard let source = Source(rawValue: row.text(0)) else { return }
      until[Place(source: source, stream: row.int(1))] = row.integer(2)
    }
    guard !until.isEmpty else { return }
    let open = Set(
      try database.all("SELECT name FROM second_readings WHERE finished = 0") { $0.text(0) })
    let readings = subscriptions.secondReadings.filter { open.contains($0.name) }
    for handler in readings.flatMap(\.handlers).flatMap({ [$0] + $0.ofEarlierVersions }) {
      handlers[handler.type, default: []].append(handler)
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
    for handler in handlers[origin.type] ?? [] {
      do {
        try handler.copy(data, origin, database)
      } catch {
        // It was applied once. What a copy cannot take of it is a difference that `verify` names.
        if !database.isInTransaction || (error as? SQLiteError).map({ !$0.isOfTheData }) ?? false { throw error }
      }
    }
    return true
  }

  /// Notes the streams that are done, and with the last of them that all is.
  mutating func save(_ database: Database) throws {
    guard !passed.isEmpty else { return }
    for place in passed {
      until[place] = nil
      try database.run(
        "DELETE FROM read_before WHERE source = ? AND stream = ?", place.source.rawValue, place.stream)
    }
    passed.removeAll()
    if until.isEmpty { try database.run("UPDATE second_readings SET finished = 1") }
  }
}
