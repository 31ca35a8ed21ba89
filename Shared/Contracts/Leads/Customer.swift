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
