import Kernel
import AfterSalesDomain
import ServiceRuntime

extension EvaluationLinkError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .unknown: .linkUnknown
    case .used:
      .linkUsed(
        Localized(zh: "您的评价已收到；如需修改，请向我们索取新的链接。", en: "We have your evaluation; ask us for a new link to change it."))
    case .expired(let day):
      .linkExpired(
        Localized(zh: "链接有效期至 \(day)；请向我们索取新的链接。", en: "It was valid until \(day); ask us for a new one."))
    }
  }
}
