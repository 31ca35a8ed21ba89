import Kernel

/// The designer was on site (C18, C19): what was confirmed, what differs from the order, and what the installer must
/// know.
public struct SiteMeasured: DomainEvent {
  public struct Change: Codable, Hashable, Sendable {
    public var field: String
    public var from: String
    public var to: String
  }

  public struct Appliance: Codable, Hashable, Sendable {
    public var kind: String
    public var widthMm: Int
    public var heightMm: Int
    public var depthMm: Int
  }

  public static let type = "joinery.sales.site.measured.v1"
  public static let personal: Set<String> = ["changed", "appliances", "constraints"]

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
}
