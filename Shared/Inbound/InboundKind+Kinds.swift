import Contracts

extension InboundKind {
  /// An order of the ERP (`Shared/Contracts/README.md#what-the-erp-bridge-publishes`).
  public static let order = InboundKind(
    .order, whole: ["joinery.erp.order.placed.v1", "joinery.erp.order.changed.v1"], others: [registered],
    cancellation: "joinery.erp.order.cancelled.v1", names: [["orderNumber"]],
    .object([
      .needed("orderNumber"), .needed("revision", .revision),
      Target.Member(
        "customer",
        .object([
          .optional("number"), .needed("name"), .needed("phone"), .optional("wechat"), .optional("email"),
          Target.Member(
            "address",
            .object([.optional("city"), .optional("community"), .optional("building"), .optional("room")]),
            isRequired: false),
        ])),
      .optional("salespersonId"), .optional("shop"), .needed("signedOn", .day), .optional("signedAt"),
      .optional("promisedOn", .day),
      Target.Member(
        "lines",
        .list([
          .needed("lineNumber"), .optional("sku"), .needed("description"), .optional("room"),
          .needed("quantity", .quantity), .needed("unitPrice", .money), .optional("discountPercent", .percent),
          .optional("taxRatePercent", .percent),
        ])),
      Target.Member(
        "instalments",
        .list([
          .needed("label"), .optional("percent", .percent), .optional("amount", .money), .needed("dueOn", .day),
        ])),
    ]))

  /// The ERP's number of an order of ours, on the topic of the orders.
  public static let registered = "joinery.erp.order.registered.v1"

  /// A product with its price (`Shared/Contracts/README.md#products-and-prices`).
  public static let product = InboundKind(
    .product, whole: [ERPProduct.type], names: [["sku"]],
    .object([
      .needed("sku"), .needed("revision", .revision), .needed("name"), .optional("category"), .optional("unit"),
      .optional("price", .money), .optional("validFrom", .day), .optional("taxRatePercent", .percent),
      .optional("active", .flag),
    ]))

  /// A product in a warehouse (`Shared/Contracts/README.md#stock`).
  public static let stock = InboundKind(
    .stock, whole: [ERPStock.type], names: [["sku"], ["warehouse"]], revision: "asOf",
    .object([
      .needed("sku"), .needed("warehouse"), .needed("onHand", .quantity), .optional("reserved", .quantity),
      .needed("asOf", .time),
    ]))

  /// An order, or a line of one, in the works (`Shared/Contracts/README.md#production`).
  public static let production = InboundKind(
    .production, whole: [ERPProduction.type], names: [["orderNumber", "orderId"], ["lineNumber"]],
    .object([
      .optional("orderNumber"), .optional("orderId"), .optional("lineNumber"), .needed("revision", .revision),
      .needed("state"), .optional("expectedOn", .day), .optional("reason"),
    ]))

  /// A shipment of an order (`Shared/Contracts/README.md#shipments`).
  public static let shipment = InboundKind(
    .shipment, whole: [ERPShipment.type], cancellation: ERPShipmentCancellation.type, names: [["shipmentNumber"]],
    .object([
      .needed("shipmentNumber"), .needed("revision", .revision), .optional("orderNumber"), .optional("orderId"),
      .needed("dispatchedOn", .day), .optional("carrier"), .optional("trackingNumber"), .optional("warehouse"),
      Target.Member(
        "lines", .list([.optional("lineNumber"), .optional("sku"), .needed("quantity", .quantity)])),
    ]))

  /// The ERP's figures of some days (`Shared/Contracts/README.md#reconciliation`). No mapping makes sums.
  public static let reconciliation = InboundKind(
    .reconciliation, whole: [ERPReconciliation.type], names: [["about"]], revision: "asOf", .object([]))

  /// Money that came in (`Shared/Contracts/README.md#receipts`).
  public static let receipt = InboundKind(
    .receipt, whole: [ERPReceipt.type], cancellation: ERPReceiptReversal.type, content: "amount",
    names: [["receiptNumber"]],
    .object([
      .needed("receiptNumber"), .needed("revision", .revision), .optional("orderNumber"), .optional("orderId"),
      Target.Member("customer", .object([.needed("number")]), isRequired: false), .needed("amount", .money),
      .needed("method"), .needed("receivedOn", .day), .optional("salespersonId"),
    ]))

  /// A customer's number (`Shared/Contracts/README.md#customers-numbers`).
  public static let customer = InboundKind(
    .customer, whole: [ERPCustomer.type], names: [["number"]],
    .object([
      .needed("number"), .needed("revision", .revision), .needed("name"), .optional("phone"), .optional("wechat"),
      .optional("email"),
      Target.Member(
        "address", .object([.optional("city"), .optional("community"), .optional("building"), .optional("room")]),
        isRequired: false),
    ]))
}
