import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A part of a payment for a bill, as the client chooses it.
struct ChosenPayable: Codable, Sendable {
  var payableId: ID<Payable>
  var amount: Money
}

/// `POST /v1/payments` (D2): allocated like receipts.
struct PostPayment: Command {
  var supplierCode: ID<Supplier>
  var amount: Money
  var method: PaymentMethod
  var paidOn: BusinessDate
  /// Without them oldest due first; with them, even none, what they leave is credit with the supplier.
  var allocations: [ChosenPayable]?
  var externalId: String?
  var occurredAt: Instant?
}

/// `POST /v1/payments/{id}/allocate`: of what is unallocated.
struct AllocatePayment: Command {
  var allocations: [ChosenPayable]
  var occurredAt: Instant?
}

/// `POST /v1/payments/{id}/reverse`: the money came back.
struct ReversePayment: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?
}

func postPayment(_ request: CommandRequest<PostPayment>, in unit: borrowing UnitOfWork) throws -> Answer<PaymentView> {
  let command = request.body
  var checks = FieldChecks()
  checks.positive("/amount", command.amount)
  checks.length("/externalId", command.externalId)
  try checks.finish()
  if let externalID = command.externalId, let earlier = try Payables.payment(external: externalID, in: unit.database) {
    guard earlier.supplierCode == command.supplierCode, earlier.amount == command.amount,
      earlier.method == command.method, earlier.paidOn == command.paidOn
    else { throw FinanceError.sameExternalIdOtherContent }
    return Answer(earlier)
  }
  try Periods.requireOpen(command.paidOn, "/paidOn", in: unit.database)
  let (id, occurredAt): (ID<Payment>, Instant) = (unit.newID(), request.occurredAt(in: unit))
  try unit.record(
    PaymentPosted(
      paymentId: id, number: try Items.nextNumber("PY", on: command.paidOn, in: unit.database),
      supplierCode: command.supplierCode, amount: command.amount, method: command.method, paidOn: command.paidOn,
      externalId: command.externalId,
      entry: .moving(
        on: command.paidOn, debit: [(Account.payable, command.amount)],
        credit: [(command.method.account, command.amount)]),
      occurredAt: occurredAt))
  let lots = try Payables.lots("payment", id.text, in: unit.database)
  let drafts =
    if let chosen = command.allocations {
      try chosenDrafts(chosen, from: lots, of: command.supplierCode, in: unit.database)
    } else {
      try Allocating.lay(lots, on: try Payables.open("supplier", command.supplierCode.text, in: unit.database))
    }
  try unit.pay(drafts, at: occurredAt)
  return .created(try Payables.payment(id, in: unit.database), at: "/v1/payments/\(id)", version: nil)
}

func allocatePayment(
  _ request: CommandRequest<AllocatePayment>, in unit: borrowing UnitOfWork
) throws -> Answer<PaymentView> {
  let payment = try Payables.payment(request.id(), in: unit.database)
  try unit.pay(
    try chosenDrafts(
      request.body.allocations, from: try Payables.lots("payment", payment.id.text, in: unit.database),
      of: payment.supplierCode, in: unit.database), at: request.occurredAt(in: unit))
  return Answer(try Payables.payment(payment.id, in: unit.database))
}

/// Takes back the payment's allocations on its own date; the bills are open again.
func reversePayment(
  _ request: CommandRequest<ReversePayment>, in unit: borrowing UnitOfWork
) throws -> Answer<PaymentView> {
  let payment = try Payables.payment(request.id(), in: unit.database)
  guard payment.reversedOn == nil else { throw FinanceError.alreadyReversed }
  let (day, occurredAt) = (request.body.on, request.occurredAt(in: unit))
  let standing = try Payables.allocations("payment", payment.id.text, in: unit.database)
  let lots = try Payables.lots("payment", payment.id.text, in: unit.database)
  var checks = FieldChecks()
  checks.text("/reason", request.body.reason, upTo: FieldChecks.longText)
  checks.notBefore((standing.map(\.on) + lots.map(\.freeOn)).reduce(payment.paidOn, max), "/on", day)
  try checks.finish()
  try Periods.requireOpen(day, "/on", in: unit.database)
  for allocation in standing { try unit.undo(allocation, on: day, at: occurredAt) }
  try unit.record(
    PaymentReversed(
      paymentId: payment.id, number: payment.number, supplierCode: payment.supplierCode, amount: payment.amount,
      method: payment.method, on: day, reason: request.body.reason,
      entry: .moving(
        on: day, debit: [(payment.method.account, payment.amount)], credit: [(Account.payable, payment.amount)],
        refersTo: try Periods.reference(to: payment.paidOn, in: unit.database)),
      occurredAt: occurredAt))
  return Answer(try Payables.payment(payment.id, in: unit.database))
}

/// Lays a payment on the chosen bills; nothing above what either side has, nothing on another supplier's bill.
private func chosenDrafts(
  _ chosen: [ChosenPayable], from lots: [CreditLot], of supplier: ID<Supplier>, in database: Database
) throws -> [AllocationDraft] {
  var lots = lots
  var drafts: [AllocationDraft] = []
  var used: [ID<Payable>: Int64] = [:]
  for (index, choice) in chosen.enumerated() {
    let field = "/allocations/\(index)"
    guard var payable = try Payables.open("id", choice.payableId.text, in: database).first else {
      throw FinanceError.unknownPayable(field: "\(field)/payableId")
    }
    guard payable.customerID.text == supplier.text else {
      throw FinanceError.payableOfAnother(field: "\(field)/payableId")
    }
    let currency = choice.amount.currency
    let left = lots.filter { $0.amount.currency == currency }.reduce(Int64(0)) { $0 + $1.amount.amount }
    let open = payable.open.currency == currency ? payable.open.amount - used[choice.payableId, default: 0] : 0
    let available = try Money(min(open, left), currency)
    guard choice.amount.amount > 0, choice.amount.amount <= available.amount else {
      throw FinanceError.tooMuchAllocated(field: "\(field)/amount", available: available)
    }
    payable.open = choice.amount
    let laid = try Allocating.lay(lots, on: [payable])
    drafts += laid
    used[choice.payableId, default: 0] += choice.amount.amount
    var taken = choice.amount.amount
    for index in lots.indices where taken > 0 && lots[index].amount.currency == currency {
      let step = min(taken, lots[index].amount.amount)
      taken -= step
      lots[index].amount = try Money(lots[index].amount.amount - step, currency)
    }
  }
  return drafts
}

extension UnitOfWork {
  /// Records drafts between payments and bills; a day in a closed month becomes the first open one.
  func pay(_ drafts: [AllocationDraft], at occurredAt: Instant) throws {
    for draft in drafts {
      try record(
        PaymentAllocated(
          allocationId: newID(), supplierCode: ID(draft.receivable.customerID.text), paymentId: ID(draft.creditID),
          payableId: ID(draft.receivable.id.text), amount: draft.amount,
          on: try Periods.firstOpen(from: draft.on, in: database), occurredAt: occurredAt))
    }
  }

  func undo(_ allocation: Payables.Standing, on day: BusinessDate, at occurredAt: Instant) throws {
    try record(
      PaymentAllocationReversed(
        allocationId: allocation.id, supplierCode: allocation.supplier, paymentId: allocation.payment,
        payableId: allocation.payable, amount: allocation.amount, on: day, occurredAt: occurredAt))
  }
}
