import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of problems.
enum ProblemStore {
  static let table = DocumentTable<ProblemState>(
    "problems", of: Localized(zh: "安装问题", en: "problem"), key: .init("id") { $0.id },
    [
      .init("installation") { $0.installationId }, .init("customer") { $0.customerId },
      .init("cause") { $0.cause.rawValue }, .init("state") { $0.state.rawValue }, .init("owner") { $0.ownerId },
    ], belonging: .problems)

  static func add(_ event: InstallationCompleted, to database: Database) throws {
    for problem in event.problems {
      if let state = ProblemState(problem, of: event) { try table.write(state, to: database) }
    }
  }

  static func close(_ event: ProblemClosed, to database: Database) throws {
    try table.change(event.problemId, in: database) { $0.apply(event) }
  }

  /// One that the caller sees. Throws 404.
  static func find(
    _ id: ID<InstallationProblem>, for visibility: Visibility, in database: Database
  ) throws -> ProblemState {
    try table.find(id, for: visibility, in: database)
  }

  static func problems(of installation: ID<Installation>, in database: Database) throws -> [ProblemState] {
    try table.all("WHERE installation = ? ORDER BY id", installation, in: database)
  }

  /// Those that nobody has seen to.
  static func open(in database: Database) throws -> [ProblemState] {
    try table.all("WHERE state = 'open' ORDER BY id", in: database)
  }
}
