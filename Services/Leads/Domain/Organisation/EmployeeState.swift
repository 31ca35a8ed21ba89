import Contracts
import Kernel

/// Somebody who works here, by the code that the company chose.
public struct EmployeeState: Hashable, Sendable {
  public var code: ID<Employee>
  public var name: String
  public var role: String
  /// What he or she may do besides `role`, in order; nil for nothing.
  public var roles: [String]?
  public var shop: ID<Shop>?
  public var active: Bool

  public init(
    code: ID<Employee>, name: String, role: String, roles: [String]? = nil, shop: ID<Shop>?, active: Bool
  ) {
    (self.code, self.name, self.role, self.roles) = (code, name, role, roles)
    (self.shop, self.active) = (shop, active)
  }

  public init(_ event: EmployeeChanged) {
    self.init(
      code: event.code, name: event.name, role: event.role, roles: event.roles, shop: event.shop, active: event.active)
  }

  /// All that he or she may do, `role` first.
  public var allRoles: [String] { [role] + (roles ?? []) }

  /// `roles`: besides `role`; each is kept once.
  public static func register(
    _ code: ID<Employee>, name: String, role: String, roles: [String]? = nil, shop: ID<Shop>?, active: Bool
  ) throws(LeadError) -> EmployeeChanged {
    var review = FieldReview()
    review.text("/name", name)
    try review.finish()
    let further = Set(roles ?? []).subtracting([role]).sorted()
    return EmployeeChanged(
      code: code, name: name, role: role, shop: shop, active: active, roles: further.isEmpty ? nil : further)
  }

  /// What is left out stays; null takes the shop away, an empty list the further roles.
  public func edit(
    name: String?, role: String?, roles: [String]? = nil, shop: Patch<ID<Shop>>, active: Bool?
  ) throws(LeadError) -> EmployeeChanged {
    try Self.register(
      code, name: name ?? self.name, role: role ?? self.role, roles: roles ?? self.roles,
      shop: shop.applied(to: self.shop), active: active ?? self.active)
  }
}
