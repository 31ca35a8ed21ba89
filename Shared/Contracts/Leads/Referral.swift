import Kernel

/// A business partner that brings customers, as it now is (A2, B20).
public struct PartnerChanged: DomainEvent {
  public static let type = "joinery.leads.partner.changed.v1"
  public static let personal: Set<String> = ["name", "contactName", "phone"]
  public var key: String { partnerId.text }

  public var partnerId: ID<Partner>
  public var name: String
  /// `decorator`, `designer`, `developer`, `dealer` or another word of the company.
  public var kind: String
  /// Whom to speak to there.
  public var contactName: String?
  public var phone: String?
  /// The employee who keeps the relation.
  public var ownerId: ID<Employee>?
  public var active: Bool
  public var occurredAt: Instant
}

/// Where a referral is: money came in, or all or some of it went back.
public enum ReferralState: String, Codable, CaseIterable, Hashable, Sendable {
  case converted
  case clawedBack = "clawed-back"
}

/// A customer brought a new one (A20).
public struct ReferralRecorded: DomainEvent {
  public static let type = "joinery.leads.referral.recorded.v1"

  /// The referred person's lead.
  public var leadId: ID<Lead>
  /// The referred one.
  public var customerId: ID<Customer>
  public var referrerCustomerId: ID<Customer>
  /// The business day on which it was recorded.
  public var recordedOn: BusinessDate
  public var occurredAt: Instant
}

/// Money came in for an order of the referred lead, or went back: each movement (A20).
public struct ReferralConverted: DomainEvent {
  public static let type = "joinery.leads.referral.converted.v1"

  /// The referred person's lead.
  public var leadId: ID<Lead>
  /// The referred one.
  public var customerId: ID<Customer>
  public var referrerCustomerId: ID<Customer>
  public var orderId: ID<Order>
  /// Whether money came in or went back.
  public var state: ReferralState
  /// What this movement adds; negative where money went back.
  public var amount: Money
  /// All of the order so far, this movement included.
  public var received: Money
  public var on: BusinessDate
  public var occurredAt: Instant
}
