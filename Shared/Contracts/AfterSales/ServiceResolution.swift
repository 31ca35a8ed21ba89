import Kernel

/// What broke it: together with the day it decides who pays.
public enum ServiceCause: String, Codable, CaseIterable, Hashable, Sendable {
  /// Of the material or of the making.
  case defect
  /// Of how it was installed.
  case installation
  case wear
  /// The customer's own doing: paid for within the warranty too.
  case misuse
  case other
}

/// The work is done (E3), with what it cost and why it is charged or not.
public struct ServiceResolved: DomainEvent {
  /// A part that was used.
  public struct Part: Codable, Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// What the part cost the company.
    public var cost: Money
    /// The installed item that it replaces.
    public var replaces: ID<InstalledItem>? = nil
    /// The new item of the archive; it keeps the rest of the warranty.
    public var itemId: ID<InstalledItem>? = nil
    /// Serial number of the new item.
    public var serial: String? = nil
    /// The last day of the new item's warranty.
    public var warrantyUntil: BusinessDate? = nil
  }

  public static let type = "joinery.aftersales.service.resolved.v1"
  public static let personal: Set<String> = ["work"]

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  /// What was done, in words.
  public var work: String
  /// The parts that were used.
  public var parts: [Part]
  /// What the labour cost the company.
  public var labour: Money
  /// What the customer is to pay, tax included; zero where it is free.
  public var chargeable: Money
  /// `in-warranty`, `out-of-warranty`, `goodwill`, `agreed`: why it is charged or free.
  public var decision: String
  /// The business day on which the work was done.
  public var resolvedOn: BusinessDate
  public var occurredAt: Instant
  /// What broke it, as it turned out.
  public var cause: ServiceCause? = nil
  /// Why so, in words.
  public var reason: String? = nil
  /// Work time from the request until now, pauses left out (H10).
  public var workMinutes: Int? = nil
  /// Work time within which it was to be resolved.
  public var targetWorkMinutes: Int? = nil
  /// Whether it was resolved within its target.
  public var onTime: Bool? = nil
  /// Items whose maintenance this was: their next one counts from here.
  public var maintained: [ID<InstalledItem>]? = nil
  /// Code of the employee who reported it.
  public var by: ID<Employee>? = nil
}

/// The customer has confirmed the work.
public struct ServiceConfirmed: DomainEvent {
  public static let type = "joinery.aftersales.service.confirmed.v1"

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  /// The business day of the confirmation.
  public var confirmedOn: BusinessDate
  public var occurredAt: Instant
  /// Who noted it.
  public var by: ID<Employee>? = nil
}

/// Service is to be paid for (D10): finance opens a receivable.
public struct ServiceCharged: DomainEvent {
  public static let type = "joinery.aftersales.service.charged.v1"

  public var requestId: ID<ServiceRequest>
  public var number: String
  public var customerId: ID<Customer>
  /// Tax included.
  public var amount: Money
  /// Rate of the tax that is contained in the amount.
  public var taxRatePercent: Percent
  /// The business day of the charge.
  public var chargedOn: BusinessDate
  public var dueOn: BusinessDate
  public var occurredAt: Instant
}
