import Contracts
import Kernel
import LeadsDomain
import Testing

@Suite("Rules of capturing")
struct CaptureRuleTests {
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
    "an address is compared by community and room, and half of one is none",
    arguments: [
      ("保利花园", "1702", "保利花园#1702"), ("保利 花园", "１７０２室", "保利花园#1702"), ("保利花园", nil, nil),
      (nil, "1702", nil), ("保利花园", "房", nil),
    ] as [(String?, String?, String?)])
  func address(community: String?, room: String?, expected: String?) {
    #expect(AddressKey.text(community: community, room: room) == expected)
  }

  @Test(
    "a lead is out of profile by what it says, not by what it leaves out",
    arguments: [
      (nil, nil, []), (999_999, nil, ["budget"]), (1_000_000, nil, []), (nil, "rented", ["home-stage"]),
      (1, "租房", ["budget", "home-stage"]), (5_000_000, "新房", []),
    ] as [(Int64?, String?, [String])])
  func profile(budget: Int64?, homeStage: String?, expected: [String]) throws {
    let profile = LeadProfile(
      name: "甲", phone: "13800138000", source: LeadSource(channel: .own), budget: try budget.map { try Money($0) },
      homeStage: homeStage)
    let lead = LeadState(
      profile.captured(as: "l", of: "c", owner: nil, importID: nil, Sample.policy, at: Sample.at))
    #expect(lead.failedRules == expected && lead.inProfile == expected.isEmpty)
    #expect(lead.protectedUntil == Sample.day.adding(days: 30) && lead.version == 1 && lead.profile == profile)
  }

  @Test(
    "a protected phone is refused to others until its last day has passed",
    arguments: [(0, false), (30, false), (31, true)])
  func protection(days: Int, isFree: Bool) {
    let holder = Sample.lead(owner: "a").protection
    let refused = Result { () throws(LeadError) in
      try holder.refuse(others: "other", on: Sample.day.adding(days: days))
    }
    #expect((refused.failure == nil) == isFree)
    if !isFree { #expect(refused.failure == .duplicate(owner: "a", stage: .new)) }
    #expect(throws: Never.self) { try holder.refuse(others: "l", on: Sample.day) }
    let newcomer = Sample.lead("m") { $0.capturedOn = Sample.day.adding(days: days) }
    #expect(holder.yields(to: newcomer) == isFree && holder.yields(to: Sample.lead()))
  }

  @Test("who gave a lead up has no protection", arguments: LeadStage.allCases)
  func protecting(stage: LeadStage) {
    #expect(Sample.lead(stage: stage).isProtecting == ![.lost, .invalid].contains(stage))
  }

  @Test("two people are alike by phone, by name, by address, and not by what neither says")
  func likeness() {
    let known = Likeness(name: "陈伟", digits: "13800138000", community: "保利花园", room: "1702")
    #expect(known.matches(known) == ["phone", "name", "address"])
    #expect(Likeness(name: "陈 伟先生", digits: nil, community: nil, room: nil).matches(known) == ["name"])
    #expect(Likeness(name: nil, digits: nil, community: "保利花园", room: "1702室").matches(known) == ["address"])
    let nobody = Likeness(name: nil, digits: nil, community: nil, room: nil)
    #expect(nobody.matches(nobody).isEmpty)
  }

  static func draft(_ change: (inout LeadDraft) -> Void) -> LeadDraft {
    var draft = LeadDraft(name: "甲", phone: "138 0013 8000", source: LeadSource(channel: .own))
    change(&draft)
    return draft
  }

  @Test(
    "a draft is refused with all that is wrong with it",
    arguments: [
      (draft { _ in }, []), (draft { $0.name = " " }, ["/name"]), (draft { $0.phone = "x" }, ["/phone"]),
      (
        draft {
          $0.name = ""; $0.phone = ""
        }, ["/name", "/phone"]
      ),
      (draft { $0.source.detail = String(repeating: "长", count: 201) }, ["/source/detail"]),
      (draft { $0.interests = ["橱柜", ""] }, ["/interests/1"]),
      (draft { $0.interests = Array(repeating: "橱柜", count: 51) }, ["/interests"]),
      (draft { $0.budget = try? Money(-1) }, ["/budget/amount"]),
      (draft { $0.notes = String(repeating: "长", count: 10_001) }, ["/notes"]),
      (draft { $0.address = Address(room: String(repeating: "1", count: 201)) }, ["/address/room"]),
    ] as [(LeadDraft, [String])])
  func drafts(draft: LeadDraft, expected: [String]) {
    #expect(pointers { _ = try draft.checked([]) } == expected)
  }
}
