import AfterSalesDomain
import ServiceRuntime

/// How the refusals of after-sales are answered.
extension AfterSalesError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .illegalMove(let verb, let state):
      Problem(
        409, "illegal-move", title: Localized(zh: "当前状态不允许此操作", en: "Its state does not allow this"),
        detail: Localized(
          zh: "当前状态为 \(state),不能 \(verb);请先查看其状态。",
          en: "It is \(state), so '\(verb)' is not possible; look at its state first."))
    case .crewBusy(let crew, let day, let slot):
      Problem(
        409, "crew-busy", title: Localized(zh: "班组在该时段已有工作", en: "The crew has another job then"),
        detail: Localized(
          zh: "班组 \(crew) 在 \(day) 的 \(slot) 已有安排;请换时段、日期或班组。",
          en: "Crew \(crew) is taken on \(day), \(slot); choose another slot, day or crew."))
    case .beforeDelivery(let field, let day):
      .invalidField(
        field, "before-delivery",
        Localized(
          zh: "货物于 \(day) 送达,安装不能早于该日。", en: "It was delivered on \(day); installation cannot precede that."))
    case .beforeLastChange(let time):
      .invalidField(
        "/occurredAt", "before-last-change",
        Localized(
          zh: "最后一次变更发生在 \(time);不能早于它。", en: "Its last change was at \(time); this cannot lie before."))
    case .linkUnknown:
      Problem(
        404, "link-unknown", title: Localized(zh: "链接无效", en: "This link is not valid"),
        detail: Localized(
          zh: "请检查链接是否完整,或向我们索取新的链接。", en: "Check that the link is complete, or ask us for a new one."))
    case .linkUsed:
      Problem(
        410, "link-used", title: Localized(zh: "链接已使用", en: "This link has been used"),
        detail: Localized(
          zh: "您的评价已收到;如需修改,请向我们索取新的链接。", en: "We have your evaluation; ask us for a new link to change it."))
    case .linkExpired(let day):
      Problem(
        410, "link-expired", title: Localized(zh: "链接已过期", en: "This link has expired"),
        detail: Localized(
          zh: "链接有效期至 \(day);请向我们索取新的链接。", en: "It was valid until \(day); ask us for a new one."))
    case .problemClosed(let day):
      Problem(
        409, "problem-closed", title: Localized(zh: "问题已关闭", en: "The problem is closed"),
        detail: Localized(zh: "已于 \(day) 关闭;无需再次关闭。", en: "It was closed on \(day); there is nothing to do."))
    }
  }
}
