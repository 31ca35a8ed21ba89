import Kernel
import FinanceDomain
import ServiceKit
import ServiceRuntime

/// How the refusals of finance are answered.
extension FinanceError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .invalid(let fields):
      StrictDecoder.invalidFields(
        fields.map { FieldError(pointer: $0.pointer, code: $0.rule.code, detail: $0.rule.text) })
    case .notEnoughCredit(let available):
      Problem(
        409, "not-enough-credit", title: Localized(zh: "可退余额不足", en: "There is not enough credit"),
        detail: Localized(
          zh: "客户未分配的余额为 \(available)；请减少退款金额，或先撤销收款的分配。",
          en: "The customer has \(available) unallocated; refund less, or undo allocations first."))
    case .tooMuchAllocated(let field, let available):
      .invalidField(
        field, "too-much",
        Localized(zh: "最多可分配 \(available)。", en: "At most \(available) can be allocated here, and more than zero."))
    case .receivableOfAnother(let field):
      .invalidField(
        field, "other-customer",
        Localized(zh: "收款不能支付其他客户的应收。", en: "A receipt cannot pay another customer's receivable."))
    case .unknownReceivable(let field):
      .invalidField(field, "unknown", Localized(zh: "没有这笔应收。", en: "There is no such receivable."))
    case .unknownOrder(let field):
      .invalidField(
        field, "unknown-order",
        Localized(
          zh: "该客户没有这份订单；请检查编号，刚签的订单稍后即到。",
          en: "The customer has no such order; check the id. One signed a moment ago is still on its way."))
    case .alreadyReversed:
      Problem(
        409, "already-reversed", title: Localized(zh: "收款已冲销", en: "The receipt is reversed already"),
        detail: Localized(zh: "如需重新入账，请登记新的收款。", en: "Post a new receipt if the money came in after all."))
    case .sameExternalIdOtherContent:
      Problem(
        409, "external-id-reused", title: Localized(zh: "外部编号已用于另一笔收款", en: "The external id is another receipt's"),
        detail: Localized(
          zh: "同一 externalId 的内容不同；请核对来源系统。",
          en: "A receipt with this externalId has other content; check the system that it comes from."))
    case .creditNoteTooLarge(let available):
      Problem(
        409, "credit-note-too-large", title: Localized(zh: "红冲金额过大", en: "The credit note is too large"),
        detail: Localized(
          zh: "该应收最多还可红冲 \(available)。", en: "At most \(available) of the receivable can still be credited."))
    case .notOnHold:
      Problem(
        409, "not-on-hold", title: Localized(zh: "客户未被冻结", en: "The customer is not on hold"),
        detail: Localized(zh: "无需解除。", en: "There is nothing to release."))
    case .periodClosed(let field, let month, let firstOpen):
      Problem(
        409, "period-closed", title: Localized(zh: "期间已关账", en: "The month is closed"),
        detail: Localized(
          zh: "\(month) 已关账；请记在 \(firstOpen) 或以后，或由经理重新开账。",
          en: "\(month) takes no entries any more; date it \(firstOpen) or later, or have a manager reopen the month."),
        errors: [
          FieldError(
            pointer: field, code: "period-closed",
            detail: Localized(zh: "该日期所在月份已关账。", en: "The month of this day is closed."))
        ])
    case .periodAlready(let closed):
      Problem(
        409, closed ? "already-closed" : "not-closed",
        title: Localized(zh: closed ? "该月已关账" : "该月未关账", en: "The month is \(closed ? "closed already" : "open")"),
        detail: Localized(zh: "无需操作。", en: "There is nothing to do."))
    case .payableOfAnother(let field):
      .invalidField(
        field, "other-supplier",
        Localized(zh: "付款不能支付其他供应商的应付。", en: "A payment cannot pay another supplier's bill."))
    case .unknownPayable(let field):
      .invalidField(field, "unknown", Localized(zh: "没有这笔应付。", en: "There is no such payable."))
    case .nothingOpen:
      Problem(
        409, "nothing-open", title: Localized(zh: "没有未结金额", en: "Nothing is open"),
        detail: Localized(zh: "该项已结清、冲销或取消。", en: "It is paid, reversed or cancelled already."))
    case .tooMuchPaidOut(let available):
      Problem(
        409, "not-enough-commission", title: Localized(zh: "可付提成不足", en: "There is not enough commission"),
        detail: Localized(
          zh: "该员工可付的提成为 \(available)。", en: "At most \(available) can be paid out to this salesperson."))
    case .supplierTaken(let code):
      .codeTaken(
        Localized(
          zh: "供应商“\(code)”已登记；请用 PATCH 修改。",
          en: "The supplier '\(code)' is registered; change it with PATCH."))
    case .planTaken(let code, let day):
      .codeTaken(
        Localized(
          zh: "方案“\(code)”自 \(day) 起已有版本；请换编号或 validFrom。",
          en: "The plan '\(code)' has a version from \(day) on; choose another code or validFrom."))
    }
  }
}
