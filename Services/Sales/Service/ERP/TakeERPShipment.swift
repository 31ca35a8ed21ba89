import Contracts
import Kernel
import Messaging
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// Makes a delivery note of what the ERP has shipped, and keeps it what the ERP says
/// (`Shared/Contracts/README.md#shipments`).
enum TakeERPShipment {
  /// Gives the note that the shipment is now; nil where it is none.
  static func take(_ message: ERPMessage, in unit: borrowing UnitOfWork) throws -> String? {
    let note = try message.entity.flatMap { try DeliveryStore.table.state($0, in: unit.database) }
    guard !message.isCancellation else {
      let reason = try message.data(ERPShipmentCancellation.self).reason
      try TextRule.require(reason, at: "/reason")
      if let note { try takeBack(note, because: reason, message, in: unit) }
      return note?.id.text
    }
    let shipment = try message.data(ERPShipment.self)
    let id = try dispatched(shipment, in: note, message, in: unit)
    let now = try DeliveryStore.table.existing(id, in: unit.database)
    if let tracked = try now.tracked(
      carrier: shipment.carrier, trackingNumber: shipment.trackingNumber, at: message.at)
    {
      try unit.record(tracked)
    }
    return id.text
  }

  /// The note of the goods: that of before where it says the same, else a new one in its place.
  private static func dispatched(
    _ shipment: ERPShipment, in note: DeliveryState?, _ message: ERPMessage, in unit: borrowing UnitOfWork
  ) throws -> ID<DeliveryNote> {
    let name = ERPOrderName(number: shipment.orderNumber, id: shipment.orderId)
    var order = try name.order(of: message.source, in: unit.database)
    if let note, note.state == .noted {
      if try order.isShipped(shipment, from: message.source, as: note) { return note.id }
      // What the note has taken of the order is free for the shipment as it now is.
      try takeBack(note, because: "ERP: revision \(message.revision)", message, in: unit)
      order = try OrderStore.table.existing(order.orderId, in: unit.database)
    }
    let noted = try ship(order, shipment, message, in: unit)
    try unit.record(noted)
    return noted.deliveryId
  }

  private static func ship(
    _ order: OrderState, _ shipment: ERPShipment, _ message: ERPMessage, in unit: borrowing UnitOfWork
  ) throws -> DeliveryNoted {
    do {
      return try order.ship(
        shipment, from: message.source, id: unit.newID(),
        number: SalesNumbers.delivery.next(on: shipment.dispatchedOn, in: unit), at: message.at)
    } catch OrderError.aboveOrder(let pointer, let remaining) {
      let field = pointer.dropFirst().replacing("/", with: ".")
      throw CannotApply(
        "the field '\(field)' is refused: only \(remaining) is left to deliver; amend the order first for more")
    }
  }

  /// A note that somebody here has taken back already is what the ERP wants.
  private static func takeBack(
    _ note: DeliveryState, because reason: String, _ message: ERPMessage, in unit: borrowing UnitOfWork
  ) throws {
    guard note.state == .noted else { return }
    try OrderStore.table.existing(note.orderId, in: unit.database).check()
    try unit.record(note.cancel(reason: reason, at: message.at))
  }
}
