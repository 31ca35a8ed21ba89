import Contracts
import Kernel
import Testing

@testable import ReportingDomain

@Suite("Leads that were merged or edited")
struct LeadGroupTests {
  private static let first = BusinessDate(daysSince1970: 20_000)

  /// Leads a, b and c, captured in the order of their names, a day each, from channels called as they are. Changes:
  /// `b>a` is b into a on the day of its place, `b!` undoes it, `b=x` says that b came from x, `b-` and `b+` that it is
  /// out of the profile and in it; `@1` at the end puts a change on that day.
  private func group(_ changes: String) -> LeadGroup {
    LeadGroup(
      captured: Dictionary(
        uniqueKeysWithValues: ["a", "b", "c"].enumerated().map {
          (ID($1), (Self.first.adding(days: $0), statement($1, true)))
        }),
      changes: changes.split(separator: " ").enumerated().map { place, change in
        let parts = change.split(separator: "@")
        let (lead, sign) = (String(parts[0].prefix(1)), parts[0].dropFirst().prefix(1))
        let value = String(parts[0].dropFirst(2))
        let kind: LeadChange.Kind =
          switch sign {
          case ">": .merged(into: ID(value))
          case "!": .unmerged
          case "=": .edited(statement(value, true))
          default: .edited(statement(lead, sign == "+"))
          }
        let day = parts.count > 1 ? Int(parts[1]) ?? 0 : place + 1
        return LeadChange(ID(lead), kind, on: Self.first.adding(days: 100 + day), order: place)
      })
  }

  private func statement(_ channel: String, _ inProfile: Bool) -> LeadStatement {
    LeadStatement(
      origin: LeadOrigin(channel: channel, campaign: nil, partner: nil, referrer: nil), inProfile: inProfile)
  }

  /// Expected: the turns of a lead as `day: counted as`; `-` where it counts no more.
  @Test(arguments: [
    ("b>a", "a", []), ("b>a", "b", ["1: - a"]), ("a>b", "a", ["1: - a"]), ("a>b", "b", ["1: + a"]),
    ("a>b a!", "a", ["1: - a", "2: + a"]), ("a>b a!", "b", ["1: + a", "2: + b"]),
    ("c>b a>b", "b", ["2: + a"]), ("c>b a>b", "c", ["1: - b", "2: - a"]),
    ("c>b a>b c!", "c", ["1: - b", "2: - a", "3: + c"]), ("c>b a>b a!", "c", ["1: - b", "2: - a", "3: - b"]),
    ("b>z", "b", ["1: - b"]), ("z>b", "b", []), ("b>a", "c", []), ("b>a b! b>c", "b", ["1: - a", "2: + b", "3: - b"]),
    ("b>a b! b>c", "c", ["3: + b"]),
  ])
  func merges(changes: String, lead: String, expected: [String]) {
    let turns = group(changes).turns(of: ID(lead)).map {
      "\($0.day.days(since: Self.first) - 100): \($0.after.isCounted ? "+" : "-") \($0.after.source)"
    }
    #expect(turns == expected)
  }

  /// Expected: the turns of a lead as `day: origin`, with `!` where it is out of the profile.
  @Test(
    "An edit counts from its day on, for every lead that counts as the edited one",
    arguments: [
      ("a=x", "a", ["1: x"]), ("a=x", "b", []), ("a=a", "a", []), ("a-", "a", ["1: a!"]),
      ("a- a+", "a", ["1: a!", "2: a"]),
      ("a=x a=y", "a", ["1: x", "2: y"]),
      // Merged leads have the source of the first one, as it is said to be; the profile is their own.
      ("b>a a=x", "b", ["1: a", "2: x"]), ("a=x b>a", "b", ["2: x"]), ("b>a b=x", "b", ["1: a"]),
      ("b>a b=x b!", "b", ["1: a", "3: x"]), ("b>a b-", "b", ["1: a", "2: a!"]), ("b>a a-", "b", ["1: a"]),
      ("a>b a=x", "b", ["1: a", "2: x"]),
      // What was written later takes the place of what was written before, even where it is of an earlier day.
      ("a=x@9 a=y@2", "a", ["9: x", "9: y"]), ("a=x@9 a>b@2", "a", ["9: x", "9: x"]),
      ("a>b@9 a=x@2", "a", ["9: a", "9: x"]),
      ("b>a@9 b!@2", "b", ["9: a", "2: b"]),
    ])
  func edits(changes: String, lead: String, expected: [String]) {
    let turns = group(changes).turns(of: ID(lead)).map {
      "\($0.day.days(since: Self.first) - 100): \($0.after.origin.channel)\($0.after.inProfile ? "" : "!")"
    }
    #expect(turns == expected)
  }

  /// A fact of one lead in profile, valid, and 5 fen won. Expected: what moves, as `sign origin leads profile valid fen`.
  @Test(arguments: [
    ("a=x", ["-1 a 1 1 1 5", "1 x 1 1 1 5"]), ("a-", ["1 a 0 -1 0 0"]), ("a>b", ["-1 a 1 1 1 5", "1 a 0 0 0 5"]),
  ])
  func moved(changes: String, expected: [String]) throws {
    let fact = LeadFact(leadId: "a", day: Self.first, leads: 1, inProfile: 1, valid: 1, wonAmount: try Money(5))
    let moved = try #require(group(changes).turns(of: "a").first).moved(fact).map { share, sign, counting in
      "\(sign) \(counting.origin.channel) \(share.leads) \(share.inProfile) \(share.valid) \(share.wonAmount.amount)"
    }
    #expect(moved == expected)
    let other = LeadFact(leadId: "a", day: Self.first, won: 1)
    #expect(group("a-").turns(of: "a")[0].moved(other).isEmpty)
  }
}
