import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import SalesDomain

/// Takes what the ERP bridge says of an order (G6; `Shared/Contracts/README.md#what-the-erp-bridge-publishes`).
enum TakeERPOrder {
  static func handler(_ sources: ERPSources) -> OutsideHandler {
    OutsideHandler(topic: Catalog.erpOrders, identify: identify) { envelope, unit in
      try sources.check(envelope.source)
      try handle(envelope, in: unit)
    }
  }

  private static let placed = "joinery.erp.order.placed.v1"
  private static let changed = "joinery.erp.order.changed.v1"
  private static let cancelled = "joinery.erp.order.cancelled.v1"

  /// The order number, under which a record is held that cannot be taken; held keys are apart by source already.
  /// A record without a readable revision gives way to any later one.
  private static func identify(_ envelope: Envelope) -> (key: String, revision: Int)? {
    guard let head = try? decode(ERPMessageHead.self, envelope) else { return nil }
    return (head.orderNumber, head.revision ?? 0)
  }

  private static func handle(_ envelope: Envelope, in unit: borrowing UnitOfWork) throws {
    let message: ERPEntry.Message
    switch envelope.type {
    case placed, changed: message = .order
    case cancelled: message = .cancellation
    default:
      throw CannotApply("its type '\(envelope.type)' is not understood; send order.placed, .changed or .cancelled")
    }
    let head = try decode(ERPMessageHead.self, envelope)
    guard let revision = head.revision, revision >= 0 else {
      throw CannotApply("the field 'revision' is missing or no whole number from 0")
    }
    let entry = try ERPOrderStore.entry(envelope.source, head.orderNumber, in: unit.database)
    do {
      switch entry.decide(message, revision: revision) {
      case .receive: try unit.record(received(envelope, entry, unit))
      case .amend(let id):
        let (order, received) = (try OrderStore.table.find(id, in: unit.database), try received(envelope, entry, unit))
        try order.checkDelivered(in: received.terms.lines)
        try unit.record(order.amend(received))
      case .cancel(let id):
        let data = try cancellation(envelope)
        try unit.record(
          OrderStore.table.find(id, in: unit.database).cancel(
            reason: data.reason, erp: data.reference(source: envelope.source), at: envelope.time ?? unit.now))
      case .noteCancellation:
        let data = try cancellation(envelope)
        try unit.record(
          ERPOrderCancelled(
            erp: data.reference(source: envelope.source), reason: data.reason, occurredAt: envelope.time ?? unit.now))
      case .stale: try countStale(head.orderNumber, revision, envelope, in: unit)
      }
    } catch let field as InvalidField {
      throw CannotApply(field.reason)
    }
  }

  private static func received(
    _ envelope: Envelope, _ entry: ERPEntry, _ unit: borrowing UnitOfWork
  ) throws -> ERPOrderReceived {
    let data = try decode(ERPOrderData.self, envelope)
    let earlier: [InstalmentPlan] =
      if case .placed(_, let id) = entry { try OrderStore.table.find(id, in: unit.database).terms.instalments } else {
        []
      }
    return try data.received(source: envelope.source, keeping: earlier, at: envelope.time ?? unit.now) {
      unit.newID()
    }
  }

  private static func cancellation(_ envelope: Envelope) throws -> ERPCancellationData {
    let data = try decode(ERPCancellationData.self, envelope)
    try TextRule.require(data.reason, at: "/reason")
    return data
  }

  private static func countStale(
    _ number: String, _ revision: Int, _ envelope: Envelope, in unit: borrowing UnitOfWork
  ) throws {
    try unit.database.run(
      """
      INSERT INTO erp_stale VALUES (?, ?, 1, ?, ?) ON CONFLICT DO UPDATE SET count = count + 1,
        last_revision = excluded.last_revision, last_at = excluded.last_at
      """, envelope.source, number, revision, unit.now.milliseconds)
  }

  private static func decode<Data: Decodable>(_ type: Data.Type, _ envelope: Envelope) throws -> Data {
    guard let data = envelope.data else { throw CannotApply("the event has no data") }
    return try CompactJSON.decoded(type, from: data)
  }
}
