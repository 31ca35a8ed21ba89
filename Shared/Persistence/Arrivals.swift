import SQLite

/// The held keys' interest in things that have not come yet (`Shared/Messaging/README.md#outcomes-of-a-handler`). The
/// table stands here because recording an event is one of the ways in which a thing arrives. Its ids are never given
/// again (AUTOINCREMENT): what somebody has noted cannot become another key's.
public enum Arrivals {
  static let schema = Schema(
    "held-keys",
    [
      Migration(
        """
        CREATE TABLE held_keys (
          id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, key TEXT NOT NULL, topic TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('waiting', 'parked')), reason TEXT NOT NULL,
          awaits TEXT, since INTEGER NOT NULL, due INTEGER NOT NULL DEFAULT 0,
          UNIQUE (source, key)) STRICT;
        CREATE INDEX held_keys_awaits ON held_keys (awaits) WHERE awaits IS NOT NULL;
        CREATE INDEX held_keys_due ON held_keys (due) WHERE due = 1;
        """)
    ])

  /// What a held key waits for, as text: `sales/order-id`.
  public static func reference(_ service: String, _ subject: String) -> String { "\(service)/\(subject)" }

  /// Marks the keys that waited for this aggregate as due.
  public static func note(subject: String, of service: String, in database: Database) throws {
    try database.run(
      "UPDATE held_keys SET due = 1 WHERE awaits = ?", reference(service, subject))
  }
}
