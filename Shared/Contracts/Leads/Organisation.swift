import Kernel

/// An employee as he or she now is, registered or edited.
public struct EmployeeChanged: DomainEvent {
  public static let type = "joinery.leads.employee.changed.v1"
  public static let personal: Set<String> = ["name"]
  public var key: String { code.text }

  public var code: ID<Employee>
  /// The employee's full name.
  public var name: String
  /// What the employee may do first of all, such as `shop` or `manager`.
  public var role: String
  /// Code of the shop that the employee belongs to; absent for none.
  public var shop: ID<Shop>?
  public var active: Bool
  /// What he or she may do besides `role`, in order; absent for nothing.
  public var roles: [String]? = nil
}

/// A shop as it now is, registered or edited.
public struct ShopChanged: DomainEvent {
  public static let type = "joinery.leads.shop.changed.v1"
  public var key: String { code.text }

  public var code: ID<Shop>
  public var name: String
  public var address: String?
}

/// What a company's own field belongs to.
public enum CustomFieldEntity: String, Codable, CaseIterable, Hashable, Sendable {
  case lead, customer
}

/// What a company's own field holds; values travel as text.
public enum CustomFieldKind: String, Codable, CaseIterable, Hashable, Sendable {
  case text, number, boolean, date, choice
}

/// A field of the company, as it now is.
public struct CustomFieldDefined: DomainEvent {
  public static let type = "joinery.leads.custom_field.defined.v1"
  public var key: String { "\(entity.rawValue).\(name)" }
  public var subject: String { key }

  /// What the field belongs to.
  public var entity: CustomFieldEntity
  /// The field's name in `custom`; also, after the entity, the key.
  public var name: String
  /// What people read; absent where the name will do.
  public var label: String?
  /// What the field holds.
  public var kind: CustomFieldKind
  /// Whether a new record must have it.
  public var required: Bool
  /// What a `choice` may be.
  public var options: [String]
  public var active: Bool
  public var occurredAt: Instant
}
