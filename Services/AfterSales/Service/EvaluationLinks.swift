import AfterSalesDomain
import Contracts
import Crypto
import Kernel
import Persistence
import SQLite

/// What a customer said of an installation (E6); a later one is a new version, the earlier stay.
struct EvaluationView: Codable, Sendable {
  var version: Int
  /// Question to score, 1 to 5.
  var scores: [String: Int]
  var comments: String?
  var contact: InstallationEvaluated.Contact?
  var evaluatedOn: BusinessDate
}

/// The links by which customers evaluate: the store knows the hashes of their tokens alone.
enum EvaluationLinks {
  /// How long a link is good, in days.
  static let days = 30

  static func lastDay(from day: BusinessDate) -> BusinessDate { day.adding(days: days) }

  /// A new link: a token that nobody can guess, made of two ids' 148 random bits.
  struct Link {
    let token: String
    var hash: String { SHA256.hex(token) }
    var path: String { "/v1/evaluations/\(token)" }

    init(first: ID<Installation>, second: ID<Installation>) { token = SHA256.hex("\(first) \(second)") }
  }

  static func add(
    _ hash: String, of installation: ID<Installation>, until day: BusinessDate, to database: Database
  ) throws {
    try database.run(
      "INSERT OR IGNORE INTO evaluation_links VALUES (?, ?, ?, 0)", hash, installation.text, day.description)
  }

  static func apply(_ event: InstallationEvaluated, to database: Database) throws {
    if let hash = event.evaluationHash {
      try database.run("UPDATE evaluation_links SET used = 1 WHERE hash = ?", hash)
    }
    let version = event.version ?? 1
    try database.run(
      "INSERT OR REPLACE INTO evaluations VALUES (?, ?, ?)", event.installationId.text, version,
      try Document.text(
        EvaluationView(
          version: version, scores: event.scores, comments: event.comments, contact: event.contact,
          evaluatedOn: event.evaluatedOn)))
  }

  /// The installation that a token is good for on that day. Throws `linkUnknown`, `linkUsed`, `linkExpired`.
  static func installation(
    of token: String, on day: BusinessDate, in database: Database
  ) throws -> InstallationState {
    let found = try database.first(
      "SELECT installation, expires_on, used FROM evaluation_links WHERE hash = ?", SHA256.hex(token)
    ) { (ID<Installation>($0.text(0)), BusinessDate($0.text(1)), $0.bool(2)) }
    guard let (id, lastDay, isUsed) = found, let job = try Installations.state(id, in: database), let lastDay else {
      throw AfterSalesError.linkUnknown
    }
    guard !isUsed else { throw AfterSalesError.linkUsed }
    guard day <= lastDay else { throw AfterSalesError.linkExpired(on: lastDay) }
    return job
  }

  static func evaluations(of id: ID<Installation>, in database: Database) throws -> [EvaluationView] {
    try database.all("SELECT document FROM evaluations WHERE installation = ? ORDER BY version", id.text) {
      try Document.state(of: $0.text(0))
    }
  }

  static func nextVersion(of id: ID<Installation>, in database: Database) throws -> Int {
    try database.first("SELECT coalesce(max(version), 0) + 1 FROM evaluations WHERE installation = ?", id.text) {
      $0.int(0)
    } ?? 1
  }
}
