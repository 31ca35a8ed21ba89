import Kernel

/// The ERP's order as sales took it in: it waits for leads to name its customer
/// (`Shared/Contracts/README.md#whose-order`).
public struct ERPOrderReceived: DomainEvent {
  /// The customer in the ERP's words.
  public struct Party: Codable, Hashable, Sendable {
    /// The ERP's number of the customer; absent where it has none.
    public var number: String?
    /// The customer's name in the ERP.
    public var name: String
    /// The customer's phone in the ERP, as it writes it.
    public var phone: String
    public var wechat: String?
    public var email: String?
    public var address: Address?
  }

  public static let type = "joinery.sales.erp_order.received.v1"
  public static let personal: Set<String> = ["name", "phone", "wechat", "email", "address"]
  public var key: String { erp.key }
  public var subject: String { erp.key }

  public var erp: ERPReference
  /// The customer in the ERP's words.
  public var customer: Party
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace?
  public var terms: OrderTerms
  public var occurredAt: Instant
}

/// The ERP cancelled an order that is not placed here: it waits, or was never seen
/// (`Shared/Contracts/README.md#which-order-and-which-revision`).
public struct ERPOrderCancelled: DomainEvent {
  public static let type = "joinery.sales.erp_order.cancelled.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { erp.key }
  public var subject: String { erp.key }

  public var erp: ERPReference
  public var reason: String
  public var occurredAt: Instant
}
