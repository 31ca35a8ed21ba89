import Kernel

/// Where somebody lives or where work is done. All parts are optional, since sources differ.
public struct Address: Codable, Hashable, Sendable {
  public var city: String?
  /// 小区
  public var community: String?
  public var building: String?
  /// 房号
  public var room: String?

  public init(city: String? = nil, community: String? = nil, building: String? = nil, room: String? = nil) {
    self.city = city
    self.community = community
    self.building = building
    self.room = room
  }
}

/// Where a lead came from (A2, A3).
public struct LeadSource: Codable, Hashable, Sendable {
  public enum Channel: String, Codable, CaseIterable, Hashable, Sendable {
    case own
    case walkIn = "walk-in"
    case online
    case event
    case boughtList = "bought-list"
    case partner
    case referral
    case department
  }

  public var channel: Channel
  public var detail: String?
  public var partnerId: ID<Partner>?
  public var campaignId: ID<Campaign>?
  public var referrerCustomerId: ID<Customer>?

  public init(
    channel: Channel, detail: String? = nil, partnerId: ID<Partner>? = nil, campaignId: ID<Campaign>? = nil,
    referrerCustomerId: ID<Customer>? = nil
  ) {
    self.channel = channel
    self.detail = detail
    self.partnerId = partnerId
    self.campaignId = campaignId
    self.referrerCustomerId = referrerCustomerId
  }
}

/// A lead's place in the pipeline (A9).
public enum LeadStage: String, Codable, CaseIterable, Hashable, Sendable {
  case new, contacted, visited, quoted, won, lost, invalid
}

/// Where an order was signed (C6).
public enum SigningPlace: String, Codable, CaseIterable, Hashable, Sendable {
  case shop, home
}

/// A line of a quote or an order with its prices copied at the time (`rules.md`, Money).
public struct PricedLine: Codable, Hashable, Sendable {
  public var lineId: ID<OrderLine>
  public var sku: String?
  public var description: String
  public var room: String?
  public var quantity: Quantity
  public var unitPrice: Money
  public var discountPercent: Percent
  public var taxRatePercent: Percent
  /// Quantity × unit price less discount, rounded half up once, tax included.
  public var amount: Money

  public init(
    lineId: ID<OrderLine>, sku: String?, description: String, room: String?, quantity: Quantity, unitPrice: Money,
    discountPercent: Percent, taxRatePercent: Percent, amount: Money
  ) {
    self.lineId = lineId
    self.sku = sku
    self.description = description
    self.room = room
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.discountPercent = discountPercent
    self.taxRatePercent = taxRatePercent
    self.amount = amount
  }
}

/// A part of an order's total with its own due date.
public struct InstalmentPlan: Codable, Hashable, Sendable {
  public var instalmentId: ID<Instalment>
  public var label: String
  public var amount: Money
  public var dueOn: BusinessDate

  public init(instalmentId: ID<Instalment>, label: String, amount: Money, dueOn: BusinessDate) {
    self.instalmentId = instalmentId
    self.label = label
    self.amount = amount
    self.dueOn = dueOn
  }
}

/// Tax contained in the gross of one rate group (`rules.md`, Money).
public struct TaxShare: Codable, Hashable, Sendable {
  public var ratePercent: Percent
  public var gross: Money
  public var tax: Money

  public init(ratePercent: Percent, gross: Money, tax: Money) {
    self.ratePercent = ratePercent
    self.gross = gross
    self.tax = tax
  }
}

/// The ERP's name for an order: (`ce_source`, `orderNumber`), with the revision last taken (`erp.md`).
public struct ERPReference: Codable, Hashable, Sendable {
  public var source: String
  public var orderNumber: String
  public var revision: Int

  public init(source: String, orderNumber: String, revision: Int) {
    self.source = source
    self.orderNumber = orderNumber
    self.revision = revision
  }

  /// The ordering key of the waiting entry and of what is parked.
  public var key: String { "\(source)#\(orderNumber)" }
}
