import Kernel

/// What is known of a customer changed: as it now is, as it was, and which fields differ (B3).
///
/// Of an event of the first version only the changed fields are known: whoever keeps a copy takes no others from it
/// (`apply(to:)`).
public struct CustomerUpdated: DomainEvent {
  public static let type = "joinery.leads.customer.updated.v2"
  public static let personal: Set<String> = [
    "name", "phone", "wechat", "email", "address", "city", "community", "building", "room", "tags", "contacts",
    "properties", "dates", "custom",
  ]
  public static var earlier: [EarlierVersion<CustomerUpdated>] { [.init(V1.self)] }

  public var customerId: ID<Customer>
  /// After the change.
  public var profile: CustomerProfile
  /// Names of the profile's fields that differ; a later build may name one that is not known today.
  public var changed: ChangedFields<CustomerProfile.Field>
  /// Before the change.
  public var previous: CustomerProfile
  /// `edit` by an employee; `evaluation`: what the customer wrote there, and an employee took.
  public var origin: String
  /// The business day of the change.
  public var updatedOn: BusinessDate
  public var occurredAt: Instant
}

extension CustomerUpdated {
  /// Makes the change of another copy. Of the company's own fields those change that differ.
  public func apply(to copy: inout CustomerProfile) {
    for field in changed.fields {
      guard field == .custom else {
        CustomerProfile.part(field).take(&copy, profile)
        continue
      }
      for name in changedCustom { copy.custom[name] = profile.custom[name] }
    }
  }

  /// The changed fields by name; the company's own as `custom.` and theirs.
  public var changedNames: [String] {
    changed.fields.flatMap { $0 == .custom ? changedCustom.map { "custom.\($0)" } : [$0.rawValue] }
  }

  private var changedCustom: [String] {
    Set(previous.custom.keys).union(profile.custom.keys).sorted().filter { previous.custom[$0] != profile.custom[$0] }
  }

  /// It had the changes only, with old and new as text.
  struct V1: EarlierEvent {
    static let type = "joinery.leads.customer.updated.v1"

    let event: CustomerUpdated

    private struct Fields: Decodable {
      let customerId: ID<Customer>
      /// The changed fields, old and new as text.
      let changes: [FieldChange]
      let origin: String
      let updatedOn: BusinessDate
      let occurredAt: Instant
    }

    /// Throws where a value is none of its field's. A field that nobody knows is passed over.
    init(from decoder: any Decoder) throws {
      let old = try Fields(from: decoder)
      var profile = CustomerProfile(name: "", phone: "", address: Address())
      var previous = profile
      var fields: [CustomerProfile.Field] = []
      for change in old.changes {
        if change.field.hasPrefix("custom.") {
          let name = String(change.field.dropFirst(7))
          (previous.custom[name], profile.custom[name]) = (change.from, change.to)
          if !fields.contains(.custom) { fields.append(.custom) }
        } else if let field = CustomerProfile.Field(rawValue: change.field) {
          try CustomerProfile.part(field).set(&previous, change.from)
          try CustomerProfile.part(field).set(&profile, change.to)
          fields.append(field)
        }
      }
      event = CustomerUpdated(
        customerId: old.customerId, profile: profile, changed: ChangedFields(fields), previous: previous,
        origin: old.origin, updatedOn: old.updatedOn, occurredAt: old.occurredAt)
    }

    func upcast() -> CustomerUpdated { event }
  }
}
