/// What a person may do, as the claim `roles` names it.
public enum Role: String, CaseIterable, Codable, Sendable {
  case manager
  case netSales = "net-sales"
  case shop
  case designer
  case installer
  case service
  case finance
  case operations
  /// Reads all, writes nothing.
  case auditor
  /// An ERP's bridge, which is no person: sends orders, and asks what became of them.
  case bridge

  /// By its case: roles are looked for in sets with each request, and by itself the text of the role would be hashed.
  public func hash(into hasher: inout Hasher) {
    let place: UInt8 =
      switch self {
      case .manager: 0
      case .netSales: 1
      case .shop: 2
      case .designer: 3
      case .installer: 4
      case .service: 5
      case .finance: 6
      case .operations: 7
      case .auditor: 8
      case .bridge: 9
      }
    hasher.combine(place)
  }
}

/// Who calls.
public struct Caller: Hashable, Sendable {
  /// The claim `sub`: an employee's code.
  public let subject: String
  public let name: String
  public let roles: Set<Role>
  /// The code of the shop that the caller belongs to.
  public let shop: String?

  public init(subject: String, name: String, roles: Set<Role>, shop: String? = nil) {
    self.subject = subject
    self.name = name
    self.roles = roles
    self.shop = shop
  }

  /// Who calls a service that has no key and serves this machine only.
  public static let local = Caller(subject: "local", name: "local", roles: Set(Role.allCases))
}

extension Set<Role> {
  /// Everybody who is signed in: all persons, whatever they do.
  public static let everyone = Set(Role.allCases).subtracting([.bridge])
}
