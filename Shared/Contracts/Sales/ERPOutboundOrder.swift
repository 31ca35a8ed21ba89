import Kernel

/// An order of our own for the ERP, whole as it now is, on the topic that the ERP's bridge reads
/// (`Shared/Contracts/README.md#orders-for-the-erp`). No event: nobody here listens.
public struct ERPOutboundOrder: Codable, Hashable, Sendable {
  public static let type = "joinery.erp.outbound.order.changed.v1"
  public static let personal: Set<String> = ["name", "phone", "wechat", "email", "address", "reason"]

  /// What has just happened to an order.
  public enum Change: String, Codable, CaseIterable, Hashable, Sendable {
    /// It is new.
    case confirmed
    /// Its terms are others.
    case amended
    /// It is off.
    case cancelled
    /// It goes on after it was off.
    case reinstated
  }

  /// Who has ordered.
  public struct Party: Codable, Hashable, Sendable {
    /// The customer's id here.
    public var id: ID<Customer>
    /// The customer's name.
    public var name: String
    public var phone: String
    public var wechat: String? = nil
    public var email: String? = nil
    public var address: Address? = nil
  }

  /// What is ordered.
  public struct Line: Codable, Hashable, Sendable {
    /// Our name of the line, which it keeps. An ERP that says it when it changes the order changes this very line.
    public var lineNumber: ID<OrderLine>
    public var sku: String? = nil
    public var description: String
    /// The room that it is for.
    public var room: String? = nil
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

  /// A part of the total with its own due date.
  public struct Instalment: Codable, Hashable, Sendable {
    public var label: String
    /// What is to be paid, tax included; all instalments add up to the total.
    public var amount: Money
    public var dueOn: BusinessDate
  }

  public var orderId: ID<Order>
  /// Our number of the order, as people read it.
  public var orderNumber: String
  /// It grows with each change: a message with a lower one than the last that was taken is old.
  public var revision: Int
  /// What has just happened to it.
  public var change: Change
  /// Why it was amended, cancelled or reinstated, in words.
  public var reason: String? = nil
  /// Who has ordered.
  public var customer: Party
  public var salespersonId: ID<Employee>? = nil
  /// Code of the designer; absent where none is named.
  public var designerId: ID<Employee>? = nil
  public var shop: ID<Shop>? = nil
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace? = nil
  /// The day promised to the customer for the delivery; absent where none was.
  public var promisedOn: BusinessDate? = nil
  /// All lines, with their prices as agreed.
  public var lines: [Line]
  /// All lines, tax included.
  public var total: Money
  /// How the total is to be paid.
  public var instalments: [Instalment]
  /// The ERP's number of the order, once it has registered it.
  public var externalId: String? = nil
  /// The ERP that has registered it: the `ce_source` of its messages.
  public var externalSystem: String? = nil
  public var occurredAt: Instant
}
