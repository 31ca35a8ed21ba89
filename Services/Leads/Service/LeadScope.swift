import Contracts
import Kernel
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

  /// Refuses a lead of somebody else's as if it were not there.
  func require(_ lead: LeadView, in database: Database) throws {
    guard let leadOwner = lead.ownerId?.text else { return }
    if let owner, owner != leadOwner { throw refused(lead) }
    if let shop {
      let isOurs = try database.exists("SELECT 1 FROM employees WHERE code = ? AND shop = ?", leadOwner, shop)
      guard isOurs else { throw refused(lead) }
    }
  }

  private func refused(_ lead: LeadView) -> Problem {
    Problem(
      403, "not-yours", title: Localized(zh: "这不是您的线索", en: "This lead is not yours"),
      detail: Localized(
        zh: "负责人:\(lead.ownerId?.text ?? "");阶段:\(lead.stage.rawValue)。请与其联系或请经理改派。",
        en: "Its owner is \(lead.ownerId?.text ?? "nobody"), its stage \(lead.stage.rawValue). "
          + "Talk to the owner, or ask a manager to assign it to you.")
    ).with("ownerId", lead.ownerId.map { .string($0.text) } ?? .null).with("stage", .string(lead.stage.rawValue))
  }
}
