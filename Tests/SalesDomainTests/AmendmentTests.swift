import Contracts
import Kernel
import SalesDomain
import Testing

@Suite("Amendments and promises of orders")
struct AmendmentTests {
  private static func amend(
    _ lines: [ID<OrderLine>?], promisedOn: BusinessDate? = nil, of order: OrderState
  ) throws -> OrderAmended {
    try order.amend(
      OrderAmendment(
        reason: "more", lines: try lines.map { .init(lineId: $0, draft: try line(100)) },
        instalments: [InstalmentDraft(label: "all", percent: .whole, dueOn: QuoteTests.today)], promisedOn: promisedOn),
      at: QuoteTests.now, newLine: { "new" }, newInstalment: { "i" })
  }

  @Test(
    "lines are the order's, each once, or new",
    arguments: [
      (["a", "b", nil], nil), (["a", "x"], InvalidField("/lines/1/lineId", .unknownLine)),
      (["b", "a", "b"], InvalidField("/lines/2/lineId", .repeated)), ([], InvalidField("/lines", .noItems)),
    ] as [([ID<OrderLine>?], InvalidField?)])
  func lines(ids: [ID<OrderLine>?], refusal: InvalidField?) throws {
    let order = try OrderTests.order()
    if let refusal {
      #expect(throws: refusal) { try Self.amend(ids, of: order) }
    } else {
      let event = try Self.amend(ids, of: order)
      #expect(event.terms.lines.map(\.lineId) == ids.map { $0 ?? "new" } && event.version == 2)
    }
  }

  @Test("a promise is not before the signature, and stays where none is given")
  func promise() throws {
    let order = try OrderTests.order()
    let early = order.signedOn.adding(days: -1)
    #expect(throws: InvalidField("/promisedOn", .before(order.signedOn))) {
      try Self.amend(["a"], promisedOn: early, of: order)
    }
    var promised = order
    promised.terms.promisedOn = order.signedOn.adding(days: 30)
    #expect(try Self.amend(["a"], of: promised).terms.promisedOn == promised.terms.promisedOn)
  }

  @Test(
    "what is promised is overdue by whole days, and nothing is where no day is promised",
    arguments: [(29, 0), (30, 0), (31, 1)])
  func overdue(days: Int, overdue: Int) throws {
    var order = try OrderTests.order()
    #expect(order.promise(asOf: order.signedOn) == nil)
    order.terms.promisedOn = order.signedOn.adding(days: 30)
    let promise = try #require(order.promise(asOf: order.signedOn.adding(days: days)))
    #expect(promise.overdueDays == overdue && promise.lines.map(\.lineId) == ["a", "b"])
  }
}
