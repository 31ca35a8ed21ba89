import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite

/// The table of what customers said, a row a version.
enum EvaluationStore {
  /// Uses the link by which it came.
  static func write(_ event: InstallationEvaluated, to database: Database) throws {
    if let hash = event.evaluationHash { try EvaluationLinkStore.use(hash, in: database) }
    let evaluation = EvaluationState(event)
    try database.run(
      "INSERT OR REPLACE INTO evaluations VALUES (?, ?, ?)", event.installationId, evaluation.version,
      try Document.text(evaluation))
  }

  static func evaluations(of id: ID<Installation>, in database: Database) throws -> [EvaluationState] {
    try database.all("SELECT document FROM evaluations WHERE installation = ? ORDER BY version", id) {
      try $0.document()
    }
  }
}
