import Persistence

/// The tables in which a consumer keeps its positions and what it could not apply.
enum InboxSchema {
  static let schema = Schema(
    "inbox",
    [
      Migration(
        """
        CREATE TABLE source_epochs (source TEXT PRIMARY KEY, epoch TEXT NOT NULL, stopped TEXT) STRICT;
        CREATE TABLE positions (
          source TEXT NOT NULL, stream INTEGER NOT NULL, applied INTEGER NOT NULL, heard INTEGER NOT NULL,
          PRIMARY KEY (source, stream)) STRICT, WITHOUT ROWID;
        CREATE TABLE offsets (
          topic TEXT NOT NULL, partition INTEGER NOT NULL, cluster TEXT NOT NULL, next INTEGER NOT NULL,
          PRIMARY KEY (topic, partition)) STRICT, WITHOUT ROWID;
        CREATE TABLE told (
          source TEXT NOT NULL, partition INTEGER NOT NULL, time INTEGER NOT NULL,
          PRIMARY KEY (source, partition)) STRICT, WITHOUT ROWID;
        CREATE TABLE stepped_over (
          source TEXT NOT NULL, type TEXT NOT NULL, count INTEGER NOT NULL, first_stream INTEGER NOT NULL,
          first_number INTEGER NOT NULL, PRIMARY KEY (source, type)) STRICT;
        CREATE TABLE dropped_epochs (
          source TEXT NOT NULL, epoch TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (source, epoch)) STRICT;
        CREATE TABLE kept_records (
          id INTEGER PRIMARY KEY, held INTEGER REFERENCES held_keys (id), stream INTEGER, number INTEGER,
          event_id TEXT, type TEXT, revision INTEGER, topic TEXT NOT NULL, partition INTEGER NOT NULL,
          "offset" INTEGER NOT NULL, timestamp INTEGER NOT NULL, key BLOB, value BLOB, headers BLOB NOT NULL,
          reason TEXT, received INTEGER NOT NULL) STRICT;
        CREATE INDEX kept_records_held ON kept_records (held, id);
        CREATE INDEX kept_records_strays ON kept_records (event_id) WHERE held IS NULL;
        CREATE TABLE discards (
          source TEXT NOT NULL, key TEXT NOT NULL, stream INTEGER, number INTEGER, event_id TEXT,
          who TEXT NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL, headers BLOB NOT NULL, value BLOB) STRICT;
        CREATE TABLE outside_events (
          source TEXT NOT NULL, id TEXT NOT NULL, hash INTEGER NOT NULL, received INTEGER NOT NULL, record BLOB,
          PRIMARY KEY (source, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX outside_events_received ON outside_events (received);
        CREATE TABLE lost_records (
          topic TEXT NOT NULL, partition INTEGER NOT NULL, first INTEGER NOT NULL, upto INTEGER NOT NULL,
          noted INTEGER NOT NULL) STRICT;
        """),
      Migration(
        """
        CREATE TABLE second_readings (name TEXT PRIMARY KEY, finished INTEGER NOT NULL) STRICT;
        CREATE TABLE read_before (
          reading TEXT NOT NULL, source TEXT NOT NULL, stream INTEGER NOT NULL, after INTEGER NOT NULL,
          until INTEGER NOT NULL, PRIMARY KEY (source, stream, reading)) STRICT, WITHOUT ROWID;
        """),
      Migration(Announcements.table),
    ])
}
