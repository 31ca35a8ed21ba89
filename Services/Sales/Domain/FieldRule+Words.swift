import Kernel

extension FieldRule {
  /// Stable, for programs.
  public var code: String {
    switch self {
    case .blank: "blank"
    case .tooLong: "too-long"
    case .noItems: "empty-list"
    case .tooManyItems: "too-many"
    case .notPositive: "not-positive"
    case .negative: "negative"
    case .notFromZeroToHundred: "out-of-range"
    case .otherCurrency: "mixed-currencies"
    case .tooLarge: "too-large"
    case .percentOrAmount: "percent-or-amount"
    case .mixedKinds: "mixed-kinds"
    case .percentsNotWhole: "percents-not-100"
    case .amountsNotTotal: "amounts-not-total"
    case .before: "too-early"
    case .after: "too-late"
    case .inTheFuture: "in-the-future"
    case .notOneOf: "not-allowed"
    case .needed: "missing"
    case .notOfItems: "not-of-items"
    case .unknownLine: "unknown-line"
    case .repeated: "repeated"
    case .notOfOrder: "unknown-line"
    case .neededWhenNew, .lineNumberOrSKU: "missing"
    case .ofSeveralLines: "ambiguous"
    case .deliveredLineMissing: "delivered-line-missing"
    case .belowDelivered: "below-delivered"
    case .deliveredAmount: "delivered-amount"
    case .deliveredTaxRate: "delivered-tax-rate"
    case .outsideOfBox: "out-of-range"
    case .hardlyAnyInk: "too-short"
    case .drawnOrTyped: "drawn-or-typed"
    }
  }

  /// What is wrong and what to do about it.
  public var text: Localized {
    switch self {
    case .blank: Localized(zh: "不能为空。", en: "It must not be blank.")
    case .tooLong(let limit): Localized(zh: "最多 \(limit) 个字符。", en: "It has at most \(limit) characters.")
    case .noItems: Localized(zh: "至少需要一项。", en: "At least one is needed.")
    case .tooManyItems(let limit):
      Localized(zh: "最多 \(limit) 项;请拆分。", en: "At most \(limit) are taken; split it up.")
    case .notPositive: Localized(zh: "必须大于零。", en: "It must be above zero.")
    case .negative: Localized(zh: "不能为负数。", en: "It must not be negative.")
    case .notFromZeroToHundred: Localized(zh: "请写 0 到 100。", en: "Write 0 to 100.")
    case .otherCurrency(let found, let expected):
      Localized(
        zh: "货币 \(found) 与其他金额的 \(expected) 不同;请使用同一货币。",
        en: "The currency \(found) differs from the others' \(expected); use one currency.")
    case .tooLarge: Localized(zh: "金额超出范围。", en: "The amount is too large.")
    case .percentOrAmount:
      Localized(zh: "percent 与 amount 必须且只能填写一个。", en: "Write either 'percent' or 'amount', not both.")
    case .mixedKinds:
      Localized(zh: "各期须同为百分比或同为金额。", en: "Write all instalments by percent or all by amount.")
    case .percentsNotWhole(let sum):
      Localized(zh: "百分比之和为 \(sum),应为 100。", en: "The percents sum to \(sum), not to 100.")
    case .amountsNotTotal(let sum, let total):
      Localized(
        zh: "各期金额之和为 \(sum),与总额 \(total) 不符。", en: "The amounts sum to \(sum), the total is \(total).")
    case .before(let day): Localized(zh: "不能早于 \(day)。", en: "It must not be before \(day).")
    case .after(let day): Localized(zh: "不能晚于 \(day)。", en: "It must not be after \(day).")
    case .inTheFuture:
      Localized(zh: "不能在未来；请校准时钟。", en: "It must not be in the future; set the clock.")
    case .notOneOf(let texts):
      Localized(
        zh: "不接受；可用的值：\(texts.joined(separator: "、"))。",
        en: "It is not taken; use one of \(texts.joined(separator: ", ")).")
    case .needed: Localized(zh: "不能缺少。", en: "It is missing.")
    case .notOfItems:
      Localized(
        zh: "与 items 中未取消的订单合计不符；请在同一时刻读取两者。",
        en: "The orders in 'items' that are not cancelled come to something else; read both at one moment.")
    case .unknownLine:
      Localized(
        zh: "订单没有这一行;新行请不要填写 lineId。",
        en: "The order has no such line; leave 'lineId' out for a new one.")
    case .repeated: Localized(zh: "重复出现;每个只写一次。", en: "It stands there before; write each once.")
    case .notOfOrder:
      Localized(zh: "订单没有这一行；请查看订单的 lines。", en: "The order has no such line; its 'lines' name them.")
    case .neededWhenNew:
      Localized(zh: "产品尚未登记，必须填写。", en: "The product is not here yet: write it with the first message.")
    case .lineNumberOrSKU:
      Localized(zh: "请填写 lineNumber 或 sku。", en: "Write 'lineNumber' or 'sku'.")
    case .ofSeveralLines:
      Localized(zh: "订单有多行使用该 SKU；请填写 lineNumber。", en: "Several lines of the order have it; write 'lineNumber'.")
    case .deliveredLineMissing(let id):
      Localized(
        zh: "行 \(id) 已有送货，不能去掉；请保留它，至少为已送数量。",
        en: "Line \(id) is delivered in part; keep it with at least the delivered quantity.")
    case .belowDelivered(let quantity):
      Localized(zh: "已送 \(quantity)，不能少于它。", en: "\(quantity) is delivered already; it must not be less.")
    case .deliveredAmount(let amount):
      Localized(
        zh: "已送部分计 \(amount)，其价格不能再变；差额请由财务开红字单。",
        en: "What is delivered of it is worth \(amount), and its price stays; have finance credit a difference.")
    case .deliveredTaxRate(let rate):
      Localized(
        zh: "已有送货按税率 \(rate) % 入账；请保留，或另加一行。",
        en: "Deliveries of it were posted at \(rate) %; keep the rate, or add another line.")
    case .outsideOfBox(let width, let height):
      Localized(
        zh: "签名须在 \(width) × \(height) 的框内；请清除后重签。",
        en: "The signature must stay inside its box of \(width) × \(height); clear it and sign again.")
    case .hardlyAnyInk:
      Localized(zh: "签名太短；请清除后签写全名。", en: "That is too short for a signature; clear it and sign in full.")
    case .drawnOrTyped:
      Localized(
        zh: "请手写签名，或勾选以输入的姓名作为签名，二者选一。",
        en: "Draw a signature, or tick that the typed name is one: one of the two.")
    }
  }
}
