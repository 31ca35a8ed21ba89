import Kernel
import AfterSalesDomain
import ServiceRuntime

extension EvaluationLinkError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .unknown:
      Problem(
        404, "link-unknown", title: Localized(zh: "链接无效", en: "This link is not valid"),
        detail: Localized(
          zh: "请检查链接是否完整，或向我们索取新的链接。", en: "Check that the link is complete, or ask us for a new one."))
    case .used:
      Problem(
        410, "link-used", title: Localized(zh: "链接已使用", en: "This link has been used"),
        detail: Localized(
          zh: "您的评价已收到；如需修改，请向我们索取新的链接。", en: "We have your evaluation; ask us for a new link to change it."))
    case .expired(let day):
      Problem(
        410, "link-expired", title: Localized(zh: "链接已过期", en: "This link has expired"),
        detail: Localized(
          zh: "链接有效期至 \(day)；请向我们索取新的链接。", en: "It was valid until \(day); ask us for a new one."))
    }
  }
}
