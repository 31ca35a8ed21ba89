import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/payables`: a supplier's bill (D2).
struct PostPayable: Command {
  var supplierCode: ID<Supplier>
  var amount: Money
  var billedOn: BusinessDate
  var dueOn: BusinessDate
  var reference: String?
  /// The expense that it is; `purchases` without it.
  var category: String?
  var occurredAt: Instant?
}

/// `POST /v1/payables/{id}/cancel`: the bill was wrong, or the supplier took it back.
struct CancelPayable: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?
}

/// Credit with the supplier is laid on the new bill, and on it alone, as on the customers' side.
func postPayable(_ request: CommandRequest<PostPayable>, in unit: borrowing UnitOfWork) throws -> Answer<PayableView> {
  let command = request.body
  let category = command.category ?? "purchases"
  var checks = FieldChecks()
  checks.positive("/amount", command.amount)
  checks.length("/reference", command.reference)
  checks.category("/category", category)
  try checks.finish()
  try Periods.requireOpen(command.billedOn, "/billedOn", in: unit.database)
  let (id, occurredAt): (ID<Payable>, Instant) = (unit.newID(), request.occurredAt(in: unit))
  try unit.record(
    PayableOpened(
      payableId: id, number: try Items.nextNumber("PB", on: command.billedOn, in: unit.database),
      supplierCode: command.supplierCode, category: category, amount: command.amount, billedOn: command.billedOn,
      dueOn: command.dueOn, reference: command.reference,
      entry: .moving(
        on: command.billedOn, debit: [(Account.expense(category), command.amount)],
        credit: [(Account.payable, command.amount)]),
      occurredAt: occurredAt))
  try unit.pay(
    try Allocating.lay(
      try Payables.lots("supplier", command.supplierCode.text, in: unit.database),
      on: try Payables.open("id", id.text, in: unit.database)), at: occurredAt)
  return .created(try Payables.view(id, in: unit.database), at: "/v1/payables/\(id)", version: nil)
}

func cancelPayable(
  _ request: CommandRequest<CancelPayable>, in unit: borrowing UnitOfWork
) throws -> Answer<PayableView> {
  let payable = try Payables.view(request.id(), in: unit.database)
  let (day, occurredAt) = (request.body.on, request.occurredAt(in: unit))
  guard payable.state != .cancelled else { throw FinanceError.nothingOpen }
  let paid = try Payables.allocations("payable", payable.id.text, in: unit.database)
  var checks = FieldChecks()
  checks.text("/reason", request.body.reason, upTo: FieldChecks.longText)
  checks.notBefore(
    try Payables.earliestUndoing(of: paid, or: payable.billedOn, payable.id, in: unit.database), "/on", day)
  try checks.finish()
  try Periods.requireOpen(day, "/on", in: unit.database)
  for allocation in paid { try unit.undo(allocation, on: day, at: occurredAt) }
  try unit.record(
    PayableCancelled(
      payableId: payable.id, number: payable.number, supplierCode: payable.supplierCode, category: payable.category,
      amount: payable.amount, on: day, reason: request.body.reason,
      entry: .moving(
        on: day, debit: [(Account.payable, payable.amount)],
        credit: [(Account.expense(payable.category), payable.amount)],
        refersTo: try Periods.reference(to: payable.billedOn, in: unit.database)),
      occurredAt: occurredAt))
  return Answer(try Payables.view(payable.id, in: unit.database))
}

extension Payables {
  /// The first day on which what was allocated can be undone: never before an allocation or an earlier undoing.
  static func earliestUndoing(
    of standing: [Standing], or day: BusinessDate, _ payable: ID<Payable>, in database: Database
  ) throws -> BusinessDate {
    let reopened = try open("id", payable.text, in: database).first?.reopenedOn ?? day
    return standing.reduce(max(day, reopened)) { max($0, $1.on) }
  }
}

extension FieldChecks {
  /// Codes become part of an account's code: short, without spaces or slashes.
  mutating func category(_ pointer: String, _ code: String) {
    text(pointer, code, upTo: 60)
    guard code.contains(where: { $0.isWhitespace || $0 == "/" }) else { return }
    refuse(pointer, "not-a-code", Localized(zh: "编码不含空格和斜线。", en: "A code has no spaces and no slashes."))
  }

  mutating func notBefore(_ earliest: BusinessDate, _ pointer: String, _ day: BusinessDate) {
    guard day < earliest else { return }
    refuse(
      pointer, "too-early", Localized(zh: "不能早于 \(earliest)。", en: "It cannot be before \(earliest)."))
  }
}
