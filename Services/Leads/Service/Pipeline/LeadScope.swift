import Contracts
import Kernel
import LeadsDomain
import SQLite
import ServiceRuntime

/// Whose leads a caller sees (G1): all, those of the own shop, or the own ones and the pool.
struct LeadScope: Hashable, Sendable {
  var owner: String?
  var shop: String?

  init(of caller: Caller) {
    guard caller.roles.isDisjoint(with: [.manager, .operations, .finance, .auditor, .service, .designer, .installer])
    else { return }
    if caller.roles.contains(.shop), let code = caller.shop {
      shop = code
    } else {
      owner = caller.subject
    }
  }

  /// Refuses a lead of somebody else's as if it were not there: whoever sees nothing is told nothing (404).
  func require(_ lead: LeadState, in database: Database) throws {
    guard let leadOwner = lead.ownerID else { return }
    if let owner, owner != leadOwner.text { throw LeadStore.unknown(lead.id) }
    if let shop, try EmployeeStore.table.entry(leadOwner, in: database)?.state.shop?.text != shop {
      throw LeadStore.unknown(lead.id)
    }
  }
}
