import Contracts
import Kernel
import Persistence

/// Whether this store is the one that writes its topic.
extension Relay {
  /// Reads the last heads of the own topic: an old copy of a store must not write
  /// (`Shared/Messaging/README.md#epochs`).
  func check(at now: Instant) throws {
    partitions = try producer.partitionCount(of: source.topic)
    guard partitions > 0 else { throw BrokerError.unknownTopic(source.topic) }
    if options.newLog { try leaveTopic(at: now) }
    let (epoch, left) = try store.read { (try LogState.epoch(in: $0), try LogState.leftEpochs(in: $0)) }
    for partition in 0..<partitions {
      let log = try producer.watermarks(of: TopicPartition(source.topic, partition))
      owner.begin(partition, at: log.upperBound)
      for record in try OwnTopic.tail(partition, log, of: source, producer) {
        let finding = try store.read { [source] in try OwnTopic.examine(record, of: source, epoch: epoch, in: $0) }
        if case .foreign(let reason) = finding { return refuse(reason) }
      }
    }
    let (acknowledged, last) = try store.perform(for: cause) { [instance = heads.instance] unit in
      try LogState.addInstance(instance, at: unit.now, in: unit.database)
      let published = try LogState.published(in: unit.database)
      return (published, try LastSent(upTo: published, in: unit.database))
    }
    begun = store.moment
    inFlight = InFlight(acknowledged: acknowledged)
    cursor = Cursor(saved: acknowledged)
    heads.begin(epoch: epoch, left: left, from: last)
    store.refuseCommands(nil)
    status.update { [instance = heads.instance] status in
      status.state = .running
      status.epoch = epoch
      status.instance = instance
    }
  }

  /// Under a new epoch, whatever the topic holds no longer counts.
  private func leaveTopic(at now: Instant) throws {
    let found = try OwnTopic.epochs(of: source, producer)
    let epoch = uuidv7(at: now, using: &random)
    try store.perform(for: cause) { [found] unit in
      try LogState.startEpoch(epoch, at: unit.now, in: unit.database)
      for left in found { try LogState.leave(left, at: unit.now, in: unit.database) }
      // Numbers go on: consumers of the new epoch ask for what they lack.
      try LogState.setPublished(try EventJournal.lastPosition(in: unit.database), in: unit.database)
    }
  }

  func refuse(_ reason: String) {
    if reason == store.fenced {
      // It has words of its own, and the store refuses commands by itself.
      return status.update { $0.state = .refused(reason) }
    }
    let words =
      "\(reason): this store is an old copy, or another process writes its topic. Nothing more is published and no "
      + "command is taken. Stop the other process, or restore the whole backup set with 'joinery restore'; "
      + "'--new-log' goes on with this store under a new epoch"
    store.refuseCommands(words)
    status.update { $0.state = .refused(words) }
  }

  /// Reads what stands between two of the relay's own records.
  func readUnread(at now: Instant) throws {
    for (partition, range) in owner.unread {
      let place = TopicPartition(source.topic, partition)
      let finding = owner.willRead(partition, end: try producer.watermarks(of: place).upperBound)
      note(finding, at: now)
      guard finding == .asExpected else { continue }
      for record in try producer.read(place, range) {
        let finding = try store.read { [source, epoch = heads.epoch] in
          try OwnTopic.examine(record, of: source, epoch: epoch, in: $0)
        }
        switch finding {
        case .own: break
        case .stray: status.update { $0.strays += 1 }
        case .foreign(let reason): return refuse(reason)
        }
      }
      owner.hasRead(partition)
    }
  }
}
