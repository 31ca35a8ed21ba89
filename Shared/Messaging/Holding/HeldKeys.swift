import Contracts
import Kernel
import Persistence
import SQLite

/// A key whose events are set aside because one of them could not be applied
/// (`Shared/Messaging/README.md#6-poison-stays-alone`).
public struct HeldKey: Sendable {
  public enum State: String, CaseIterable, Sendable {
    /// For a reference that has still to come.
    case waiting
    /// For a person.
    case parked
  }

  public var id: Int64
  /// `leads`, or the `ce_source` of an outside event.
  public var source: String
  public var key: String
  public var topic: String
  public var state: State
  public var reason: String
  public var awaits: String?
  public var since: Instant
  public var records: Int
}

/// Which held keys are meant; what is nil does not matter.
public struct HeldKeyFilter: Sendable {
  public var source: String?
  /// What stands somewhere in the reason.
  public var reason: String?
  /// Held since then, or later.
  public var since: Instant?
  public var state: HeldKey.State?
  /// Marked to be applied again, and not taken up yet.
  public var isDue: Bool?

  public init() {}
}

/// How many keys are held.
public struct HeldCounts: Hashable, Sendable {
  public var parked = 0
  public var waiting = 0
  /// Those of the waiting ones that should have gone on by now.
  public var overdue = 0
  public var records = 0
  /// Since when the oldest is held.
  public var oldest: Instant?
}

/// Pure functions on a connection: hold, list, discard. Redriving applies records and is the intake's.
public enum HeldKeys {
  static func all(in database: Database) throws -> [String: Int64] {
    Dictionary(
      uniqueKeysWithValues: try database.all("SELECT source, key, id FROM held_keys") {
        (name($0.text(0), $0.text(1)), $0.integer(2))
      })
  }

  static func name(_ source: String, _ key: String) -> String { "\(source)\u{0}\(key)" }

  /// Begins to hold a key, or says anew why it is held; gives its id.
  static func hold(
    source: String, key: String, topic: String, _ outcome: Outcome, at now: Instant, in database: Database
  ) throws -> Int64 {
    let (state, reason, awaits) = outcome.held
    return try database.first(
      """
      INSERT INTO held_keys (source, key, topic, state, reason, awaits, since) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, key) DO UPDATE SET state = excluded.state, reason = excluded.reason,
        awaits = excluded.awaits, due = 0
      RETURNING id
      """, source, key, topic, state.rawValue, reason, awaits, now.milliseconds
    ) { $0.integer(0) } ?? 0
  }

  /// Why an event was not applied.
  enum Outcome: Hashable, Sendable {
    case notYet(WaitsFor)
    case never(String)

    var held: (HeldKey.State, reason: String, awaits: String?) {
      switch self {
      case .notYet(let missing):
        let reference = Arrivals.reference(missing.service, missing.subject)
        return (.waiting, "waits for \(reference), which has not come yet", reference)
      case .never(let reason): return (.parked, reason, nil)
      }
    }

    /// What whoever sent it is told.
    var told: OutsideOutcome {
      let (state, reason, _) = held
      return state == .waiting ? .waiting(reason) : .parked(reason)
    }
  }

  private static let columns =
    "id, source, key, topic, state, reason, awaits, since, (SELECT count(*) FROM kept_records r WHERE r.held = k.id)"

  private static func held(_ row: borrowing Row) -> HeldKey {
    HeldKey(
      id: row.integer(0), source: row.text(1), key: row.text(2), topic: row.text(3),
      state: HeldKey.State(rawValue: row.text(4)) ?? .parked, reason: row.text(5), awaits: row.optionalText(6),
      since: Instant(milliseconds: row.integer(7)), records: row.int(8))
  }

  /// Held keys after an id, oldest first.
  public static func list(
    _ filter: HeldKeyFilter = HeldKeyFilter(), after id: Int64 = 0, limit: Int = 500, in database: Database
  ) throws -> [HeldKey] {
    try database.all(
      """
      SELECT \(columns) FROM held_keys k WHERE id > ?1 AND (?3 IS NULL OR source = ?3)
        AND (?4 IS NULL OR instr(reason, ?4) > 0) AND (?5 IS NULL OR since >= ?5) AND (?6 IS NULL OR state = ?6)
        AND (?7 IS NULL OR due = ?7)
      ORDER BY id LIMIT ?2
      """, id, limit, filter.source, filter.reason, filter.since?.milliseconds, filter.state?.rawValue,
      filter.isDue.map { $0 ? 1 : 0 }, read: held)
  }

  /// How many there are; those that wait since before `patience` are overdue.
  public static func counts(waitingSince patience: Instant, in database: Database) throws -> HeldCounts {
    try database.first(
      """
      SELECT count(*) FILTER (WHERE state = 'parked'), count(*) FILTER (WHERE state = 'waiting'),
        count(*) FILTER (WHERE state = 'waiting' AND since < ?), min(since),
        (SELECT count(*) FROM kept_records WHERE held IS NOT NULL)
      FROM held_keys
      """, patience.milliseconds
    ) {
      HeldCounts(
        parked: $0.int(0), waiting: $0.int(1), overdue: $0.int(2), records: $0.int(4),
        oldest: $0.optionalInteger(3).map(Instant.init(milliseconds:)))
    } ?? HeldCounts()
  }

  public static func find(_ id: Int64, in database: Database) throws -> HeldKey? {
    try database.first("SELECT \(columns) FROM held_keys k WHERE id = ?", id, read: held)
  }

  /// A key by its name; nil where it is not held.
  public static func find(source: String, key: String, in database: Database) throws -> HeldKey? {
    try database.first("SELECT \(columns) FROM held_keys k WHERE source = ? AND key = ?", source, key, read: held)
  }

  /// Held keys of a topic after a source and key, in the order of these; only those of one source, or those held since a
  /// moment (milliseconds since 1970), where that is said.
  public static func list(
    of topic: String, after last: String, _ key: String, source: String? = nil, since: Int64? = nil, limit: Int,
    in database: Database
  ) throws -> [HeldKey] {
    try database.all(
      """
      SELECT \(columns) FROM held_keys k WHERE topic = ?1 AND (source, key) > (?2, ?3)
        AND (?4 IS NULL OR source = ?4) AND (?5 IS NULL OR since >= ?5)
      ORDER BY source, key LIMIT ?6
      """, topic, last, key, source, since, limit, read: held)
  }

  /// The records of a held key in order.
  public static func records(of id: Int64, limit: Int = 500, in database: Database) throws -> [KeptRecord] {
    try database.all(
      "SELECT \(KeptRecord.columns) FROM kept_records WHERE held = ? ORDER BY id LIMIT ?", id, limit,
      read: KeptRecord.init)
  }

  /// Strays, newest first.
  public static func strays(limit: Int = 100, in database: Database) throws -> [KeptRecord] {
    try database.all(
      "SELECT \(KeptRecord.columns) FROM kept_records WHERE held IS NULL ORDER BY id DESC LIMIT ?", limit,
      read: KeptRecord.init)
  }

  /// Marks a key so that the consumer applies it as soon as it can.
  public static func redrive(_ id: Int64, in database: Database) throws {
    try database.run("UPDATE held_keys SET due = 1 WHERE id = ?", id)
  }

  /// Removes the first record of a key, with who and why; the rest goes on. False where there is no such key.
  public static func discard(
    _ id: Int64, who: String, why: String, at now: Instant, in database: Database
  ) throws -> Bool {
    guard let key = try find(id, in: database), let first = try records(of: id, limit: 1, in: database).first else {
      return false
    }
    try remove(first, of: key, who: who, why: why, at: now, in: database)
    try finish(id, in: database)
    return true
  }

  static func remove(
    _ record: KeptRecord, of key: HeldKey, who: String, why: String, at now: Instant, in database: Database
  ) throws {
    try database.run(
      "INSERT INTO discards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", key.source, key.key, record.stream, record.number,
      record.eventID, who, why, now.milliseconds, record.record.packedHeaders.bytes, record.record.value)
    try database.run("DELETE FROM kept_records WHERE id = ?", record.id)
  }

  /// The same, telling whoever sent it. What was discarded is no longer known, so that it may come again under its id.
  public static func discard(
    _ id: Int64, who: String, why: String, telling subscriptions: Subscriptions, in unit: borrowing UnitOfWork
  ) throws -> Bool {
    guard let key = try find(id, in: unit.database),
      let first = try records(of: id, limit: 1, in: unit.database).first,
      try discard(id, who: who, why: why, at: unit.now, in: unit.database)
    else { return false }
    if let handler = subscriptions.outside.first(where: { $0.topic == key.topic }) {
      if let event = first.eventID {
        try unit.database.run("DELETE FROM outside_events WHERE source = ? AND id = ?", key.source, event)
      }
      try handler.tell(.discarded(why: why), OutsideSubject(of: first, under: key), unit)
    }
    return true
  }

  /// A key without records is no longer held; one with records is due, since its first one has gone.
  static func finish(_ id: Int64, in database: Database) throws {
    try free(id, in: database)
    try database.run("UPDATE held_keys SET due = 1 WHERE id = ?", id)
  }

  /// A key without records is no longer held.
  static func free(_ id: Int64, in database: Database) throws {
    try database.run(
      "DELETE FROM held_keys WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM kept_records WHERE held = ?1)", id)
  }
}

extension OutsideSubject {
  /// A record that is held.
  init(of record: KeptRecord, under key: HeldKey) {
    // One that is held alone stands under its place in the log.
    self.init(
      source: key.source, key: record.revision == nil ? nil : key.key, revision: record.revision, id: record.eventID)
  }
}
