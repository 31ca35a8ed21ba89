import Contracts
import Kernel
import Persistence
import SalesDomain
import ServiceRuntime

/// Gives an order new terms, as its next version (H5).
struct AmendOrder: Command {
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

  static func run(_ request: CommandRequest<AmendOrder>, _ unit: borrowing UnitOfWork) throws -> Answer<OrderView> {
    let body = request.body
    try TextRule.require(body.reason, at: "/reason")
    let order = try OrderStore.find(request.id(), in: unit.database)
    try order.check()
    try body.checkLines(of: order)
    let priced = try Pricing.price(body.lines.map(\.draft)) { body.lines[$0].lineId ?? unit.newID() }
    try order.checkDelivered(in: priced.lines)
    let plan = try Instalments.plan(body.instalments, of: priced.total, keeping: order.terms.instalments) {
      unit.newID()
    }
    if let promisedOn = body.promisedOn, promisedOn < order.signedOn {
      throw InvalidField("/promisedOn", .before(order.signedOn))
    }
    let terms = OrderTerms(
      lines: priced.lines, total: priced.total, taxes: priced.taxes, instalments: plan,
      promisedOn: body.promisedOn ?? order.terms.promisedOn)
    try unit.record(
      order.amend(
        terms, salespersonId: body.salespersonId, shop: body.shop, reason: body.reason,
        at: request.occurredAt(in: unit)))
    return try .order(order.orderId, in: unit.database)
  }

  private func checkLines(of order: OrderState) throws(InvalidField) {
    var free = Set(order.terms.lines.map(\.lineId))
    for (index, line) in lines.enumerated() {
      guard let id = line.lineId, free.remove(id) == nil else { continue }
      let isKnown = order.terms.lines.contains { $0.lineId == id }
      throw InvalidField("/lines/\(index)/lineId", isKnown ? .repeated : .unknownLine)
    }
  }
}
