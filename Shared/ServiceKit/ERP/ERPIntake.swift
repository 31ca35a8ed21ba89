import Contracts
import Inbound
import JSON
import Kernel
import Messaging
import Persistence
import ServiceRuntime

/// One message of the ERP that is neither stale nor refused so far.
public struct ERPMessage: Sendable {
  public let source: String
  /// What it is about, by the kind's fields: `WD-2400`, `WD-2400/gz-1`.
  public let subject: String
  public let revision: Int
  /// It takes back what an earlier one said.
  public let isCancellation: Bool
  /// When the ERP says that it happened; now where it does not.
  public let at: Instant
  /// The id of what the subject is here, by the last message that was taken; nil where none was, or it is nothing here.
  public let entity: String?
  private let envelope: Envelope

  fileprivate init(
    _ envelope: Envelope, _ kind: InboundKind, _ subject: String, _ revision: Int, entity: String?, now: Instant
  ) {
    (self.envelope, source, self.subject, self.revision) = (envelope, envelope.source, subject, revision)
    (isCancellation, at, self.entity) = (kind.isCancellation(envelope.type), envelope.time ?? now, entity)
  }

  /// What it says. Throws `CannotApply` with the field that is wrong.
  public func data<Data: Decodable>(_ type: Data.Type = Data.self) throws -> Data { try envelope.erpData(type) }
}

/// How a service takes in one kind of what the ERP tells besides orders
/// (`Shared/Contracts/README.md#what-the-erp-bridge-publishes`): a message of a revision that was taken or overtaken
/// before is stale, any other is the ERP's word.
public struct ERPIntake: Sendable {
  let kind: InboundKind
  /// The service that takes it in, which owns the kind.
  var service: Source { kind.kind.owner }
  private let belongs: (@Sendable (Envelope, borrowing UnitOfWork) throws -> String?)?
  private let take: @Sendable (ERPMessage, borrowing UnitOfWork) throws -> String?

  /// `take` records what a message means here, and gives the id of what its subject is here, where it has one. It throws
  /// `CannotApply` or a problem for what is wrong, and `WaitsFor` for what has still to come. `belongs` gives the key of
  /// the person whose a message is.
  public init(
    _ kind: InboundKind, belongs: (@Sendable (Envelope, borrowing UnitOfWork) throws -> String?)? = nil,
    take: @escaping @Sendable (ERPMessage, borrowing UnitOfWork) throws -> String?
  ) {
    (self.kind, self.belongs, self.take) = (kind, belongs, take)
  }

  func handler(_ bridge: ERPBridge) -> OutsideHandler {
    .erp(
      kind, of: service, from: bridge, identify: identify, belongs: belongs ?? { _, _ in nil }, tell: tell,
      take: { envelope, unit in try take(envelope, in: unit) })
  }

  /// What a message is held under that cannot be taken. One without a readable revision gives way to any later one.
  private func identify(_ envelope: Envelope) -> (key: String, revision: Int)? {
    guard let data = json(envelope), let subject = kind.subject(of: data) else { return nil }
    return (kind.kind.key(of: subject), kind.revision(of: data) ?? 0)
  }

  private func json(_ envelope: Envelope) -> JSON? { envelope.data.flatMap { try? JSON(parsing: $0) } }

  private var statuses: ERPStatuses { ERPStatuses(of: kind.kind, by: service) }

  private func tell(_ outcome: OutsideOutcome, _ subject: OutsideSubject, _ unit: borrowing UnitOfWork) throws {
    if case .conflict(let reason) = outcome {
      try ERPTaken.note(conflict: reason, with: subject, of: kind.kind, in: unit.database)
    }
    try statuses.tell(outcome, subject, unit)
  }

  private func take(_ envelope: Envelope, in unit: borrowing UnitOfWork) throws {
    guard let data = json(envelope) else { throw CannotApply("the event has no data that are JSON") }
    guard let subject = kind.subject(of: data) else {
      throw CannotApply("the field \(kind.naming) is missing or no text of 1 to 100 bytes")
    }
    guard let revision = kind.revision(of: data) else { throw CannotApply(kind.revisionFault) }
    let last = try ERPTaken.find(kind.kind, envelope.source, subject, in: unit.database)
    let hash = Int64(
      bitPattern: fnv1a64(CompactJSON.canonical(envelope.data ?? []) + Array(envelope.type.utf8)))
    if let last, revision <= last.revision {
      return try stale(revision, hash, after: last, envelope, in: unit)
    }
    let message = ERPMessage(envelope, kind, subject, revision, entity: last?.entity, now: unit.now)
    let entity = try take(message, unit)
    let state: ERPTaken.State = message.isCancellation ? .cancelled : .accepted
    try ERPTaken(
      kind: kind.kind, source: message.source, subject: subject, revision: revision, hash: hash, message: envelope.id,
      state: state, entity: entity, at: unit.now
    ).write(to: unit.database)
    let isFirst = last == nil || last?.state == .cancelled
    try statuses.tell(
      message.isCancellation ? .cancelled : isFirst ? .accepted : .amended, message.source, subject,
      revision: revision, entity: entity, message: envelope.id, in: unit)
  }

  /// It changes nothing. One of the revision that was taken last, with other content, is somebody's mistake, which would
  /// be lost in silence: the list shows it.
  private func stale(
    _ revision: Int, _ hash: Int64, after last: ERPTaken, _ envelope: Envelope, in unit: borrowing UnitOfWork
  ) throws {
    try last.countStale(in: unit.database)
    guard revision == last.revision else {
      return try statuses.tell(
        .superseded, last.source, last.subject, revision: revision, message: envelope.id, in: unit)
    }
    guard hash != last.hash else { return }
    try tell(
      .conflict("revision \(revision) was taken with other content; give what has changed a higher one"),
      OutsideSubject(
        source: last.source, key: kind.kind.key(of: last.subject), revision: revision, id: envelope.id), unit)
  }
}
