import Contracts
import Kernel
import Persistence
import SQLite

/// Which partitions are read, from where, and whether that still holds.
extension Consumer {
  /// Reads each partition from its stored position, as far as that still means something.
  func assign(at now: Instant) throws {
    let cluster = try client.clusterID()
    let isSameLog = cluster == intake.offsets.cluster
    let waiting = subscriptions.sources.filter(intake.epochs.isAwaited)
    var plan = Assignment.plan(
      try logs(), stored: intake.offsets.next, isSameLog: isSameLog,
      fromNow: Set(waiting.map(\.topic) + [Catalog.replays]), forgetful: Catalog.replays)
    // What a gap waited for was in another log.
    for topic in plan.renewed { questions.close(topic) }
    if !plan.moved.isEmpty { try move(plan, cluster: cluster) }
    for source in subscriptions.sources where intake.epochs.stopped[source] != nil {
      plan.start = plan.start.filter { $0.key.topic != source.topic }
    }
    try client.assign(plan.start)
    reading.clear()
    assignment.made()
    for source in waiting { questions.begin(TopicPartition(source.topic, 0), at: now) }
  }

  private func logs() throws -> [TopicPartition: Range<Int64>] {
    var logs: [TopicPartition: Range<Int64>] = [:]
    for topic in topics {
      let count = try client.partitionCount(of: topic)
      assignment.found(count, of: topic)
      for partition in 0..<count {
        let place = TopicPartition(topic, partition)
        logs[place] = try client.watermarks(of: place)
      }
    }
    return logs
  }

  private func move(_ plan: Assignment.Plan, cluster: String) throws {
    let outside = Set(subscriptions.outside.map(\.topic))
    intake = try store.perform(for: cause) { [intake] unit in
      var intake = intake
      intake.offsets.move(plan.moved, cluster: cluster)
      for (place, range) in plan.lost where outside.contains(place.topic) {
        try unit.database.run(
          "INSERT INTO lost_records VALUES (?, ?, ?, ?, ?)", place.topic, place.partition, range.lowerBound,
          range.upperBound, unit.now.milliseconds)
      }
      try intake.save(in: unit)
      return intake
    }
  }

  /// Sees added partitions, another log, and a handle that gets nothing though there is something, which is rebuilt.
  func look(isIdle: Bool, at now: Instant) throws {
    if lookingAtCluster.isDue(at: now), try hasChanged() { return assignment.revoke(at: now) }
    guard stuck.isDue(isIdle: isIdle, at: now) else { return }
    for topic in topics where topic != Catalog.replays {
      let count = try client.partitionCount(of: topic)
      let isRead = !intake.epochs.stopped.keys.contains { $0.topic == topic }
      for partition in 0..<count {
        let place = TopicPartition(topic, partition)
        let end = try client.watermarks(of: place).upperBound
        let finding = stuck.look(place, end: end, next: intake.offsets.next[place], isRead: isRead)
        guard finding != .fine || count != assignment.partitions[topic] else { continue }
        if finding == .stuck { client.rebuild() }
        stuck.begin()
        return assignment.revoke(at: now)
      }
    }
  }

  /// A broker that came back as another cluster gives no error where its new log is longer already; added partitions
  /// have events that nobody reads, however busy the others are.
  private func hasChanged() throws -> Bool {
    guard try client.clusterID() == intake.offsets.cluster else { return true }
    return try topics.contains { try client.partitionCount(of: $0) != assignment.partitions[$0] }
  }
}
