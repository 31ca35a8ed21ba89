import AfterSalesDomain
import Contracts
import Kernel

/// A problem of an installation as it is read (E7, I8).
struct ProblemView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable { case open, closed }

  var id: ID<InstallationProblem>
  var installationId: ID<Installation>
  var customerId: ID<Customer>
  var description: String
  var cause: ProblemCause
  var state: State
  var ownerId: ID<Employee>?
  var foundOn: BusinessDate
  var dueOn: BusinessDate?
  var closedOn: BusinessDate?
  var cost: Money?
  var solution: String?

  init(_ problem: ProblemState) {
    (id, installationId, customerId) = (problem.id, problem.installationId, problem.customerId)
    (description, cause, ownerId) = (problem.description, problem.cause, problem.ownerId)
    state =
      switch problem.state {
      case .open: .open
      case .closed: .closed
      }
    (foundOn, dueOn, closedOn) = (problem.foundOn, problem.dueOn, problem.closedOn)
    (cost, solution) = (problem.cost, problem.solution)
  }
}
