import Kernel
import ServiceRuntime
import TestSupport
import Testing

@testable import Console
@testable import ConsoleKit

@Suite(.timeLimit(.minutes(5)))
struct DeadLettersTests {
  /// Leads and sales, which cannot take customers of two names: a trigger stands for a faulty build.
  private func suite(bad: Int, worse: Int) async throws -> RunningSuite {
    let suite = try await RunningSuite()
    for name in ["bad", "worse"] {
      try await suite.sales.damage(
        "CREATE TRIGGER \(name) BEFORE INSERT ON customers WHEN NEW.name = '\(name)' "
          + "BEGIN SELECT RAISE(ABORT, 'takes no \(name) one'); END")
    }
    for index in 0..<bad + worse {
      let name = index < bad ? "bad" : "worse"
      let body = #"{"name":"\#(name)","phone":"1380013\#(8000 + index)"}"#
      #expect(try await suite.leads.send("POST", "/v1/customers", body).status == 201)
    }
    try await eventually { try await DeadLetters.all(of: suite.clients[1]).count == bad + worse }
    return suite
  }

  private static let matching = "&reason=takes%20no%20bad"

  @Test func redriveTellsWhatIsAppliedAndWhatIsHeldAgain() async throws {
    let suite = try await suite(bad: 3, worse: 2)
    let sales = suite.clients[1]
    let before = try await Redrive.run(sales, Self.matching)
    #expect(before.letters.count == 3 && before.again.count == 3 && before.applied == 0 && !before.isWhole)
    #expect(before.text.contains("0 records applied, 0 of 3 keys are free") && before.text.contains("takes no bad one"))
    try await suite.sales.damage("DROP TRIGGER bad")
    let mended = try await Redrive.run(sales, "&source=leads")
    #expect(mended.letters.count == 5 && mended.again.count == 2 && mended.applied == 3)
    #expect(mended.text.contains("3 records applied, 3 of 5 keys are free\n2 are held again:"))
    let left = try await DeadLetters.all(of: sales)
    #expect(left.allSatisfy { $0.reason.contains("takes no worse one") } && left.count == 2)
    try await suite.sales.damage("DROP TRIGGER worse")
    #expect(try await Redrive.outcome(of: [mark(left[0], sales)], sales).isWhole)
    let none = try await Redrive.run(sales, Self.matching)
    #expect(none.isWhole && none.text == "sales: no key is held that this names")
    await suite.stop()
  }

  private func mark(_ letter: DeadLetter, _ client: ServiceClient) async throws -> DeadLetter {
    try await client.post("/ops/dead-letters/\(letter.id)/redrive")
  }

  @Test func severalAreDiscardedAPageAtATime() async throws {
    let suite = try await suite(bad: 5, worse: 1)
    let (sales, path) = (suite.sales, "/ops/dead-letters/discard?limit=2\(Self.matching)")
    func count() async throws -> Int { try await DeadLetters.all(of: suite.clients[1]).count }
    let reason = #"{"reason":"never existed"}"#
    var pages = 0
    for isDry in [true, false] {
      try await HeldFilter.pages(path + (isDry ? "&dryRun=true" : "")) { path in
        pages += 1
        let answer = try await sales.send("POST", path, reason)
        #expect(answer.status == 200)
        return answer.json["nextCursor"]?.string
      }
      #expect(try await count() == (isDry ? 6 : 1))
    }
    #expect(pages == 6)
    let who = try sales.running.store.read {
      try $0.all("SELECT who || ': ' || why FROM discards") { $0.text(0) }
    }
    #expect(who == Array(repeating: "local: never existed", count: 5))
    await suite.stop()
  }

  @Test func listsWhatFiltersName() async throws {
    let suite = try await suite(bad: 2, worse: 1)
    let later = TimeSource.system.now().adding(seconds: 60)
    let cases: [(String, Int)] = [
      ("", 3), (Self.matching, 2), ("&source=leads", 3), ("&source=finance", 0), ("&state=parked", 3),
      ("&state=waiting", 0), ("&since=\(later)", 0), ("&since=2020-01-01T00:00:00Z", 3), ("&due=true", 0),
      ("&due=false", 3), ("&source=leads&state=parked\(Self.matching)", 2),
    ]
    for (query, count) in cases {
      #expect(try await DeadLetters.all(of: suite.clients[1], query).count == count, "\(query)")
    }
    let wrong = [
      ("since=soon", "/since"), ("state=dead", "/state"), ("due=yes", "/due"), ("key=x", "/key"), ("limit=0", "/limit"),
    ]
    for (query, pointer) in wrong {
      let answer = try await suite.sales.send("GET", "/ops/dead-letters?\(query)")
      #expect(answer.status == 422 && answer.pointers == [pointer], "\(query)")
    }
    for path in ["redrive?since=soon", "redrive?dryRun=maybe", "discard?state=dead", "discard"] {
      let answer = try await suite.sales.send("POST", "/ops/dead-letters/\(path)", #"{"reason":""}"#)
      #expect(answer.status == 422, "\(path)")
    }
    let streams: StreamsReport = try await suite.clients[1].get("/ops/streams")
    #expect(streams.held.map { [$0.parked, $0.waiting, $0.overdue, $0.records] } == [3, 0, 0, 3])
    await suite.stop()
  }
}

struct HeldFilterTests {
  private func filter(_ arguments: [String], isDiscard: Bool = false) throws -> HeldFilter {
    let parsed = try Arguments(arguments, of: DeadLetters.command.options + Settings.options)
    let now = try #require(Instant("2026-11-30T12:00:00Z"))
    return try HeldFilter(
      parsed, Settings(parsed, executables: "/nowhere", environment: [:]), isDiscard: isDiscard, now: now)
  }

  private static let good: [([String], Bool, String)] = [
    ([], false, ""), (["--source", "/erp/广州"], false, "&source=%2Ferp%2F%E5%B9%BF%E5%B7%9E"),
    (["--reason", "a b"], false, "&reason=a%20b"), (["--matching", "a"], true, "&reason=a"),
    (["--reason", "why"], true, ""), (["--matching", "a", "--reason", "why"], true, "&reason=a"),
    (["--since", "2h"], false, "&since=2026-11-30T10%3A00%3A00.000Z"),
    (["--since", "2026-11-01T08:00:00+08:00"], false, "&since=2026-11-01T00%3A00%3A00.000Z"),
    (["--state", "waiting", "--source=leads"], false, "&source=leads&state=waiting"),
  ]

  @Test(arguments: good)
  func namesKeys(_ arguments: [String], isDiscard: Bool, query: String) throws {
    #expect(try filter(arguments, isDiscard: isDiscard).query == query)
  }

  @Test(arguments: [["--since", "yesterday"], ["--since", "0h"], ["--state", "dead"], ["--service", "x"]])
  func refusesWhatItDoesNotUnderstand(_ arguments: [String]) {
    #expect(throws: Failure.self) { try filter(arguments) }
  }

  @Test func aSlipIsNotForEverything() throws {
    #expect(throws: Failure.self) {
      try filter(["--by-name", "--reason", "why"], isDiscard: true).requireAny("discard")
    }
    #expect(throws: Failure.self) { try filter([]).requireAny("redrive") }
    try filter(["--by-name", "--service", "sales"]).requireAny("redrive")
  }
}
