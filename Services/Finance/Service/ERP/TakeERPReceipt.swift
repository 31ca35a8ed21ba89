import Contracts
import FinanceDomain
import Inbound
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Takes what the ERP says of money that came in, by the rules of `POST /v1/receipts`
/// (`Shared/Contracts/README.md#receipts`).
enum TakeERPReceipt {
  static let intake = ERPIntake(
    .receipt,
    belongs: { envelope, unit in
      guard let data = try? envelope.erpData(ERPReceipt.self) else { return nil }
      return (try? payer(data, envelope.source, in: unit.database))?.customer.text
    }, take: take)

  private static func take(_ message: ERPMessage, _ unit: borrowing UnitOfWork) throws -> String? {
    let earlier = try message.entity.map { try ReceiptStore.state(ID($0), in: unit.database) }
    if message.isCancellation {
      let data: ERPReceiptReversal = try message.data()
      guard let earlier, earlier.reversedOn == nil else { return message.entity }
      try reverse(earlier, on: data.on, because: data.reason, message, in: unit)
      return earlier.id.text
    }
    let data: ERPReceipt = try message.data()
    let payer = try payer(data, message.source, in: unit.database)
    let standing = earlier.flatMap { $0.reversedOn == nil ? $0 : nil }
    var draft = ReceiptDraft(
      customerID: payer.customer, amount: data.amount, method: data.method, receivedOn: data.receivedOn,
      salespersonID: data.salespersonId, orderID: payer.order, externalID: standing?.draft.externalID)
    // What has changed may be nothing that finance keeps.
    if let standing, standing.draft == draft { return standing.id.text }
    if let standing {
      try reverse(
        standing, on: nil, because: "ERP 更正（第 \(message.revision) 版）", message, in: unit)
    }
    draft.externalID = earlier == nil ? name(message) : "\(name(message))/\(message.revision)"
    let id = try PostReceipt.post(
      draft, try payer.order.map { try choices(data.amount, $0, in: unit.database) }, at: message.at, in: unit)
    return id.text
  }

  private static func name(_ message: ERPMessage) -> String { "\(message.source)#\(message.subject)" }

  /// Whose money it is: the order's customer, or who has that number. Throws `WaitsFor` for what has not come.
  private static func payer(
    _ data: ERPReceipt, _ source: String, in database: Database
  ) throws -> (customer: ID<Customer>, order: ID<Order>?) {
    let order: ID<Order>
    switch (data.orderId, data.orderNumber, data.customer) {
    case (let id?, _, _): order = id
    case (nil, let number?, _): order = try ERPNames.order(number, of: source, in: database)
    case (nil, nil, let customer?): return (try ERPNames.customer(customer.number, of: source, in: database), nil)
    case (nil, nil, nil):
      throw CannotApply(
        "the field 'orderNumber' is missing, and 'orderId' and 'customer.number' too: say whose money it is")
    }
    let customer = try database.first("SELECT customer FROM orders WHERE id = ?", order) {
      try $0.id("customer") as ID<Customer>
    }
    guard let customer else { throw WaitsFor(Source.sales.rawValue, order.text) }
    return (customer, order)
  }

  /// It pays the order that it names, oldest due first; what is left over is the customer's deposit.
  private static func choices(
    _ amount: Money, _ order: ID<Order>, in database: Database
  ) throws -> [Allocating.Choice] {
    var rest = amount.amount
    var choices: [Allocating.Choice] = []
    for item in try ReceivableStore.list("order_id = ? AND open > 0", order.text, in: database)
    where rest > 0 && item.open.currency == amount.currency {
      let part = min(rest, item.open.amount)
      rest -= part
      choices.append(Allocating.Choice(item: item, amount: try Money(part, amount.currency)))
    }
    return choices
  }

  /// Without a day on that of the message, or the first one after it on which it can be.
  private static func reverse(
    _ receipt: ReceiptState, on day: BusinessDate?, because reason: String, _ message: ERPMessage,
    in unit: borrowing UnitOfWork
  ) throws {
    let undone = try ReceiptStore.lastUndone(receipt.id, in: unit.database)
    let first = max(CompanyZone.day(at: message.at), receipt.draft.receivedOn, undone ?? receipt.draft.receivedOn)
    try ReverseReceipt.reverse(
      receipt, on: day ?? unit.books().firstOpen(from: first), because: reason, at: message.at, in: unit)
  }
}
