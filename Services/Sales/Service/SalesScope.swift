import ServiceKit

/// Whose things of sales are (`Services/Sales/README.md#who-sees-what`).
extension Belonging {
  static let quotes = Belonging(.employee("quotes.salesperson"))

  static let orders = Belonging(
    .employee("orders.salesperson"), .employee("orders.document ->> '$.designerId'"),
    .shop("orders.document ->> '$.shop'"))

  static let deliveries = Belonging(.through("orders", where: "orders.id = deliveries.order_id", .orders))

  static let measurements = Belonging(
    .employee("measurements.document ->> '$.designerId'"),
    .through("orders", where: "orders.id = measurements.order_id", .orders))

  /// Of whoever works on a lead of theirs, or is named in a document for them.
  static let customers = Belonging(
    LeadOwners.tie("customers.id"), .through("quotes", where: "quotes.customer = customers.id", .quotes),
    .through("orders", where: "orders.customer = customers.id", .orders),
    .through("measurements", where: "measurements.customer = customers.id", .measurements))
}
