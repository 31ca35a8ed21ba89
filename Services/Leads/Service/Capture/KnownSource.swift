import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

extension CommandRequest {
  /// Throws 422 for a partner, campaign or referring customer that nobody has registered; role `operations` brings such
  /// (`Shared/ServiceRuntime/README.md#names`).
  func requireKnown(_ source: LeadSource?, in database: Database) throws {
    guard let source, !caller.roles.contains(.operations) else { return }
    try require(
      source.partnerId, in: "partners", at: "/source/partnerId", Localized(zh: "合作伙伴", en: "partner"), database)
    try require(
      source.campaignId, in: "campaigns", at: "/source/campaignId", Localized(zh: "活动方案", en: "campaign"), database)
    try require(
      source.referrerCustomerId, in: "customers", at: "/source/referrerCustomerId",
      Localized(zh: "介绍人", en: "referring customer"), database)
  }

  private func require<Subject>(
    _ id: ID<Subject>?, in table: String, at pointer: String, _ noun: Localized, _ database: Database
  ) throws {
    guard let id, try !database.exists("SELECT 1 FROM \(table) WHERE id = ?", id) else { return }
    throw Problem.unknownName(
      pointer, "unknown-code", Localized(zh: "\(noun.chinese)“\(id)”", en: "\(noun.english) '\(id)'"))
  }
}
