import Kernel
import AfterSalesDomain
import ServiceRuntime

extension InvalidFields: ProblemConvertible {
  /// The 422 with all of it.
  public var problem: Problem {
    StrictDecoder.invalidFields(
      fields.map { FieldError(pointer: $0.pointer, code: $0.rule.code, detail: $0.rule.text) })
  }
}

extension FieldRule {
  /// Stable, for programs.
  var code: String {
    switch self {
    case .blank, .noScores: "empty"
    case .tooLong: "too-long"
    case .negative, .negativeAmount: "negative"
    case .outOfRange, .monthsOutOfRange, .noWeekday, .notPositive, .scoreOutOfRange: "out-of-range"
    case .noTimeOfDay: "no-time"
    case .tooManyScores, .tooManyMembers: "too-many"
    case .questionName: "question"
    case .closesBeforeOpening, .beforeCompletion, .before, .beforeFound, .beforeRequested: "too-early"
    case .beforeDelivery: "before-delivery"
    case .beforeLastChange: "before-last-change"
    case .noAssignee, .slotWithoutDay: "missing"
    case .inactiveCrew: "inactive-crew"
    case .namedTwice: "named-twice"
    case .unknownCustomer: "unknown-customer"
    case .unknownItem, .unknownItemInUse: "unknown-item"
    case .unknownInstallation: "unknown-installation"
    case .otherInstallation: "other-installation"
    }
  }

  var text: Localized {
    switch self {
    case .blank: .emptyText
    case .tooLong(let limit, let count):
      Localized(zh: "最多 \(limit) 个字符，现有 \(count) 个。", en: "At most \(limit) characters, these are \(count).")
    case .negative: Localized(zh: "不能为负数。", en: "It must not be negative.")
    case .negativeAmount: .negativeAmount
    case .outOfRange(let range):
      Localized(
        zh: "请写 \(range.lowerBound) 到 \(range.upperBound)。", en: "Write \(range.lowerBound) to \(range.upperBound).")
    case .monthsOutOfRange(let range):
      Localized(
        zh: "请以部件名写 \(range.lowerBound) 到 \(range.upperBound) 个月。",
        en: "Write \(range.lowerBound) to \(range.upperBound) months under the component's name.")
    case .noWeekday: Localized(zh: "请写 1（周一）到 7（周日）。", en: "Write 1 (Monday) to 7 (Sunday).")
    case .noTimeOfDay: Localized(zh: "请写成 09:00。", en: "Write it as 09:00.")
    case .notPositive: Localized(zh: "必须大于零。", en: "It must be above zero.")
    case .closesBeforeOpening: Localized(zh: "必须晚于 opens。", en: "It must be after 'opens'.")
    case .noScores: Localized(zh: "请至少评一项。", en: "Score one question at least.")
    case .tooManyScores(let limit): Localized(zh: "最多 \(limit) 项。", en: "At most \(limit) questions.")
    case .questionName(let limit):
      Localized(zh: "题目名称须为 1 到 \(limit) 个字符。", en: "A question's name has 1 to \(limit) characters.")
    case .scoreOutOfRange(let range):
      Localized(
        zh: "请打 \(range.lowerBound) 到 \(range.upperBound) 分。", en: "Give \(range.lowerBound) to \(range.upperBound).")
    case .beforeCompletion: Localized(zh: "不能早于 completedOn。", en: "It must not be before 'completedOn'.")
    case .before(let day): Localized(zh: "不能早于 \(day)。", en: "It must not be before \(day).")
    case .beforeFound(let day): Localized(zh: "不能早于发现日 \(day)。", en: "It was found on \(day), not later.")
    case .beforeRequested(let day):
      Localized(zh: "请求于 \(day) 提出，不能早于该日。", en: "It was requested on \(day), not later.")
    case .beforeDelivery(let day):
      Localized(zh: "货物于 \(day) 送达，安装不能早于该日。", en: "It was delivered on \(day); installation cannot precede that.")
    case .beforeLastChange(let time):
      Localized(zh: "最后一次变更发生在 \(time)；不能早于它。", en: "Its last change was at \(time); this cannot lie before.")
    case .noAssignee:
      Localized(zh: "请至少填写 outlet、crewId、employeeId 之一。", en: "Write 'outlet', 'crewId' or 'employeeId'.")
    case .slotWithoutDay: Localized(zh: "请填写日期。", en: "Write the day of the slot too.")
    case .inactiveCrew: Localized(zh: "该班组已停用；请选择其他班组。", en: "This crew is not active; choose another one.")
    case .tooManyMembers(let limit): Localized(zh: "最多 \(limit) 人。", en: "At most \(limit) people.")
    case .namedTwice: Localized(zh: "已列出该员工；请删除重复项。", en: "The employee is listed already; name each once.")
    case .unknownCustomer:
      Localized(
        zh: "没有这个客户，或不在您的范围内；若刚登记，请稍后重试，数据可能还在路上。",
        en: "There is no such customer here that you see; one registered a moment ago may still be on its way: try "
          + "again soon.")
    case .unknownItem:
      Localized(zh: "该客户没有这件已安装的产品；请检查编号。", en: "This customer has no such installed item; check the id.")
    case .unknownItemInUse:
      Localized(zh: "该客户没有这件在用的产品；请检查编号。", en: "This customer has no such item in use; check the id.")
    case .unknownInstallation:
      Localized(zh: "该客户没有这张安装单；请检查编号。", en: "This customer has no such installation; check the id.")
    case .otherInstallation:
      Localized(zh: "该产品属于另一张安装单。", en: "The item belongs to another installation.")
    }
  }
}
