import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// The ERP that takes orders of our own, where one does (`Shared/Contracts/README.md#orders-for-the-erp`).
public struct ERPOutbound: Hashable, Sendable {
  /// The `ce_source` of its messages; nil where no ERP takes any.
  let system: String?
  /// How long it may take to register an order before people are told, in hours.
  let hours: Int

  /// No ERP takes orders of our own.
  public static let none = ERPOutbound(system: nil)

  /// An empty text names none.
  public init(system: String?, hours: Int = 24) {
    self.system = system.flatMap { $0.isEmpty ? nil : $0 }
    self.hours = hours
  }

  public init(_ settings: Configuration) {
    self.init(
      system: settings["JOINERY_ERP_TAKES_ORDERS"],
      hours: settings["JOINERY_ERP_REGISTERS_WITHIN_HOURS"].flatMap { Int($0) } ?? 24)
  }

  /// Why the service must not run so; nil where it may.
  public func refusal(believing sources: ERPSources) -> String? {
    guard let system, !sources.believes(system) else { return nil }
    return "JOINERY_ERP_TAKES_ORDERS is '\(system)', which JOINERY_ERP_SOURCES does not name: add it there, or its "
      + "numbers of our orders would not be believed"
  }

  /// Sends an order of our own as it now is, in the transaction that made it so. One that the ERP itself has placed is
  /// no news to it.
  func send(
    _ change: ERPOutboundOrder.Change, _ id: ID<Order>, because reason: String? = nil, at time: Instant,
    in unit: borrowing UnitOfWork
  ) throws {
    guard system != nil else { return }
    let order = try OrderStore.table.find(id, in: unit.database)
    guard try order.erp == nil || ERPOutboundStore.knows(id, in: unit.database) else { return }
    var message = ERPOutboundOrder(order, change, at: time)
    message.reason = reason
    // Blank where the person was erased.
    if let customer = try CustomerDirectory.customer(order.customerId, in: unit.database) {
      message.customer = ERPOutboundOrder.Party(customer)
    }
    let event: ID<ERPOutboundOrder> = unit.newID()
    try Announcements.add(
      Announcement(
        to: Catalog.erpOutboundOrders, key: id.text, type: ERPOutboundOrder.type, id: event.text, from: .sales,
        subject: id.text, at: unit.now, data: try CompactJSON.encoded(message)), in: unit)
    try ERPOutboundStore.sent(message, at: unit.now, in: unit.database)
  }

  /// What was sent before this moment, in milliseconds since 1970, and is not registered, is late.
  func late(at now: Instant) -> Int64 { now.milliseconds - Int64(hours) * 3_600_000 }

  public static let settings = [
    Setting(
      "JOINERY_ERP_TAKES_ORDERS",
      Localized(
        zh: "接收本方订单的 ERP（其消息的 ce_source）；缺省为不发送",
        en: "The ERP that takes orders of our own: the `ce_source` of its messages; none are sent without it")),
    Setting(
      "JOINERY_ERP_REGISTERS_WITHIN_HOURS",
      Localized(
        zh: "ERP 应在多少小时内登记本方订单，超过即告警",
        en: "Hours within which the ERP registers an order of ours, before people are told"),
      .number(1...720), standard: "24"),
  ]

  /// Throws the reason for which a source's number of an order of ours is held.
  func check(_ source: String) throws(CannotApply) {
    guard let system else {
      throw CannotApply("no ERP takes orders of ours: JOINERY_ERP_TAKES_ORDERS of sales names none; set it and redrive")
    }
    guard source == system else {
      throw CannotApply("'\(system)' takes orders of ours (JOINERY_ERP_TAKES_ORDERS), not '\(source)'")
    }
  }
}

extension ERPOutboundOrder {
  init(_ order: OrderState, _ change: Change, at time: Instant) {
    self.init(
      orderId: order.orderId, orderNumber: order.number, revision: order.changes, change: change,
      customer: Party(id: order.customerId, name: "", phone: ""), salespersonId: order.salespersonId,
      designerId: order.designerId, shop: order.shop, signedOn: order.signedOn, signedAt: order.signedAt,
      promisedOn: order.terms.promisedOn, lines: order.terms.lines.map(Line.init), total: order.terms.total,
      instalments: order.terms.instalments.map { Instalment(label: $0.label, amount: $0.amount, dueOn: $0.dueOn) },
      externalId: order.erp?.orderNumber, externalSystem: order.erp?.source, occurredAt: time)
  }
}

extension ERPOutboundOrder.Party {
  init(_ customer: CustomerCopy) {
    self.init(
      id: customer.id, name: customer.name, phone: customer.phone, wechat: customer.wechat, email: customer.email,
      address: customer.address)
  }
}

extension ERPOutboundOrder.Line {
  init(_ line: PricedLine) {
    self.init(
      lineNumber: line.lineId, sku: line.sku, description: line.description, room: line.room, quantity: line.quantity,
      unitPrice: line.unitPrice, discountPercent: line.discountPercent, taxRatePercent: line.taxRatePercent,
      amount: line.amount)
  }
}
