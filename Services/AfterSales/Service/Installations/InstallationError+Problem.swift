import Kernel
import AfterSalesDomain
import ServiceRuntime

extension InstallationError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .illegalMove(let move, let stage): .illegalMove(move.rawValue, in: stage.rawValue)
    case .fields(let fields): fields.problem
    case .crewBusy(let busy): busy.problem
    }
  }
}

extension Problem {
  /// The 409 for something that its state does not allow.
  static func illegalMove(_ verb: String, in state: String) -> Problem {
    Problem(
      409, "illegal-move", title: Localized(zh: "当前状态不允许此操作", en: "Its state does not allow this"),
      detail: Localized(
        zh: "当前状态为 \(state)，不能 \(verb)；请先查看其状态。",
        en: "It is \(state), so '\(verb)' is not possible; look at its state first."))
  }
}
