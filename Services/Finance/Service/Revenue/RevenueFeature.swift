import Contracts
import Persistence
import ServiceRuntime

extension Feature {
  /// The accounts of contracts: what is owed, what is not delivered yet, what was earned (H5, H6, H7).
  static let revenue = Feature(
    tables: ["order_liability", "earned", "delivery_revenue", .copy("orders")],
    writes: [
      .on(RevenueRecognised.self, OrderAccountStore.recognise), .on(RevenueReversed.self, OrderAccountStore.reverse),
    ],
    listens: [
      .on(OrderConfirmed.self, copy: OrderCopies.copy, react: OrderReactions.confirm),
      .on(OrderAmended.self, copy: OrderCopies.copy, react: OrderReactions.amend),
      .on(OrderCancelled.self, copy: OrderCopies.copy, react: OrderReactions.cancel),
      .on(OrderReinstated.self, copy: OrderCopies.copy, react: OrderReactions.reinstate),
      .on(DeliveryNoted.self, copy: OrderCopies.copy, react: OrderReactions.deliver),
      .on(DeliveryCancelled.self, copy: OrderCopies.copy, react: OrderReactions.takeBack),
      .on(ServiceCharged.self, react: OrderReactions.charge),
    ],
    catchUp: [DeliveryCancelled.type: .fromNowOn])
}

extension Migration {
  static let orders = Migration(
    """
    CREATE TABLE orders (
      id TEXT PRIMARY KEY, number TEXT NOT NULL, customer TEXT NOT NULL, salesperson TEXT, shop TEXT,
      signed_on TEXT NOT NULL, total INTEGER NOT NULL, currency TEXT NOT NULL, delivered INTEGER NOT NULL,
      state TEXT NOT NULL) STRICT;
    """)

  static let ordersByNumber = Migration("CREATE INDEX orders_number ON orders (number);")

  static let orderLiability = Migration(
    """
    CREATE TABLE order_liability (
      order_id TEXT PRIMARY KEY, amount INTEGER NOT NULL, currency TEXT NOT NULL) STRICT;
    """)

  /// Revenue of an order or a service charge with the tax in it.
  static let earned = Migration(
    """
    CREATE TABLE earned (
      subject TEXT PRIMARY KEY, amount INTEGER NOT NULL, tax INTEGER NOT NULL, currency TEXT NOT NULL) STRICT;
    """)

  static let deliveryRevenue = Migration(
    """
    CREATE TABLE delivery_revenue (
      delivery TEXT PRIMARY KEY, order_id TEXT NOT NULL, amount INTEGER NOT NULL, tax INTEGER NOT NULL,
      currency TEXT NOT NULL) STRICT;
    """)
}
