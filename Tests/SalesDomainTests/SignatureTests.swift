import Contracts
import Kernel
import SalesDomain
import Testing

@Suite("Signatures of customers")
struct SignatureTests {
  typealias Point = Signature.Point

  static func stroke(_ points: (Int, Int)...) -> [Point] { points.map { Point(x: $0.0, y: $0.1) } }
  static let good = [stroke((0, 0), (60, 10))]
  /// As many points as are taken, and one more, in a line that goes to and fro.
  static func zigzag(_ count: Int) -> [Point] { (0..<count).map { Point(x: $0 % 2 * 10, y: 0) } }

  private static func refusal(_ body: () throws(InvalidField) -> Void) -> InvalidField? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "strokes are bounded in number, place and length",
    arguments: [
      (good, nil), ([stroke((0, 0), (600, 200))], nil), ([], InvalidField("/s", .noItems)),
      ([[], []], InvalidField("/s", .noItems)), ([stroke((0, 0), (59, 59))], InvalidField("/s", .hardlyAnyInk)),
      ([stroke((0, 0)), stroke((600, 200))], InvalidField("/s", .hardlyAnyInk)),
      ([stroke((0, 0), (601, 0))], InvalidField("/s/0", .outsideOfBox(width: 600, height: 200))),
      (good + [stroke((0, -1))], InvalidField("/s/1", .outsideOfBox(width: 600, height: 200))),
      (good + [stroke((0, 201))], InvalidField("/s/1", .outsideOfBox(width: 600, height: 200))),
      ([zigzag(2_000)], nil), ([zigzag(2_001)], InvalidField("/s", .tooManyItems(limit: 2_000))),
      (Array(repeating: stroke((0, 0), (1, 0)), count: 100), nil),
      (Array(repeating: stroke((0, 0), (1, 0)), count: 101), InvalidField("/s", .tooManyItems(limit: 100))),
    ] as [([[Point]], InvalidField?)])
  func bounds(strokes: [[Point]], refusal: InvalidField?) {
    #expect(Self.refusal { () throws(InvalidField) in _ = try Signature(strokes, at: "/s") } == refusal)
  }

  @Test("it is kept as a path, a stroke after the other")
  func path() throws {
    let signature = try Signature([Self.stroke((1, 2), (80, 4)), [], Self.stroke((5, 6))], at: "/s")
    #expect(signature.path == "M1 2L80 4M5 6")
  }

  @Test(
    "a name and one signature, drawn or typed",
    arguments: [
      ("陈伟", good, false, nil), ("陈伟", nil, true, nil),
      (" \n", good, false, InvalidField("/name", .blank)), ("", nil, true, InvalidField("/name", .blank)),
      (String(repeating: "陈", count: 100), good, false, nil),
      (String(repeating: "陈", count: 101), good, false, InvalidField("/name", .tooLong(limit: 100))),
      ("陈伟", nil, false, InvalidField("/signature", .drawnOrTyped)),
      ("陈伟", good, true, InvalidField("/signature", .drawnOrTyped)),
      ("陈伟", [], false, InvalidField("/signature", .noItems)),
    ] as [(String, [[Point]]?, Bool, InvalidField?)])
  func signs(name: String, drawn: [[Point]]?, isTyped: Bool, refusal: InvalidField?) {
    let found = Self.refusal { () throws(InvalidField) in
      _ = try QuoteSignature(name: name, drawn: drawn, isTyped: isTyped)
    }
    #expect(found == refusal)
  }

  @Test("the acceptance by a link carries the link's maker, the name, the drawing and the address")
  func acceptance() throws {
    var quote = try QuoteTests.quote(.issued)
    let link = QuoteLink(
      quoteId: "q", version: 1, expiresOn: QuoteTests.today, isUsed: false, madeBy: "e-1", hash: "h")
    let event = try quote.accept(
      by: link, try QuoteSignature(name: "陈伟", drawn: Self.good, isTyped: false), from: "203.0.113.7",
      at: QuoteTests.now)
    #expect(event.linkHash == "h" && event.linkBy == "e-1" && event.by == nil && event.signedName == "陈伟")
    #expect(event.signature == "M0 0L60 10" && event.signedFrom == "203.0.113.7")
    quote.apply(event)
    #expect(quote.acceptance != nil && quote.acceptance == QuoteAcceptance(event) && quote.stage == .accepted)
    // One of before any of it was kept: the state of a store of then is the same.
    var old = event
    (old.signedName, old.by) = (nil, nil)
    #expect(QuoteAcceptance(old) == nil)
  }
}
