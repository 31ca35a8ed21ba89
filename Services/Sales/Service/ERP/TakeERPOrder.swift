import Contracts
import Inbound
import JSON
import Kernel
import Messaging
import Persistence
import SalesDomain
import ServiceKit

/// Takes what the ERP bridge says of an order (G6; `Shared/Contracts/README.md#what-the-erp-bridge-publishes`).
enum TakeERPOrder {
  static func handler(_ bridge: ERPBridge, for outbound: ERPOutbound) -> OutsideHandler {
    .erp(
      .order, of: .sales, from: bridge, identify: identify, tell: tell,
      take: { envelope, unit in
        if envelope.type == InboundKind.registered {
          try register(envelope, for: outbound, in: unit)
        } else {
          try handle(envelope, in: unit)
        }
      })
  }

  private static let statuses = ERPStatuses(of: .order, by: .sales)

  /// One that was not simply applied; what contradicts the one that was is shown on the order.
  private static func tell(
    _ outcome: OutsideOutcome, _ subject: OutsideSubject, _ unit: borrowing UnitOfWork
  ) throws {
    if case .conflict(let reason) = outcome {
      try ERPOrderStore.note(conflict: reason, with: subject, in: unit.database)
    }
    try statuses.tell(outcome, subject, unit)
  }

  /// The order number, under which a record is held that cannot be taken; held keys are apart by source already.
  /// A record without a readable revision gives way to any later one.
  private static func identify(_ envelope: Envelope) -> (key: String, revision: Int)? {
    guard let head = try? envelope.erpData(ERPMessageHead.self) else { return nil }
    return (head.orderNumber, head.revision ?? 0)
  }

  private static func handle(_ envelope: Envelope, in unit: borrowing UnitOfWork) throws {
    let message: ERPEntry.Message = InboundKind.order.isCancellation(envelope.type) ? .cancellation : .order
    let head = try envelope.erpData(ERPMessageHead.self)
    guard let revision = head.revision, revision >= 0 else {
      throw CannotApply("the field 'revision' is missing or no whole number from 0")
    }
    let erp = ERPReference(source: envelope.source, orderNumber: head.orderNumber, revision: revision)
    let entry = try ERPOrderStore.entry(erp.source, erp.orderNumber, in: unit.database)
    switch entry.decide(message, revision: revision) {
    case .receive:
      try unit.record(received(envelope, entry, unit))
      try taken(.waiting, erp, nil, envelope, in: unit)
    case .amend(let id):
      let (order, received) = (try OrderStore.table.find(id, in: unit.database), try received(envelope, entry, unit))
      try order.checkDelivered(in: received.terms.lines)
      try unit.record(order.amend(received))
      try taken(.amended, erp, id, envelope, in: unit)
    case .cancel(let id):
      let reason = try cancellation(envelope).reason
      try unit.record(
        OrderStore.table.find(id, in: unit.database).cancel(
          reason: reason, erp: erp, at: envelope.time ?? unit.now))
      try taken(.cancelled, erp, id, envelope, in: unit)
    case .reinstate(let id):
      let (order, received) = (try OrderStore.table.find(id, in: unit.database), try received(envelope, entry, unit))
      try order.checkDelivered(in: received.terms.lines)
      try unit.record(
        order.reinstate(received, isHeld: CreditStore.isHeld(order.customerId, in: unit.database)))
      try taken(.accepted, erp, id, envelope, in: unit)
    case .noteCancellation:
      let reason = try cancellation(envelope).reason
      try unit.record(ERPOrderCancelled(erp: erp, reason: reason, occurredAt: envelope.time ?? unit.now))
      try taken(.cancelled, erp, nil, envelope, in: unit)
    case .stale: try stale(erp, envelope, in: unit)
    }
  }

  private static func taken(
    _ state: ERPOrderStatus.State, _ erp: ERPReference, _ order: ID<Order>?, _ envelope: Envelope,
    in unit: borrowing UnitOfWork
  ) throws {
    try ERPOrderStore.note(erp, hash: hash(envelope), message: envelope.id, in: unit)
    try statuses.tell(
      state, erp.source, erp.orderNumber, revision: erp.revision, order: order, message: envelope.id, in: unit)
  }

  /// What another message of the same revision is compared by. Which comes first, `placed` or `changed`, does not matter.
  private static func hash(_ envelope: Envelope) -> Int64 {
    let kind = InboundKind.order.isCancellation(envelope.type) ? "cancelled" : "order"
    return Int64(bitPattern: fnv1a64(CompactJSON.canonical(envelope.data ?? []) + Array(kind.utf8)))
  }

  /// A revision that was taken or overtaken before: it changes nothing. One of the revision that was taken last, with other
  /// content, is somebody's mistake, which would be lost in silence: the order shows it.
  private static func stale(_ erp: ERPReference, _ envelope: Envelope, in unit: borrowing UnitOfWork) throws {
    try countStale(erp.orderNumber, erp.revision, envelope, in: unit)
    guard let known = try ERPOrderStore.hash(of: erp, in: unit.database) else {
      return try statuses.tell(
        .superseded, erp.source, erp.orderNumber, revision: erp.revision, message: envelope.id, in: unit)
    }
    guard known != hash(envelope) else { return }
    try tell(
      .conflict(
        "revision \(erp.revision) of the order was taken with other content; give what has changed a higher revision"),
      OutsideSubject(source: erp.source, key: erp.orderNumber, revision: erp.revision, id: envelope.id), unit)
  }

  private static func received(
    _ envelope: Envelope, _ entry: ERPEntry, _ unit: borrowing UnitOfWork
  ) throws -> ERPOrderReceived {
    let data = try envelope.erpData(ERPOrderData.self)
    let earlier = try entry.order.map { try OrderStore.table.find($0, in: unit.database).terms }
    return try data.received(source: envelope.source, keeping: earlier, at: envelope.time ?? unit.now) {
      unit.newID()
    }
  }

  /// The ERP's number of an order of our own (`Shared/Contracts/README.md#orders-for-the-erp`): what it says of that
  /// number later is of this order. A number is of one order, and an order has one.
  private static func register(
    _ envelope: Envelope, for outbound: ERPOutbound, in unit: borrowing UnitOfWork
  ) throws {
    try outbound.check(envelope.source)
    let head = try envelope.erpData(ERPMessageHead.self)
    let data = try envelope.erpData(ERPRegistrationData.self)
    guard (data.revision ?? 0) >= 0 else { throw CannotApply("the field 'revision' is no whole number from 0") }
    let erp = data.reference(source: envelope.source)
    guard let order = try OrderStore.table.state(data.orderId, in: unit.database) else {
      throw CannotApply(
        "the field 'orderId' is refused: there is no such order here; send the id that the order came with")
    }
    let entry = try ERPOrderStore.entry(erp.source, head.orderNumber, in: unit.database)
    guard order.isFree(for: erp), entry == .absent || entry.order == order.orderId else {
      return try contradict(erp, order, envelope, in: unit)
    }
    if order.erp == nil {
      try unit.record(order.register(as: erp, at: unit.now))
      try ERPOutboundStore.register(order, in: unit)
    }
    try taken(.accepted, erp, order.orderId, envelope, in: unit)
  }

  /// The number is another order's, or the order has another one: both stay as they were, and the order is shown with the
  /// reason.
  private static func contradict(
    _ erp: ERPReference, _ order: OrderState, _ envelope: Envelope, in unit: borrowing UnitOfWork
  ) throws {
    let reason =
      if let known = order.erp, known.key != erp.key {
        "order \(order.number) is registered as '\(known.orderNumber)' of \(known.source) already; an order has one number"
      } else {
        "the number '\(erp.orderNumber)' is another order's already; register order \(order.number) under one of its own"
      }
    try ERPOutboundStore.note(conflict: reason, of: order.orderId, in: unit.database)
    try tell(
      .conflict(reason),
      OutsideSubject(source: erp.source, key: erp.orderNumber, revision: erp.revision, id: envelope.id), unit)
  }

  private static func cancellation(_ envelope: Envelope) throws -> ERPCancellationData {
    let data = try envelope.erpData(ERPCancellationData.self)
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
}
