import Kernel
import Contracts
import JSON
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

private let resource = Resource("deliveries", scope: .sale, readers: .everyone, writers: .deliverers)
private let ofOrders = Resource("orders", tag: "deliveries", scope: .sale, readers: .everyone, writers: .deliverers)
private let reminders = Resource("reminders", scope: .sale, readers: .everyone, writers: [])

extension Feature {
  /// Delivery notes and what is promised and not delivered (C9, C10, C11).
  static let deliveries = Feature(
    tables: ["deliveries"],
    routes: {
      ofOrders.act("deliveries", Localized(zh: "开送货单", en: "Note a delivery"), answers: 201, NoteDelivery.run)
      resource.item(Localized(zh: "一份送货单", en: "A delivery note")) { query, database in
        Answer(DeliveryView(try DeliveryStore.find(query.id(), for: query.visibility, in: database)))
      }
      resource.page(
        ".html", Localized(zh: "可打印的送货单", en: "A delivery note to print"),
        parameters: [
          .init("copy", Localized(zh: "true：标为副本", en: "true: marked as a copy, for a reprint"), Bool.self),
          .init("paper", Localized(zh: "a4 或 241mm（多联纸）", en: "a4, or 241mm for multi-part paper")),
        ]
      ) { query, database in
        let visibility = query.visibility
        let note = try DeliveryStore.find(query.id(), for: visibility, in: database)
        let order = try OrderStore.table.find(note.orderId, in: database)
        return DeliveryDocument(
          note: note, order: order, customer: try OrderStore.customer(of: order, for: visibility, in: database),
          warehouse: try WarehouseStore.name(of: note.warehouse, in: database)
        ).html(query)
      }
      resource.act("cancel", Localized(zh: "取消送货单", en: "Cancel a delivery note"), CancelDelivery.run)
      resource.list(
        Localized(zh: "送货单列表", en: "Delivery notes, the newest first"),
        parameters: [RouteDescription.Parameter].ofCustomerAndOrder, by: \.id.text
      ) { query, page, database in
        try DeliveryStore.table.newest(
          page, where: ["customer": query.text("customerId"), "order_id": query.text("orderId")],
          for: query.visibility, in: database
        ).map(DeliveryView.init)
      }
      reminders.list(
        Localized(zh: "送货提醒", en: "Orders to deliver soon, or late"),
        parameters: [
          .init("days", Localized(zh: "提前天数，默认 7", en: "Days ahead, 7 without it"), Int.self),
          .init("salespersonId", Localized(zh: "销售人员编号", en: "Of this salesperson")),
        ], asOf: true, atOnce: true, sortedBy: 2,
        by: { [.string($0.promisedOn.description), .string($0.orderId.text)] }
      ) { query, page, database in
        try DeliveryReminders.list(
          page, asOf: try query.asOf(), days: try DeliveryReminders.days(query),
          salesperson: query.text("salespersonId"), for: query.visibility, in: database)
      }
    },
    writes: [
      .on(DeliveryNoted.self, DeliveryStore.note), .on(DeliveryCancelled.self, DeliveryStore.cancel),
      .on(DeliveryTracked.self, DeliveryStore.track),
    ],
    erases: [.documents("deliveries", DeliveryCancelled.personal.union(DeliveryTracked.personal))])
}

extension [RouteDescription.Parameter] {
  /// What lists are narrowed to that belong to a customer and an order.
  static let ofCustomerAndOrder = [
    RouteDescription.Parameter("customerId", Localized(zh: "客户编号", en: "Of this customer")),
    RouteDescription.Parameter("orderId", Localized(zh: "订单编号", en: "Of this order")),
  ]
}

extension Migration {
  static let deliveries = Migration(
    """
    CREATE TABLE deliveries (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, customer TEXT NOT NULL,
      delivered_on TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('noted', 'cancelled')),
      document TEXT NOT NULL) STRICT;
    CREATE INDEX deliveries_order ON deliveries (order_id, id);
    CREATE INDEX deliveries_customer ON deliveries (customer, id);
    """)
}
