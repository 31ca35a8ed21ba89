import Kernel
import Contracts
import Persistence
import SalesDomain
import ServiceRuntime

private let resource = Resource("orders", scope: .sale, readers: .everyone, writers: .sellers)

extension Feature {
  /// Contracts and their versions (C6, C7, H5), and the ERP that takes them, where one does.
  static func orders(for erp: ERPOutbound) -> Feature {
    var feature = contracts
    feature.routes += [
      resource.add(Localized(zh: "下订单", en: "Place an order")) { (request: CommandRequest<PlaceOrder>, unit) in
        try PlaceOrder.run(request, unit, erp)
      },
      resource.act("amend", Localized(zh: "变更订单", en: "Amend an order")) {
        (request: CommandRequest<AmendOrder>, unit) in try AmendOrder.run(request, unit, erp)
      },
      resource.act("cancel", Localized(zh: "取消订单", en: "Cancel an order")) {
        (request: CommandRequest<CancelOrder>, unit) in try CancelOrder.run(request, unit, erp)
      },
      resource.act("reinstate", Localized(zh: "恢复已取消的订单", en: "Reinstate a cancelled order"), roles: [.manager]) {
        (request: CommandRequest<ReinstateOrder>, unit) in try ReinstateOrder.run(request, unit, erp)
      },
    ]
    return feature
  }

  private static let contracts = Feature(
    tables: ["orders", "order_changes", "document_numbers"],
    routes: {
      resource.item(Localized(zh: "一份订单及其历史", en: "An order with its history")) { query, database in
        try .order(OrderStore.find(query.id(), for: query.visibility, in: database), in: database)
      }
      resource.list(
        Localized(zh: "订单列表", en: "Orders, the newest first"),
        parameters: SalesFilter.parameters + [
          .init("externalId", Localized(zh: "ERP 的单号", en: "That an ERP calls by this number"))
        ], by: \.id.text
      ) { query, page, database in
        var filter = try SalesFilter(query, page, stage: try query.choice("state", of: OrderStage.self)?.rawValue)
        filter.external = query.text("externalId")
        return try OrderStore.list(filter, in: database).map(OrderSummary.init)
      }
    },
    writes: [
      .on(OrderConfirmed.self, OrderStore.confirm), .on(OrderAmended.self, OrderStore.amend),
      .on(OrderCancelled.self, OrderStore.cancel), .on(OrderReinstated.self, OrderStore.reinstate),
      .on(OrderRegistered.self, OrderStore.register),
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

  static let ordersByERPNumber = Migration(
    "CREATE INDEX orders_erp_number ON orders (erp_number) WHERE erp_number IS NOT NULL;")

  static let ordersByPromise = Migration(
    """
    CREATE INDEX orders_promised ON orders (json_extract(document, '$.terms.promisedOn'))
      WHERE stage = 'confirmed';
    """)
}
