import Kernel
import Persistence
import ServiceKit

extension FinanceService {
  /// What finance holds of a customer.
  package static let personData = PersonData(
    [
      .init("customers", Localized(zh: "客户资料", en: "Profile"), where: "id = ?1"),
      .init("orders", Localized(zh: "订单", en: "Orders")),
      .init("receivables", Localized(zh: "应收款", en: "Receivables")),
      .init("receivable_changes", Localized(zh: "应收款变动", en: "Changes of receivables")),
      .init("receipts", Localized(zh: "收款", en: "Receipts")),
      .init("allocations", Localized(zh: "核销", en: "Allocations")),
      .init("credit_lots", Localized(zh: "余额", en: "Credit")),
      .init("credit_changes", Localized(zh: "余额变动", en: "Changes of credit")),
      .init("refunds", Localized(zh: "退款", en: "Refunds")),
      .init("credit_notes", Localized(zh: "红字单", en: "Credit notes")),
      .init("credit_limits", Localized(zh: "信用额度", en: "Credit limit")),
      .init("credit_holds", Localized(zh: "信用冻结", en: "Credit holds")),
      .init("erp_customer_numbers", Localized(zh: "ERP 客户编号", en: "Numbers in ERPs")),
      .init("lead_owners", Localized(zh: "线索负责人", en: "Owners of leads")),
      .init(
        "dunned", Localized(zh: "催款", en: "Dunning"),
        where: "receivable IN (SELECT id FROM receivables WHERE customer = ?1)"),
    ],
    // What employees earn and what the company spends is theirs; the ledger says again what the documents say.
    withheld: ["commissions", "expenses", "ledger_lines"],
    withheldEvents: ["joinery.finance.commission.", "joinery.finance.expense."])
}

extension Migration {
  /// What is a customer's is found without reading whole tables.
  static let personData = Migration(
    """
    CREATE INDEX refunds_held ON refunds (customer);
    CREATE INDEX credit_notes_held ON credit_notes (customer);
    """)
}
