import Contracts
import Kernel

/// A service outlet: where it serves, what it can do, how many jobs it takes (E4).
public struct OutletState: Codable, Hashable, Sendable {
  public let code: ID<Outlet>
  public let name: String
  /// What it serves, in words: cities, communities.
  public let area: String?
  public let skills: [String]
  /// Jobs a day; nil where it takes any number.
  public let capacity: Int?
  public let active: Bool
  /// Whose it is; nil where it is the company's.
  public let shop: ID<Shop>?

  public init(_ event: OutletChanged) {
    (code, name, area, skills) = (event.code, event.name, event.area, event.skills)
    (capacity, active, shop) = (event.capacity, event.active, event.shop)
  }

  /// What is left out stays.
  public func edit(_ command: EditOutlet) throws(InvalidFields) -> OutletChanged {
    try Self.checked(
      OutletChanged(
        code: code, name: command.name ?? name, area: command.area.applied(to: area), skills: command.skills ?? skills,
        capacity: command.capacity.applied(to: capacity), active: command.active ?? active,
        shop: command.shop.applied(to: shop)))
  }

  fileprivate static func checked(_ event: OutletChanged) throws(InvalidFields) -> OutletChanged {
    var fields = InvalidFields()
    fields.text("/name", event.name)
    fields.length("/area", event.area)
    for (index, skill) in event.skills.enumerated() { fields.text("/skills/\(index)", skill) }
    if let capacity = event.capacity, capacity < 0 { fields.refuse("/capacity", .negative) }
    try fields.check()
    return event
  }
}

/// `POST /v1/outlets`.
public struct AddOutlet: Decodable, Sendable {
  public var code: ID<Outlet>
  var name: String
  var area: String?
  var skills: [String]?
  var capacity: Int?
  var active: Bool?
  /// Whose it is: its people see what is given to it.
  public var shop: ID<Shop>?
  public var occurredAt: Instant?

  public func event() throws(InvalidFields) -> OutletChanged {
    try OutletState.checked(
      OutletChanged(
        code: code, name: name, area: area, skills: skills ?? [], capacity: capacity, active: active ?? true,
        shop: shop))
  }
}

/// `PATCH /v1/outlets/{code}`: what is left out stays; area, capacity and shop can be taken away.
public struct EditOutlet: Decodable, Sendable {
  var name: String?
  var area: Patch<String> = .absent
  var skills: [String]?
  var capacity: Patch<Int> = .absent
  var active: Bool?
  public var shop: Patch<ID<Shop>> = .absent
  public var occurredAt: Instant?
}
