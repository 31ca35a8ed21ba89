/// Where a customer's relation with the company is (B4).
public enum CustomerStatus: String, Codable, CaseIterable, Hashable, Sendable {
  case prospect, active, dormant, lost, blocked

  /// The moves that a person may make. Somebody who has bought is a prospect no more.
  public var next: Set<CustomerStatus> {
    switch self {
    case .prospect: [.active, .lost, .blocked]
    case .active: [.dormant, .lost, .blocked]
    case .dormant: [.active, .lost, .blocked]
    case .lost: [.active, .dormant, .blocked]
    case .blocked: [.active, .dormant, .lost]
    }
  }
}
