import Contracts
import Kernel
import SalesDomain
import Testing

@Suite("Moves of quotes")
struct QuoteTests {
  static let now = Instant(milliseconds: 1_795_312_800_000)
  static let today = CompanyZone.day(at: now)

  static func quote(_ stage: QuoteStage, validUntil: BusinessDate = today) throws -> QuoteState {
    let priced = try price([line(100)])
    var quote = QuoteState(
      QuoteDrafted(
        quoteId: "q", number: "QT-2026-000001", version: 1, customerId: "c", leadId: nil, salespersonId: "s",
        validUntil: validUntil, lines: priced.lines, total: priced.total, taxes: priced.taxes, occurredAt: now))
    switch stage {
    case .draft: break
    case .issued: quote.apply(try quote.issue(at: now))
    case .accepted:
      quote.apply(try quote.issue(at: now))
      quote.apply(try quote.accept(by: "s", at: now))
    case .declined:
      quote.apply(try quote.issue(at: now))
      quote.apply(try quote.decline(reason: nil, at: now))
    }
    return quote
  }

  @Test("only legal moves are possible", arguments: QuoteMove.allCases, QuoteStage.allCases)
  func moves(move: QuoteMove, stage: QuoteStage) throws {
    let legal: [QuoteMove: [QuoteStage]] = [
      .issue: [.draft], .revise: [.draft, .issued, .declined], .accept: [.issued], .decline: [.issued],
      .order: [.accepted],
    ]
    let quote = try Self.quote(stage)
    #expect(quote.stage == stage)
    if legal[move, default: []].contains(stage) {
      try quote.check(move)
    } else {
      #expect(throws: QuoteError.illegalMove(move, from: stage)) { try quote.check(move) }
    }
  }

  @Test("the last valid day counts in full; the next one is too late", arguments: [-1, 0, 1])
  func expiry(days: Int) throws {
    let quote = try Self.quote(.issued, validUntil: Self.today.adding(days: days))
    if days < 0 {
      #expect(throws: QuoteError.expired(Self.today.adding(days: days))) { try quote.accept(by: "s", at: Self.now) }
    } else {
      #expect(try quote.accept(by: "s", at: Self.now).acceptedOn == Self.today)
    }
  }

  @Test("a revision is a draft again, under the same number, with nothing left of its answer")
  func revision() throws {
    let declined = try Self.quote(.declined)
    let event = try declined.revise(
      try price([line(200)]), validUntil: Self.today, salespersonId: "t", at: Self.now)
    let revised = QuoteState(event, after: declined)
    #expect(revised.stage == .draft && revised.version == 2 && revised.number == declined.number)
    #expect(revised.total.amount == 200 && revised.declinedOn == nil && revised.changes == declined.changes + 1)
  }
}
