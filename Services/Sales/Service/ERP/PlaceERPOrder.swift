import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceKit

/// Places the ERP's order that waited for the customer that leads now names: once, and only the revision that was
/// asked about (`Shared/Contracts/README.md#whose-order`).
enum PlaceERPOrder {
  static func place(_ answer: ERPCustomerIdentified, in unit: borrowing UnitOfWork) throws {
    let erp = answer.erp
    guard
      try ERPOrderStore.entry(erp.source, erp.orderNumber, in: unit.database).isPlaced(byAnswerTo: erp.revision),
      let waiting = try ERPOrderStore.received(erp.source, erp.orderNumber, in: unit.database)
    else { return }
    let order: ID<Order> = unit.newID()
    try unit.record(
      waiting.confirmed(
        as: order, number: SalesNumbers.order.next(on: waiting.signedOn, in: unit), for: answer.customerId,
        isHeld: CreditStore.isHeld(answer.customerId, in: unit.database)))
    try ERPStatuses(of: .order, by: .sales).tell(
      .accepted, erp.source, erp.orderNumber, revision: erp.revision, order: order,
      message: try ERPOrderStore.message(of: erp, in: unit.database), in: unit)
    // What the ERP has said of it before.
    try Arrivals.note(
      subject: ERPOrderName.placing(erp.source, erp.orderNumber), of: Source.sales.rawValue, in: unit.database)
  }
}
