import Kernel
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

/// A webhook as it is told, without its secret.
struct WebhookView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case delivering
    /// Some keys are tried again, others go through.
    case retrying
    /// Some keys are parked, others go through.
    case parked
    /// The receiver takes nothing; it is asked again and again.
    case away
    case paused
    /// The receiver said that it is gone.
    case disabled
  }

  var id: ID<Webhook>
  var version: Int
  /// What stands behind a question mark is left out: it may be a key.
  var url: String
  /// Patterns; none: all types.
  var types: [String]
  var description: String
  var personal: Bool
  var mode: Webhook.Mode
  var state: State
  /// Why it is disabled.
  var reason: String?
  /// Events that it has still to get; 100,000 stands for more. Those of keys set aside are not among them.
  var behind: Int
  /// When the oldest of them was written.
  var oldest: Instant?
  /// Keys that are tried again, and parked ones.
  var retrying: Int
  var parked: Int
  /// Events that were let go of before it could get them.
  var lost: Int
  var delivered: Int
  var deliveredAt: Instant?
  var lastError: String?
  var lastErrorAt: Instant?
  var awaySince: Instant?
  /// Until then the secret before signs too.
  var earlierSecretUntil: Instant?
  var createdBy: String
  var createdAt: Instant
  /// In the answer to what made it alone, which is the only place where it stands.
  var secret: String?

  init(_ stored: WebhookStore.Stored, at now: Instant, in database: Database) throws {
    let (webhook, progress) = (stored.webhook, stored.progress)
    let keys = try WebhookStore.counts(of: webhook.id, in: database)
    let behind = try PushLog.behind(webhook.filter, after: progress.place, in: database)
    id = webhook.id
    version = stored.version
    url = webhook.url.firstIndex(of: "?").map { webhook.url[..<$0] + "?…" } ?? webhook.url
    types = webhook.types
    description = webhook.description
    personal = webhook.personal
    mode = webhook.mode
    reason = webhook.disabled
    (self.behind, oldest) = behind
    (retrying, parked) = keys
    lost = progress.lost
    delivered = progress.delivered
    deliveredAt = progress.deliveredAt
    lastError = progress.error
    lastErrorAt = progress.errorAt
    awaySince = progress.awaySince
    earlierSecretUntil = webhook.earlierUntil.flatMap { $0 > now ? $0 : nil }
    createdBy = webhook.createdBy
    createdAt = webhook.createdAt
    state =
      if webhook.disabled != nil {
        .disabled
      } else if webhook.isPaused {
        .paused
      } else if progress.awaySince != nil {
        .away
      } else if keys.parked > 0 {
        .parked
      } else {
        keys.retrying > 0 ? .retrying : .delivering
      }
  }

  /// As it is now, whoever has changed it in this transaction.
  static func of(_ id: ID<Webhook>, _ unit: borrowing UnitOfWork) throws -> Answer<WebhookView> {
    let stored = try WebhookStore.find(id, in: unit.database)
    return Answer(try WebhookView(stored, at: unit.now, in: unit.database), version: stored.version)
  }
}

/// A key of a webhook that is set aside.
struct WebhookKeyView: Codable, Sendable {
  /// The service whose events wait, and their key.
  var source: String
  var key: String
  var isParked: Bool
  /// The first event that did not go through.
  var eventId: String
  var type: String
  var reason: String
  var tries: Int
  var since: Instant
  /// When it is tried again.
  var due: Instant?

  init(_ kept: WebhookStore.StoredKey, in database: Database) throws {
    let entry = try PushLog.entry(kept.aside.first, in: database)
    source = kept.key.source
    key = kept.key.key
    isParked = kept.aside.isParked
    eventId = entry?.id ?? ""
    type = entry?.type ?? ""
    reason = kept.reason
    tries = kept.aside.tries
    since = kept.aside.since
    due = kept.aside.due
  }
}
