import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// A part of a receipt for a receivable, as the client chooses it.
struct ChosenAllocation: Codable, Sendable {
  var receivableId: ID<Receivable>
  var amount: Money
}

/// `POST /v1/receipts` (D1, H6).
struct PostReceipt: ApprovableCommand {
  static let bodyLimit = BodyLimit.lines

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
  var approvalReason: String?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<ReceiptView> {
    let (command, visibility, database) = (request.body, request.visibility, unit.database)
    if let externalID = command.externalId, let earlier = try ReceiptStore.find(external: externalID, in: database) {
      try earlier.requireSame(as: command.draft)
      return Answer(try ReceiptStore.view(earlier.id, for: visibility, in: database))
    }
    try request.requireKnown(command.salespersonId, at: "/salespersonId", in: database)
    if !request.caller.roles.contains(.operations) { try command.requireOrder(in: database) }
    let chosen = try command.allocations.map { try choices($0, for: visibility, in: database) }
    let id = try post(command.draft, chosen, at: request.occurredAt(in: unit), in: unit)
    return .created(
      try ReceiptStore.view(id, for: visibility, in: database), at: "/v1/receipts/\(id)", version: nil)
  }

  /// Whose a receipt is follows the order that it names: one of the customer's, that finance has heard of.
  private func requireOrder(in database: Database) throws {
    guard let orderId else { return }
    guard try database.exists("SELECT 1 FROM orders WHERE id = ? AND customer = ?", orderId, customerId) else {
      throw FinanceError.unknownOrder(field: "/orderId")
    }
  }

  private var draft: ReceiptDraft {
    ReceiptDraft(
      customerID: customerId, amount: amount, method: method, receivedOn: receivedOn, salespersonID: salespersonId,
      orderID: orderId, externalID: externalId)
  }

  /// Posts and allocates a receipt that is not here yet.
  static func post(
    _ draft: ReceiptDraft, _ chosen: [Allocating.Choice]? = nil, at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws -> ID<Receipt> {
    try draft.review(isKnown: try FinanceCustomers.find(draft.customerID, in: unit.database) != nil)
    let books = try unit.books()
    let posted = try draft.post(
      number: try DocumentNumbers.finance.next("RC", on: draft.receivedOn, in: unit.database), books, at: occurredAt)
    let lots = [CreditLot(creditID: posted.receiptId.text, freeOn: draft.receivedOn, amount: draft.amount)]
    try unit.record(posted)
    let drafts =
      if let chosen {
        try Allocating.lay(lots, on: chosen, of: draft.customerID)
      } else {
        try Allocating.lay(
          lots,
          on: try AllocationOrders.present(in: unit.database).receivables(
            try ReceivableStore.open(of: draft.customerID, in: unit.database), named: draft.orderID))
      }
    try unit.allocate(drafts, of: draft.customerID, lots: lots, books, at: occurredAt)
    try CreditHolds.review(draft.customerID, in: unit)
    return posted.receiptId
  }

  /// A receivable that the caller does not see is as one that is not there.
  static func choices(
    _ chosen: [ChosenAllocation], for visibility: Visibility, in database: Database
  ) throws -> [Allocating.Choice] {
    try chosen.map {
      Allocating.Choice(
        item: try ReceivableStore.find($0.receivableId, for: visibility, in: database), amount: $0.amount)
    }
  }
}

extension UnitOfWork {
  /// Records allocations of a customer's credit as drafted, and what they earn.
  func allocate(
    _ drafts: [AllocationDraft], of customer: ID<Customer>, lots: [CreditLot], _ books: Books, at occurredAt: Instant
  ) throws {
    let orders = Set(drafts.compactMap(\.receivable.orderID))
    var settlement = Settlement(
      receivables: [], lots: CreditLots(lots),
      commissions: try CommissionStore.find(orders, of: customer, books, in: database), books: books)
    try settlement.allocate(drafts, at: occurredAt)
    try record(all: settlement.events)
  }
}
