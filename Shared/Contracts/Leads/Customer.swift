import Kernel

/// A person or household got its id, which never changes from then on.
public struct CustomerRegistered: DomainEvent {
  public static let type = "joinery.leads.customer.registered.v1"
  public static let personal: Set<String> = ["name", "phone", "wechat", "email", "community", "building", "room"]

  public var customerId: ID<Customer>
  public var name: String
  /// Normalised: digits only, without the country code of China.
  public var phone: String
  public var wechat: String?
  public var email: String?
  public var address: Address
  public var source: LeadSource
  /// The business day.
  public var registeredOn: BusinessDate
}

/// Contact data of a customer changed, or somebody says that it should: every change with old and new (B3).
public struct CustomerUpdated: DomainEvent {
  public struct Change: Codable, Hashable, Sendable {
    /// `name`, `phone`, `wechat`, `email`, `city`, `community`, `building`, `room`, `type`, `status`; as JSON
    /// `contacts`, `properties`, `dates`, `tags`, `optOut`; `custom.` and the name of a field of the company
    public var field: String
    public var from: String?
    public var to: String?
  }

  public static let type = "joinery.leads.customer.updated.v1"
  public static let personal: Set<String> = ["from", "to"]
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  public var changes: [Change]
  /// `edit` by an employee, `evaluation` by the customer.
  public var origin: String
  public var updatedOn: BusinessDate
  public var occurredAt: Instant
}

/// The answer to `ERPOrderReceived`: which customer that order belongs to, matched or newly registered
/// (`Shared/Contracts/README.md#whose-order`).
public struct ERPCustomerIdentified: DomainEvent {
  public static let type = "joinery.leads.erp_customer.identified.v1"

  public var customerId: ID<Customer>
  /// The ERP's instance, order and revision that asked.
  public var erp: ERPReference
  /// The ERP's customer number, where it has one.
  public var customerNumber: String?
  public var registered: Bool
}

/// A customer who had lapsed came back (A18).
public struct CustomerReactivated: DomainEvent {
  public static let type = "joinery.leads.customer.reactivated.v1"

  public var customerId: ID<Customer>
  /// The last business before.
  public var lapsedOn: BusinessDate
  /// `order`, `activity` or `lead`
  public var by: String
  public var on: BusinessDate
  public var occurredAt: Instant
}
