import Kernel
import Persistence
import ServiceKit

extension LeadsService {
  /// What leads holds of a customer.
  package static let personData = PersonData(
    [
      .init("customers", Localized(zh: "客户资料", en: "Profile"), where: "id = ?1"),
      .init("leads", Localized(zh: "线索", en: "Leads")),
      .init("activities", Localized(zh: "跟进记录", en: "Activities")),
      .init("touches", Localized(zh: "接触记录", en: "Touches")),
      .init("reminders", Localized(zh: "提醒", en: "Reminders")),
      .init("care_due", Localized(zh: "客户关怀", en: "Care")),
      .init("campaign_responses", Localized(zh: "营销活动回应", en: "Answers to campaigns")),
      .init("segment_members", Localized(zh: "所属客户分组", en: "Segments")),
      .init("referrals", Localized(zh: "由他人介绍", en: "Referred by others")),
      .init("tiers", Localized(zh: "客户等级", en: "Tier")),
      .init("points", Localized(zh: "积分", en: "Points")),
      .init("gifts", Localized(zh: "礼品", en: "Gifts")),
      .init("reactivations", Localized(zh: "重新激活", en: "Won back")),
      .init("quotes", Localized(zh: "报价", en: "Quotes")),
      .init("orders", Localized(zh: "订单", en: "Orders")),
      .init("money", Localized(zh: "收款", en: "Money received")),
      .init("installations", Localized(zh: "安装", en: "Installations")),
      .init("contact_proposals", Localized(zh: "客户更正的联系方式", en: "Corrections of contact data")),
      .init("customer_dues", Localized(zh: "未结款项", en: "Money owed")),
      .init("customer_warranties", Localized(zh: "质保期", en: "Warranty")),
      .init("erp_customers", Localized(zh: "ERP 中的客户", en: "In the ERP")),
      .init(
        "protected_phones", Localized(zh: "线索保护期", en: "Protection of leads"),
        where: "lead IN (SELECT id FROM leads WHERE customer = ?1)"),
    ],
    // The same person, registered twice: whose leads were merged into this one's.
    keys: """
      SELECT DISTINCT gone.customer FROM leads kept JOIN leads gone ON gone.merged_into = kept.id
      WHERE kept.customer = ?1 AND gone.customer != ?1
      """)
}

extension Migration {
  /// What is a customer's is found without reading whole tables.
  static let personData = Migration(
    """
    CREATE INDEX touches_held ON touches (customer);
    CREATE INDEX reminders_held ON reminders (customer);
    CREATE INDEX care_due_held ON care_due (customer);
    CREATE INDEX campaign_responses_held ON campaign_responses (customer);
    CREATE INDEX segment_members_held ON segment_members (customer);
    CREATE INDEX referrals_held ON referrals (customer);
    CREATE INDEX gifts_held ON gifts (customer);
    CREATE INDEX installations_held ON installations (customer);
    CREATE INDEX erp_customers_held ON erp_customers (customer);
    CREATE INDEX protected_phones_held ON protected_phones (lead);
    """)
}
