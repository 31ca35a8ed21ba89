import Contracts
import FinanceDomain
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/refunds`: out of the customer's unallocated credit, oldest first.
struct PostRefund: Command {
  var customerId: ID<Customer>
  var amount: Money
  var method: PaymentMethod
  var refundedOn: BusinessDate
  var reason: String
  var occurredAt: Instant?
}

struct RefundView: Codable, Sendable {
  var id: ID<Refund>
  var number: String
  var customerId: ID<Customer>
  var amount: Money
  var method: PaymentMethod
  var refundedOn: BusinessDate
  var reason: String
}

func postRefund(_ request: CommandRequest<PostRefund>, in unit: borrowing UnitOfWork) throws -> Answer<RefundView> {
  let command = request.body
  var checks = FieldChecks()
  try FinanceCustomers.check(command.customerId, &checks, in: unit.database)
  checks.positive("/amount", command.amount)
  checks.text("/reason", command.reason, upTo: FieldChecks.longText)
  try checks.finish()
  try Periods.requireOpen(command.refundedOn, "/refundedOn", in: unit.database)
  // Money that comes free only later cannot go back before.
  let lots = try Items.lots(of: command.customerId, in: unit.database).filter {
    $0.amount.currency == command.amount.currency && $0.freeOn <= command.refundedOn
  }
  let available = try Money.sum(lots.map(\.amount), in: command.amount.currency)
  guard command.amount.amount <= available.amount else { throw FinanceError.notEnoughCredit(available: available) }
  var rest = command.amount.amount
  var parts: [RefundPosted.Part] = []
  for lot in lots where rest > 0 {
    let part = try Money(min(rest, lot.amount.amount), lot.amount.currency)
    rest -= part.amount
    parts.append(RefundPosted.Part(creditId: lot.creditID, amount: part))
  }
  let refund = RefundPosted(
    refundId: unit.newID(), number: try Items.nextNumber("RF", on: command.refundedOn, in: unit.database),
    customerId: command.customerId, amount: command.amount, method: command.method, refundedOn: command.refundedOn,
    reason: command.reason, parts: parts,
    entry: .moving(
      on: command.refundedOn, debit: [(Account.deposits, command.amount)],
      credit: [(command.method.account, command.amount)]),
    occurredAt: request.occurredAt(in: unit))
  try unit.record(refund)
  try CreditHolds.review(command.customerId, in: unit)
  return Answer(
    RefundView(
      id: refund.refundId, number: refund.number, customerId: refund.customerId, amount: refund.amount,
      method: refund.method, refundedOn: refund.refundedOn, reason: refund.reason), status: 201)
}

/// `POST /v1/credit-notes`: never above the receivable's amount less earlier credit notes; what exceeds its open part
/// becomes unallocated credit.
struct PostCreditNote: Command {
  var receivableId: ID<Receivable>
  var amount: Money
  var creditedOn: BusinessDate
  var reason: String
  var occurredAt: Instant?
}

struct CreditNoteView: Codable, Sendable {
  var id: ID<CreditNote>
  var number: String
  var customerId: ID<Customer>
  var receivableId: ID<Receivable>
  var amount: Money
  var surplus: Money
  var creditedOn: BusinessDate
  var reason: String
}

func postCreditNote(
  _ request: CommandRequest<PostCreditNote>, in unit: borrowing UnitOfWork
) throws -> Answer<CreditNoteView> {
  let command = request.body
  var checks = FieldChecks()
  checks.positive("/amount", command.amount)
  checks.text("/reason", command.reason, upTo: FieldChecks.longText)
  try checks.finish()
  guard let item = try Items.receivable(command.receivableId, in: unit.database) else {
    throw FinanceError.unknownReceivable(field: "/receivableId")
  }
  guard item.open.currency == command.amount.currency else {
    throw MoneyError.currencies(item.open.currency, command.amount.currency)
  }
  if command.creditedOn < item.on {
    checks.refuse(
      "/creditedOn", "before-receivable", Localized(zh: "不能早于应收日期。", en: "It cannot be before the receivable's date."))
  }
  try checks.finish()
  try Periods.requireOpen(command.creditedOn, "/creditedOn", in: unit.database)
  let left = try Items.creditable(item.id, in: unit.database)
  guard command.amount.amount <= left else {
    throw FinanceError.creditNoteTooLarge(available: try Money(max(0, left), item.open.currency))
  }
  let open = (item.course ?? OpenCourse()).least(from: command.creditedOn)
  let surplus = try Money(max(0, command.amount.amount - open), item.open.currency)
  // What is not delivered yet was never revenue: the liability goes first.
  let liability =
    try item.orderID.map { try Items.liability(of: $0, in: unit.database) } ?? 0
  let undelivered = try Money(min(liability, command.amount.amount), item.open.currency)
  let earned = try command.amount.subtracting(undelivered)
  let tax = try Items.taxShare(of: earned, earnedBy: item.orderID?.text ?? item.id.text, in: unit.database)
  let note = CreditNotePosted(
    creditNoteId: unit.newID(), number: try Items.nextNumber("CN", on: command.creditedOn, in: unit.database),
    customerId: item.customerID, receivableId: item.id, orderId: item.orderID, amount: command.amount,
    surplus: surplus, creditedOn: command.creditedOn, reason: command.reason,
    entry: .moving(
      on: command.creditedOn,
      debit: [
        (Account.contractLiability, undelivered), (Account.revenue, try earned.subtracting(tax)), (Account.tax, tax),
      ],
      credit: [(Account.receivable, try command.amount.subtracting(surplus)), (Account.deposits, surplus)],
      refersTo: try Periods.reference(to: item.on, in: unit.database)),
    occurredAt: request.occurredAt(in: unit))
  try unit.record(note)
  try Commissions.credited(note, in: unit)
  try CreditHolds.review(item.customerID, in: unit)
  return Answer(
    CreditNoteView(
      id: note.creditNoteId, number: note.number, customerId: note.customerId, receivableId: note.receivableId,
      amount: note.amount, surplus: note.surplus, creditedOn: note.creditedOn, reason: note.reason), status: 201)
}
