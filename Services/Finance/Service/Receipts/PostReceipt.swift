import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A part of a receipt for a receivable, as the client chooses it.
struct ChosenAllocation: Codable, Sendable {
  var receivableId: ID<Receivable>
  var amount: Money
}

/// `POST /v1/receipts` (D1, H6).
struct PostReceipt: Command {
  var customerId: ID<Customer>
  var amount: Money
  var method: PaymentMethod
  var receivedOn: BusinessDate
  var salespersonId: ID<Employee>?
  var orderId: ID<Order>?
  /// Without them as the company has set it (`PUT /v1/allocation-order`), oldest due first where it has not; with them,
  /// even none, what they leave stays unallocated.
  var allocations: [ChosenAllocation]?
  var externalId: String?
  var occurredAt: Instant?
}

/// `POST /v1/receipts/{id}/allocate`: of what is unallocated.
struct AllocateReceipt: Command {
  var allocations: [ChosenAllocation]
  var occurredAt: Instant?
}

/// `POST /v1/receipts/{id}/reverse`: it bounced, or was another customer's.
struct ReverseReceipt: Command {
  var on: BusinessDate
  var reason: String
  var occurredAt: Instant?
}

func postReceipt(_ request: CommandRequest<PostReceipt>, in unit: borrowing UnitOfWork) throws -> Answer<ReceiptView> {
  if let externalID = request.body.externalId, let earlier = try Receipts.find(external: externalID, in: unit.database)
  {
    try earlier.requireSame(as: request.body)
    return Answer(earlier)
  }
  let receipt = try recordReceipt(request.body, at: request.occurredAt(in: unit), in: unit)
  return .created(receipt, at: "/v1/receipts/\(receipt.id)", version: nil)
}

/// Posts and allocates a receipt that is not here yet.
func recordReceipt(
  _ command: PostReceipt, at occurredAt: Instant, in unit: borrowing UnitOfWork
) throws -> ReceiptView {
  var checks = FieldChecks()
  try FinanceCustomers.check(command.customerId, &checks, in: unit.database)
  checks.positive("/amount", command.amount)
  checks.length("/externalId", command.externalId)
  try checks.finish()
  try Periods.requireOpen(command.receivedOn, "/receivedOn", in: unit.database)
  let receiptID: ID<Receipt> = unit.newID()
  try unit.record(
    ReceiptPosted(
      receiptId: receiptID, number: try Items.nextNumber("RC", on: command.receivedOn, in: unit.database),
      customerId: command.customerId, amount: command.amount, method: command.method, receivedOn: command.receivedOn,
      salespersonId: command.salespersonId, orderId: command.orderId, externalId: command.externalId,
      entry: .moving(
        on: command.receivedOn, debit: [(command.method.account, command.amount)],
        credit: [(Account.deposits, command.amount)]),
      occurredAt: occurredAt))
  let lots = try Items.lots(ofCredit: receiptID.text, in: unit.database)
  if let chosen = command.allocations {
    try unit.allocate(
      try drafts(chosen, from: lots, of: command.customerId, in: unit.database), at: occurredAt)
  } else {
    let open = try AllocationOrders.receivables(
      of: command.customerId, order: command.orderId, in: unit.database)
    try unit.allocate(try Allocating.lay(lots, on: open), at: occurredAt)
  }
  try CreditHolds.review(command.customerId, in: unit)
  return try Receipts.view(receiptID, in: unit.database)
}

extension ReceiptView {
  /// The same external id stands for the same content; other content is an error to show (`rules.md`, Allocation).
  fileprivate func requireSame(as command: PostReceipt) throws(FinanceError) {
    guard customerId == command.customerId, amount == command.amount, method == command.method,
      receivedOn == command.receivedOn, salespersonId == command.salespersonId, orderId == command.orderId
    else { throw .sameExternalIdOtherContent }
  }
}

func allocateReceipt(
  _ request: CommandRequest<AllocateReceipt>, in unit: borrowing UnitOfWork
) throws -> Answer<ReceiptView> {
  let receipt = try Receipts.view(request.id(), in: unit.database)
  let lots = try Items.lots(ofCredit: receipt.id.text, in: unit.database)
  try unit.allocate(
    try drafts(request.body.allocations, from: lots, of: receipt.customerId, in: unit.database),
    at: request.occurredAt(in: unit))
  try CreditHolds.review(receipt.customerId, in: unit)
  return Answer(try Receipts.view(receipt.id, in: unit.database))
}

/// Lays what is left of a credit on the chosen receivables; nothing above what either side has
/// (`rules.md`, Allocation).
private func drafts(
  _ chosen: [ChosenAllocation], from lots: [CreditLot], of customer: ID<Customer>, in database: Database
) throws -> [AllocationDraft] {
  var lots = lots
  var drafts: [AllocationDraft] = []
  var used: [ID<Receivable>: Int64] = [:]
  for (index, choice) in chosen.enumerated() {
    let field = "/allocations/\(index)"
    guard var receivable = try Items.receivable(choice.receivableId, in: database) else {
      throw FinanceError.unknownReceivable(field: "\(field)/receivableId")
    }
    guard receivable.customerID == customer else {
      throw FinanceError.receivableOfAnother(field: "\(field)/receivableId")
    }
    receivable.open = try Money(
      receivable.open.amount - used[receivable.id, default: 0], receivable.open.currency)
    let left = try Money.sum(
      lots.filter { $0.amount.currency == choice.amount.currency }.map(\.amount), in: choice.amount.currency)
    let available = try Money(
      receivable.open.currency == choice.amount.currency ? min(receivable.open.amount, left.amount) : 0,
      choice.amount.currency)
    guard choice.amount.amount > 0, choice.amount.amount <= available.amount else {
      throw FinanceError.tooMuchAllocated(field: "\(field)/amount", available: available)
    }
    var part = receivable
    part.open = choice.amount
    let laid = try Allocating.lay(lots, on: [part])
    drafts += laid
    used[receivable.id, default: 0] += choice.amount.amount
    var taken = choice.amount.amount
    for index in lots.indices where taken > 0 {
      let step = min(taken, lots[index].amount.amount)
      taken -= step
      lots[index].amount = try Money(lots[index].amount.amount - step, lots[index].amount.currency)
    }
  }
  return drafts
}

/// A reversal takes back the receipt's allocations on its own date; a part of it already refunded turns into a
/// receivable of its own, dated and due that day (`rules.md`, Allocation).
func reverseReceipt(
  _ request: CommandRequest<ReverseReceipt>, in unit: borrowing UnitOfWork
) throws -> Answer<ReceiptView> {
  let receipt = try Receipts.view(request.id(), in: unit.database)
  guard receipt.reversedOn == nil else { throw FinanceError.alreadyReversed }
  var checks = FieldChecks()
  checks.text("/reason", request.body.reason, upTo: FieldChecks.longText)
  if request.body.on < receipt.receivedOn {
    checks.refuse(
      "/on", "before-receipt", Localized(zh: "不能早于收款日期。", en: "It cannot be before the day of the receipt."))
  }
  if let undone = try Receipts.lastUndone(receipt.id, in: unit.database), request.body.on < undone {
    checks.refuse(
      "/on", "before-later-movement",
      Localized(
        zh: "该收款的分配已于 \(undone) 撤销；冲销日期不能早于该日。",
        en: "An allocation of it was undone on \(undone); reverse it on that day or later."))
  }
  try checks.finish()
  try Periods.requireOpen(request.body.on, "/on", in: unit.database)
  let (day, occurredAt) = (request.body.on, request.occurredAt(in: unit))
  for allocation in try Items.allocations(ofCredit: receipt.id.text, in: unit.database) {
    try unit.free(allocation.amount, of: [allocation], on: day, at: occurredAt)
  }
  let left = try Money.sum(
    try Items.lots(ofCredit: receipt.id.text, in: unit.database).map(\.amount), in: receipt.amount.currency)
  let refunded = try receipt.amount.subtracting(left)
  try unit.record(
    ReceiptReversed(
      receiptId: receipt.id, number: receipt.number, customerId: receipt.customerId, amount: receipt.amount,
      method: receipt.method, on: day, reason: request.body.reason,
      entry: .moving(
        on: day, debit: [(Account.deposits, receipt.amount)], credit: [(receipt.method.account, receipt.amount)],
        refersTo: try Periods.reference(to: receipt.receivedOn, in: unit.database)),
      occurredAt: occurredAt))
  if refunded.amount > 0 {
    try unit.record(
      ReceivableOpened(
        receivableId: unit.newID(), customerId: receipt.customerId, kind: .correction, orderId: nil,
        instalmentId: nil, requestId: nil, label: receipt.number, amount: refunded, on: day, dueOn: day,
        salespersonId: receipt.salespersonId, shop: nil,
        entry: .moving(on: day, debit: [(Account.receivable, refunded)], credit: [(Account.deposits, refunded)]),
        occurredAt: occurredAt))
  }
  try CreditHolds.review(receipt.customerId, in: unit)
  return Answer(try Receipts.view(receipt.id, in: unit.database))
}

extension FieldChecks {
  /// An amount above zero.
  mutating func positive(_ pointer: String, _ money: Money) {
    guard money.amount <= 0 else { return }
    refuse("\(pointer)/amount", "not-positive", Localized(zh: "金额须大于零。", en: "The amount must be above zero."))
  }
}
