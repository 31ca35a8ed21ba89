import Contracts
import Kernel
import SQLite

/// Writes what an event says about suppliers, bills and payments.
func applyPayables(_ event: any DomainEvent, to database: Database) throws {
  switch event {
  case let event as SupplierChanged:
    try database.run(
      """
      INSERT INTO suppliers VALUES (?, ?, ?, 1, 1) ON CONFLICT DO UPDATE
      SET name = excluded.name, active = excluded.active, registered = 1, version = version + 1
      """, event.code.text, event.name, event.active)
  case let event as PayableOpened:
    try number("PB", event.number, database)
    try know(event.supplierCode, database)
    try database.run(
      "INSERT INTO payables VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)", event.payableId.text,
      event.number, event.supplierCode.text, event.category, event.amount.amount, event.amount.amount,
      event.amount.currency.code, event.billedOn.description, event.dueOn.description, event.reference)
    try post(event.entry, "payable", event.payableId.text, nil, database)
  case let event as PayableCancelled:
    try database.run(
      "UPDATE payables SET open = 0, cancelled_on = ?, reason = ? WHERE id = ?", event.on.description, event.reason,
      event.payableId.text)
    try post(event.entry, "payable-cancelled", event.payableId.text, nil, database)
  case let event as PaymentPosted:
    try number("PY", event.number, database)
    try know(event.supplierCode, database)
    try database.run(
      "INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", event.paymentId.text, event.number,
      event.supplierCode.text, event.amount.amount, event.amount.currency.code, event.method.rawValue,
      event.paidOn.description, event.externalId)
    try free(event.amount, of: event.paymentId, event.supplierCode, on: event.paidOn, database)
    try post(event.entry, "payment", event.paymentId.text, nil, database)
  case let event as PaymentReversed:
    try database.run(
      "UPDATE payments SET reversed_on = ?, reason = ? WHERE id = ?", event.on.description, event.reason,
      event.paymentId.text)
    try database.run("DELETE FROM payment_lots WHERE payment = ?", event.paymentId.text)
    try post(event.entry, "payment-reversed", event.paymentId.text, nil, database)
  case let event as PaymentAllocated:
    try database.run(
      "INSERT INTO payment_allocations VALUES (?, 0, ?, ?, ?, ?, ?, ?)", event.allocationId.text,
      event.supplierCode.text, event.paymentId.text, event.payableId.text, event.amount.amount,
      event.amount.currency.code, event.on.description)
    try database.run("UPDATE payables SET open = open - ? WHERE id = ?", event.amount.amount, event.payableId.text)
    try take(event.amount.amount, of: event.paymentId, database)
  case let event as PaymentAllocationReversed:
    try database.run(
      "INSERT INTO payment_allocations VALUES (?, 1, ?, ?, ?, ?, ?, ?)", event.allocationId.text,
      event.supplierCode.text, event.paymentId.text, event.payableId.text, -event.amount.amount,
      event.amount.currency.code, event.on.description)
    try database.run(
      "UPDATE payables SET open = open + ?, reopened_on = max(coalesce(reopened_on, billed_on), ?) WHERE id = ?",
      event.amount.amount, event.on.description, event.payableId.text)
    try free(event.amount, of: event.paymentId, event.supplierCode, on: event.on, database)
  default: break
  }
}

/// A code that nobody has registered yet is listed under itself.
private func know(_ supplier: ID<Supplier>, _ database: Database) throws {
  try database.run("INSERT INTO suppliers VALUES (?, ?, 1, 0, 0) ON CONFLICT DO NOTHING", supplier.text, supplier.text)
}

private func free(
  _ amount: Money, of payment: ID<Payment>, _ supplier: ID<Supplier>, on day: BusinessDate, _ database: Database
) throws {
  try database.run(
    "INSERT INTO payment_lots VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
    payment.text, day.description, supplier.text, amount.amount, amount.currency.code)
}

/// What has been free longest goes first.
private func take(_ amount: Int64, of payment: ID<Payment>, _ database: Database) throws {
  var rest = amount
  let lots = try database.all(
    "SELECT free_on, amount FROM payment_lots WHERE payment = ? AND amount > 0 ORDER BY free_on", payment.text
  ) { ($0.text(0), $0.integer(1)) }
  for (freeOn, available) in lots where rest > 0 {
    let taken = min(rest, available)
    rest -= taken
    try database.run(
      "UPDATE payment_lots SET amount = amount - ? WHERE payment = ? AND free_on = ?", taken, payment.text, freeOn)
  }
}
