import Kernel

/// Where somebody lives or where work is done. All parts are optional, since sources differ.
public struct Address: Codable, Hashable, Sendable {
  /// City.
  public var city: String? = nil
  /// Residential compound (小区).
  public var community: String? = nil
  /// Building in the compound.
  public var building: String? = nil
  /// Flat (房号).
  public var room: String? = nil
}

/// Where a lead came from (A2, A3).
public struct LeadSource: Codable, Hashable, Sendable {
  /// By what a lead comes in; `own` is the company's own people, `department` another of its departments.
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

  /// By what the lead came in.
  public var channel: Channel
  /// More about it, in words.
  public var detail: String? = nil
  /// The business partner that brought it.
  public var partnerId: ID<Partner>? = nil
  /// The campaign that brought it.
  public var campaignId: ID<Campaign>? = nil
  /// The customer who brought it.
  public var referrerCustomerId: ID<Customer>? = nil
}

/// A line of a quote or an order with its prices copied at the time.
public struct PricedLine: Codable, Hashable, Sendable {
  public var lineId: ID<OrderLine>
  public var sku: String?
  public var description: String
  /// The room that it is for.
  public var room: String?
  public var quantity: Quantity
  /// Price of one unit before the discount, tax included.
  public var unitPrice: Money
  /// From 0 to 100.
  public var discountPercent: Percent
  /// Rate of the tax that is contained in the amount.
  public var taxRatePercent: Percent
  /// Quantity × unit price less discount, rounded half up once, tax included.
  public var amount: Money
}

/// A part of an order's total with its own due date.
public struct InstalmentPlan: Codable, Hashable, Sendable {
  /// Stays through amendments.
  public var instalmentId: ID<Instalment>
  public var label: String
  /// What is to be paid, tax included; all instalments add up to the total.
  public var amount: Money
  public var dueOn: BusinessDate
}

/// Tax contained in the gross of one rate group.
public struct TaxShare: Codable, Hashable, Sendable {
  public var ratePercent: Percent
  /// Amounts of this rate, tax included.
  public var gross: Money
  /// Tax contained in `gross`.
  public var tax: Money
}

/// The ERP's name for an order: (`ce_source`, `orderNumber`), with the revision last taken.
public struct ERPReference: Codable, Hashable, Sendable {
  /// The ERP's instance: the `ce_source` of its messages.
  public var source: String
  /// The ERP's own number of the order.
  public var orderNumber: String
  /// The ERP's revision of the order that is meant; it grows with each change.
  public var revision: Int

  /// The ordering key of the waiting entry and of what is parked.
  public var key: String { "\(source)#\(orderNumber)" }
}
