import ServiceRuntime

extension ReportShape {
  /// What customers who referred others brought (A20, H11).
  static let referrals = ReportShape(
    name: .referrals, keyName: "key", keyDefinition: Localized(zh: "介绍人（客户编号）。", en: "The customer who referred."),
    groupings: [.referrer],
    measures: [
      Measure(
        name: "leads", type: .count, label: Localized(zh: "线索", en: "Leads"),
        definition: Localized(zh: "期间内获取的线索数。", en: "Leads captured in the period."), column: "leads"),
      Measure(
        name: "valid", type: .count, label: Localized(zh: "有效", en: "Valid"),
        definition: Localized(zh: "其中未被判为无效的线索数。", en: "Of these, those not marked invalid."), column: "valid"),
      Measure(
        name: "won", type: .count, label: Localized(zh: "成交", en: "Won"),
        definition: Localized(zh: "其中成交的线索数。", en: "Of these, those won."), column: "won"),
      Measure(
        name: "wonAmount", type: .money, label: Localized(zh: "成交金额", en: "Won amount"),
        definition: Localized(
          zh: "这些线索的订单金额，含变更与取消。", en: "Amount of their orders, amendments and cancellations included."),
        column: "won_amount"),
      Measure(
        name: "received", type: .money, label: Localized(zh: "已收款", en: "Received"),
        definition: Localized(zh: "核销到这些订单的款项。", en: "Money allocated to these orders."), column: "received"),
    ],
    facts: "lead_facts",
    region: "referrer IS NOT NULL AND cohort BETWEEN ?1 AND ?2 AND day <= ?3 AND known <= ?4",
    // There are about as many referrers as facts of theirs.
    sums: nil)
}
