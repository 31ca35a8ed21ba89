import Contracts
import JSON
import Kernel
import Messaging
import Persistence

/// Tells the bridge what became of its messages, in the transaction in which it became of them
/// (`Shared/Contracts/README.md#answers-to-the-bridge`).
enum ERPStatuses {
  /// A message that was applied.
  static func tell(
    _ state: ERPOrderStatus.State, _ erp: ERPReference, _ order: ID<Order>? = nil, message: String?,
    in unit: borrowing UnitOfWork
  ) throws {
    try tell(
      ERPOrderStatus(
        source: erp.source, orderNumber: erp.orderNumber, revision: erp.revision, state: state, messageId: message,
        orderId: order, at: unit.now), in: unit)
  }

  /// One that was not.
  static func tell(_ outcome: OutsideOutcome, _ subject: OutsideSubject, _ unit: borrowing UnitOfWork) throws {
    var status = ERPOrderStatus(
      source: subject.source, orderNumber: subject.key, revision: subject.revision, state: .parked,
      messageId: subject.id, at: unit.now)
    switch outcome {
    case .parked(let reason): status.reason = reason
    case .conflict(let reason):
      (status.state, status.reason) = (.conflict, reason)
      try ERPOrderStore.note(conflict: reason, with: subject, in: unit.database)
    case .superseded(let revision): (status.state, status.supersededBy) = (.superseded, revision)
    case .redriven: status.state = .redriven
    case .discarded(let why): (status.state, status.reason) = (.discarded, why)
    }
    try tell(status, in: unit)
  }

  /// Answers about one order keep their order; those about none that can be read have the message's id for a key.
  private static func tell(_ status: ERPOrderStatus, in unit: borrowing UnitOfWork) throws {
    let id: ID<ERPOrderStatus> = unit.newID()
    let key = status.orderNumber.map { "\(status.source ?? "")#\($0)" }
    try Announcements.add(
      Announcement(
        to: Catalog.erpStatus, key: key ?? status.messageId ?? id.text, type: ERPOrderStatus.type, id: id.text,
        from: .sales, subject: status.orderNumber, at: unit.now, data: try CompactJSON.encoded(status)), in: unit)
  }
}
