import Kernel
import Contracts
import Persistence
import SalesDomain
import ServiceRuntime

private let resource = Resource("orders", scope: .sale, readers: .everyone, writers: .sellers)

extension Feature {
  /// Contracts and their versions (C6, C7, H5).
  static let orders = Feature(
    tables: ["orders", "order_changes", "document_numbers"],
    routes: {
      resource.add(Localized(zh: "下订单", en: "Place an order"), PlaceOrder.run)
      resource.act("amend", Localized(zh: "变更订单", en: "Amend an order"), AmendOrder.run)
      resource.act("cancel", Localized(zh: "取消订单", en: "Cancel an order"), CancelOrder.run)
      resource.item(Localized(zh: "一份订单及其历史", en: "An order with its history")) { query, database in
        try .order(OrderStore.find(query.id(), for: query.visibility, in: database), in: database)
      }
      resource.list(
        Localized(zh: "订单列表", en: "Orders, the newest first"), parameters: SalesFilter.parameters, by: \.id.text
      ) { query, page, database in
        let filter = try SalesFilter(query, page, stage: try query.choice("state", of: OrderStage.self)?.rawValue)
        return try OrderStore.list(filter, in: database).map(OrderSummary.init)
      }
    },
    writes: [
      .on(OrderConfirmed.self, OrderStore.confirm), .on(OrderAmended.self, OrderStore.amend),
      .on(OrderCancelled.self, OrderStore.cancel),
    ],
    erases: [
      .documents("orders", OrderCancelled.personal),
      .documents(
        "order_changes", OrderAmended.personal, of: "order_id IN (SELECT id FROM orders WHERE customer = ?1)"),
    ])
}

extension Migration {
  static let orders = Migration(
    """
    CREATE TABLE orders (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, salesperson TEXT,
      stage TEXT NOT NULL, quote TEXT UNIQUE, erp_number TEXT, document TEXT NOT NULL) STRICT;
    CREATE INDEX orders_customer ON orders (customer, id);
    CREATE TABLE order_changes (
      order_id TEXT NOT NULL, change INTEGER NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (order_id, change)) STRICT, WITHOUT ROWID;
    """)

  static let ordersByPromise = Migration(
    """
    CREATE INDEX orders_promised ON orders (json_extract(document, '$.terms.promisedOn'))
      WHERE stage = 'confirmed';
    """)
}
