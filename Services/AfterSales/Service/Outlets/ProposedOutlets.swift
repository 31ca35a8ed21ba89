import Contracts
import Kernel
import SQLite

/// An outlet that may take a customer's request, and why (E4).
struct ProposedOutlet: Codable, Sendable {
  /// What of the customer's address its area names: nearest first.
  enum Nearness: String, Codable, CaseIterable, Sendable { case community, city, elsewhere }

  var code: ID<Outlet>
  var name: String
  var nearness: Nearness
  /// Requests that it has and that are not resolved.
  var openRequests: Int
  var capacity: Int?
}

/// The nearest outlet that has the skill, the one with the least to do first; those that are full come last.
enum ProposedOutlets {
  static func list(for customer: CustomerView, skill: String?, in database: Database) throws -> [ProposedOutlet] {
    let load = Dictionary(
      grouping: try Requests.unresolved(in: database).compactMap(\.outlet), by: { $0 }
    ).mapValues(\.count)
    return try Outlets.list(area: nil, after: "", limit: 10_000, in: database)
      .filter { outlet in outlet.active && (skill.map { outlet.skills.contains($0) } ?? true) }
      .map { outlet in
        ProposedOutlet(
          code: outlet.code, name: outlet.name, nearness: nearness(of: outlet.area ?? "", to: customer.address),
          openRequests: load[outlet.code] ?? 0, capacity: outlet.capacity)
      }
      .sorted { rank($0) < rank($1) }
  }

  private static func nearness(of area: String, to address: Address) -> ProposedOutlet.Nearness {
    func names(_ part: String?) -> Bool { part.map { !$0.isEmpty && area.contains($0) } ?? false }
    return names(address.community) ? .community : names(address.city) ? .city : .elsewhere
  }

  private static func rank(_ outlet: ProposedOutlet) -> (Int, Int, Int, String) {
    let isFull = outlet.capacity.map { outlet.openRequests >= $0 } ?? false
    let distance = ProposedOutlet.Nearness.allCases.firstIndex(of: outlet.nearness) ?? 0
    return (isFull ? 1 : 0, distance, outlet.openRequests, outlet.code.text)
  }
}
