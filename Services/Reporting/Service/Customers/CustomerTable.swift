import Contracts
import Kernel
import Messaging
import ReportingDomain
import SQLite

/// The customer master's copy.
enum CustomerCopies {
  static func register(_ event: CustomerRegistered, in database: Database) throws {
    try database.run(
      "INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", event.customerId.text,
      // The full-text index needs a whole number of each customer that no rebuild changes.
      Int64(bitPattern: fnv1a64(event.customerId.text.utf8)), event.name, event.phone, event.wechat, event.email,
      event.address.city, event.address.community, event.address.building, event.address.room,
      event.source.channel.rawValue, event.registeredOn.description)
  }
}

extension CustomerCopies {
  /// Contact data as it now is. A field that this build does not know is left to later ones.
  static func update(_ event: CustomerUpdated, in database: Database) throws {
    let columns: Set = ["name", "phone", "wechat", "email", "city", "community", "building", "room"]
    for change in event.changes where columns.contains(change.field) {
      let required = change.field == "name" || change.field == "phone"
      try database.run(
        "UPDATE customers SET \(change.field) = ? WHERE customer_id = ?", change.to ?? (required ? "" : nil),
        event.customerId.text)
    }
  }
}

/// Every event of every customer, and those of nobody that figures are made of: what timelines show, and what figures are explained by.
enum CustomerEvents {
  static func keep(
    _ detail: EventDetail, of customer: ID<Customer>?, _ origin: EventOrigin, in database: Database
  ) throws {
    try database.run(
      "INSERT INTO customer_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", origin.source.rawValue, origin.stream,
      origin.number, origin.id, origin.type, origin.time.milliseconds, origin.subject, customer?.text ?? "",
      origin.actor, detail.json)
  }
}
