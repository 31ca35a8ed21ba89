import Kernel
import SQLite

/// What a store knows of the log that it writes: its epoch, how far it is published, which starts it has had.
public enum LogState {
  /// The epoch, a random id; made when the store is.
  public static func epoch(in database: Database) throws -> String {
    try database.first("SELECT epoch FROM log_state") { $0.text(0) } ?? ""
  }

  /// Position up to which the broker has acknowledged everything.
  public static func published(in database: Database) throws -> Int64 {
    try database.first("SELECT published FROM log_state") { $0.integer(0) } ?? 0
  }

  public static func setPublished(_ position: Int64, in database: Database) throws {
    try database.run("UPDATE log_state SET published = ?", position)
  }

  /// Takes a new epoch: numbers go on, but what topics hold under the old one no longer counts.
  public static func startEpoch(_ epoch: String, at now: Instant, in database: Database) throws {
    try leave(try self.epoch(in: database), at: now, in: database)
    try database.run("UPDATE log_state SET epoch = ?, published = 0", epoch)
  }

  /// Takes a new epoch after a restore. Events that were not known to be published are published under it.
  public static func restart(_ epoch: String, at now: Instant, in database: Database) throws {
    let published = try published(in: database)
    try startEpoch(epoch, at: now, in: database)
    try setPublished(published, in: database)
  }

  /// Notes an epoch found in the topic as one that is known to be over.
  public static func leave(_ epoch: String, at now: Instant, in database: Database) throws {
    try database.run("INSERT OR IGNORE INTO left_epochs VALUES (?, ?)", epoch, now.milliseconds)
  }

  public static func hasLeft(_ epoch: String, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM left_epochs WHERE epoch = ?", epoch)
  }

  /// Epochs that are over, newest first; a hundred restores are remembered.
  public static func leftEpochs(in database: Database) throws -> [String] {
    try database.all("SELECT epoch FROM left_epochs ORDER BY noted DESC, rowid DESC LIMIT 100") { $0.text(0) }
  }

  /// Notes a start of the relay, so that it recognises its own heads later.
  public static func addInstance(_ instance: String, at now: Instant, in database: Database) throws {
    try database.run("INSERT INTO log_instances VALUES (?, ?)", instance, now.milliseconds)
  }

  public static func hasInstance(_ instance: String, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM log_instances WHERE id = ?", instance)
  }

  static func make(epoch: String, in database: Database) throws {
    try database.run("INSERT OR IGNORE INTO log_state VALUES (1, ?, 0, 0)", epoch)
  }
}

extension Store {
  /// Raises the store's clock to now, durably, and gives it with the journal's last position: no event written later
  /// has an earlier time. What a head says (`Shared/Messaging/README.md#heads`).
  public func raiseClock() throws -> (now: Instant, lastPosition: Int64) {
    try perform(for: Cause(actor: service, correlationID: "clock")) { unit in
      try unit.database.run("UPDATE log_state SET clock = max(clock, ?)", unit.now.milliseconds)
      return (unit.now, try EventJournal.lastPosition(in: unit.database))
    }
  }
}
