import AfterSalesDomain
import ServiceRuntime

extension RequestError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .illegalMove(let move, let stage): .illegalMove(move.rawValue, in: stage.rawValue)
    case .fields(let fields): fields.problem
    case .crewBusy(let busy): busy.problem
    }
  }
}
