import Contracts
import Kernel

/// Events as the services would write them, with the fields that reports look at.
enum Samples {
  static func day(_ text: String) -> BusinessDate { BusinessDate(text) ?? BusinessDate(daysSince1970: 0) }

  static func yuan(_ amount: Int64, _ currency: String = "CNY") throws -> Money {
    try Money(amount * 100, Currency(currency) ?? .cny)
  }

  static func customer(
    _ id: String, _ name: String, phone: String = "13800000000", community: String? = nil,
    on day: String = "2026-01-05",
    from source: LeadSource = LeadSource(channel: .online)
  ) -> CustomerRegistered {
    CustomerRegistered(
      customerId: ID(id), name: name, phone: phone, wechat: "wx-\(id)", email: nil,
      address: Address(city: "上海", community: community), source: source,
      registeredOn: Self.day(day))
  }

  static func lead(
    _ id: String, of customer: String, _ channel: LeadSource.Channel, on day: String, inProfile: Bool = true,
    campaign: String? = nil, referrer: String? = nil
  ) -> LeadCaptured {
    LeadCaptured(
      leadId: ID(id), customerId: ID(customer), profile: profile(channel, campaign, referrer), ownerId: "anna",
      protectedUntil: Self.day(day), inProfile: inProfile, failedRules: [], capturedOn: Self.day(day),
      occurredAt: Instant(milliseconds: 0))
  }

  private static func profile(_ channel: LeadSource.Channel, _ campaign: String?, _ referrer: String?) -> LeadProfile {
    LeadProfile(
      name: "客户", phone: "13800000000",
      source: LeadSource(
        channel: channel, campaignId: campaign.map { ID($0) }, referrerCustomerId: referrer.map { ID($0) }))
  }

  static func move(
    _ lead: String, of customer: String, _ from: LeadStage, _ to: LeadStage, on day: String
  ) -> LeadStageChanged {
    LeadStageChanged(
      leadId: ID(lead), customerId: ID(customer), from: from, to: to, reason: nil, orderId: nil,
      changedOn: Self.day(day), occurredAt: Instant(milliseconds: 0))
  }

  static func edit(
    _ lead: String, of customer: String, _ channel: LeadSource.Channel, inProfile: Bool = true,
    campaign: String? = nil, referrer: String? = nil, on day: String
  ) -> LeadEdited {
    let profile = profile(channel, campaign, referrer)
    return LeadEdited(
      leadId: ID(lead), customerId: ID(customer), profile: profile, changed: ChangedFields([.source]),
      previous: profile, inProfile: inProfile, failedRules: inProfile ? [] : ["budget"], importId: nil,
      editedOn: Self.day(day), occurredAt: Instant(milliseconds: 0))
  }

  static func merge(
    _ lead: String, of customer: String, into target: String, of other: String, on day: String
  ) -> LeadsMerged {
    LeadsMerged(
      leadId: ID(lead), customerId: ID(customer), intoLeadId: ID(target), intoCustomerId: ID(other),
      firstSource: LeadSource(channel: .own), mergedOn: Self.day(day), occurredAt: Instant(milliseconds: 0))
  }

  static func unmerge(
    _ lead: String, of customer: String, from target: String, of other: String, on day: String
  ) -> LeadsUnmerged {
    LeadsUnmerged(
      leadId: ID(lead), customerId: ID(customer), intoLeadId: ID(target), intoCustomerId: ID(other),
      unmergedOn: Self.day(day), occurredAt: Instant(milliseconds: 0))
  }

  static func order(
    _ id: String, of customer: String, lead: String?, by salesperson: String? = "anna", in shop: String? = "s1",
    _ total: Money, on day: String
  ) -> OrderConfirmed {
    OrderConfirmed(
      orderId: ID(id), number: "SO-\(id)", customerId: ID(customer), quoteId: nil, leadId: lead.map { ID($0) },
      salespersonId: salesperson.map { ID($0) }, designerId: nil, shop: shop.map { ID($0) }, signedOn: Self.day(day),
      signedAt: nil, terms: terms(total), erp: nil, occurredAt: Instant(milliseconds: 0))
  }

  static func amendment(
    _ id: String, of customer: String, by salesperson: String? = "anna", in shop: String? = "s1", from: Money,
    to total: Money, on day: String
  ) -> OrderAmended {
    OrderAmended(
      orderId: ID(id), customerId: ID(customer), version: 2, salespersonId: salesperson.map { ID($0) },
      shop: shop.map { ID($0) }, signedOn: Self.day(day), signedAt: nil, previousTotal: from, terms: terms(total),
      reason: nil, amendedOn: Self.day(day), erp: nil, occurredAt: Instant(milliseconds: 0))
  }

  static func cancellation(_ id: String, of customer: String, on day: String) -> OrderCancelled {
    OrderCancelled(
      orderId: ID(id), customerId: ID(customer), reason: "不装修了", cancelledOn: Self.day(day), erp: nil,
      occurredAt: Instant(milliseconds: 0))
  }

  static func reinstatement(
    _ id: String, of customer: String, by salesperson: String? = "anna", in shop: String? = "s1", _ total: Money,
    on day: String
  ) -> OrderReinstated {
    OrderReinstated(
      orderId: ID(id), customerId: ID(customer), version: 2, salespersonId: salesperson.map { ID($0) },
      shop: shop.map { ID($0) }, signedOn: Self.day(day), signedAt: nil, previousTotal: total, terms: terms(total),
      reason: "恢复", reinstatedOn: Self.day(day), erp: nil, occurredAt: Instant(milliseconds: 0))
  }

  private static func terms(_ total: Money) -> OrderTerms {
    OrderTerms(lines: [], total: total, taxes: [], instalments: [], promisedOn: nil)
  }

  /// Some months of a company, from a seed: captures, moves, orders, amendments and cancellations.
  static func history(customers: Int, using random: inout some RandomNumberGenerator) throws -> Feed {
    var feed = Feed()
    let people = ["anna", "ben", "chen"]
    let shops = ["s1", "s2"]
    for code in people {
      try feed.add(EmployeeChanged(code: ID(code), name: "员工\(code)", role: "shop", shop: nil, active: true))
    }
    for code in shops { try feed.add(ShopChanged(code: ID(code), name: "门店\(code)", address: nil)) }
    for index in 0..<customers {
      let (customer, lead) = ("c\(index)", "l\(index)")
      var today = Self.day("2026-01-01").adding(days: Int.random(in: 0..<120, using: &random))
      func later() -> String {
        today = today.adding(days: Int.random(in: 0..<40, using: &random))
        return today.description
      }
      try feed.add(Self.customer(customer, "张\(index)", on: today.description))
      try feed.add(
        Self.lead(
          lead, of: customer, LeadSource.Channel.allCases.randomElement(using: &random) ?? .own, on: today.description,
          inProfile: Bool.random(using: &random), campaign: Bool.random(using: &random) ? "fair" : nil,
          referrer: Bool.random(using: &random) ? "c0" : nil))
      if Bool.random(using: &random) { try feed.add(Self.move(lead, of: customer, .new, .invalid, on: later())) }
      for _ in 0..<max(0, Int.random(in: -2...2, using: &random)) {
        try feed.add(
          Self.edit(
            lead, of: customer, LeadSource.Channel.allCases.randomElement(using: &random) ?? .own,
            inProfile: Bool.random(using: &random), campaign: Bool.random(using: &random) ? "show" : nil,
            referrer: Bool.random(using: &random) ? "c1" : nil, on: later()))
      }
      // A lead is merged into one before or after it, and that is undone, and done again.
      if index % 5 == 1 {
        let target = Bool.random(using: &random) ? index - 1 : (index + 1) % customers
        for undone in [false, true, false].prefix(Int.random(in: 0...3, using: &random)) {
          try undone
            ? feed.add(Self.unmerge(lead, of: customer, from: "l\(target)", of: "c\(target)", on: later()))
            : feed.add(Self.merge(lead, of: customer, into: "l\(target)", of: "c\(target)", on: later()))
        }
      }
      guard Int.random(in: 0..<3, using: &random) > 0 else { continue }
      // An order may name a lead that was captured later, and one that never comes.
      let named = ["l\(index)", "l\((index + 1) % customers)", "unheard", nil].randomElement(using: &random) ?? nil
      let currency = Int.random(in: 0..<8, using: &random) == 0 ? "USD" : "CNY"
      var total = try yuan(Int64.random(in: 1000..<90_000, using: &random), currency)
      try feed.add(
        Self.order(
          "o\(index)", of: customer, lead: named, by: people.randomElement(using: &random),
          in: Bool.random(using: &random) ? shops.randomElement(using: &random) : nil, total, on: later()))
      try feed.add(Self.move(lead, of: customer, .new, .won, on: later()))
      if Bool.random(using: &random) {
        let changed = try yuan(Int64.random(in: 1000..<90_000, using: &random), currency)
        try feed.add(
          Self.amendment(
            "o\(index)", of: customer, by: people.randomElement(using: &random),
            in: shops.randomElement(using: &random),
            from: total, to: changed, on: later()))
        total = changed
      }
      if Int.random(in: 0..<4, using: &random) == 0 {
        try feed.add(Self.cancellation("o\(index)", of: customer, on: later()))
        if Bool.random(using: &random) {
          try feed.add(
            Self.reinstatement(
              "o\(index)", of: customer, by: people.randomElement(using: &random),
              in: shops.randomElement(using: &random), total, on: later()))
        }
      }
      try MoneySamples.history(of: customer, order: "o\(index)", total, from: today, to: &feed, using: &random)
      try WorkSamples.history(
        of: customer, order: "o\(index)", total.currency, from: today, to: &feed, using: &random)
    }
    return feed
  }
}
