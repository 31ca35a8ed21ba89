import AfterSalesDomain
import Contracts
import Kernel
import SQLite

/// The table of the links by which customers evaluate.
enum EvaluationLinkStore {
  static func issue(_ event: EvaluationLinkIssued, to database: Database) throws {
    try add(EvaluationLink(event), to: database)
  }

  static func add(_ link: EvaluationLink, to database: Database) throws {
    try database.run(
      "INSERT OR IGNORE INTO evaluation_links VALUES (?, ?, ?, ?)", link.hash, link.installationId, link.expiresOn,
      link.isUsed)
  }

  static func use(_ hash: String, in database: Database) throws {
    try database.run("UPDATE evaluation_links SET used = 1 WHERE hash = ?", hash)
  }

  /// The installation that a token is good for on that day. Throws `EvaluationLinkError`.
  static func installation(
    of token: String, on day: BusinessDate, in database: Database
  ) throws -> InstallationState {
    let link = try database.first(
      "SELECT * FROM evaluation_links WHERE hash = ?", EvaluationToken(token).hash
    ) { row in
      EvaluationLink(
        hash: try row.text("hash"), installationId: try row.id("installation"), expiresOn: try row.date("expires_on"),
        isUsed: try row.bool("used"))
    }
    guard let link, let job = try InstallationStore.table.state(link.installationId, in: database) else {
      throw EvaluationLinkError.unknown
    }
    try link.check(on: day)
    return job
  }
}
