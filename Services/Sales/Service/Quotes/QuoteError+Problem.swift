import Kernel
import SalesDomain
import ServiceRuntime

extension QuoteError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .illegalMove(.order, let stage):
      Problem(
        409, "quote-not-accepted", title: Localized(zh: "报价单尚未被接受", en: "The quote is not accepted"),
        detail: Localized(
          zh: "报价单状态为 \(stage.rawValue);请先使其被接受,再下订单。",
          en: "The quote is \(stage.rawValue); have it accepted first, then order."))
    case .illegalMove(let move, let stage):
      Problem(
        409, "illegal-move", title: Localized(zh: "当前状态不允许此操作", en: "Its state does not allow this"),
        detail: Localized(
          zh: "报价单状态为 \(stage.rawValue);\(move.rawValue) 只能从以下状态进行:\(Self.names(move))。",
          en: "The quote is \(stage.rawValue); '\(move.rawValue)' is possible from \(Self.names(move))."))
    case .expired(let day):
      Problem(
        409, "quote-expired", title: Localized(zh: "报价单已过期", en: "The quote has expired"),
        detail: Localized(
          zh: "有效期至 \(day);请修订后重新发出。", en: "It was valid until \(day); revise it and issue it again."))
    case .alreadyOrdered(let order):
      Problem(
        409, "quote-already-ordered", title: Localized(zh: "报价单已生成订单", en: "The quote has its order"),
        detail: Localized(
          zh: "该报价单的订单是 \(order);请修改该订单。", en: "Its order is \(order); amend that one."))
    case .linkUnknown: .linkUnknown
    case .linkUsed:
      .linkUsed(
        Localized(zh: "报价已被答复或已更新；请向我们索取新的链接。", en: "The quote has its answer, or new terms; ask us for a new link."))
    case .linkExpired(let day):
      .linkExpired(
        Localized(zh: "链接有效期至 \(day)；请向我们索取新的报价。", en: "It was valid until \(day); ask us for a new quote."))
    }
  }

  private static func names(_ move: QuoteMove) -> String { move.from.map(\.rawValue).sorted().joined(separator: ", ") }
}
