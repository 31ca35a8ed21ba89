import Kernel
import Persistence

/// A page of a service's event journal, as `joinery verify` reads it and hands it on.
public struct JournalPage: Codable, Sendable {
  public struct Event: Codable, Sendable {
    public var position: Int64
    public var stream: Int
    public var number: Int64
    public var id: String
    public var type: String
    public var key: String
    public var subject: String
    public var time: Instant
    public var correlationId: String
    public var causationId: String
    public var actor: String
    public var actorRole: String?
    /// The payload, JSON in a text, byte for byte as it was published.
    public var data: String

    var entry: JournalEntry {
      JournalEntry(
        position: position, stream: stream, number: number, id: id, type: type, key: key, subject: subject, time: time,
        cause: Cause(actor: actor, actorRole: actorRole, correlationID: correlationId, causationID: causationId),
        data: Array(data.utf8))
    }
  }

  public var source: String
  public var epoch: String
  /// The journal's last position when the page was read.
  public var last: Int64
  public var events: [Event]
  /// Where the next page begins; absent at the end.
  public var next: Int64?
}

extension JournalPage.Event {
  init(_ entry: JournalEntry) {
    self.init(
      position: entry.position, stream: entry.stream, number: entry.number, id: entry.id, type: entry.type,
      key: entry.key, subject: entry.subject, time: entry.time, correlationId: entry.cause.correlationID,
      causationId: entry.cause.causationID, actor: entry.cause.actor, actorRole: entry.cause.actorRole,
      data: String(decoding: entry.data, as: UTF8.self))
  }
}
