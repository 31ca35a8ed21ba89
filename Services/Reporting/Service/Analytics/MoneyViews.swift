import Contracts

extension AnalyticsView {
  static let ofMoney = [receivables, receivableChanges, receipts, cash, expenses, commissions]

  private static let receivables = AnalyticsView(
    "receivables", zh: "每行一笔应收款（分期），按最后所述", en: "A receivable, which may be an instalment, as it now is", isKeyed: true,
    [
      (.receivable, "r.receivable_id"), (.customer, "r.customer_id"), (.order, "r.order_id"), (.kind, "r.kind"),
      (.label, "r.label"), (.dueOn, "r.due_on"), (.isCancelled, "r.cancelled"), (.currency, "r.currency"),
      (.amount, "r.amount"), (.open, "coalesce(s.open, 0)"),
    ], from: "receivables r LEFT JOIN receivable_sums s ON s.receivable_id = r.receivable_id")

  /// Unallocated credit belongs to no receivable.
  private static let receivableChanges = AnalyticsView(
    "receivable_changes", zh: "每行一次应收款或未核销款的变动",
    en: "A change of what is open of a receivable, or of unallocated credit",
    [
      (.day, "f.day"), (.receivable, "nullif(f.receivable_id, '')"), (.customer, "f.customer_id"),
      (.order, detail("orderId")), (.dueOn, "f.due_on"), (.currency, "f.currency"),
      (.openChange, "iif(f.receivable_id = '', 0, f.amount)"),
      (.creditChange, "iif(f.receivable_id = '', f.amount, 0)"),
    ] + origin("f"), from: facts("receivable_facts"))

  private static let receipts = AnalyticsView(
    "receipts", zh: "每行一笔收款", en: "A receipt", isKeyed: true,
    [
      (.receipt, "e.subject"), (.number, last("number", of: ReceiptPosted.self)), (.customer, "max(e.customer_id)"),
      (.order, last("orderId", of: ReceiptPosted.self)),
      (.salesperson, last("salesperson", of: ReceiptPosted.self)), (.method, last("method", of: ReceiptPosted.self)),
      (.receivedOn, last("day", of: ReceiptPosted.self)), (.reversedOn, last("day", of: ReceiptReversed.self)),
      (.currency, "max(\(detail("amount.currency")))"), (.amount, "max(\(detail("amount.amount")))"),
    ], from: "\(events(ReceiptPosted.self, ReceiptReversed.self)) GROUP BY e.subject")

  private static let cash = AnalyticsView(
    "cash", zh: "每行一次收付", en: "Money that came in or went out",
    [
      (.day, "f.day"), (.method, "f.method"), (.number, detail("number")), (.customer, "nullif(e.customer_id, '')"),
      (.currency, "f.currency"), (.moneyIn, "f.money_in"), (.moneyOut, "f.money_out"),
    ] + origin("f"), from: facts("cash_facts"))

  private static let expenses = AnalyticsView(
    "expenses", zh: "每行一笔费用；冲回为负", en: "An expense; the reversal of one is below zero",
    [
      (.day, "f.day"), (.number, detail("number")), (.category, "f.category"), (.item, "f.item"),
      (.salesperson, code("f.salesperson")), (.shop, code("f.shop")), (.campaign, code("f.campaign")),
      (.customer, "nullif(e.customer_id, '')"), (.currency, "f.currency"), (.amount, "f.amount"),
    ] + origin("f"), from: facts("expense_facts"))

  private static let commissions = AnalyticsView(
    "commissions", zh: "每行一次提成的计提、调整或发放", en: "Commission earned, taken back or paid out",
    [
      (.day, "f.day"), (.salesperson, "f.salesperson"), (.order, detail("orderId")),
      (.customer, "nullif(e.customer_id, '')"), (.currency, "f.currency"), (.accrued, "f.accrued"),
      (.adjusted, "f.adjusted"), (.paid, "f.paid"),
    ] + origin("f"), from: facts("commission_facts"))
}
