import Kernel

/// The designer was on site (C18, C19): what was confirmed, what differs from the order, and what the installer must
/// know.
public struct SiteMeasured: DomainEvent {
  /// A fact of the order that the designer found otherwise.
  public struct Change: Codable, Hashable, Sendable {
    /// What of the order it is, in words.
    public var field: String
    /// As the order says.
    public var from: String
    /// As it is on site.
    public var to: String
  }

  /// An appliance that the furniture has to fit.
  public struct Appliance: Codable, Hashable, Sendable {
    /// What it is, in words.
    public var kind: String
    /// Width in millimetres.
    public var widthMm: Int
    /// Height in millimetres.
    public var heightMm: Int
    /// Depth in millimetres.
    public var depthMm: Int
  }

  public static let type = "joinery.sales.site.measured.v1"
  public static let personal: Set<String> = ["changed", "appliances", "constraints"]

  public var measurementId: ID<Measurement>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  /// Code of the designer who measured.
  public var designerId: ID<Employee>
  /// Whether what the order says was found right.
  public var confirmed: Bool
  /// What was found otherwise; nothing where the list is empty.
  public var changed: [Change]
  /// Appliances that the furniture has to fit.
  public var appliances: [Appliance]
  /// What stands in the way on site, in words.
  public var constraints: String?
  /// The business day of the visit.
  public var measuredOn: BusinessDate
  public var occurredAt: Instant
}
