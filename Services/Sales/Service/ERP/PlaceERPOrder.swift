import Contracts
import Kernel
import Persistence
import SalesDomain

/// Places the ERP's order that waited for the customer that leads now names: once, and only the revision that was
/// asked about (`erp.md`).
enum PlaceERPOrder {
  static func place(_ answer: ERPCustomerIdentified, in unit: borrowing UnitOfWork) throws {
    let erp = answer.erp
    guard
      try ERPOrderStore.entry(erp.source, erp.orderNumber, in: unit.database).isPlaced(byAnswerTo: erp.revision),
      let waiting = try ERPOrderStore.received(erp.source, erp.orderNumber, in: unit.database)
    else { return }
    try unit.record(
      OrderConfirmed(
        orderId: unit.newID(), number: try SalesNumbers.order.next(on: waiting.signedOn, in: unit),
        customerId: answer.customerId, quoteId: nil, leadId: nil, salespersonId: waiting.salespersonId,
        designerId: nil, shop: waiting.shop, signedOn: waiting.signedOn, signedAt: waiting.signedAt,
        terms: waiting.terms, erp: waiting.erp,
        onCreditHold: try CreditStore.isHeld(answer.customerId, in: unit.database) ? true : nil,
        occurredAt: waiting.occurredAt))
  }
}
