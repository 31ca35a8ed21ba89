import Kernel
import ServiceKit
import ServiceRuntime

extension ReportShape {
  /// What customers who referred others brought (A20, H11).
  static let referrals = ReportShape(
    name: .referrals, scope: .lead, belonging: .leadFacts, keyName: "key",
    keyDefinition: Localized(zh: "介绍人（客户编号）。", en: "The customer who referred."),
    groupings: [.referrer],
    measures: broughtByLeads,
    facts: "lead_facts",
    region: "referrer IS NOT NULL AND cohort BETWEEN ?1 AND ?2 AND day <= ?3 AND known <= ?4",
    // There are about as many referrers as facts of theirs.
    sums: nil)
}
