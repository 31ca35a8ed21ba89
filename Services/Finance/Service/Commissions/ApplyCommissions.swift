import Contracts
import Kernel
import SQLite

/// Writes what an event says about commission plans and commission.
func applyCommissions(_ event: any DomainEvent, to database: Database) throws {
  switch event {
  case let event as CommissionPlanChanged:
    try database.run(
      "INSERT INTO commission_plans VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.code.text, event.version,
      event.salespersonId?.text, event.role, event.category, event.trigger.rawValue, event.ratePercent.hundredths,
      event.validFrom.description)
  case let event as CommissionAccrued:
    try database.run(
      """
      INSERT INTO commissions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
        (SELECT count(*) FROM commissions WHERE order_id = ?3))
      """, event.commissionId.text, event.customerId.text, event.orderId.text, event.salespersonId.text,
      event.planCode.text, event.planVersion, event.trigger.rawValue, event.ratePercent.hundredths, event.causeId,
      event.receivableId?.text, event.gross.amount, event.base.amount, event.amount.amount,
      event.amount.currency.code, event.on.description)
    if let awaits = event.awaits {
      try database.run(
        "INSERT INTO commission_awaits VALUES (?, ?, ?, ?, ?)", event.commissionId.text, awaits.role, awaits.sku,
        awaits.category, awaits.on.description)
    }
    try line(event.commissionId, event.salespersonId, "accrued", event.amount, event.on, event.causeId, database)
    try post(event.entry, "commission", event.commissionId.text, event.customerId, database)
  case let event as CommissionAdjusted:
    try database.run(
      "UPDATE commissions SET gross = gross + ?, base = base + ?, amount = amount + ? WHERE id = ?",
      event.gross.amount, event.base.amount, event.amount.amount, event.commissionId.text)
    try database.run(
      """
      DELETE FROM commission_awaits WHERE commission = ?1 AND (SELECT base FROM commissions WHERE id = ?1) = 0
      """, event.commissionId.text)
    try line(event.commissionId, event.salespersonId, "adjusted", event.amount, event.on, event.causeId, database)
    try post(event.entry, "commission-adjusted", event.commissionId.text, event.customerId, database)
  case let event as CommissionPaid:
    try number("CP", event.number, database)
    try database.run(
      "INSERT INTO commission_payouts VALUES (?, ?, ?, ?, ?, ?, ?)", event.payoutId.text, event.number,
      event.salespersonId.text, event.amount.amount, event.amount.currency.code, event.method.rawValue,
      event.paidOn.description)
    try line(nil, event.salespersonId, "paid", event.amount.negated, event.paidOn, event.payoutId.text, database)
    try post(event.entry, "commission-paid", event.payoutId.text, nil, database)
  default: break
  }
}

private func line(
  _ commission: ID<Commission>?, _ salesperson: ID<Employee>, _ kind: String, _ amount: Money, _ day: BusinessDate,
  _ cause: String, _ database: Database
) throws {
  guard !amount.isZero else { return }
  try database.run(
    "INSERT INTO commission_lines VALUES (?, ?, ?, ?, ?, ?, ?)", commission?.text, salesperson.text, kind,
    amount.amount, amount.currency.code, day.description, cause)
  try database.run(
    """
    INSERT INTO commission_months VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount
    """, salesperson.text, amount.currency.code, day.month, kind, amount.amount)
}
