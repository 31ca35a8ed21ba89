import Contracts
import Kernel

extension OrderState {
  /// The delivery note that an ERP's shipment of this order makes (`Shared/Contracts/README.md#shipments`), by the rules of
  /// one that people write. Throws `InvalidField` with a pointer into the message, or `OrderError`.
  public func ship(
    _ shipment: ERPShipment, from source: String, id: ID<DeliveryNote>, number: String, at time: Instant
  ) throws -> DeliveryNoted {
    guard shipment.dispatchedOn >= signedOn else { throw InvalidField("/dispatchedOn", .before(signedOn)) }
    var note = try deliver(
      shipped(shipment), id: id, number: number, on: shipment.dispatchedOn, from: shipment.place(in: source), at: time)
    note.shipment = ERPShipmentReference(source: source, shipmentNumber: shipment.shipmentNumber)
    return note
  }

  /// Whether a shipment says of the goods what a note does already: the same of this order, on the same day. Throws
  /// `InvalidField`.
  public func isShipped(_ shipment: ERPShipment, from source: String, as note: DeliveryState) throws(InvalidField)
    -> Bool
  {
    guard note.state == .noted, note.orderId == orderId, note.deliveredOn == shipment.dispatchedOn,
      note.warehouse == shipment.place(in: source)
    else { return false }
    let drafts = try shipped(shipment)
    return drafts.map(\.lineId) == note.lines.map(\.lineId)
      && drafts.map(\.quantity.millionths) == note.lines.map(\.quantity.millionths)
  }

  private func shipped(_ shipment: ERPShipment) throws(InvalidField) -> [DeliveryLineDraft] {
    guard !shipment.lines.isEmpty else { throw InvalidField("/lines", .noItems) }
    guard shipment.lines.count <= Pricing.lineLimit else {
      throw InvalidField("/lines", .tooManyItems(limit: Pricing.lineLimit))
    }
    var drafts: [DeliveryLineDraft] = []
    for (index, line) in shipment.lines.enumerated() {
      let (found, field) = try shipped(line, at: "/lines/\(index)")
      guard !drafts.contains(where: { $0.lineId == found }) else { throw InvalidField(field, .repeated) }
      drafts.append(DeliveryLineDraft(lineId: found, quantity: line.quantity))
    }
    return drafts
  }

  /// The line that is meant, and the field that says which.
  private func shipped(
    _ line: ERPShipment.Line, at pointer: String
  ) throws(InvalidField) -> (ID<OrderLine>, field: String) {
    if let number = line.lineNumber {
      guard let found = self.line(numbered: number) else { throw InvalidField("\(pointer)/lineNumber", .notOfOrder) }
      return (found.lineId, "\(pointer)/lineNumber")
    }
    guard let sku = line.sku else { throw InvalidField("\(pointer)/lineNumber", .lineNumberOrSKU) }
    let found = terms.lines.filter { $0.sku == sku }
    guard let only = found.first else { throw InvalidField("\(pointer)/sku", .notOfOrder) }
    guard found.count == 1 else { throw InvalidField("\(pointer)/sku", .ofSeveralLines) }
    return (only.lineId, "\(pointer)/sku")
  }
}

extension ERPShipment {
  /// Where the ERP names no warehouse, the goods left some place of the ERP's.
  fileprivate func place(in source: String) -> String { warehouse?.text ?? source }
}

extension DeliveryState {
  /// Who carries it, where that is news.
  public func tracked(carrier: String?, trackingNumber: String?, at time: Instant) throws(InvalidField)
    -> DeliveryTracked?
  {
    try TextRule.check(carrier, at: "/carrier")
    try TextRule.check(trackingNumber, at: "/trackingNumber")
    guard carrier != self.carrier || trackingNumber != self.trackingNumber else { return nil }
    return DeliveryTracked(
      deliveryId: id, orderId: orderId, customerId: customerId, salespersonId: salespersonId, shop: shop,
      carrier: carrier, trackingNumber: trackingNumber, occurredAt: time)
  }

  public mutating func apply(_ event: DeliveryTracked) {
    (carrier, trackingNumber) = (event.carrier, event.trackingNumber)
  }
}
