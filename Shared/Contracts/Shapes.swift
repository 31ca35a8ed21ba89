import Kernel

/// Where somebody lives or where work is done. All parts are optional, since sources differ.
public struct Address: Codable, Hashable, Sendable {
  public var city: String? = nil
  /// 小区
  public var community: String? = nil
  public var building: String? = nil
  /// 房号
  public var room: String? = nil
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
  public var detail: String? = nil
  public var partnerId: ID<Partner>? = nil
  public var campaignId: ID<Campaign>? = nil
  public var referrerCustomerId: ID<Customer>? = nil
}

/// A line of a quote or an order with its prices copied at the time.
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
}

/// A part of an order's total with its own due date.
public struct InstalmentPlan: Codable, Hashable, Sendable {
  public var instalmentId: ID<Instalment>
  public var label: String
  public var amount: Money
  public var dueOn: BusinessDate
}

/// Tax contained in the gross of one rate group.
public struct TaxShare: Codable, Hashable, Sendable {
  public var ratePercent: Percent
  public var gross: Money
  public var tax: Money
}

/// The ERP's name for an order: (`ce_source`, `orderNumber`), with the revision last taken.
public struct ERPReference: Codable, Hashable, Sendable {
  public var source: String
  public var orderNumber: String
  public var revision: Int

  /// The ordering key of the waiting entry and of what is parked.
  public var key: String { "\(source)#\(orderNumber)" }
}
