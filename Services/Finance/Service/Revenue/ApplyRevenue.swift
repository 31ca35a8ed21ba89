import Contracts
import Kernel
import SQLite

/// Writes what an event says about revenue that was taken back.
func applyRevenue(_ event: any DomainEvent, to database: Database) throws {
  guard let event = event as? RevenueReversed else { return }
  try liability(event.orderId, event.amount, database)
  try earned(event.orderId.text, event.amount.negated, tax: event.tax.negated, database)
  try database.run("DELETE FROM delivery_revenue WHERE delivery = ?", event.deliveryId.text)
  try post(event.entry, "delivery-cancelled", event.deliveryId.text, event.customerId, database)
}
