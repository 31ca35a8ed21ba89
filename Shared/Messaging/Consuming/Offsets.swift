import SQLite

/// The next offset of each partition, and of which cluster's log: another id is another log.
struct Offsets: Sendable {
  private(set) var next: [TopicPartition: Int64] = [:]
  private(set) var cluster = ""
  private var changed: Set<TopicPartition> = []

  init() {}

  /// A record was taken in.
  mutating func take(_ record: Record) {
    next[record.partition] = record.offset + 1
    changed.insert(record.partition)
  }

  /// Another log, or a jump in this one: from here on these offsets count.
  mutating func move(_ moved: [TopicPartition: Int64], cluster: String) {
    self.cluster = cluster
    for (partition, offset) in moved { set(partition, offset) }
  }

  /// A topic is to be read from its beginning.
  mutating func rewind(_ topic: String) {
    for partition in next.keys where partition.topic == topic { set(partition, 0) }
  }

  private mutating func set(_ partition: TopicPartition, _ offset: Int64) {
    next[partition] = offset
    changed.insert(partition)
  }

  /// Reads what the store holds.
  init(_ database: Database) throws {
    try database.each("SELECT topic, partition, next, cluster FROM offsets") { row in
      next[TopicPartition(row.text(0), Int32(row.integer(1)))] = row.integer(2)
      cluster = row.text(3)
    }
  }

  /// Writes what has changed since the last time.
  mutating func save(_ database: Database) throws {
    for partition in changed {
      try database.run(
        "INSERT OR REPLACE INTO offsets VALUES (?, ?, ?, ?)", partition.topic, partition.partition, cluster,
        next[partition])
    }
    changed.removeAll(keepingCapacity: true)
  }
}
