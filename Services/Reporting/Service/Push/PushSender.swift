import JSON
import Kernel
import Messaging
import Persistence
import ReportingDomain
import ServiceRuntime
import Synchronization

/// Sends events to webhooks, on a thread of its own. Which are sent next is `PushQueue`'s decision; this is the shell
/// between it, the log, the store and the receivers.
///
/// What was begun for a webhook is kept where its `revision` is still the one that was read: whoever changes a webhook, or
/// has it go on from elsewhere, counts that up, and its state is read anew.
final class PushSender: Sendable {
  /// Requests that have ended, by what came of them.
  let counts = Latest<[String: Int]>([:])
  private let settings: PushSettings
  private let isStopping = Atomic(false)

  /// Between two looks for new events, and between two looks for what is to be forgotten, in milliseconds.
  fileprivate static let pause = 100
  fileprivate static let forgetting = 3_600_000
  /// How long what is under way may take at the end.
  fileprivate static let ending = Duration.seconds(3)

  init(_ settings: PushSettings) { self.settings = settings }

  /// Until it is cancelled; then what is under way has a short time to end.
  func run(_ store: Store, _ log: Log) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Thread.start { [self] in
          var work = Work(store: store, log: log, settings: settings, counts: counts)
          work.repeatUntil { isStopping.load(ordering: .acquiring) }
          continuation.resume()
        }
      }
    } onCancel: {
      isStopping.store(true, ordering: .releasing)
    }
  }

  /// What the thread holds.
  fileprivate struct Work {
    let store: Store
    let log: Log
    let settings: PushSettings
    let counts: Latest<[String: Int]>
    let requests: OutgoingRequests
    var webhooks: [ID<Webhook>: Sent] = [:]
    var underWay: [Int: (webhook: ID<Webhook>, revision: Int, sending: PushQueue.Sending)] = [:]
    var tag = 0
    var forgotten: Instant?
    var trouble: String?
    var random = SystemRandomNumberGenerator()

    init(store: Store, log: Log, settings: PushSettings, counts: Latest<[String: Int]>) {
      (self.store, self.log, self.settings, self.counts) = (store, log, settings, counts)
      requests = OutgoingRequests(settings.reachable, authorities: settings.authorities)
    }
  }

  /// One webhook, as it was read, and what has happened since it was last written.
  fileprivate struct Sent {
    let stored: WebhookStore.Stored
    var queue: PushQueue
    let receiver: Receiver?
    var keys: [PushKey: (aside: KeyAside?, reason: String)] = [:]
    var place: Int64
    var delivered = 0
    var deliveredAt: Instant?
    var error: (words: String, at: Instant)?
    var disabled: String?
    var savedAt: Instant
    var isAway = false

    var id: ID<Webhook> { stored.webhook.id }
    var hasChanges: Bool {
      !keys.isEmpty || delivered > 0 || error != nil || disabled != nil || queue.settled > place
        || isAway != (queue.away != nil)
    }
  }
}

extension PushSender.Work {
  mutating func repeatUntil(_ isOver: () -> Bool) {
    while !isOver() {
      do {
        try round()
        if trouble != nil { log.info("webhooks are sent again") }
        trouble = nil
      } catch {
        if trouble == nil { log.warning("webhooks are not sent", ["reason": .string("\(error)")]) }
        trouble = "\(error)"
        for ended in requests.wait(milliseconds: 500) { underWay[ended.tag] = nil }
        // What is not in the store did not happen: it is read again, and sent again.
        webhooks = [:]
      }
    }
    let end = ContinuousClock.now + PushSender.ending
    while !underWay.isEmpty, ContinuousClock.now < end {
      guard (try? finish(requests.wait(milliseconds: 50), at: store.time.now())) != nil else { break }
    }
    try? save(at: store.time.now(), all: true)
  }

  private mutating func round() throws {
    let now = store.time.now()
    if forgotten.map({ now.milliseconds - $0.milliseconds >= PushSender.forgetting }) ?? true {
      try forget(at: now)
      forgotten = now
    }
    try readWebhooks(at: now)
    try begin(at: now)
    let ended = requests.wait(milliseconds: PushSender.pause)
    try finish(ended, at: store.time.now())
    try save(at: store.time.now(), all: false)
  }

  private func forget(at now: Instant) throws {
    let limit = now.adding(milliseconds: -1000 * Int64(settings.keep))
    let cause = Cause(actor: store.service, correlationID: "push")
    while try store.perform(for: cause, { unit in try PushLog.forget(before: limit, in: unit) }) {}
  }

  /// Those that are new, or that somebody has changed.
  private mutating func readWebhooks(at now: Instant) throws {
    let known = webhooks.mapValues(\.stored.revision)
    let (all, keys) = try store.read { database in
      let all = try WebhookStore.all(in: database)
      var keys: [ID<Webhook>: [PushKey: KeyAside]] = [:]
      for stored in all where stored.webhook.isSending && known[stored.webhook.id] != stored.revision {
        let kept = try WebhookStore.keys(of: stored.webhook.id, in: database)
        keys[stored.webhook.id] = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.aside) })
      }
      return (all, keys)
    }
    let sending = Dictionary(
      uniqueKeysWithValues: all.filter(\.webhook.isSending).map { ($0.webhook.id, $0) })
    for id in webhooks.keys where sending[id] == nil { webhooks[id] = nil }
    for (id, stored) in sending {
      guard let kept = keys[id] else { continue }
      // A clock that was ahead must not hold anything for long.
      let limit = now.adding(seconds: settings.policy.longestWait)
      let aside = kept.mapValues { of in
        var of = of
        of.due = of.due.map { min($0, limit) }
        return of
      }
      var queue = PushQueue(from: stored.progress.place, aside: aside, settings.policy)
      queue.wait(for: underWay.values.filter { $0.webhook == id }.map(\.sending.key))
      webhooks[id] = PushSender.Sent(
        stored: stored, queue: queue, receiver: try? Receiver(stored.webhook.url, settings.reachable),
        place: stored.progress.place, savedAt: now, isAway: stored.progress.awaySince != nil)
    }
  }

  private mutating func begin(at now: Instant) throws {
    for (id, var sent) in webhooks where sent.disabled == nil {
      let (room, after) = (sent.queue.room, sent.queue.offered)
      if room > 0 {
        let found = try store.read { database in
          try PushLog.wanted(by: sent.stored.webhook, after: after, limit: room, in: database)
        }
        sent.queue.offer(found.places, upTo: found.end)
      }
      let sendings = sent.queue.next(at: now)
      webhooks[id] = sent
      for sending in sendings { try begin(sending, id, at: now) }
    }
  }

  private mutating func begin(_ sending: PushQueue.Sending, _ id: ID<Webhook>, at now: Instant) throws {
    guard let sent = webhooks[id] else { return }
    let entry = try store.read { try PushLog.entry(sending.place, in: $0) }
    guard let entry else {
      // It was let go of meanwhile, which is counted where that is done.
      return try end(sending, id, (.delivered, ""), isCounted: false, at: now)
    }
    guard let receiver = sent.receiver else {
      return try end(
        sending, id, (.unreachable, "not reached: this address may not be reached; see JOINERY_PUSH_ALLOW"), at: now)
    }
    let request = WebhookMessage(entry, for: sent.stored.webhook).request(
      to: receiver, sent.stored.webhook, at: now, milliseconds: settings.milliseconds)
    tag += 1
    underWay[tag] = (id, sent.stored.revision, sending)
    guard requests.begin(request, tag: tag) else {
      underWay[tag] = nil
      return try end(sending, id, (.unreachable, "not reached: libcurl cannot be used"), at: now)
    }
  }

  private mutating func finish(_ ended: [(tag: Int, result: OutgoingResult)], at now: Instant) throws {
    for (tag, result) in ended {
      guard let (id, revision, sending) = underWay.removeValue(forKey: tag) else { continue }
      let found = PushOutcome.of(result)
      counts.update { $0[found.outcome.name, default: 0] += 1 }
      guard webhooks[id]?.stored.revision == revision else {
        webhooks[id]?.queue.ended(sending.key)
        continue
      }
      try end(sending, id, found, at: now)
    }
  }

  /// What came of an event. A key that was set aside and went through goes on with what follows in the log.
  private mutating func end(
    _ sending: PushQueue.Sending, _ id: ID<Webhook>, _ found: (outcome: PushOutcome, words: String),
    isCounted: Bool = true, at now: Instant
  ) throws {
    guard var sent = webhooks[id] else { return }
    let wasAway = sent.queue.away != nil
    var changes = sent.queue.finished(sending, found.outcome, at: now, chance: .random(in: 0...1, using: &random))
    if found.outcome == .delivered {
      if isCounted {
        sent.delivered += 1
        sent.deliveredAt = now
      }
      if sent.queue.aside[sending.key] != nil {
        let end = sent.queue.offered
        let next = try store.read { database in
          try PushLog.next(for: sent.stored.webhook, of: sending.key, after: sending.place, upTo: end, in: database)
        }
        changes += sent.queue.follows(sending.key, next, at: now)
      }
    } else {
      sent.error = (found.words, now)
    }
    for change in changes {
      switch change {
      case .aside(let key, let aside): sent.keys[key] = (aside, key == sending.key ? found.words : "")
      case .resumed(let key): sent.keys[key] = (nil, "")
      }
    }
    if found.outcome == .gone { sent.disabled = found.words }
    webhooks[id] = sent
    tell(sending, sent, found, wasAway: wasAway)
  }

  private func tell(
    _ sending: PushQueue.Sending, _ sent: PushSender.Sent, _ found: (outcome: PushOutcome, words: String),
    wasAway: Bool
  ) {
    let id = JSON.string(sent.id.text)
    if let away = sent.queue.away, !wasAway {
      log.warning(
        "a webhook's receiver takes nothing; it is asked again and again",
        ["webhook": id, "reason": .string(found.words), "since": .string(away.since.description)])
    } else if wasAway, sent.queue.away == nil {
      log.info("a webhook's receiver takes events again", ["webhook": id])
    }
    if sent.disabled != nil { log.warning("a webhook's receiver is gone; nothing is sent any more", ["webhook": id]) }
    if found.outcome != .delivered, sent.queue.aside[sending.key]?.isParked == true {
      log.warning(
        "a key of a webhook is parked; GET /v1/webhooks/{id}/parked names it",
        ["webhook": id, "reason": .string(found.words), "place": JSON(sending.place)])
    }
  }

  /// Writes what has happened, a few times a second. What somebody has changed meanwhile stays as it is.
  private mutating func save(at now: Instant, all: Bool) throws {
    let due = webhooks.values.filter { sent in
      sent.hasChanges && (all || !sent.keys.isEmpty || now.milliseconds - sent.savedAt.milliseconds >= 200)
    }
    guard !due.isEmpty else { return }
    let written = try store.perform(for: Cause(actor: store.service, correlationID: "push")) { unit in
      try due.filter { sent in try PushSender.write(sent, at: now, in: unit) }.map(\.id)
    }
    for sent in due {
      // Another state is read in the next round.
      guard written.contains(sent.id), sent.disabled == nil else {
        webhooks[sent.id] = nil
        continue
      }
      webhooks[sent.id]?.keys = [:]
      webhooks[sent.id]?.place = sent.queue.settled
      webhooks[sent.id]?.delivered = 0
      webhooks[sent.id]?.error = nil
      webhooks[sent.id]?.savedAt = now
      webhooks[sent.id]?.isAway = sent.queue.away != nil
    }
  }
}

extension PushSender {
  /// False where somebody has changed the webhook since it was read: nothing is written then.
  fileprivate static func write(_ sent: Sent, at now: Instant, in unit: borrowing UnitOfWork) throws -> Bool {
    let database = unit.database
    let changed = try database.run(
      """
      UPDATE webhooks SET place = ?, delivered = delivered + ?, delivered_at = coalesce(?, delivered_at),
      error = coalesce(?, error), error_at = coalesce(?, error_at), away_since = ? WHERE id = ? AND revision = ?
      """, max(sent.place, sent.queue.settled), sent.delivered, sent.deliveredAt?.milliseconds, sent.error?.words,
      sent.error?.at.milliseconds, sent.queue.away?.since.milliseconds, sent.id, sent.stored.revision)
    guard changed > 0 else { return false }
    for (key, change) in sent.keys {
      if let aside = change.aside {
        let before = change.reason.isEmpty ? try WebhookStore.key(key, of: sent.id, in: database)?.reason : nil
        try WebhookStore.write(key, aside, reason: before ?? change.reason, of: sent.id, in: database)
      } else {
        try WebhookStore.remove(key, of: sent.id, in: database)
      }
    }
    if let reason = sent.disabled {
      var webhook = sent.stored.webhook
      webhook.disabled = reason
      try WebhookStore.change(webhook, in: database)
    }
    return true
  }
}

extension PushOutcome {
  /// As a label of metrics.
  var name: String {
    switch self {
    case .delivered: "delivered"
    case .refused: "refused"
    case .failed: "failed"
    case .busy: "busy"
    case .unreachable: "unreachable"
    case .gone: "gone"
    }
  }

  static let names = ["delivered", "refused", "failed", "busy", "unreachable", "gone"]
}
