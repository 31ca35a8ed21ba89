import Contracts

extension AnalyticsView {
  static let ofSales = [orders, orderLines, sales, deliveries]

  private static let orders = AnalyticsView(
    "orders", zh: "每行一份订单，按最后所述", en: "An order as it now is", isKeyed: true,
    [
      (.order, "o.order_id"), (.number, "o.number"), (.customer, "o.customer_id"), (.lead, "o.lead_id"),
      (.salesperson, "o.salesperson"), (.designer, "o.designer"), (.shop, "o.shop"), (.signedOn, "o.signed_on"),
      (.promisedOn, "o.promised_on"), (.cancelledOn, "o.cancelled_on"), (.currency, "o.currency"),
      (.total, "o.total"), (.knownAt, "o.known"),
    ], from: "orders o")

  /// Not its description, in which a person may be named.
  private static let orderLines = AnalyticsView(
    "order_lines", zh: "每行一个订单行，按订单最后所述；不含已取消的订单", en: "A line of an order as it now is, cancelled orders left out",
    isKeyed: false,
    [
      (.order, "l.order_id"), (.line, "l.line_id"), (.sku, "l.sku"),
      (.quantity, "l.quantity / CAST('1e' || l.scale AS REAL)"), (.currency, "l.currency"),
      (.unitPrice, "l.unit_price"), (.amount, "l.amount"),
    ], from: "order_lines l JOIN orders o ON o.order_id = l.order_id WHERE o.cancelled_on IS NULL")

  private static let sales = AnalyticsView(
    "sales", zh: "每行一次销售数字的变动：签约、变更、取消、发货、收款", en: "A change of sales: signed, amended, cancelled, delivered, paid",
    [
      (.day, "f.day"), (.order, "coalesce(\(detail("orderId")), e.subject)"), (.customer, "e.customer_id"),
      (.salesperson, code("f.salesperson")), (.shop, code("f.shop")), (.orders, "f.orders"),
      (.currency, "f.currency"), (.signed, "f.signed"), (.delivered, "f.delivered"), (.received, "f.received"),
    ] + origin("f"), from: facts("order_facts"))

  private static let deliveries = AnalyticsView(
    "deliveries", zh: "每行一张发货单", en: "A delivery note", isKeyed: true,
    [
      (.delivery, "e.subject"), (.number, last("number", of: DeliveryNoted.self)),
      (.order, last("orderId", of: DeliveryNoted.self)), (.customer, "max(e.customer_id)"),
      (.salesperson, last("salesperson", of: DeliveryNoted.self)), (.shop, last("shop", of: DeliveryNoted.self)),
      (.warehouse, last("label", of: DeliveryNoted.self)), (.deliveredOn, last("day", of: DeliveryNoted.self)),
      (.cancelledOn, last("day", of: DeliveryCancelled.self)), (.currency, "max(\(detail("amount.currency")))"),
      (.amount, "max(CASE WHEN e.type = '\(DeliveryNoted.type)' THEN \(detail("amount.amount")) END)"),
    ], from: "\(events(DeliveryNoted.self, DeliveryCancelled.self)) GROUP BY e.subject")
}
