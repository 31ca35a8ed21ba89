import Kernel
import FinanceDomain
import ServiceRuntime

/// How the rules of fields are answered.
extension FieldRule {
  /// Stable, for programs.
  var code: String {
    switch self {
    case .empty: "empty"
    case .tooLong: "too-long"
    case .notPositive: "not-positive"
    case .negativeAmount, .negativeDays: "negative"
    case .notFromZeroToHundred: "out-of-range"
    case .mixedCurrencies: "mixed-currencies"
    case .notACode: "not-a-code"
    case .tooEarly: "too-early"
    case .beforeReceipt: "before-receipt"
    case .beforeUndoing: "before-later-movement"
    case .beforeAllocation: "before-allocation"
    case .beforeReceivable: "before-receivable"
    case .unknownCustomer: "unknown"
    case .personOrRole: "one-of"
    case .notAscendingDays: "not-ascending"
    }
  }

  var text: Localized {
    switch self {
    case .empty: .emptyText
    case .tooLong(let limit, let count): .longText(count, limit: limit)
    case .notPositive: Localized(zh: "金额须大于零。", en: "The amount must be above zero.")
    case .negativeAmount: .negativeAmount
    case .negativeDays: Localized(zh: "天数不能为负。", en: "Days must not be negative.")
    case .notFromZeroToHundred: Localized(zh: "须在 0 到 100 之间。", en: "It is 0 to 100.")
    case .mixedCurrencies: Localized(zh: "两个限额须为同一货币。", en: "Both limits are in one currency.")
    case .notACode: Localized(zh: "编码不含空格和斜线。", en: "A code has no spaces and no slashes.")
    case .tooEarly(let day): Localized(zh: "不能早于 \(day)。", en: "It cannot be before \(day).")
    case .beforeReceipt: Localized(zh: "不能早于收款日期。", en: "It cannot be before the day of the receipt.")
    case .beforeUndoing(let day):
      Localized(
        zh: "该收款的分配已于 \(day) 撤销；冲销日期不能早于该日。",
        en: "An allocation of it was undone on \(day); reverse it on that day or later.")
    case .beforeAllocation(let day):
      Localized(zh: "不能早于分配日期 \(day)。", en: "It cannot be before the allocation's day, \(day).")
    case .beforeReceivable: Localized(zh: "不能早于应收日期。", en: "It cannot be before the receivable's date.")
    case .unknownCustomer:
      Localized(
        zh: "财务尚无此客户；请检查编号，刚登记的客户稍后即到。",
        en: "Finance does not know this customer; check the id. One registered a moment ago is still on its way.")
    case .personOrRole: Localized(zh: "请填 salespersonId 或 role，二者取一。", en: "Name either a salespersonId or a role.")
    case .notAscendingDays: Localized(zh: "天数须从 1 起递增，最多 20 级。", en: "Days ascend from 1 on, 20 levels at most.")
    }
  }
}
