import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

extension CloseProblem: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ProblemView> {
    var problem = try ProblemStore.find(request.id(), for: request.visibility, in: unit.database)
    let closed = try problem.close(
      request.body, by: ID(request.caller.subject), at: request.occurredAt(in: unit))
    try unit.record(closed)
    problem.apply(closed)
    return Answer(ProblemView(problem))
  }
}

extension ProblemError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .fields(let fields): fields.problem
    case .closed(let day):
      Problem(
        409, "problem-closed", title: Localized(zh: "问题已关闭", en: "The problem is closed"),
        detail: Localized(zh: "已于 \(day) 关闭；无需再次关闭。", en: "It was closed on \(day); there is nothing to do."))
    }
  }
}
