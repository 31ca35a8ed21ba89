import Contracts
import Kernel
import Testing

@testable import ReportingDomain

@Suite("Leads that were merged")
struct LeadGroupTests {
  /// Captured in the order of their names, a day each, but for z, which has not come yet. Merges: `b>a` is b into a on
  /// the day of its place, `b!` undoes it. Expected: the turns of a lead as `day: counted as`; `-` where it counts no more.
  @Test(arguments: [
    ("b>a", "a", []), ("b>a", "b", ["1: - a"]), ("a>b", "a", ["1: - a"]), ("a>b", "b", ["1: + a"]),
    ("a>b a!", "a", ["1: - a", "2: + a"]), ("a>b a!", "b", ["1: + a", "2: + b"]),
    ("c>b a>b", "b", ["2: + a"]), ("c>b a>b", "c", ["1: - b", "2: - a"]),
    ("c>b a>b c!", "c", ["1: - b", "2: - a", "3: + c"]), ("c>b a>b a!", "c", ["1: - b", "2: - a", "3: - b"]),
    ("b>z", "b", ["1: - b"]), ("z>b", "b", []), ("b>a", "c", []), ("b>a b! b>c", "b", ["1: - a", "2: + b", "3: - b"]),
    ("b>a b! b>c", "c", ["3: + b"]),
  ])
  func turns(merges: String, lead: String, expected: [String]) throws {
    let first = BusinessDate(daysSince1970: 20_000)
    let group = LeadGroup(
      capturedOn: Dictionary(
        uniqueKeysWithValues: ["a", "b", "c"].enumerated().map { (ID($1), first.adding(days: $0)) }),
      merges: merges.split(separator: " ").enumerated().map { place, merge in
        LeadMerge(
          ID(String(merge.prefix(1))), into: merge.hasSuffix("!") ? nil : ID(String(merge.suffix(1))),
          on: first.adding(days: 100 + place + 1), order: place)
      })
    let turns = group.turns(of: ID(lead)).map {
      "\($0.merge.day.days(since: first) - 100): \($0.after.isCounted ? "+" : "-") \($0.after.source)"
    }
    #expect(turns == expected)
  }
}
