import Kernel
import LeadsDomain
import ServiceRuntime

/// How fields are refused.
extension FieldRule {
  /// Stable, for programs.
  var code: String {
    switch self {
    case .empty: "empty"
    case .tooLong: "too-long"
    case .tooMany: "too-many"
    case .negative: "negative"
    case .notAPhone: "invalid-phone"
    case .inTheFuture: "in-the-future"
    case .unknown, .notAnElement, .notASegmentField: "unknown"
    case .endsBeforeStart: "before-start"
    case .notAChannel, .notAChoice, .notOfKind: "not-allowed"
    case .ruleCount: "count"
    case .notWhole, .notWholeFen: "not-a-number"
    case .outOfRange: "out-of-range"
    case .required: "required"
    case .noChoices: "empty"
    case .tooShort: "too-short"
    case .tooManyBytes: "too-long"
    case .commonPassword: "too-common"
    case .sameAsCode: "same-as-code"
    }
  }

  var text: Localized {
    switch self {
    case .empty: .emptyText
    case .tooLong(let limit, let found): .longText(found, limit: limit)
    case .tooMany(let limit): Localized(zh: "最多 \(limit) 项。", en: "At most \(limit) of them.")
    case .negative: .negativeAmount
    case .notAPhone:
      Localized(
        zh: "请写 5 到 20 位的电话号码,如 13800138000。",
        en: "Write a phone number of 5 to 20 digits, such as 13800138000.")
    case .inTheFuture(.activity):
      Localized(zh: "活动时间不能在未来。", en: "It cannot have happened in the future.")
    case .inTheFuture(.touch):
      Localized(zh: "接触时间不能在未来。", en: "It cannot have happened in the future.")
    case .unknown(.customer): Localized(zh: "没有这个客户。", en: "There is no such customer.")
    case .unknown(.leadOfCustomer): Localized(zh: "该客户没有这条线索。", en: "This customer has no such lead.")
    case .unknown(.lead): Localized(zh: "没有这条线索。", en: "There is no such lead.")
    case .endsBeforeStart: Localized(zh: "结束不能早于开始。", en: "It cannot end before it starts.")
    case .notAnElement(let known):
      Localized(zh: "可用的要素:\(known.joined(separator: "、"))。", en: "Use \(known.joined(separator: ", ")).")
    case .notAChannel: Localized(zh: "渠道未知。", en: "The channel is not known.")
    case .ruleCount(let range):
      Localized(
        zh: "请写 \(range.lowerBound) 到 \(range.upperBound) 条规则。",
        en: "Write \(range.lowerBound) to \(range.upperBound) rules.")
    case .notASegmentField(let known):
      Localized(
        zh: "可用的字段:\(known.joined(separator: ", ")),或 custom. 加字段名。",
        en: "Use one of \(known.joined(separator: ", ")), or custom. and a name.")
    case .notWhole: Localized(zh: "请写整数。", en: "Write a whole number.")
    case .notWholeFen: Localized(zh: "请写整数(分)。", en: "Write whole fen.")
    case .outOfRange(let range):
      Localized(
        zh: "请写 \(range.lowerBound) 到 \(range.upperBound)。", en: "Write \(range.lowerBound) to \(range.upperBound).")
    case .required(let name, let label):
      Localized(zh: "“\(label ?? name)”必填。", en: "The field '\(name)' is required.")
    case .notAChoice(let options):
      Localized(
        zh: "可用的值:\(options.joined(separator: ", "))。", en: "Use one of \(options.joined(separator: ", ")).")
    case .notOfKind(let kind): Localized(zh: "应为 \(kind.rawValue)。", en: "It must be a \(kind.rawValue).")
    case .noChoices: Localized(zh: "请列出可选的值。", en: "List what may be chosen.")
    case .tooShort(let limit, let found):
      Localized(zh: "至少 \(limit) 个字符，现有 \(found) 个。", en: "At least \(limit) characters, these are \(found).")
    case .tooManyBytes(let limit):
      Localized(zh: "最多 \(limit) 字节。", en: "At most \(limit) bytes.")
    case .commonPassword:
      Localized(
        zh: "此密码太常见，容易被猜到；请换一个，例如几个不相关的词。",
        en:
          "Everybody who guesses tries this one; take another, such as some words that have nothing to do with each other."
      )
    case .sameAsCode:
      Localized(zh: "密码不能是员工编号。", en: "It must not be the employee's code.")
    }
  }
}
