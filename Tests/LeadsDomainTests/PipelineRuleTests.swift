import Contracts
import Kernel
import LeadsDomain
import Testing

@Suite("Rules of the pipeline")
struct PipelineRuleTests {
  static let legal: [LeadStage: Set<LeadStage>] = [
    .new: [.contacted, .visited, .quoted, .lost, .invalid], .contacted: [.visited, .quoted, .lost, .invalid],
    .visited: [.quoted, .lost, .invalid], .quoted: [.visited, .lost, .invalid], .lost: [.contacted],
    .invalid: [.contacted], .won: [],
  ]

  @Test("only legal moves are made, and nobody wins by hand", arguments: LeadStage.allCases, LeadStage.allCases)
  func moves(from: LeadStage, to: LeadStage) {
    let lead = Sample.lead(stage: from)
    let moved = Result { () throws(LeadError) in
      try lead.move(to: to, reason: "unreachable", Sample.policy, at: Sample.at)
    }
    if to == .won {
      #expect(moved.failure == .wonByOrderOnly)
    } else if Self.legal[from]?.contains(to) == true, let event = try? moved.get() {
      #expect(event.from == from && event.to == to && event.changedOn == Sample.day)
      #expect(event.reviewOn == (to == .invalid ? Sample.day.adding(days: 30) : nil))
      var after = lead
      after.apply(event)
      #expect(after.stage == to && after.reason == "unreachable" && after.version == 2)
    } else {
      #expect(moved.failure == .illegalMove(from: from, to: to))
    }
  }

  @Test("an order wins a lead from any stage, once; a quote only moves it forward", arguments: LeadStage.allCases)
  func facts(stage: LeadStage) {
    let lead = Sample.lead(stage: stage)
    let won = lead.win(by: "o", on: Sample.day, at: Sample.at)
    #expect((won == nil) == (stage == .won))
    #expect(won.map { $0.to == .won && $0.orderId == "o" && $0.from == stage } ?? true)
    let quoted = lead.quote(on: Sample.day, at: Sample.at)
    #expect((quoted != nil) == [.new, .contacted, .visited].contains(stage))
  }

  @Test("a lead is not assigned to whom it belongs; a new owner is protected anew, the first one stays known")
  func assign() throws {
    var lead = Sample.lead(owner: "a") { $0.protectedUntil = Sample.day }
    let assigned = try lead.assign(to: "b", reason: nil, Sample.policy, at: Sample.at)
    #expect(assigned.from == "a" && assigned.to == "b" && assigned.protectedUntil == Sample.day.adding(days: 30))
    lead.apply(assigned)
    #expect(lead.ownerID == "b" && lead.firstOwnerID == "a")
    #expect(throws: LeadError.alreadyOwned(by: "b")) {
      try lead.assign(to: "b", reason: nil, Sample.policy, at: Sample.at)
    }
  }

  @Test(
    "an invalid lead is looked at again when its reason says",
    arguments: [
      ("unreachable", 30), ("wrong-number", 30), ("timing", 60), ("no-need", 180), ("budget", 180),
      ("competitor", 365), ("other", 90),
    ])
  func reviewDays(reason: String, days: Int) throws {
    let event = try Sample.lead().invalidate(because: reason, reviewOn: nil, Sample.policy, at: Sample.at)
    #expect(event.reviewOn == Sample.day.adding(days: days))
    let own = try Sample.lead().invalidate(
      because: reason, reviewOn: Sample.day.adding(days: 5), Sample.policy, at: Sample.at)
    #expect(own.reviewOn == Sample.day.adding(days: 5))
  }

  @Test("invalid needs a reason")
  func reason() {
    #expect(
      pointers { _ = try Sample.lead().invalidate(because: " ", reviewOn: nil, Sample.policy, at: Sample.at) }
        == ["/reason"])
  }

  @Test(
    "a review revives, puts off or ends",
    arguments: [
      (ReviewOutcome.revived, LeadStage.contacted, nil), (.stillInvalid, .invalid, 30), (.dead, .invalid, nil),
    ] as [(ReviewOutcome, LeadStage, Int?)])
  func review(outcome: ReviewOutcome, stage: LeadStage, days: Int?) throws {
    var lead = Sample.lead(stage: .invalid) {
      $0.reason = "unreachable"
      $0.reviewOn = Sample.day
    }
    let events = try lead.review(
      ReviewFindings(outcome: outcome, contact: .verified), by: "e", Sample.policy, at: Sample.at)
    for event in events {
      switch event {
      case let event as LeadReviewed: lead.apply(event)
      case let event as LeadContactVerified: lead.apply(event)
      case let event as LeadStageChanged: lead.apply(event)
      default: #expect(event is LeadRevived)
      }
    }
    #expect(lead.stage == stage && lead.reviewOn == days.map { Sample.day.adding(days: $0) })
    #expect(lead.contactStatus == .verified && lead.contactVerifiedOn == Sample.day)
    #expect(events.contains { $0 is LeadRevived } == (outcome == .revived))
  }

  @Test("only an invalid lead is reviewed", arguments: LeadStage.allCases.filter { $0 != .invalid })
  func notInvalid(stage: LeadStage) {
    #expect(throws: LeadError.notInvalid(stage)) {
      try Sample.lead(stage: stage).review(
        ReviewFindings(outcome: .dead), by: "e", Sample.policy, at: Sample.at)
    }
  }

  @Test(
    "a review is due from its day on, of invalid leads that count for themselves",
    arguments: [
      (LeadStage.invalid, 0, nil, true), (.invalid, -1, nil, true), (.invalid, 1, nil, false), (.lost, 0, nil, false),
      (.invalid, 0, "m", false),
    ] as [(LeadStage, Int, ID<Lead>?, Bool)])
  func reviewDue(stage: LeadStage, days: Int, mergedInto: ID<Lead>?, isDue: Bool) {
    let lead = Sample.lead(stage: stage) {
      $0.reviewOn = Sample.day.adding(days: days)
      $0.mergedInto = mergedInto
    }
    #expect((lead.reviewDue(on: Sample.day, at: Sample.at) != nil) == isDue)
  }

  static let full = LeadProfile(
    name: "陈伟", phone: "13800138000", wechat: "wx", email: "a@b.cn", address: Address(city: "佛山"),
    source: LeadSource(channel: .online, detail: "抖音"), interests: ["橱柜"], budget: try? Money(2_000_000),
    homeStage: "新房", notes: "急", custom: ["style": "现代"])

  @Test(
    "what an edit leaves out stays, null and an empty text take a value away",
    arguments: [
      (LeadEdit(), []), (LeadEdit(name: "陈大伟"), ["name"]), (LeadEdit(wechat: .null), ["wechat"]),
      (LeadEdit(wechat: .value("")), ["wechat"]), (LeadEdit(email: .value("a@b.cn")), []),
      (LeadEdit(address: .null), ["address"]), (LeadEdit(budget: .null), ["budget"]),
      (LeadEdit(interests: .null), ["interests"]), (LeadEdit(homeStage: .null, notes: .null), ["homeStage", "notes"]),
      (LeadEdit(source: LeadSource(channel: .online)), ["source"]), (LeadEdit(custom: ["style": ""]), ["custom"]),
      (LeadEdit(phone: "+86 138-0013-8000"), []), (LeadEdit(custom: ["other": ""]), []),
    ])
  func edits(edit: LeadEdit, fields: [String]) throws {
    var lead = Sample.lead { $0.profile = Self.full }
    let event = try lead.edit(edit)
    #expect((event?.changed.fields.map(\.rawValue) ?? []) == fields)
    guard let event else { return }
    #expect(event.previous == Self.full)
    lead.apply(event)
    #expect(try lead.profile == Self.full.applying(edit, knowing: []) && lead.version == 2)
    // Undone, every field is as it was before: also those that were taken away.
    #expect(try lead.before(ImportEdit(event, version: 2)) == Self.full)
  }

  @Test("undoing an edit takes away what it added")
  func undo() throws {
    let bare = Sample.lead().profile
    let changed = Self.full.changed(since: bare).fields
    #expect(changed == LeadProfile.Field.allCases.filter { ![.name, .phone].contains($0) })
    let changes = try changed.map { try Self.full.change(of: $0, since: bare) }
    #expect(try Self.full.before(changes) == bare)
    #expect(try bare.before(changed.map { try bare.change(of: $0, since: Self.full) }) == Self.full)
  }

  @Test("the source of a won lead stays; the rest may change")
  func source() throws {
    let won = Sample.lead(stage: .won)
    let other = LeadEdit(source: LeadSource(channel: .partner))
    #expect(throws: LeadError.sourceIsFinal) {
      try won.edit(other)
    }
    let same = LeadEdit(source: won.profile.source, notes: .value("急"))
    #expect(try won.edit(same) != nil)
  }

  @Test("a lead does not take a phone that another one protects, and keeps its own")
  func phone() throws {
    let holder = Sample.lead("m", owner: "a").protection
    #expect(throws: LeadError.duplicate(owner: "a", stage: .new)) {
      try Sample.lead().edit(LeadEdit(phone: "13900139000"), holder: holder)
    }
    let own = try Sample.lead().edit(LeadEdit(phone: "138 0013 8000"), holder: holder)
    #expect(own == nil)
  }

  @Test("an edit decides anew whether the lead is in profile")
  func profile() throws {
    let event = try Sample.lead().edit(LeadEdit(budget: .value(try Money(1)), homeStage: .value("租房")))
    #expect(event?.inProfile == false && event?.failedRules == ["budget", "home-stage"])
  }

  @Test("a referral names another customer than the lead's own", arguments: [(nil, false), ("c", false), ("d", true)])
  func referral(referrer: ID<Customer>?, isOne: Bool) {
    let lead = Sample.lead { $0.profile.source.referrerCustomerId = referrer }
    #expect((lead.referral(on: Sample.day, at: Sample.at)?.referrerCustomerId == "d") == isOne)
  }
}

@Suite("Rules of merging")
struct MergingRuleTests {
  @Test(
    "a lead is merged into another one that is not merged, while none is merged into it",
    arguments: [
      ("m", nil, nil, false, true), ("l", nil, nil, false, false), ("m", "x", nil, false, false),
      ("m", nil, "x", false, false), ("m", nil, nil, true, false),
    ] as [(ID<Lead>, ID<Lead>?, ID<Lead>?, Bool, Bool)])
  func merge(into: ID<Lead>, mergedInto: ID<Lead>?, otherMergedInto: ID<Lead>?, isTarget: Bool, isLegal: Bool) {
    let lead = Sample.lead { $0.mergedInto = mergedInto }
    let other = Sample.lead(into) { $0.mergedInto = otherMergedInto }
    let merged = Result { () throws(LeadError) in try lead.merge(into: other, isTarget: isTarget, at: Sample.at) }
    #expect(merged.failure == (isLegal ? nil : .mergeRefused))
  }

  @Test("merged leads count once with the source of whichever came first", arguments: [(-1, "event"), (1, "online")])
  func count(days: Int, channel: String) throws {
    let first = Sample.lead("a") {
      $0.capturedOn = Sample.day.adding(days: days)
      $0.profile.source = LeadSource(channel: .event)
    }
    var into = Sample.lead("b")
    #expect(try first.merge(into: into, isTarget: false, at: Sample.at).firstSource.channel.rawValue == channel)
    into.count(with: [first])
    #expect(into.countedSource?.channel.rawValue == channel && into.version == 2)
    into.count(with: [])
    #expect(into.countedSource == nil)
  }

  @Test("a merge is undone without a trace")
  func unmerge() throws {
    var lead = Sample.lead()
    let other = Sample.lead("m")
    lead.apply(try lead.merge(into: other, isTarget: false, at: Sample.at))
    #expect(lead.mergedInto == "m")
    lead.apply(lead.unmerge(from: other, at: Sample.at))
    #expect(lead.mergedInto == nil)
  }
}
