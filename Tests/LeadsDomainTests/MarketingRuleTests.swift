import Contracts
import Kernel
import LeadsDomain
import Testing

@Suite("Rules of campaigns and referrals, and of customers who come back")
struct MarketingRuleTests {
  static func draft(_ change: (inout CampaignDraft) -> Void = { _ in }) -> CampaignDraft {
    var draft = CampaignDraft(name: "双十一", startsOn: Sample.day, endsOn: Sample.day.adding(days: 10))
    draft.channel = "sms"
    change(&draft)
    return draft
  }

  static func plan(_ draft: CampaignDraft = draft()) throws -> CampaignPlan {
    CampaignPlan(try CampaignPlan.plan(draft, as: "k", at: Sample.at))
  }

  @Test(
    "a plan is refused with all that is wrong with it",
    arguments: [
      (draft(), []), (draft { $0.name = " " }, ["/name"]), (draft { $0.kind = "" }, ["/kind"]),
      (draft { $0.endsOn = $0.startsOn }, []), (draft { $0.endsOn = $0.startsOn.adding(days: -1) }, ["/endsOn"]),
      (draft { $0.attributes = ["product": "橱柜", "luck": "x"] }, ["/attributes/luck"]),
      (draft { $0.budget = try? Money(-1) }, ["/budget/amount"]),
    ] as [(CampaignDraft, [String])])
  func plans(draft: CampaignDraft, expected: [String]) {
    #expect(pointers { _ = try Self.plan(draft) } == expected)
  }

  @Test("a planned one is started, a started one is ended, and nothing else", arguments: CampaignState.allCases)
  func moves(state: CampaignState) throws {
    var plan = try Self.plan()
    plan.state = state
    let started = Result { () throws(LeadError) in try plan.start(at: Sample.at) }
    let ended = Result { () throws(LeadError) in try plan.end(at: Sample.at) }
    #expect(started.failure == (state == .planned ? nil : .campaignState(state)))
    #expect(ended.failure == (state == .started ? nil : .campaignState(state)))
    if let event = try? started.get() {
      plan.apply(event)
      #expect(plan.state == .started && plan.version == 2)
    }
  }

  @Test("what an edit leaves out stays, null takes a value away")
  func edits() throws {
    var plan = try Self.plan(Self.draft { $0.budget = try? Money(5) })
    var edit = CampaignEdit()
    edit.goal = .value("开业")
    plan.apply(try plan.edit(edit, at: Sample.at))
    #expect(plan.goal == "开业" && plan.budget?.amount == 5 && plan.channel == "sms")
    edit = CampaignEdit()
    edit.budget = .null
    plan.apply(try plan.edit(edit, at: Sample.at))
    #expect(plan.budget == nil && plan.goal == "开业" && plan.state == .planned)
  }

  @Test(
    "whoever wants no messages gets none, and may answer",
    arguments: [
      (CampaignResponse.sent, [], true), (.sent, ["email"], true), (.sent, ["sms"], false),
      (.invited, ["all"], false), (.answered, ["all"], true), (.attended, ["sms"], true), (.declined, ["all"], true),
    ])
  func optOut(response: CampaignResponse, optOut: [String], isLegal: Bool) throws {
    let plan = try Self.plan()
    let responded = Result { () throws(LeadError) in
      try plan.respond(ResponseDraft(customerId: "c", response: response), optOut: optOut, at: Sample.at)
    }
    #expect(responded.failure == (isLegal ? nil : .optedOut))
    if let event = try? responded.get() { #expect(event.channel == "sms" && event.on == Sample.day) }
  }

  @Test(
    "a referral tells what its order's money has become since",
    arguments: [
      (300, nil, .converted, 300), (300, 300, nil, 0), (500, 300, .converted, 200), (0, 300, .clawedBack, -300),
      (0, nil, nil, 0), (-100, 0, .clawedBack, -100),
    ] as [(Int64, Int64?, ReferralState?, Int64)])
  func referral(received: Int64, told: Int64?, state: ReferralState?, amount: Int64) throws {
    let referral = Referral(leadID: "l", customerID: "c", referrerID: "r")
    let event = try referral.review("o", received: try Money(received), told: told, on: Sample.day, at: Sample.at)
    #expect(event?.state == state && event?.amount.amount ?? 0 == amount)
    #expect(event.map { $0.received.amount == received && $0.referrerCustomerId == "r" } ?? true)
  }

  @Test(
    "a lapse ends with the first contact after so many days without order and contact",
    arguments: [
      (-730, nil, true), (-729, nil, false), (-900, -730, true), (-900, -100, false), (-730, -900, true),
    ] as [(Int, Int?, Bool)])
  func lapse(ordered: Int, contacted: Int?, hasLapsed: Bool) {
    let lapse = Lapse(
      lastOrderOn: Sample.day.adding(days: ordered), lastContactOn: contacted.map { Sample.day.adding(days: $0) })
    let event = lapse.ended(by: "lead", of: "c", on: Sample.day, Sample.policy, at: Sample.at)
    #expect((event != nil) == hasLapsed && event.map { $0.lapsedOn == lapse.lastBusinessOn } ?? true)
  }
}

@Suite("Rules of segments")
struct SegmentRuleTests {
  static func facts(
    _ customer: CustomerState = Sample.customer { profile in
      profile.tags = ["金", "老客户"]
      profile.type = "developer"
      profile.custom = ["area": "88"]
    }, orders: Int = 2, daysAgo: Int? = 30
  ) -> SegmentFacts {
    SegmentFacts(
      customer,
      behaviour: .init(
        tier: "A", orders: orders, lastOrderOn: daysAgo.map { Sample.day.adding(days: -$0) }, received: 5_000,
        referrals: 1, points: 50), asOf: Sample.day)
  }

  @Test(
    "a rule asks one field of a customer",
    arguments: [
      ("type", SegmentRule.Comparison.equals, "developer", true), ("type", .notEquals, "developer", false),
      ("tag", .equals, "金", true), ("tag", .contains, "客户", true), ("tag", .notEquals, "银", true),
      ("tag", .notEquals, "金", false), ("city", .equals, "佛山", false), ("city", .notEquals, "佛山", true),
      ("city", .below, "5", false), ("custom.area", .atLeast, "88", true), ("custom.none", .equals, "", false),
      ("orders", .atLeast, "2", true), ("orders", .below, "2", false), ("orders", .below, "x", false),
      ("received", .atLeast, "5000", true), ("referrals", .equals, "1", true), ("points", .below, "51", true),
      ("daysSinceOrder", .atLeast, "30", true), ("daysSinceOrder", .below, "30", false), ("tier", .equals, "A", true),
      ("status", .equals, "prospect", true), ("channel", .equals, "own", true),
    ])
  func rules(field: String, comparison: SegmentRule.Comparison, value: String, holds: Bool) {
    #expect(SegmentRule(field: field, comparison: comparison, value: value).holds(for: Self.facts()) == holds)
  }

  @Test("who never ordered has no days since an order")
  func never() {
    let rule = SegmentRule(field: "daysSinceOrder", comparison: .atLeast, value: "0")
    #expect(!rule.holds(for: Self.facts(daysAgo: nil)))
  }

  @Test(
    "a segment is refused with all that is wrong with its rules",
    arguments: [
      ([], ["/rules"]), ([SegmentRule(field: "luck", comparison: .equals, value: "x")], ["/rules/0/field"]),
      ([SegmentRule(field: "custom.luck", comparison: .equals, value: "x")], []),
      ([SegmentRule(field: "orders", comparison: .below, value: "x")], ["/rules/0/value"]),
      (Array(repeating: SegmentRule(field: "type", comparison: .equals, value: "x"), count: 21), ["/rules"]),
    ])
  func define(rules: [SegmentRule], expected: [String]) {
    #expect(
      pointers { _ = try SegmentState.define("s", name: "金", rules: rules, active: true, at: Sample.at) } == expected)
  }

  @Test("it tells who came in and who left, and of nobody who stays", arguments: [true, false])
  func review(isActive: Bool) {
    let segment = SegmentState(
      id: "s", name: "金", rules: [SegmentRule(field: "orders", comparison: .atLeast, value: "1")], active: isActive,
      version: 1)
    func customer(_ id: ID<Customer>, orders: Int) -> SegmentFacts {
      var customer = Sample.customer()
      customer.id = id
      return Self.facts(customer, orders: orders)
    }
    let changes = segment.review(
      members: ["a", "b"], among: [customer("a", orders: 1), customer("b", orders: 0), customer("c", orders: 1)],
      on: Sample.day, at: Sample.at)
    #expect(
      changes.map { "\($0.customerId) \($0.isMember)" } == (isActive ? ["b false", "c true"] : ["a false", "b false"]))
  }
}
