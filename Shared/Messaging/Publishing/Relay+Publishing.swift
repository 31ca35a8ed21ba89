import Contracts
import Kernel
import Persistence
import SQLite

/// Events into the topic, and what came of them.
extension Relay {
  private static let batch = 500

  func publish(at now: Instant) throws -> Bool {
    guard now >= sendAgain, lease.holder(at: now) == nil else { return false }
    var worked = false
    while inFlight.hasRoom {
      let batch = try events(after: inFlight.sent)
      guard !batch.isEmpty else { break }
      let taken = try producer.send(batch.map(\.record)[...])
      for event in batch.prefix(taken) {
        inFlight.send(event.position)
        heads.sent(event.number, of: event.stream, writtenAt: event.time)
      }
      sent(batch.prefix(taken))
      CrashPoint.afterProduce.pass()
      worked = worked || taken > 0
      status.update { $0.sent += taken }
      if taken < batch.count { break }
    }
    return worked
  }

  private func events(after position: Int64) throws -> [Sending] {
    // What the store could lose with its machine nobody may hear of (`Shared/Shipping/README.md#publishing`).
    let publishable = store.publishable
    return try store.read { [source, epoch = heads.epoch, partitions, isTraced] database in
      try EventJournal.rows(after: position, limit: Self.batch, in: database) { row in
        Sending(row, from: source, epoch: epoch, partitions: partitions, isTraced: isTraced)
      }
    }.filter { $0.position <= publishable }
  }

  func takeDeliveries(at now: Instant) throws -> Bool {
    let deliveries: [Delivery]
    do throws(BrokerError) {
      deliveries = try producer.deliveries()
    } catch {
      restart(at: now)
      throw error
    }
    guard !deliveries.isEmpty else { return false }
    CrashPoint.beforeAcknowledgement.pass()
    var failed: String?
    for delivery in deliveries {
      switch delivery {
      case .persisted(let tag, _, _) where announcing.isPersisted(tag): continue
      case .persisted(let tag, let place, let offset):
        inFlight.persisted(tag)
        persisted(tag, at: offset)
        if let offset { note(owner.wrote(place.partition, at: offset), at: now) }
      case .failed(_, _, let reason):
        failed = reason
      }
    }
    if let failed {
      restart(at: now)
      throw BrokerError.unavailable(failed)
    }
    CrashPoint.afterAcknowledgement.pass()
    return true
  }

  /// What was not acknowledged is sent again by a new handle, in order, from the cursor on.
  private func restart(at now: Instant) {
    producer.rebuild()
    inFlight.restart()
    announcing.restart()
    sending.removeAll()
    sendAgain = now.adding(milliseconds: 1_000)
    let last = try? store.read { [acknowledged = inFlight.acknowledged] in try LastSent(upTo: acknowledged, in: $0) }
    heads.resume(from: last ?? LastSent())
    status.update { $0.rebuilds += 1 }
  }

  func saveCursor(at now: Instant, isLast: Bool = false) {
    guard let position = cursor.save(inFlight.acknowledged, at: now, isLast: isLast) else { return }
    store.later(for: cause) { unit in try LogState.setPublished(position, in: unit.database) }
  }

  /// Sends the event journal again, a batch a round, as far as it was published.
  func sendJournalAgain() throws -> Bool {
    if let position = inbox.takeReplay() { replay.begin(after: position) }
    guard let position = replay.position, inFlight.allowsReplay else { return false }
    let batch = try events(after: position).filter { $0.position <= inFlight.sent }
    guard !batch.isEmpty else {
      // Written again is what the broker has acknowledged.
      guard inFlight.isQuiet else { return false }
      replay.end()
      heads.owe()
      status.update { status in
        status.replaying = nil
        status.replays += 1
      }
      return false
    }
    replay.sent(upTo: batch.prefix(try send(again: batch)).last?.position)
    status.update { [position = replay.position] in $0.replaying = position }
    return true
  }

  /// Sends events that were sent before; gives how many the producer took.
  func send(again batch: [Sending]) throws -> Int {
    let records = batch.map { event in
      var record = event.record
      record.tag = inFlight.nextTag()
      return record
    }
    let taken = try producer.send(records[...])
    inFlight.sendControls(taken)
    return taken
  }
}

extension LastSent {
  init(upTo position: Int64, in database: Database) throws {
    numbers = try EventJournal.lastNumbers(upTo: position, in: database)
    time = try EventJournal.time(at: position, in: database)
  }
}
