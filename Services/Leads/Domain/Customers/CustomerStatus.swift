import Contracts

extension CustomerStatus {
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
