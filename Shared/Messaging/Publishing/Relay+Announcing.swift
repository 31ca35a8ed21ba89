import Kernel
import Persistence

/// Announcements into their topics. They wait for nobody, and no event waits for them.
extension Relay {
  private static let batch = 500
  /// How long a topic that is not there is left alone, in milliseconds.
  private static let patience: Int64 = 5_000

  func announce(at now: Instant) throws -> Bool {
    guard options.announces, now >= sendAgain, now >= announceAgain else { return false }
    let persisted = announcing.takePersisted()
    if !persisted.isEmpty {
      store.later(for: cause) { unit in try Announcements.remove(persisted, in: unit.database) }
    }
    var batch = try store.read { [sent = announcing.sent] in
      try Announcements.pending(after: sent, limit: Self.batch, in: $0)
    }
    guard let newest = batch.last else { return false }
    // As with events: nobody is told of what the store could lose with its machine.
    let (id, moment) = try announceable ?? (newest.id, store.momentOfWhatWasRead())
    guard store.isShipped(moment) else {
      announceable = (id, moment)
      return false
    }
    announceable = nil
    batch = batch.filter { $0.id <= id }
    guard let last = batch.last else { return false }
    var records: [OutgoingRecord] = []
    for each in batch {
      guard let count = try? producer.partitionCount(of: each.topic), count > 0 else {
        announceAgain = now.adding(milliseconds: Self.patience)
        return false
      }
      records.append(
        OutgoingRecord(
          partition: TopicPartition(each.topic, Int32(fnv1a64(each.key) % UInt64(count))), key: each.key,
          value: each.value, headers: each.headers, tag: Announcing.tag(each.id)))
    }
    let taken = try producer.send(records[...])
    announcing.send(upTo: taken == batch.count ? last.id : taken > 0 ? batch[taken - 1].id : announcing.sent)
    return taken > 0
  }
}
