import Kernel
import Contracts
import LeadsDomain
import Messaging
import Persistence
import ServiceRuntime

private let resource = Resource("win-back", tag: "loyalty", scope: .customer, readers: .everyone, writers: [])

extension Feature {
  /// Former customers to be won back, and those who came back (A18).
  static func winBack(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["reactivations", .copy("orders")],
      routes: {
        resource.list(
          Localized(zh: "待挽回客户", en: "Customers to win back"), asOf: true, by: \.customerId.text
        ) { query, page, database in
          try WinBackStore.list(page, asOf: try query.asOf(), policy, for: query.visibility, in: database)
        }
      },
      writes: [.on(CustomerReactivated.self, WinBackStore.note)],
      listens: [
        .on(OrderConfirmed.self, copy: OrderCopies.confirm) { event, unit in
          try ReviewLapse.end(
            of: event.customerId, by: "order", order: event.orderId, on: event.signedOn, policy, at: event.occurredAt,
            in: unit)
        },
        .on(OrderAmended.self, copy: OrderCopies.amend), .on(OrderCancelled.self, copy: OrderCopies.cancel),
        .on(OrderReinstated.self, copy: OrderCopies.reinstate),
      ],
      catchUp: [OrderAmended.type: .fromNowOn, OrderCancelled.type: .fromNowOn],
      secondReadings: [OrderCopies.secondReading])
  }
}

extension Migration {
  static let winBack = Migration(
    """
    CREATE TABLE reactivations (customer TEXT NOT NULL, on_day TEXT NOT NULL, lapsed_on TEXT NOT NULL, by TEXT NOT NULL,
      PRIMARY KEY (customer, on_day)) STRICT;
    """)

  /// Who sold and designed, so that customers are theirs.
  static let orderPeople = Migration(
    """
    ALTER TABLE orders ADD COLUMN salesperson TEXT;
    ALTER TABLE orders ADD COLUMN designer TEXT;
    ALTER TABLE orders ADD COLUMN shop TEXT;
    """)

  static let orders = Migration(
    """
    CREATE TABLE orders (
      id TEXT PRIMARY KEY, customer TEXT, lead TEXT, signed_on TEXT, total INTEGER, currency TEXT,
      cancelled_on TEXT) STRICT;
    CREATE INDEX orders_customer ON orders (customer);
    """)
}
