import Kernel

/// A lead came in, from whatever channel (A1, A2, A3).
public struct LeadCaptured: DomainEvent {
  public static let type = "joinery.leads.lead.captured.v2"
  public static let personal: Set<String> = [
    "name", "phone", "notes", "wechat", "email", "address", "custom", "detail",
  ]
  public static var earlier: [EarlierVersion<LeadCaptured>] { [.init(V1.self)] }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// As given with this lead; the customer keeps what it was registered with.
  public var profile: LeadProfile
  /// Code of the employee who owns the lead; absent where nobody does yet.
  public var ownerId: ID<Employee>?
  /// The last day on which nobody else may take this customer (A19).
  public var protectedUntil: BusinessDate
  public var inProfile: Bool
  public var failedRules: [String]
  /// The file that it came with.
  public var importId: ID<ImportBatch>? = nil
  /// The business day of the capture.
  public var capturedOn: BusinessDate
  /// When it happened for the business.
  public var occurredAt: Instant
}

extension LeadCaptured {
  /// It had the profile's fields among its own.
  struct V1: EarlierEvent {
    static let type = "joinery.leads.lead.captured.v1"

    let profile: LeadProfile
    let rest: Rest

    struct Rest: Decodable {
      let leadId: ID<Lead>
      let customerId: ID<Customer>
      let ownerId: ID<Employee>?
      let protectedUntil: BusinessDate
      let inProfile: Bool
      let failedRules: [String]
      let importId: ID<ImportBatch>?
      let capturedOn: BusinessDate
      let occurredAt: Instant
    }

    init(from decoder: any Decoder) throws {
      profile = try LeadProfile(from: decoder)
      rest = try Rest(from: decoder)
    }

    func upcast() -> LeadCaptured {
      LeadCaptured(
        leadId: rest.leadId, customerId: rest.customerId, profile: profile, ownerId: rest.ownerId,
        protectedUntil: rest.protectedUntil, inProfile: rest.inProfile, failedRules: rest.failedRules,
        importId: rest.importId, capturedOn: rest.capturedOn, occurredAt: rest.occurredAt)
    }
  }
}
