import Contracts
import Kernel

/// A place that deliveries leave from, by the code that the company chose (C9).
public struct WarehouseState: Codable, Hashable, Sendable {
  public var code: ID<Warehouse>
  public var name: String
  public var address: String?
  /// What is not active is named in no new delivery.
  public var active: Bool

  public init(code: ID<Warehouse>, name: String, address: String?, active: Bool) {
    (self.code, self.name, self.address, self.active) = (code, name, address, active)
  }

  public init(_ event: WarehouseChanged) {
    self.init(code: event.code, name: event.name, address: event.address, active: event.active)
  }

  /// The event that makes the warehouse what it is here. Throws `InvalidField`.
  public func changed() throws(InvalidField) -> WarehouseChanged {
    try TextRule.require(code.text, at: "/code")
    try TextRule.require(name, at: "/name")
    try TextRule.check(address, at: "/address")
    return WarehouseChanged(code: code, name: name, address: address, active: active)
  }
}
