import Kernel
import Contracts
import Messaging
import Persistence
import ServiceKit
import ServiceRuntime

extension Feature {
  /// The orders of the ERP: taken from its topic where their source is believed, placed when leads has named the
  /// customer (G6).
  static func erp(_ bridge: ERPBridge, for outbound: ERPOutbound) -> Feature {
    var feature = erpOrders
    feature.routes.append(
      .command(
        "POST", "/v1/erp/orders",
        Localized(zh: "接收一条 ERP 订单消息（webhook）", en: "Take a message of the ERP about an order (webhook)"),
        tag: "orders",
        roles: [.bridge, .manager, .operations], scope: .company, answers: 202
      ) { (request: CommandRequest<ERPWebhook>, unit) in try PostERPOrder.run(request, unit, bridge, outbound) })
    feature.outside = [TakeERPOrder.handler(bridge, for: outbound)]
    return feature
  }

  /// Orders of our own for the ERP that takes them, and which of them it has registered (G6).
  static func erpOutbound(_ outbound: ERPOutbound) -> Feature {
    let orders = Resource("erp-outbound-orders", tag: "orders", scope: .company, readers: .bridges, writers: .bridges)
    var feature = Feature(
      tables: [.unverified("erp_outbound")],
      routes: {
        orders.list(
          Localized(zh: "发送给 ERP 的本方订单", en: "Orders of our own for the ERP"),
          parameters: [
            .init("state", Localized(zh: "只要这种情况的", en: "Only those that stand so"), ERPOutboundView.State.self)
          ], by: \.orderId.text
        ) { query, page, database in try ERPOutboundQueries.list(query, page, outbound, database) }
        orders.act("send", Localized(zh: "再次发送给 ERP", en: "Send an order to the ERP once more"), roles: .resenders) {
          (request: CommandRequest<SendOrderAgain>, unit) in try SendOrderAgain.run(request, unit, outbound)
        }
      },
      erases: ERPOutboundStore.erases)
    feature.gauges = [
      StoreGauge("joinery_erp_orders_unregistered", "Orders of our own that the ERP has not registered in time.") {
        [([], Double(try ERPOutboundStore.overdue(before: outbound.late(at: $1), in: $0)))]
      }
    ]
    return feature
  }

  private static let filters: [RouteDescription.Parameter] = [
    .init("state", Localized(zh: "只要这种情况的", en: "Only those that stand so"), ERPOrderView.State.self),
    .init(
      "since", Localized(zh: "此刻之后有消息的（RFC 3339）", en: "Only those with a message at or after this moment"),
      Instant.self),
  ]

  private static let erpOrders = Feature(
    tables: ["erp_orders", .unverified("erp_stale"), .unverified("erp_messages")],
    routes: {
      Route.query(
        "/v1/erp-orders", Localized(zh: "ERP 订单的处理情况", en: "Where orders of the ERP stand"), tag: "orders",
        roles: .bridges, scope: .company,
        parameters: [
          .init("source", Localized(zh: "ERP 的 ce_source", en: "The ERP's ce_source")),
          .init("orderNumber", Localized(zh: "ERP 的单号", en: "The ERP's order number")),
        ] + filters + RouteDescription.paging, ERPOrderQueries.answer)
      Route.page(
        "GET", "/v1/erp-orders.csv", Localized(zh: "ERP 订单处理情况 CSV", en: "Where orders of the ERP stand, as CSV"),
        tag: "orders", roles: .bridges, scope: .company, mediaType: "text/csv",
        parameters: [.init("source", Localized(zh: "ERP 的 ce_source", en: "The ERP's ce_source"))] + filters
          + RouteDescription.optionalPaging + CSVForm.parameters, ERPOrderQueries.table)
    },
    writes: [
      .on(ERPOrderReceived.self, ERPOrderStore.receive), .on(ERPOrderCancelled.self, ERPOrderStore.cancel),
    ],
    listens: [.on(ERPCustomerIdentified.self, react: { try PlaceERPOrder.place($0, in: $1) })],
    erases: ERPOrderStore.erases)
}

extension Migration {
  /// What was sent to the ERP, by order: when first and last, in milliseconds since 1970, and when it had a number for it.
  static let erpOutbound = Migration(
    """
    CREATE TABLE erp_outbound (
      order_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, change TEXT NOT NULL, first_at INTEGER NOT NULL,
      sent_at INTEGER NOT NULL, registered_at INTEGER, conflict TEXT) STRICT, WITHOUT ROWID;
    """)

  static let erpOrders = Migration(
    """
    CREATE TABLE erp_orders (
      source TEXT NOT NULL, order_number TEXT NOT NULL, revision INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'cancelled')), order_id TEXT, reason TEXT,
      received TEXT, PRIMARY KEY (source, order_number)) STRICT;
    CREATE INDEX erp_orders_order ON erp_orders (order_id) WHERE order_id IS NOT NULL;
    CREATE TABLE erp_stale (
      source TEXT NOT NULL, order_number TEXT NOT NULL, count INTEGER NOT NULL, last_revision INTEGER NOT NULL,
      last_at INTEGER NOT NULL, PRIMARY KEY (source, order_number)) STRICT, WITHOUT ROWID;
    """)

  /// The last message of each order that was taken: what another one of the same revision is compared with, and when it
  /// came, in milliseconds since 1970.
  static let erpMessages = Migration(
    """
    CREATE TABLE erp_messages (
      source TEXT NOT NULL, order_number TEXT NOT NULL, revision INTEGER NOT NULL, hash INTEGER NOT NULL,
      id TEXT NOT NULL, at INTEGER NOT NULL, conflict TEXT, PRIMARY KEY (source, order_number)) STRICT, WITHOUT ROWID;
    CREATE INDEX erp_orders_state ON erp_orders (state, source, order_number);
    """)
}
