import Contracts
import Kernel

/// New terms for an order, as somebody wants them (H5). What is nil stays as it was.
public struct OrderAmendment: Sendable {
  public struct Line: Sendable {
    /// Of the line of the order that this is; a new line has none.
    public var lineId: ID<OrderLine>?
    public var draft: LineDraft

    public init(lineId: ID<OrderLine>?, draft: LineDraft) {
      (self.lineId, self.draft) = (lineId, draft)
    }
  }

  public var reason: String
  public var lines: [Line]
  public var instalments: [InstalmentDraft]
  public var promisedOn: BusinessDate?
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?

  public init(
    reason: String, lines: [Line], instalments: [InstalmentDraft], promisedOn: BusinessDate? = nil,
    salespersonId: ID<Employee>? = nil, shop: ID<Shop>? = nil
  ) {
    (self.reason, self.lines, self.instalments) = (reason, lines, instalments)
    (self.promisedOn, self.salespersonId, self.shop) = (promisedOn, salespersonId, shop)
  }
}

extension OrderState {
  /// The next version of the order: its lines priced now, those delivered kept, instalments that were there before
  /// followed by their places. Throws `OrderError`, or `InvalidField` with a pointer into the amendment.
  public func amend(
    _ amendment: OrderAmendment, at time: Instant, newLine: () -> ID<OrderLine>, newInstalment: () -> ID<Instalment>
  ) throws -> OrderAmended {
    try check()
    try checkLines(of: amendment)
    let priced = try Pricing.price(amendment.lines.map(\.draft)) { amendment.lines[$0].lineId ?? newLine() }
    try checkDelivered(in: priced.lines)
    let plan = try Instalments.plan(
      amendment.instalments, of: priced.total, keeping: terms.instalments, newID: newInstalment)
    if let promisedOn = amendment.promisedOn, promisedOn < signedOn {
      throw InvalidField("/promisedOn", .before(signedOn))
    }
    return try amend(
      OrderTerms(
        lines: priced.lines, total: priced.total, taxes: priced.taxes, instalments: plan,
        promisedOn: amendment.promisedOn ?? terms.promisedOn),
      salespersonId: amendment.salespersonId, shop: amendment.shop, reason: amendment.reason, at: time)
  }

  private func checkLines(of amendment: OrderAmendment) throws(InvalidField) {
    var free = Set(terms.lines.map(\.lineId))
    for (index, line) in amendment.lines.enumerated() {
      guard let id = line.lineId, free.remove(id) == nil else { continue }
      let isKnown = terms.lines.contains { $0.lineId == id }
      throw InvalidField("/lines/\(index)/lineId", isKnown ? .repeated : .unknownLine)
    }
  }
}
