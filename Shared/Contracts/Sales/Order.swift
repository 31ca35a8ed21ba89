import Kernel

/// Where an order was signed (C6).
public enum SigningPlace: String, Codable, CaseIterable, Hashable, Sendable {
  case shop, home
}

/// What is ordered and how it is to be paid, as it stands after a confirmation or an amendment.
public struct OrderTerms: Codable, Hashable, Sendable {
  /// All lines, with their prices as agreed.
  public var lines: [PricedLine]
  /// All lines, tax included; the instalments add up to it.
  public var total: Money
  public var taxes: [TaxShare]
  /// How the total is to be paid.
  public var instalments: [InstalmentPlan]
  /// The day promised to the customer for the delivery; absent where none was.
  public var promisedOn: BusinessDate?
}

/// A contract: from a quote, directly, or from the ERP (C6, G6).
public struct OrderConfirmed: DomainEvent {
  public static let type = "joinery.sales.order.confirmed.v1"

  public var orderId: ID<Order>
  public var number: String
  public var customerId: ID<Customer>
  /// The quote that it was made of; absent for an order without one.
  public var quoteId: ID<Quote>?
  public var leadId: ID<Lead>?
  public var salespersonId: ID<Employee>?
  /// Code of the designer; absent where none is named.
  public var designerId: ID<Employee>?
  public var shop: ID<Shop>?
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace?
  public var terms: OrderTerms
  public var erp: ERPReference?
  /// The ERP had promised it while the customer was on credit hold.
  public var onCreditHold: Bool? = nil
  public var occurredAt: Instant
}

/// An order as a new version (H5).
public struct OrderAmended: DomainEvent {
  public static let type = "joinery.sales.order.amended.v1"
  public static let personal: Set<String> = ["reason"]

  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  /// 2 for the first amendment.
  public var version: Int
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace?
  /// The total before, tax included.
  public var previousTotal: Money
  /// What is agreed now, whole.
  public var terms: OrderTerms
  public var reason: String?
  /// The business day of the amendment.
  public var amendedOn: BusinessDate
  public var erp: ERPReference?
  public var occurredAt: Instant
}

/// An order will not be carried out any further.
public struct OrderCancelled: DomainEvent {
  public static let type = "joinery.sales.order.cancelled.v1"
  public static let personal: Set<String> = ["reason"]

  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  /// Why, in words.
  public var reason: String
  public var cancelledOn: BusinessDate
  public var erp: ERPReference?
  public var occurredAt: Instant
}

/// An order that was cancelled goes on under the terms that it has now: its deliveries and what was paid stay with it.
public struct OrderReinstated: DomainEvent {
  public static let type = "joinery.sales.order.reinstated.v1"
  public static let personal: Set<String> = ["reason"]

  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  /// The next one: it counts as an amendment does.
  public var version: Int
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace?
  /// The total of the terms that were cancelled, tax included.
  public var previousTotal: Money
  /// What is agreed now, whole.
  public var terms: OrderTerms
  /// Why, in words; absent where the ERP changed an order that it had cancelled.
  public var reason: String?
  /// The business day on which it goes on, never before that of the cancellation.
  public var reinstatedOn: BusinessDate
  public var erp: ERPReference?
  /// The ERP had promised it while the customer was on credit hold.
  public var onCreditHold: Bool? = nil
  public var occurredAt: Instant

  /// What it says of the order's terms: what an amendment of that day would.
  public var amendment: OrderAmended {
    OrderAmended(
      orderId: orderId, customerId: customerId, version: version, salespersonId: salespersonId, shop: shop,
      signedOn: signedOn, signedAt: signedAt, previousTotal: previousTotal, terms: terms, reason: reason,
      amendedOn: reinstatedOn, erp: erp, occurredAt: occurredAt)
  }
}

/// The ERP has taken an order of our own under a number of its own, and what it says of that number is of this order.
public struct OrderRegistered: DomainEvent {
  public static let type = "joinery.sales.order.registered.v1"

  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  /// What the ERP calls the order.
  public var erp: ERPReference
  public var occurredAt: Instant
}
