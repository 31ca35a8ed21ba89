import Kernel

/// A person or household got its id, which never changes from then on.
public struct CustomerRegistered: DomainEvent {
  public static let type = "joinery.leads.customer.registered.v1"
  public static let personal: Set<String> = ["name", "phone", "wechat", "email", "address", "detail"]

  public var customerId: ID<Customer>
  /// The customer's full name.
  public var name: String
  /// Normalised: digits only, without the country code of China.
  public var phone: String
  public var wechat: String?
  public var email: String?
  public var address: Address
  /// Where the customer came from first.
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
  /// Whether the customer was registered by this, not found.
  public var registered: Bool
}

/// An ERP calls a customer by a number: one who was here, or was registered by this. One ERP may have several for one.
public struct CustomerNumbered: DomainEvent {
  public static let type = "joinery.leads.customer.numbered.v1"

  public var customerId: ID<Customer>
  /// The ERP: the `ce_source` of its messages.
  public var system: String
  /// What the ERP calls the customer.
  public var number: String
  /// Whether the customer was registered by this, not found.
  public var registered: Bool
  public var occurredAt: Instant
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

/// Why a person was erased. A code, since words might hold what is to be forgotten.
public enum ErasureReason: String, Codable, CaseIterable, Hashable, Sendable {
  /// The person asked for it.
  case request
  /// The time for which the company keeps such data is over.
  case retention
  /// The person should never have been noted.
  case mistake
}

/// A person's data are forgotten: whoever reads this blanks what is personal, whatever event brought it, and keeps ids,
/// numbers and money (`Shared/ServiceRuntime/README.md#erasure`). What comes of this customer later is blanked as well.
public struct CustomerErased: DomainEvent {
  public static let type = "joinery.leads.customer.erased.v1"

  public var customerId: ID<Customer>
  /// Other keys under which events tell of the person: those of the ERP's orders.
  public var otherKeys: [String]
  /// Why the person was erased.
  public var reason: ErasureReason
  /// The business day.
  public var erasedOn: BusinessDate
  public var occurredAt: Instant
}
