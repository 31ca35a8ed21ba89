import JSON
import ServiceRuntime
import Testing

@testable import benchmark

/// What other people's tools read of `compose/benchmark`.
@Suite struct FiguresTests {
  @Test func writesMediansAndRanges() throws {
    var figures = Figures()
    for value: Double in [3, 1, 2] {
      figures.add("P1", "leads-64-of-empty-route", "ratio", target: "at least 0.5", value)
    }
    figures.add("P1", "empty route", "1/s", 74_194.4)
    let rows = try #require(try JSON(parsing: figures.json.bytes)["rows"]?.array)
    #expect(
      rows == [
        [
          "id": "P1", "name": "leads-64-of-empty-route", "unit": "ratio", "median": .number("2"), "low": .number("1"),
          "high": .number("3"),
        ],
        [
          "id": "P1", "name": "empty route", "unit": "1/s", "median": .number("74194"), "low": .number("74194"),
          "high": .number("74194"),
        ],
      ])
  }

  @Test func hasWhatIsAimedAtFirst() {
    var figures = Figures()
    figures.add("P2", "the floor", "1/s", 1)
    figures.add("P2", "relay", "ratio", target: "at least 0.7", 0.5)
    let lines = figures.table.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].contains("relay") && lines[2].contains("the floor"))
  }

  @Test(
    arguments: [
      ([], 5, Benchmark.allCases), (["--quick"], 1, Benchmark.allCases),
      (["--only", "P1,P3", "--json"], 5, [.commands, .applying]),
      (["--repetitions", "3", "--quick"], 3, Benchmark.allCases),
    ] as [([String], Int, [Benchmark])])
  func understandsItsArguments(_ arguments: [String], _ repetitions: Int, _ benchmarks: [Benchmark]) throws {
    let plan = try #require(Plan(arguments))
    #expect(plan.repetitions == repetitions && plan.benchmarks == benchmarks)
  }

  @Test(arguments: [["--only"], ["--only", "P9"], ["--repetitions", "0"], ["--folder"], ["now"]])
  func refusesOthers(_ arguments: [String]) {
    #expect(Plan(arguments) == nil)
  }
}
