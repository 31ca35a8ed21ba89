import Contracts
import Kernel
import LeadsDomain
import Testing

@Suite("Rules of leads")
struct LeadRuleTests {
  @Test(
    "phones are compared as digits without China's code",
    arguments: [
      ("13800138000", "13800138000"), ("+86 138 0013 8000", "13800138000"), ("0086-138-0013-8000", "13800138000"),
      ("8613800138000", "13800138000"), ("１３８００１３８０００", "13800138000"), ("(0757) 8633-1234", "075786331234"),
      ("+852 2345 6789", "85223456789"), ("86331234", "86331234"), ("12", nil), ("", nil), ("138 0013 8000 ext", nil),
      ("123456789012345678901", nil), ("1+380013800", nil),
    ] as [(String, String?)])
  func phone(text: String, expected: String?) {
    #expect(Phone(text)?.digits == expected)
  }

  @Test(
    "names are compared without width, blanks and honorifics",
    arguments: [
      ("陈伟", "陈伟"), ("陈 伟 先生", "陈伟"), ("陈伟女士", "陈伟"), ("ＣＨＥＮ Wei", "chenwei"), ("Mr. Smith", "smith"), ("总", "总"),
    ])
  func name(text: String, expected: String) {
    #expect(PersonName.normalised(text) == expected)
  }

  @Test(
    "a lead is out of profile by what it says, not by what it leaves out",
    arguments: [
      (nil, nil, []), (999_999, nil, ["budget"]), (1_000_000, nil, []), (nil, "rented", ["home-stage"]),
      (1, "租房", ["budget", "home-stage"]), (5_000_000, "新房", []),
    ] as [(Int64?, String?, [String])])
  func profile(budget: Int64?, homeStage: String?, expected: [String]) throws {
    let failed = TargetProfile.standard.failedRules(budget: try budget.map { try Money($0) }, homeStage: homeStage)
    #expect(failed == expected)
  }

  static let legal: [LeadStage: Set<LeadStage>] = [
    .new: [.contacted, .visited, .quoted, .lost, .invalid], .contacted: [.visited, .quoted, .lost, .invalid],
    .visited: [.quoted, .lost, .invalid], .quoted: [.visited, .lost, .invalid], .lost: [.contacted],
    .invalid: [.contacted], .won: [],
  ]

  @Test("only legal moves are made, and nobody wins by hand", arguments: LeadStage.allCases, LeadStage.allCases)
  func moves(from: LeadStage, to: LeadStage) {
    let lead = LeadState(id: "l", customerID: "c", ownerID: nil, stage: from)
    let day = BusinessDate(daysSince1970: 20_000)
    let moved = Result { () throws(LeadError) in
      try lead.move(to: to, reason: "r", on: day, at: Instant(milliseconds: 5))
    }
    if to == .won {
      #expect(moved.failure == .wonByOrderOnly)
    } else if Self.legal[from]?.contains(to) == true {
      #expect((try? moved.get())?.from == from && (try? moved.get())?.to == to && (try? moved.get())?.changedOn == day)
    } else {
      #expect(moved.failure == .illegalMove(from: from, to: to))
    }
  }

  @Test("an order wins a lead from any stage, once; a quote only moves it forward", arguments: LeadStage.allCases)
  func facts(stage: LeadStage) {
    let lead = LeadState(id: "l", customerID: "c", ownerID: nil, stage: stage)
    let day = BusinessDate(daysSince1970: 20_000)
    let won = lead.win(by: "o", on: day, at: Instant(milliseconds: 5))
    #expect((won == nil) == (stage == .won))
    #expect(won.map { $0.to == .won && $0.orderId == "o" && $0.from == stage } ?? true)
    let quoted = lead.quote(on: day, at: Instant(milliseconds: 5))
    #expect((quoted != nil) == [.new, .contacted, .visited].contains(stage))
  }

  @Test("a lead is not assigned to whom it belongs")
  func assign() throws {
    let lead = LeadState(id: "l", customerID: "c", ownerID: "a", stage: .new)
    let day = BusinessDate(daysSince1970: 20_000)
    let assigned = try lead.assign(to: "b", reason: nil, protectedUntil: day, at: Instant(milliseconds: 5))
    #expect(assigned.from == "a" && assigned.to == "b" && assigned.protectedUntil == day)
    #expect(throws: LeadError.alreadyOwned(by: "a")) {
      try lead.assign(to: "a", reason: nil, protectedUntil: day, at: Instant(milliseconds: 5))
    }
  }
}

extension Result {
  var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
