import Contracts
import Inbound
import JSON
import Kernel
import Messaging
import Persistence
import SalesDomain
import ServiceRuntime

/// Takes what the ERP bridge says of an order (G6; `Shared/Contracts/README.md#what-the-erp-bridge-publishes`).
enum TakeERPOrder {
  static func handler(_ bridge: ERPBridge) -> OutsideHandler {
    let take: @Sendable (Envelope, borrowing UnitOfWork) throws -> Void = { envelope, unit in
      try bridge.sources.check(envelope.source)
      if let refusal = envelope.refusal { throw CannotApply(refusal) }
      do {
        try handle(envelope, by: bridge, in: unit)
      } catch let error as InvalidField {
        throw CannotApply(error.reason)
      } catch let error as any ProblemConvertible {
        throw CannotApply((error.problem.detail ?? error.problem.title).english)
      }
    }
    return OutsideHandler(
      topic: Catalog.erpOrders, read: bridge.read, identify: identify, handle: take, tell: ERPStatuses.tell)
  }

  /// The order number, under which a record is held that cannot be taken; held keys are apart by source already.
  /// A record without a readable revision gives way to any later one.
  private static func identify(_ envelope: Envelope) -> (key: String, revision: Int)? {
    guard let head = try? decode(ERPMessageHead.self, envelope) else { return nil }
    return (head.orderNumber, head.revision ?? 0)
  }

  private static func handle(_ envelope: Envelope, by bridge: ERPBridge, in unit: borrowing UnitOfWork) throws {
    let message: ERPEntry.Message
    switch envelope.type {
    case InboundReader.placed, InboundReader.changed: message = .order
    case InboundReader.cancelled: message = .cancellation
    case InboundReader.registered: return try register(envelope, for: bridge.outbound, in: unit)
    default:
      throw CannotApply(
        "its type '\(envelope.type)' is not understood; send order.placed, .changed, .cancelled or .registered")
    }
    let head = try decode(ERPMessageHead.self, envelope)
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
    try ERPStatuses.tell(state, erp, order, message: envelope.id, in: unit)
  }

  /// What another message of the same revision is compared by. Which comes first, `placed` or `changed`, does not matter.
  private static func hash(_ envelope: Envelope) -> Int64 {
    let kind = envelope.type == InboundReader.cancelled ? "cancelled" : "order"
    return Int64(bitPattern: fnv1a64(CompactJSON.canonical(envelope.data ?? []) + Array(kind.utf8)))
  }

  /// A revision that was taken or overtaken before: it changes nothing. One of the revision that was taken last, with other
  /// content, is somebody's mistake, which would be lost in silence: the order shows it.
  private static func stale(_ erp: ERPReference, _ envelope: Envelope, in unit: borrowing UnitOfWork) throws {
    try countStale(erp.orderNumber, erp.revision, envelope, in: unit)
    guard let known = try ERPOrderStore.hash(of: erp, in: unit.database) else {
      return try ERPStatuses.tell(.superseded, erp, message: envelope.id, in: unit)
    }
    guard known != hash(envelope) else { return }
    try ERPStatuses.tell(
      .conflict(
        "revision \(erp.revision) of the order was taken with other content; give what has changed a higher revision"),
      OutsideSubject(source: erp.source, key: erp.orderNumber, revision: erp.revision, id: envelope.id), unit)
  }

  private static func received(
    _ envelope: Envelope, _ entry: ERPEntry, _ unit: borrowing UnitOfWork
  ) throws -> ERPOrderReceived {
    let data = try decode(ERPOrderData.self, envelope)
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
    let data = try decode(ERPRegistrationData.self, envelope)
    let erp = data.reference(source: envelope.source)
    guard let order = try OrderStore.table.state(data.orderId, in: unit.database) else {
      throw CannotApply(
        "the field 'orderId' is refused: there is no such order here; send the id that the order came with")
    }
    let entry = try ERPOrderStore.entry(erp.source, erp.orderNumber, in: unit.database)
    guard order.isFree(for: erp), entry == .absent || entry.order == order.orderId else {
      return try contradict(erp, order, envelope, in: unit)
    }
    if order.erp == nil {
      try unit.record(order.register(as: erp, at: unit.now))
      try ERPOutboundStore.register(order, in: unit)
    }
    try taken(.accepted, erp, order.orderId, envelope, in: unit)
  }

  /// The number is another order's, or the order has another one: it stays as it was, and is shown with the reason.
  private static func contradict(
    _ erp: ERPReference, _ order: OrderState, _ envelope: Envelope, in unit: borrowing UnitOfWork
  ) throws {
    let reason =
      if let known = order.erp {
        "order \(order.number) is registered as '\(known.orderNumber)' of \(known.source) already; an order has one number"
      } else {
        "the number '\(erp.orderNumber)' is another order's already; register order \(order.number) under one of its own"
      }
    try ERPOutboundStore.note(conflict: reason, of: order.orderId, in: unit.database)
    try ERPStatuses.tell(
      .conflict(reason),
      OutsideSubject(source: erp.source, key: erp.orderNumber, revision: erp.revision, id: envelope.id), unit)
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

  /// Fields that nobody knows are the ERP's own business. What is wrong is said without what stands there, since that may
  /// be a customer's.
  private static func decode<Data: Decodable>(_ type: Data.Type, _ envelope: Envelope) throws -> Data {
    guard let data = envelope.data else { throw CannotApply("the event has no data") }
    let reading: StrictReading<Data>
    do {
      reading = try StrictReading(type, from: data)
    } catch {
      throw CannotApply("the data are no JSON: \(error)")
    }
    do {
      return try reading.result.get()
    } catch let fault as ReadingFault {
      let path = fault.pointer.dropFirst().replacing("/", with: ".")
      throw CannotApply("the field '\(path)' is refused: \(FieldError(fault.withoutContent).detail.english)")
    }
  }
}
