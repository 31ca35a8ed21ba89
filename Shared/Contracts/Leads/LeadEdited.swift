import Kernel

/// What a lead says was changed: as it now is, as it was, and which fields differ (B3). Stage and owner have events of
/// their own.
public struct LeadEdited: DomainEvent {
  public static let type = "joinery.leads.lead.edited.v2"
  public static let personal: Set<String> = [
    "name", "phone", "notes", "wechat", "email", "address", "custom", "detail",
  ]
  public static var earlier: [EarlierVersion<LeadEdited>] { [.init(V1.self)] }
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// After the edit.
  public var profile: LeadProfile
  /// Names of the profile's fields that differ; a later build may name one that is not known today.
  public var changed: ChangedFields<LeadProfile.Field>
  /// Before the edit.
  public var previous: LeadProfile
  public var inProfile: Bool
  public var failedRules: [String]
  /// The file that changed it.
  public var importId: ID<ImportBatch>?
  /// The business day of the edit.
  public var editedOn: BusinessDate
  public var occurredAt: Instant
}

extension LeadEdited {
  /// It had the profile's fields among its own, and the changes with old and new as text.
  struct V1: EarlierEvent {
    static let type = "joinery.leads.lead.edited.v1"

    let profile: LeadProfile
    let rest: Rest

    struct Rest: Decodable {
      let leadId: ID<Lead>
      let customerId: ID<Customer>
      let inProfile: Bool
      let failedRules: [String]
      /// The changed fields, old and new as text.
      let changes: [FieldChange]
      let importId: ID<ImportBatch>?
      let editedOn: BusinessDate
      let occurredAt: Instant
    }

    init(from decoder: any Decoder) throws {
      profile = try LeadProfile(from: decoder)
      rest = try Rest(from: decoder)
    }

    /// An old value that is none of its field's stays unknown: it counts as what it is now.
    func upcast() -> LeadEdited {
      LeadEdited(
        leadId: rest.leadId, customerId: rest.customerId, profile: profile,
        changed: ChangedFields(rest.changes.compactMap { LeadProfile.Field(rawValue: $0.field) }),
        previous: (try? profile.before(rest.changes)) ?? profile, inProfile: rest.inProfile,
        failedRules: rest.failedRules, importId: rest.importId, editedOn: rest.editedOn, occurredAt: rest.occurredAt)
    }
  }
}
