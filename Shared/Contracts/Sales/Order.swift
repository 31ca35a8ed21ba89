import Kernel

extension Catalog {
  static let salesEvents: [any DomainEvent.Type] = [
    ProductChanged.self, QuoteDrafted.self, QuoteIssued.self, QuoteAccepted.self, QuoteDeclined.self,
    OrderConfirmed.self, OrderAmended.self, OrderCancelled.self, ERPOrderReceived.self, ERPOrderCancelled.self,
    QuoteLinkIssued.self, DeliveryNoted.self, DeliveryCancelled.self, RecommendationAnswered.self, SiteMeasured.self,
  ]
}

/// A product as it now is, added or edited (C1).
public struct ProductChanged: DomainEvent {
  public static let type = "joinery.sales.product.changed.v1"
  public var key: String { sku }
  public var subject: String { sku }

  public var sku: String
  public var name: String
  public var unit: String
  public var price: Money
  public var category: String

  public init(sku: String, name: String, unit: String, price: Money, category: String) {
    self.sku = sku
    self.name = name
    self.unit = unit
    self.price = price
    self.category = category
  }
}

/// A quote was made, or made anew as its next version (C2, H4).
public struct QuoteDrafted: DomainEvent {
  public static let type = "joinery.sales.quote.drafted.v1"
  public var key: String { customerId.text }
  public var subject: String { quoteId.text }

  public var quoteId: ID<Quote>
  public var number: String
  public var version: Int
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  public var salespersonId: ID<Employee>
  public var validUntil: BusinessDate
  public var lines: [PricedLine]
  public var total: Money
  public var taxes: [TaxShare]
  public var occurredAt: Instant

  public init(
    quoteId: ID<Quote>, number: String, version: Int, customerId: ID<Customer>, leadId: ID<Lead>?,
    salespersonId: ID<Employee>, validUntil: BusinessDate, lines: [PricedLine], total: Money, taxes: [TaxShare],
    occurredAt: Instant
  ) {
    self.quoteId = quoteId
    self.number = number
    self.version = version
    self.customerId = customerId
    self.leadId = leadId
    self.salespersonId = salespersonId
    self.validUntil = validUntil
    self.lines = lines
    self.total = total
    self.taxes = taxes
    self.occurredAt = occurredAt
  }
}

/// A quote went to the customer.
public struct QuoteIssued: DomainEvent {
  public static let type = "joinery.sales.quote.issued.v1"
  public var key: String { customerId.text }
  public var subject: String { quoteId.text }

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  public var salespersonId: ID<Employee>
  public var version: Int
  public var total: Money
  public var issuedOn: BusinessDate
  public var validUntil: BusinessDate
  public var occurredAt: Instant

  public init(
    quoteId: ID<Quote>, customerId: ID<Customer>, leadId: ID<Lead>?, salespersonId: ID<Employee>, version: Int,
    total: Money, issuedOn: BusinessDate, validUntil: BusinessDate, occurredAt: Instant
  ) {
    self.quoteId = quoteId
    self.customerId = customerId
    self.leadId = leadId
    self.salespersonId = salespersonId
    self.version = version
    self.total = total
    self.issuedOn = issuedOn
    self.validUntil = validUntil
    self.occurredAt = occurredAt
  }
}

/// The customer said yes.
public struct QuoteAccepted: DomainEvent {
  public static let type = "joinery.sales.quote.accepted.v1"
  public var key: String { customerId.text }
  public var subject: String { quoteId.text }

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var version: Int
  public var acceptedOn: BusinessDate
  /// Of the link by which the customer accepted; nil where an employee noted it.
  public var linkHash: String?
  public var occurredAt: Instant

  public init(
    quoteId: ID<Quote>, customerId: ID<Customer>, version: Int, acceptedOn: BusinessDate, linkHash: String? = nil,
    occurredAt: Instant
  ) {
    self.quoteId = quoteId
    self.customerId = customerId
    self.version = version
    self.acceptedOn = acceptedOn
    self.linkHash = linkHash
    self.occurredAt = occurredAt
  }
}

/// A customer got a link by which this version of a quote can be accepted, once (H4).
public struct QuoteLinkIssued: DomainEvent {
  public static let type = "joinery.sales.quote_link.issued.v1"
  public var key: String { customerId.text }
  public var subject: String { quoteId.text }

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var version: Int
  /// SHA-256 of the token in hex: never the token itself.
  public var linkHash: String
  /// The last day on which it is good.
  public var expiresOn: BusinessDate
  public var occurredAt: Instant

  public init(
    quoteId: ID<Quote>, customerId: ID<Customer>, version: Int, linkHash: String, expiresOn: BusinessDate,
    occurredAt: Instant
  ) {
    self.quoteId = quoteId
    self.customerId = customerId
    self.version = version
    self.linkHash = linkHash
    self.expiresOn = expiresOn
    self.occurredAt = occurredAt
  }
}

/// The customer said no.
public struct QuoteDeclined: DomainEvent {
  public static let type = "joinery.sales.quote.declined.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { quoteId.text }

  public var quoteId: ID<Quote>
  public var customerId: ID<Customer>
  public var version: Int
  public var reason: String?
  public var declinedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    quoteId: ID<Quote>, customerId: ID<Customer>, version: Int, reason: String?, declinedOn: BusinessDate,
    occurredAt: Instant
  ) {
    self.quoteId = quoteId
    self.customerId = customerId
    self.version = version
    self.reason = reason
    self.declinedOn = declinedOn
    self.occurredAt = occurredAt
  }
}

/// What is ordered and how it is to be paid, as it stands after a confirmation or an amendment.
public struct OrderTerms: Codable, Hashable, Sendable {
  public var lines: [PricedLine]
  public var total: Money
  public var taxes: [TaxShare]
  public var instalments: [InstalmentPlan]
  public var promisedOn: BusinessDate?

  public init(
    lines: [PricedLine], total: Money, taxes: [TaxShare], instalments: [InstalmentPlan], promisedOn: BusinessDate?
  ) {
    self.lines = lines
    self.total = total
    self.taxes = taxes
    self.instalments = instalments
    self.promisedOn = promisedOn
  }
}

/// A contract: from a quote, directly, or from the ERP (C6, G6).
public struct OrderConfirmed: DomainEvent {
  public static let type = "joinery.sales.order.confirmed.v1"
  public var key: String { customerId.text }
  public var subject: String { orderId.text }

  public var orderId: ID<Order>
  public var number: String
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
  /// The ERP had promised it while the customer was on credit hold (`erp.md`).
  public var onCreditHold: Bool?
  public var occurredAt: Instant

  public init(
    orderId: ID<Order>, number: String, customerId: ID<Customer>, quoteId: ID<Quote>?, leadId: ID<Lead>?,
    salespersonId: ID<Employee>?, designerId: ID<Employee>?, shop: ID<Shop>?, signedOn: BusinessDate,
    signedAt: SigningPlace?, terms: OrderTerms, erp: ERPReference?, onCreditHold: Bool? = nil, occurredAt: Instant
  ) {
    self.orderId = orderId
    self.number = number
    self.customerId = customerId
    self.quoteId = quoteId
    self.leadId = leadId
    self.salespersonId = salespersonId
    self.designerId = designerId
    self.shop = shop
    self.signedOn = signedOn
    self.signedAt = signedAt
    self.terms = terms
    self.erp = erp
    self.onCreditHold = onCreditHold
    self.occurredAt = occurredAt
  }
}

/// An order as a new version (H5).
public struct OrderAmended: DomainEvent {
  public static let type = "joinery.sales.order.amended.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { orderId.text }

  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  /// 2 for the first amendment.
  public var version: Int
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace?
  public var previousTotal: Money
  public var terms: OrderTerms
  public var reason: String?
  public var amendedOn: BusinessDate
  public var erp: ERPReference?
  public var occurredAt: Instant

  public init(
    orderId: ID<Order>, customerId: ID<Customer>, version: Int, salespersonId: ID<Employee>?, shop: ID<Shop>?,
    signedOn: BusinessDate, signedAt: SigningPlace?, previousTotal: Money, terms: OrderTerms, reason: String?,
    amendedOn: BusinessDate, erp: ERPReference?, occurredAt: Instant
  ) {
    self.orderId = orderId
    self.customerId = customerId
    self.version = version
    self.salespersonId = salespersonId
    self.shop = shop
    self.signedOn = signedOn
    self.signedAt = signedAt
    self.previousTotal = previousTotal
    self.terms = terms
    self.reason = reason
    self.amendedOn = amendedOn
    self.erp = erp
    self.occurredAt = occurredAt
  }
}

/// An order will not be carried out any further.
public struct OrderCancelled: DomainEvent {
  public static let type = "joinery.sales.order.cancelled.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { orderId.text }

  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var reason: String
  public var cancelledOn: BusinessDate
  public var erp: ERPReference?
  public var occurredAt: Instant

  public init(
    orderId: ID<Order>, customerId: ID<Customer>, reason: String, cancelledOn: BusinessDate, erp: ERPReference?,
    occurredAt: Instant
  ) {
    self.orderId = orderId
    self.customerId = customerId
    self.reason = reason
    self.cancelledOn = cancelledOn
    self.erp = erp
    self.occurredAt = occurredAt
  }
}

/// The ERP's order as sales took it in: it waits for leads to name its customer (`erp.md`).
public struct ERPOrderReceived: DomainEvent {
  /// The customer in the ERP's words.
  public struct Party: Codable, Hashable, Sendable {
    public var number: String?
    public var name: String
    public var phone: String
    public var wechat: String?
    public var email: String?
    public var address: Address?

    public init(number: String?, name: String, phone: String, wechat: String?, email: String?, address: Address?) {
      self.number = number
      self.name = name
      self.phone = phone
      self.wechat = wechat
      self.email = email
      self.address = address
    }
  }

  public static let type = "joinery.sales.erp_order.received.v1"
  public static let personal: Set<String> = ["name", "phone", "wechat", "email", "community", "building", "room"]
  public var key: String { erp.key }
  public var subject: String { erp.key }

  public var erp: ERPReference
  public var customer: Party
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace?
  public var terms: OrderTerms
  public var occurredAt: Instant

  public init(
    erp: ERPReference, customer: Party, salespersonId: ID<Employee>?, shop: ID<Shop>?, signedOn: BusinessDate,
    signedAt: SigningPlace?, terms: OrderTerms, occurredAt: Instant
  ) {
    self.erp = erp
    self.customer = customer
    self.salespersonId = salespersonId
    self.shop = shop
    self.signedOn = signedOn
    self.signedAt = signedAt
    self.terms = terms
    self.occurredAt = occurredAt
  }
}

/// The ERP cancelled an order that is not placed here: it waits, or was never seen (`erp.md`: remembered).
public struct ERPOrderCancelled: DomainEvent {
  public static let type = "joinery.sales.erp_order.cancelled.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { erp.key }
  public var subject: String { erp.key }

  public var erp: ERPReference
  public var reason: String
  public var occurredAt: Instant

  public init(erp: ERPReference, reason: String, occurredAt: Instant) {
    self.erp = erp
    self.reason = reason
    self.occurredAt = occurredAt
  }
}

/// Goods left the warehouse for an order, all of it or a part (C9).
public struct DeliveryNoted: DomainEvent {
  public struct Line: Codable, Hashable, Sendable {
    public var lineId: ID<OrderLine>
    public var description: String
    public var quantity: Quantity
    /// Its share of the line's amount: all deliveries of a line add up to the line to the fen.
    public var amount: Money

    public init(lineId: ID<OrderLine>, description: String, quantity: Quantity, amount: Money) {
      self.lineId = lineId
      self.description = description
      self.quantity = quantity
      self.amount = amount
    }
  }

  public static let type = "joinery.sales.delivery.noted.v1"
  public var key: String { customerId.text }
  public var subject: String { deliveryId.text }

  public var deliveryId: ID<DeliveryNote>
  public var number: String
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var deliveredOn: BusinessDate
  public var warehouse: String
  public var lines: [Line]
  public var amount: Money
  /// Tax contained in the amount, by rate.
  public var taxes: [TaxShare]
  /// Nothing of the order is left to deliver.
  public var isComplete: Bool
  public var occurredAt: Instant

  public init(
    deliveryId: ID<DeliveryNote>, number: String, orderId: ID<Order>, customerId: ID<Customer>,
    salespersonId: ID<Employee>?, shop: ID<Shop>?, deliveredOn: BusinessDate, warehouse: String, lines: [Line],
    amount: Money, taxes: [TaxShare], isComplete: Bool, occurredAt: Instant
  ) {
    self.deliveryId = deliveryId
    self.number = number
    self.orderId = orderId
    self.customerId = customerId
    self.salespersonId = salespersonId
    self.shop = shop
    self.deliveredOn = deliveredOn
    self.warehouse = warehouse
    self.lines = lines
    self.amount = amount
    self.taxes = taxes
    self.isComplete = isComplete
    self.occurredAt = occurredAt
  }
}

/// A delivery note is void: what it had delivered is to be delivered again (C9).
public struct DeliveryCancelled: DomainEvent {
  public static let type = "joinery.sales.delivery.cancelled.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { deliveryId.text }

  public var deliveryId: ID<DeliveryNote>
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  /// What the note had noted, to be taken back.
  public var lines: [DeliveryNoted.Line]
  public var amount: Money
  public var taxes: [TaxShare]
  public var reason: String
  public var cancelledOn: BusinessDate
  public var occurredAt: Instant

  public init(
    deliveryId: ID<DeliveryNote>, orderId: ID<Order>, customerId: ID<Customer>, salespersonId: ID<Employee>?,
    shop: ID<Shop>?, lines: [DeliveryNoted.Line], amount: Money, taxes: [TaxShare], reason: String,
    cancelledOn: BusinessDate, occurredAt: Instant
  ) {
    self.deliveryId = deliveryId
    self.orderId = orderId
    self.customerId = customerId
    self.salespersonId = salespersonId
    self.shop = shop
    self.lines = lines
    self.amount = amount
    self.taxes = taxes
    self.reason = reason
    self.cancelledOn = cancelledOn
    self.occurredAt = occurredAt
  }
}

/// What a customer said to a product that was recommended (C22).
public struct RecommendationAnswered: DomainEvent {
  public enum Outcome: String, Codable, CaseIterable, Hashable, Sendable {
    case accepted, declined
  }

  public static let type = "joinery.sales.recommendation.answered.v1"
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  public var sku: String
  public var outcome: Outcome
  public var answeredOn: BusinessDate
  public var occurredAt: Instant

  public init(
    customerId: ID<Customer>, sku: String, outcome: Outcome, answeredOn: BusinessDate, occurredAt: Instant
  ) {
    self.customerId = customerId
    self.sku = sku
    self.outcome = outcome
    self.answeredOn = answeredOn
    self.occurredAt = occurredAt
  }
}

/// The designer was on site (C18, C19): what was confirmed, what differs from the order, and what the installer must
/// know.
public struct SiteMeasured: DomainEvent {
  public struct Change: Codable, Hashable, Sendable {
    public var field: String
    public var from: String
    public var to: String

    public init(field: String, from: String, to: String) {
      self.field = field
      self.from = from
      self.to = to
    }
  }

  public struct Appliance: Codable, Hashable, Sendable {
    public var kind: String
    public var widthMm: Int
    public var heightMm: Int
    public var depthMm: Int

    public init(kind: String, widthMm: Int, heightMm: Int, depthMm: Int) {
      self.kind = kind
      self.widthMm = widthMm
      self.heightMm = heightMm
      self.depthMm = depthMm
    }
  }

  public static let type = "joinery.sales.site.measured.v1"
  public static let personal: Set<String> = ["from", "to", "constraints"]
  public var key: String { customerId.text }
  public var subject: String { measurementId.text }

  public var measurementId: ID<Measurement>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  public var designerId: ID<Employee>
  public var confirmed: Bool
  public var changed: [Change]
  public var appliances: [Appliance]
  public var constraints: String?
  public var measuredOn: BusinessDate
  public var occurredAt: Instant

  public init(
    measurementId: ID<Measurement>, customerId: ID<Customer>, orderId: ID<Order>?, designerId: ID<Employee>,
    confirmed: Bool, changed: [Change], appliances: [Appliance], constraints: String?, measuredOn: BusinessDate,
    occurredAt: Instant
  ) {
    self.measurementId = measurementId
    self.customerId = customerId
    self.orderId = orderId
    self.designerId = designerId
    self.confirmed = confirmed
    self.changed = changed
    self.appliances = appliances
    self.constraints = constraints
    self.measuredOn = measuredOn
    self.occurredAt = occurredAt
  }
}
