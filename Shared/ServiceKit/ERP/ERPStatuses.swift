import Contracts
import JSON
import Kernel
import Messaging
import Persistence

/// Tells the bridge what became of its messages, in the transaction in which it became of them
/// (`Shared/Contracts/README.md#answers-to-the-bridge`).
public struct ERPStatuses: Sendable {
  let kind: ERPKind
  let service: Source

  public init(of kind: ERPKind, by service: Source) { (self.kind, self.service) = (kind, service) }

  /// A message that was applied. `order` is what an order is here, `entity` what anything else is.
  public func tell(
    _ state: ERPOrderStatus.State, _ source: String, _ subject: String, revision: Int, order: ID<Order>? = nil,
    entity: String? = nil, message: String?, in unit: borrowing UnitOfWork
  ) throws {
    var status = status(source, subject, revision, message, state, at: unit.now)
    (status.orderId, status.entityId) = (order, entity)
    try tell(status, in: unit)
  }

  /// One that was not.
  public func tell(_ outcome: OutsideOutcome, _ subject: OutsideSubject, _ unit: borrowing UnitOfWork) throws {
    var status = status(
      subject.source, subject.key.flatMap(kind.subject(of:)), subject.revision, subject.id, .parked, at: unit.now)
    switch outcome {
    case .parked(let reason): status.reason = reason
    case .waiting(let reason): (status.state, status.reason) = (.waiting, reason)
    case .conflict(let reason): (status.state, status.reason) = (.conflict, reason)
    case .superseded(let revision): (status.state, status.supersededBy) = (.superseded, revision)
    case .redriven: status.state = .redriven
    case .discarded(let why): (status.state, status.reason) = (.discarded, why)
    }
    try tell(status, in: unit)
  }

  private func status(
    _ source: String?, _ subject: String?, _ revision: Int?, _ message: String?, _ state: ERPOrderStatus.State,
    at now: Instant
  ) -> ERPOrderStatus {
    ERPOrderStatus(
      about: kind, subject: subject, source: source, orderNumber: kind == .order ? subject : nil, revision: revision,
      state: state, messageId: message, at: now)
  }

  /// Answers about one subject keep their order; those about none that can be read have the message's id for a key.
  private func tell(_ status: ERPOrderStatus, in unit: borrowing UnitOfWork) throws {
    let id: ID<ERPOrderStatus> = unit.newID()
    let key = status.subject.map { "\(status.source ?? "")#\(kind.key(of: $0))" }
    try Announcements.add(
      Announcement(
        to: Catalog.erpStatus, key: key ?? status.messageId ?? id.text, type: ERPOrderStatus.type, id: id.text,
        from: service, subject: status.subject, at: unit.now, data: try CompactJSON.encoded(status)), in: unit)
  }
}
