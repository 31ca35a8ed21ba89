import Contracts
import Kernel

/// Somebody who works here, by the code that the company chose.
public struct EmployeeState: Hashable, Sendable {
  public var code: ID<Employee>
  public var name: String
  public var role: String
  public var shop: ID<Shop>?
  public var active: Bool

  public init(code: ID<Employee>, name: String, role: String, shop: ID<Shop>?, active: Bool) {
    (self.code, self.name, self.role, self.shop, self.active) = (code, name, role, shop, active)
  }

  public init(_ event: EmployeeChanged) {
    self.init(code: event.code, name: event.name, role: event.role, shop: event.shop, active: event.active)
  }

  public static func register(
    _ code: ID<Employee>, name: String, role: String, shop: ID<Shop>?, active: Bool
  ) throws(LeadError) -> EmployeeChanged {
    var review = FieldReview()
    review.text("/name", name)
    try review.finish()
    return EmployeeChanged(code: code, name: name, role: role, shop: shop, active: active)
  }

  /// What is left out stays; null takes the shop away.
  public func edit(
    name: String?, role: String?, shop: Patch<ID<Shop>>, active: Bool?
  ) throws(LeadError) -> EmployeeChanged {
    try Self.register(
      code, name: name ?? self.name, role: role ?? self.role, shop: shop.applied(to: self.shop),
      active: active ?? self.active)
  }
}
