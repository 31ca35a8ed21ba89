import Contracts
import Kernel

public enum OrderStage: String, Codable, CaseIterable, Hashable, Sendable {
  case confirmed, cancelled
}

/// Why an order cannot do what it was asked for.
public enum OrderError: Error, Hashable, Sendable {
  /// It was cancelled on that day.
  case cancelled(BusinessDate)
  /// Nothing is to be withdrawn: it stands.
  case notCancelled
  /// All of it is delivered.
  case nothingLeft
  /// A delivery of more than is left of a line.
  case aboveOrder(pointer: String, remaining: Quantity)
}

/// An order as its events made it (C6, C7, H5). Its moves return events and change nothing.
public struct OrderState: Codable, Hashable, Sendable {
  public var orderId: ID<Order>
  public var number: String
  /// Counts its terms: 1 as confirmed, one more with each amendment.
  public var version: Int
  /// Counts everything that happened to it.
  public var changes: Int
  public var stage: OrderStage
  public var customerId: ID<Customer>
  public var quoteId: ID<Quote>?
  public var leadId: ID<Lead>?
  public var salespersonId: ID<Employee>?
  public var designerId: ID<Employee>?
  public var shop: ID<Shop>?
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace?
  public var terms: OrderTerms
  public var erp: ERPReference?
  public var cancelledOn: BusinessDate?
  public var reason: String?
  /// Nil before the first delivery.
  public var delivered: [DeliveredLine]?
  public var deliveredTaxes: [TaxShare]?

  public func check() throws(OrderError) {
    if let cancelledOn { throw .cancelled(cancelledOn) }
  }

  /// New terms as the next version; who sold it may change with them.
  public func amend(
    _ terms: OrderTerms, salespersonId: ID<Employee>?, shop: ID<Shop>?, reason: String, at time: Instant
  ) throws(OrderError) -> OrderAmended {
    try check()
    return OrderAmended(
      orderId: orderId, customerId: customerId, version: version + 1,
      salespersonId: salespersonId ?? self.salespersonId, shop: shop ?? self.shop, signedOn: signedOn,
      signedAt: signedAt, previousTotal: self.terms.total, terms: terms, reason: reason,
      amendedOn: CompanyZone.day(at: time), erp: nil, occurredAt: time)
  }

  /// The ERP's next revision of an order that is placed: it is the ERP's word in all that it says.
  public func amend(_ received: ERPOrderReceived) throws(OrderError) -> OrderAmended {
    try check()
    return OrderAmended(
      orderId: orderId, customerId: customerId, version: version + 1,
      salespersonId: received.salespersonId ?? salespersonId, shop: received.shop ?? shop,
      signedOn: received.signedOn, signedAt: received.signedAt ?? signedAt, previousTotal: terms.total,
      terms: received.terms, reason: nil, amendedOn: CompanyZone.day(at: received.occurredAt), erp: received.erp,
      occurredAt: received.occurredAt)
  }

  public func cancel(reason: String, erp: ERPReference? = nil, at time: Instant) throws(OrderError) -> OrderCancelled {
    try check()
    return OrderCancelled(
      orderId: orderId, customerId: customerId, reason: reason, cancelledOn: CompanyZone.day(at: time), erp: erp,
      occurredAt: time)
  }

  /// Withdraws the cancellation: the order goes on as it was, under its next version.
  public func reinstate(reason: String, at time: Instant) throws(OrderError) -> OrderReinstated {
    try reinstated(
      terms, salespersonId: salespersonId, shop: shop, signedOn: signedOn, signedAt: signedAt, reason: reason, erp: nil,
      at: time)
  }

  /// The ERP changes an order that was cancelled: it goes on as the ERP now says. What the ERP has promised is taken on a
  /// credit hold too, and flagged.
  public func reinstate(_ received: ERPOrderReceived, isHeld: Bool) throws(OrderError) -> OrderReinstated {
    var event = try reinstated(
      received.terms, salespersonId: received.salespersonId ?? salespersonId, shop: received.shop ?? shop,
      signedOn: received.signedOn, signedAt: received.signedAt ?? signedAt, reason: nil, erp: received.erp,
      at: received.occurredAt)
    event.onCreditHold = isHeld ? true : nil
    return event
  }

  private func reinstated(
    _ terms: OrderTerms, salespersonId: ID<Employee>?, shop: ID<Shop>?, signedOn: BusinessDate,
    signedAt: SigningPlace?, reason: String?, erp: ERPReference?, at time: Instant
  ) throws(OrderError) -> OrderReinstated {
    guard let cancelledOn else { throw .notCancelled }
    return OrderReinstated(
      orderId: orderId, customerId: customerId, version: version + 1, salespersonId: salespersonId, shop: shop,
      signedOn: signedOn, signedAt: signedAt, previousTotal: self.terms.total, terms: terms, reason: reason,
      reinstatedOn: max(CompanyZone.day(at: time), cancelledOn), erp: erp, occurredAt: time)
  }

  /// Whether an ERP may call it so: an order has one number.
  public func isFree(for erp: ERPReference) -> Bool { self.erp.map { $0.key == erp.key } ?? true }

  public func register(as erp: ERPReference, at time: Instant) -> OrderRegistered {
    OrderRegistered(orderId: orderId, customerId: customerId, erp: erp, occurredAt: time)
  }

  public mutating func apply(_ event: OrderAmended) {
    version = event.version
    changes += 1
    salespersonId = event.salespersonId
    shop = event.shop
    signedOn = event.signedOn
    signedAt = event.signedAt
    terms = event.terms
    erp = event.erp ?? erp
  }

  public mutating func apply(_ event: OrderCancelled) {
    stage = .cancelled
    changes += 1
    cancelledOn = event.cancelledOn
    reason = event.reason
    erp = event.erp ?? erp
  }

  public mutating func apply(_ event: OrderReinstated) {
    apply(event.amendment)
    stage = .confirmed
    (cancelledOn, reason) = (nil, nil)
  }

  public mutating func apply(_ event: OrderRegistered) {
    changes += 1
    erp = event.erp
  }
}

extension OrderState {
  public init(_ event: OrderConfirmed) {
    self.init(
      orderId: event.orderId, number: event.number, version: 1, changes: 1, stage: .confirmed,
      customerId: event.customerId, quoteId: event.quoteId, leadId: event.leadId, salespersonId: event.salespersonId,
      designerId: event.designerId, shop: event.shop, signedOn: event.signedOn, signedAt: event.signedAt,
      terms: event.terms, erp: event.erp)
  }
}
