import Contracts
import Kernel

/// An outlet that may take a customer's request, and why (E4).
public struct ProposedOutlet: Codable, Hashable, Sendable {
  /// What of the customer's address its area names: nearest first.
  public enum Nearness: String, Codable, CaseIterable, Sendable { case community, city, elsewhere }

  public let code: ID<Outlet>
  public let name: String
  public let nearness: Nearness
  /// Requests that it has and that are not resolved.
  public let openRequests: Int
  public let capacity: Int?

  /// Those that work and have the skill: those that are full come last, then the nearest first, of these the one with
  /// the least to do.
  public static func among(
    _ outlets: [OutletState], near address: Address, skill: String?, load: [ID<Outlet>: Int]
  ) -> [ProposedOutlet] {
    outlets.filter { outlet in outlet.active && (skill.map { outlet.skills.contains($0) } ?? true) }
      .map { outlet in
        ProposedOutlet(
          code: outlet.code, name: outlet.name, nearness: nearness(of: outlet.area ?? "", to: address),
          openRequests: load[outlet.code] ?? 0, capacity: outlet.capacity)
      }
      .sorted { $0.rank < $1.rank }
  }

  private static func nearness(of area: String, to address: Address) -> Nearness {
    func names(_ part: String?) -> Bool { part.map { !$0.isEmpty && area.contains($0) } ?? false }
    return names(address.community) ? .community : names(address.city) ? .city : .elsewhere
  }

  private var rank: (Int, Int, Int, String) {
    let isFull = capacity.map { openRequests >= $0 } ?? false
    let distance =
      switch nearness {
      case .community: 0
      case .city: 1
      case .elsewhere: 2
      }
    return (isFull ? 1 : 0, distance, openRequests, code.text)
  }
}
