import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Gives an order new terms, as its next version (H5).
struct AmendOrder: ApprovableCommand {
  static let bodyLimit = BodyLimit.lines

  struct Line: Decodable, Sendable {
    /// Of the line of the order that this is; a new line has none.
    var lineId: ID<OrderLine>?
    var draft: LineDraft

    private enum CodingKeys: String, CodingKey { case lineId }

    init(from decoder: any Decoder) throws {
      lineId = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(ID.self, forKey: .lineId)
      draft = try LineDraft(from: decoder)
    }
  }

  var reason: String
  var lines: [Line]
  var instalments: [InstalmentDraft]
  /// What is left out of these stays as it was.
  var promisedOn: BusinessDate?
  var salespersonId: ID<Employee>?
  var shop: ID<Shop>?
  var occurredAt: Instant?
  var approvalReason: String?

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ erp: ERPOutbound
  ) throws -> Answer<OrderView> {
    let body = request.body
    try TextRule.require(body.reason, at: "/reason")
    let order = try OrderStore.find(request.id(), for: request.visibility, in: unit.database)
    if body.salespersonId != order.salespersonId {
      try request.requireSigner(body.salespersonId, for: order.customerId, at: "/salespersonId", in: unit.database)
    }
    if body.shop != order.shop { try request.requireNameable(shop: body.shop, at: "/shop", in: unit.database) }
    try request.requireKnown(
      skusOf: body.lines.map(\.draft), kept: Set(order.terms.lines.compactMap(\.sku)), in: unit.database)
    let amendment = OrderAmendment(
      reason: body.reason, lines: body.lines.map { OrderAmendment.Line(lineId: $0.lineId, draft: $0.draft) },
      instalments: body.instalments, promisedOn: body.promisedOn, salespersonId: body.salespersonId, shop: body.shop)
    let event = try order.amend(
      amendment, at: request.occurredAt(in: unit), newLine: { unit.newID() }, newInstalment: { unit.newID() })
    try request.requireDiscounts(
      event.terms.lines, before: order.terms.lines, for: order.customerId, on: unit.today, in: unit.database)
    try unit.record(event)
    try erp.send(.amended, event.orderId, because: event.reason, at: event.occurredAt, in: unit)
    return try .order(order.orderId, in: unit.database)
  }
}
