import Contracts
import Kernel

/// A business partner that brings customers, as it now is (A2, B20).
public struct PartnerState: Hashable, Sendable {
  public var id: ID<Partner>
  public var name: String
  /// `decorator`, `designer`, `developer`, `dealer` or another word of the company.
  public var kind: String
  public var contactName: String?
  public var phone: String?
  /// The employee who keeps the relation.
  public var ownerID: ID<Employee>?
  public var active: Bool

  public init(
    id: ID<Partner>, name: String, kind: String, contactName: String?, phone: String?, ownerID: ID<Employee>?,
    active: Bool
  ) {
    (self.id, self.name, self.kind, self.contactName) = (id, name, kind, contactName)
    (self.phone, self.ownerID, self.active) = (phone, ownerID, active)
  }

  public init(_ event: PartnerChanged) {
    self.init(
      id: event.partnerId, name: event.name, kind: event.kind, contactName: event.contactName, phone: event.phone,
      ownerID: event.ownerId, active: event.active)
  }

  /// Registers a partner, or writes one anew.
  public static func register(_ event: PartnerChanged) throws(LeadError) -> PartnerChanged {
    var review = FieldReview()
    review.text("/name", event.name)
    review.text("/kind", event.kind, upTo: 50)
    review.length("/contactName", event.contactName)
    review.length("/phone", event.phone)
    try review.finish()
    return event
  }

  public func edit(_ edit: PartnerEdit, at occurredAt: Instant) throws(LeadError) -> PartnerChanged {
    try Self.register(
      PartnerChanged(
        partnerId: id, name: edit.name ?? name, kind: edit.kind ?? kind,
        contactName: edit.contactName.applied(to: contactName), phone: edit.phone.applied(to: phone),
        ownerId: edit.ownerId.applied(to: ownerID), active: edit.active ?? active, occurredAt: occurredAt))
  }
}

/// What is to change of a partner: what is absent stays, null takes a value away.
public struct PartnerEdit: Decodable, Equatable, Sendable {
  public var name: String?
  public var kind: String?
  public var contactName: Patch<String> = .absent
  public var phone: Patch<String> = .absent
  public var ownerId: Patch<ID<Employee>> = .absent
  public var active: Bool?

  public init() {}
}
