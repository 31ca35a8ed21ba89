import Contracts
import Kernel
import Testing

@testable import ReportingService
@testable import ServiceRuntime

@Suite struct ReportTests {
  @Test("Leads count by channel, and stay in the cohort of their capture")
  func leadSources() throws {
    let model = try ReadModel(of: [
      Samples.lead("l1", of: "c1", .online, on: "2026-01-10"),
      Samples.lead("l2", of: "c2", .online, on: "2026-02-03", inProfile: false),
      Samples.lead("l3", of: "c3", .referral, on: "2026-02-04"),
      Samples.move("l2", of: "c2", .new, .invalid, on: "2026-02-10"),
      Samples.move("l1", of: "c1", .new, .won, on: "2026-03-01"),
      Samples.order("o1", of: "c1", lead: "l1", try Samples.yuan(1000), on: "2026-03-01"),
    ])
    #expect(try model.report(.leadSources).lines == ["online 2 1 1 1 1000 0", "referral 1 1 1 0 0 0"])
    #expect(try model.report(.leadSources, [("to", "2026-01-31")]).lines == ["online 1 1 1 1 1000 0"])
    #expect(
      try model.report(.leadSources, [("from", "2026-02-01"), ("to", "2026-02-28")]).lines
        == ["online 1 0 0 0 0 0", "referral 1 1 1 0 0 0"])
    #expect(
      try model.report(.leadSources, [("asOf", "2026-02-09")]).lines == ["online 2 1 2 0 0 0", "referral 1 1 1 0 0 0"])
    #expect(try model.report(.leadSources).totals["wonAmount"] == .money(try Samples.yuan(1000)))
  }

  /// l1 was captured first, on 10 January online, l2 on 3 February by referral; an order of each, of 1,000 and 300 yuan.
  @Test(
    "Merged leads count once from the day of the merge on, with the first source, whichever is merged into which",
    arguments: [
      ("l2", "l1", "2026-02-28", ["online 1 1 1 1 1000 0", "referral 1 1 1 1 300 0"]),
      ("l2", "l1", "2026-03-01", ["online 1 1 1 1 1300 0"]),
      ("l2", "l1", "2026-03-10", ["online 1 1 0 0 1300 0"]),
      ("l2", "l1", "2026-04-01", ["online 1 1 0 0 1000 0", "referral 1 1 1 1 300 0"]),
      ("l1", "l2", "2026-02-28", ["online 1 1 1 1 1000 0", "referral 1 1 1 1 300 0"]),
      ("l1", "l2", "2026-03-01", ["online 1 1 1 1 1300 0"]),
      ("l1", "l2", "2026-03-10", ["online 1 1 1 1 1300 0"]),
      ("l1", "l2", "2026-04-01", ["online 1 1 0 0 1000 0", "referral 1 1 1 1 300 0"]),
    ])
  func merged(lead: String, target: String, asOf: String, lines: [String]) throws {
    let other = ["l1": "c1", "l2": "c2"]
    let (customer, kept) = (other[lead] ?? "", other[target] ?? "")
    let model = try ReadModel(of: [
      Samples.lead("l1", of: "c1", .online, on: "2026-01-10"),
      Samples.lead("l2", of: "c2", .referral, on: "2026-02-03"),
      Samples.move("l1", of: "c1", .new, .won, on: "2026-02-04"),
      Samples.move("l2", of: "c2", .new, .won, on: "2026-02-04"),
      Samples.order("o1", of: "c1", lead: "l1", try Samples.yuan(1000), on: "2026-02-05"),
      Samples.order("o2", of: "c2", lead: "l2", try Samples.yuan(300), on: "2026-02-06"),
      Samples.merge(lead, of: customer, into: target, of: kept, on: "2026-03-01"),
      Samples.move("l1", of: "c1", .won, .invalid, on: "2026-03-10"),
      Samples.unmerge(lead, of: customer, from: target, of: kept, on: "2026-04-01"),
    ])
    #expect(try model.report(.leadSources, [("asOf", asOf)]).lines == lines)
    for line in lines {
      let figures = line.split(separator: " ")
      for (column, figure) in zip(["leads", "valid", "won"], [figures[1], figures[3], figures[4]]) {
        let explained = try model.explain(
          .leadSources, [("row", String(figures[0])), ("column", column), ("asOf", asOf)])
        #expect(explained.events.compactMap(\.count).reduce(0, +) == Int64(figure), "\(column) of \(line)")
      }
    }
  }

  /// l1 came on 10 January online and in profile; an order of 1,000 yuan of 5 February; edited on 1 March: by referral, and
  /// out of the profile; another order of 300 yuan of 10 March; edited again on 1 April: back in the profile.
  @Test(
    "What an edit says of a lead's source and profile counts from its day on, and is explained by it",
    arguments: [
      ("2026-02-28", ["online 1 1 1 0 1000 0"]), ("2026-03-01", ["referral 1 0 1 0 1000 0"]),
      ("2026-03-10", ["referral 1 0 1 0 1300 0"]), ("2026-04-01", ["referral 1 1 1 0 1300 0"]),
    ])
  func edited(asOf: String, lines: [String]) throws {
    let model = try ReadModel(of: [
      Samples.customer("c1", "张一", on: "2026-01-10"),
      Samples.lead("l1", of: "c1", .online, on: "2026-01-10", campaign: "fair"),
      Samples.order("o1", of: "c1", lead: "l1", try Samples.yuan(1000), on: "2026-02-05"),
      Samples.edit("l1", of: "c1", .referral, inProfile: false, referrer: "c9", on: "2026-03-01"),
      Samples.order("o2", of: "c1", lead: "l1", try Samples.yuan(300), on: "2026-03-10"),
      Samples.edit("l1", of: "c1", .referral, inProfile: true, referrer: "c9", on: "2026-04-01"),
    ])
    let parameters = [("asOf", asOf)]
    #expect(try model.report(.leadSources, parameters).lines == lines)
    let isEdited = asOf > "2026-02-28"
    let campaigns = try model.report(.campaigns, parameters).lines
    #expect(campaigns.map { $0.prefix(7) } == (isEdited ? [] : ["fair 1 "]))
    #expect(try model.report(.referrals, parameters).lines.map { $0.prefix(4) } == (isEdited ? ["c9 1"] : []))
    let funnel = try model.report(.funnel, parameters + [("groupBy", "channel")]).lines.map { $0.prefix(16) }
    #expect(funnel == (isEdited ? ["referral 1 0 1 -"] : ["online 1 0 1 -"]))
    let explained = try model.explain(
      .leadSources, parameters + [("column", "leads"), ("row", isEdited ? "referral" : "online")])
    #expect(explained.events.map(\.type) == [isEdited ? LeadEdited.type : LeadCaptured.type])
    let card = try model.card(of: "c1", parameters)
    #expect(card.leads.map(\.channel) == ["referral"] && card.leads.map(\.inProfile) == [true])
  }

  @Test("What was known before an edit is reported again")
  func editNotKnownYet() throws {
    var feed = Feed()
    try feed.add(Samples.lead("l1", of: "c1", .online, on: "2026-01-10"))
    let before = feed.clock
    try feed.add(Samples.edit("l1", of: "c1", .referral, on: "2026-01-10"))
    let model = try ReadModel(feed.entries)
    #expect(try model.report(.leadSources).lines == ["referral 1 1 1 0 0 0"])
    #expect(try model.report(.leadSources, [("knownAt", "\(before)")]).lines == ["online 1 1 1 0 0 0"])
  }

  @Test("Merged leads count with the first one's source, as it was last said to be")
  func editedAndMerged() throws {
    let model = try ReadModel(of: [
      Samples.lead("l1", of: "c1", .online, on: "2026-01-10"),
      Samples.lead("l2", of: "c2", .event, on: "2026-02-03"),
      Samples.order("o2", of: "c2", lead: "l2", try Samples.yuan(300), on: "2026-02-06"),
      Samples.merge("l2", of: "c2", into: "l1", of: "c1", on: "2026-03-01"),
      Samples.edit("l2", of: "c2", .own, on: "2026-03-05"),
      Samples.edit("l1", of: "c1", .referral, on: "2026-03-10"),
      Samples.unmerge("l2", of: "c2", from: "l1", of: "c1", on: "2026-04-01"),
    ])
    for (asOf, lines) in [
      ("2026-02-28", ["event 1 1 1 0 300 0", "online 1 1 1 0 0 0"]), ("2026-03-09", ["online 1 1 1 0 300 0"]),
      ("2026-03-31", ["referral 1 1 1 0 300 0"]), ("2026-04-01", ["own 1 1 1 0 300 0", "referral 1 1 1 0 0 0"]),
    ] {
      #expect(try model.report(.leadSources, [("asOf", asOf)]).lines == lines, "\(asOf)")
    }
  }

  @Test("An order may come before its lead, and counts once both are there")
  func orderBeforeLead() throws {
    var feed = Feed()
    try feed.add(Samples.order("o1", of: "c1", lead: "l1", try Samples.yuan(1000), on: "2026-03-01"))
    let model = try ReadModel(feed.entries)
    #expect(try model.report(.leadSources).lines.isEmpty)
    #expect(try model.report(.sales).lines == ["anna 1 1000 0 0"])
    let before = feed.clock
    try feed.add(Samples.lead("l1", of: "c1", .event, on: "2026-03-05"))
    let last = try #require(feed.entries.last)
    try model.feed(last.source, last.entry)
    #expect(try model.report(.leadSources).lines == ["event 1 1 1 0 1000 0"])
    #expect(try model.report(.leadSources, [("asOf", "2026-03-04")]).lines.isEmpty)
    #expect(try model.report(.leadSources, [("knownAt", "\(before)")]).lines.isEmpty)
  }

  @Test("Amendments count on their day, move with their salesperson and shop, and cancellations take back the rest")
  func amendments() throws {
    let model = try ReadModel(of: [
      EmployeeChanged(code: "anna", name: "安娜", role: "shop", shop: nil, active: true),
      Samples.order("o1", of: "c1", lead: nil, try Samples.yuan(1000), on: "2026-01-10"),
      Samples.amendment(
        "o1", of: "c1", from: try Samples.yuan(1000), to: try Samples.yuan(1200), on: "2026-02-10"),
      Samples.amendment(
        "o1", of: "c1", by: "ben", in: nil, from: try Samples.yuan(1200), to: try Samples.yuan(900), on: "2026-03-10"),
      Samples.order("o2", of: "c2", lead: nil, try Samples.yuan(500), on: "2026-03-11"),
      Samples.cancellation("o2", of: "c2", on: "2026-04-01"),
    ])
    func sales(_ parameters: (String, String)...) throws -> [String] { try model.report(.sales, parameters).lines }
    #expect(
      try sales(("groupBy", "month")) == [
        "2026-01 1 1000 0 0", "2026-02 0 200 0 0", "2026-03 1 200 0 0", "2026-04 -1 -500 0 0",
      ])
    #expect(try sales() == ["ben 1 900 0 0"])
    #expect(try sales(("asOf", "2026-02-28")) == ["anna 1 1200 0 0"])
    #expect(try sales(("asOf", "2026-03-31")) == ["anna 1 500 0 0", "ben 1 900 0 0"])
    #expect(try sales(("groupBy", "shop"), ("asOf", "2026-03-31")) == ["s1 1 500 0 0", "none 1 900 0 0"])
    #expect(
      try sales(("groupBy", "salesperson"), ("from", "2026-03-01"), ("to", "2026-03-31"))
        == ["anna 0 -700 0 0", "ben 1 900 0 0"])
    let row = try #require(try model.report(.sales, [("asOf", "2026-02-28")]).rows.first)
    #expect(row["label"] == .text("安娜"))
  }

  @Test("A reinstated order counts again from its day on, where it then belongs; what was reported before stays")
  func reinstated() throws {
    let model = try ReadModel(of: [
      Samples.customer("c1", "陈伟", on: "2026-01-01"),
      Samples.order("o1", of: "c1", lead: nil, try Samples.yuan(1000), on: "2026-01-10"),
      Samples.cancellation("o1", of: "c1", on: "2026-02-10"),
      Samples.reinstatement("o1", of: "c1", by: "ben", in: nil, try Samples.yuan(1300), on: "2026-04-10"),
    ])
    func sales(_ parameters: (String, String)...) throws -> [String] { try model.report(.sales, parameters).lines }
    #expect(try sales(("groupBy", "month")) == ["2026-01 1 1000 0 0", "2026-02 -1 -1000 0 0", "2026-04 1 1300 0 0"])
    #expect(try sales(("asOf", "2026-03-31")).isEmpty)
    #expect(try sales(("asOf", "2026-04-10")) == ["ben 1 1300 0 0"])
    let card = try model.card(of: "c1")
    let total = try Samples.yuan(1300)
    #expect(card.orders.map(\.cancelledOn) == [nil] && card.orders.map(\.total) == [total])
  }

  @Test("Amounts of several currencies are never added up")
  func currencies() throws {
    let model = try ReadModel(of: [
      Samples.order("o1", of: "c1", lead: nil, try Samples.yuan(1000), on: "2026-01-10"),
      Samples.order("o2", of: "c2", lead: nil, try Samples.yuan(300, "USD"), on: "2026-01-11"),
    ])
    let report = try model.report(.sales)
    #expect(report.columns.map(\.name) == ["key", "currency", "orders", "signed", "delivered", "received"])
    #expect(report.lines == ["anna CNY 1 1000 0 0", "anna USD 1 USD 300.00 USD 0.00 USD 0.00"])
    #expect(report.totals["signed"] == .money(try Samples.yuan(1000)))
    #expect(report.furtherTotals?.first?["signed"] == .money(try Samples.yuan(300, "USD")))
    let explained = try model.explain(.sales, [("row", "anna"), ("column", "signed"), ("currency", "USD")])
    #expect(explained.events.map(\.subject) == ["o2"])
  }

  @Test("A cancelled delivery note is taken back in the report, on the card and on the timeline")
  func cancelledDelivery() throws {
    let model = try ReadModel(of: [
      Samples.customer("c1", "甲"), Samples.order("o1", of: "c1", lead: nil, try Samples.yuan(1000), on: "2026-01-10"),
      MoneySamples.delivery("d1", of: "c1", order: "o1", try Samples.yuan(600), on: "2026-02-01"),
      MoneySamples.delivery("d2", of: "c1", order: "o1", try Samples.yuan(400), on: "2026-02-02"),
      DeliveryCancelled(
        deliveryId: "d1", orderId: "o1", customerId: "c1", salespersonId: "anna", shop: "s1", lines: [],
        amount: try Samples.yuan(600), taxes: [], reason: "送错", cancelledOn: Samples.day("2026-03-01"),
        occurredAt: Instant(milliseconds: 0)),
    ])
    let report = try model.report(.sales)
    #expect(report.totals["delivered"] == .money(try Samples.yuan(400)))
    let march = try model.report(.sales, [("from", "2026-03-01"), ("to", "2026-03-31")])
    #expect(march.totals["delivered"] == .money(try Samples.yuan(-600)))
    let card = try model.card(of: "c1")
    #expect(card.deliveries.map(\.cancelledOn) == [Samples.day("2026-03-01"), nil])
  }

  @Test("Sums and facts give the same, for any filters", arguments: [UInt64(1), 2, 3])
  func sumsEqualFacts(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let feed = try Samples.history(customers: 80, using: &random)
    let model = try ReadModel(feed.entries)
    for _ in 0..<40 {
      let from = Samples.day("2026-01-01").adding(days: Int.random(in: 0..<150, using: &random))
      let to = from.adding(days: Int.random(in: 0..<120, using: &random))
      let asOf = from.adding(days: Int.random(in: 0..<200, using: &random))
      var parameters = [("asOf", "\(asOf)")]
      if Bool.random(using: &random) { parameters.append(("from", "\(from)")) }
      if Bool.random(using: &random) { parameters.append(("to", "\(to)")) }
      for shape in ReportShape.all {
        for grouping in shape.groupings {
          let grouped = parameters + [("groupBy", grouping.name)]
          let known = feed.clock.adding(seconds: 1)
          #expect(
            try model.report(shape, grouped).lines
              == model.report(shape, grouped + [("knownAt", "\(known)")]).lines, "seed \(seed), \(grouped)")
        }
      }
    }
  }

  @Test("What was reported once is reported again for its day and moment")
  func reprint() throws {
    var random = SplitMix64(seed: 5)
    let feed = try Samples.history(customers: 30, using: &random)
    let half = Array(feed.entries.prefix(feed.entries.count / 2))
    let model = try ReadModel(half)
    let moment = try #require(half.last).entry.time
    let before = try ReportShape.all.map { try model.report($0, [("asOf", "2026-03-31")]).lines }
    for (source, entry) in feed.entries.dropFirst(half.count) { try model.feed(source, entry) }
    let after = try ReportShape.all.map {
      try model.report($0, [("asOf", "2026-03-31"), ("knownAt", "\(moment)")]).lines
    }
    #expect(before == after)
    #expect(try before != ReportShape.all.map { try model.report($0, [("asOf", "2026-03-31")]).lines })
  }

  @Test("Every cell is explained by events that add up to it", arguments: [UInt64(11), 12])
  func explanations(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let model = try ReadModel(try Samples.history(customers: 20, using: &random).entries)
    for shape in ReportShape.all {
      for grouping in shape.combinations {
        let filters = [("groupBy", grouping), ("from", "2026-01-15"), ("asOf", "2026-08-20")]
        let report = try model.report(shape, filters)
        #expect(!report.rows.isEmpty || shape.name == .segments, "\(shape.name)")
        for row in report.rows {
          guard case .text(let key) = row[shape.keyName] else { continue }
          for measure in shape.measures where measure.isSum {
            var parameters = filters + [("row", key), ("column", measure.name)]
            if case .text(let key) = row["key2"] { parameters.append(("row2", key)) }
            if case .text(let currency) = row["currency"] { parameters.append(("currency", currency)) }
            let explained = try model.explain(shape, parameters)
            #expect(explained.value == row[measure.name], "seed \(seed), \(parameters)")
            let sum = explained.events.reduce(0) { $0 + ($1.amount?.amount ?? $1.count ?? 0) }
            switch explained.value {
            case .money(let money): #expect(sum == money.amount)
            case .count(let count): #expect(sum == count)
            case .text, .decimal: Issue.record("a figure is no text")
            }
            #expect(explained.events.allSatisfy { $0.epoch == "epoch-\($0.source)" && $0.number > 0 })
          }
        }
      }
    }
  }

  @Test("Pages hold each row once, in the order of the whole report", arguments: [1, 3, 500])
  func pages(limit: Int) throws {
    var random = SplitMix64(seed: 21)
    let model = try ReadModel(try Samples.history(customers: 20, using: &random).entries)
    for shape in ReportShape.all {
      for grouping in shape.combinations {
        for order in [nil, shape.measures[0].name, shape.measures.last?.name] {
          let parameters = [("groupBy", grouping)] + (order.map { [("largestFirst", $0)] } ?? [])
          let whole = try model.report(shape, parameters)
          #expect(whole.nextCursor == nil)
          var (lines, cursor): ([String], String?) = ([], nil)
          repeat {
            let page = try model.report(
              shape, parameters + [("limit", "\(limit)")] + (cursor.map { [("cursor", $0)] } ?? []))
            #expect(page.rows.count <= limit && page.totals == whole.totals)
            #expect(page.furtherTotals == whole.furtherTotals)
            lines += page.lines
            cursor = page.nextCursor
          } while cursor != nil
          #expect(lines == whole.lines, "\(shape.name) by \(grouping), largest first: \(order ?? "-")")
        }
      }
    }
  }

  @Test("Rows by two groupings add up to those by each, and to the same totals", arguments: [UInt64(31), 32])
  func twoGroupings(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let model = try ReadModel(try Samples.history(customers: 40, using: &random).entries)
    let days = [("from", "2026-01-15"), ("to", "2026-06-20"), ("asOf", "2026-08-20")]
    var pairs = 0
    for shape in ReportShape.all {
      for pair in shape.combinations where pair.contains(",") {
        let both = try model.report(shape, days + [("groupBy", pair)])
        pairs += both.rows.count
        #expect(both.columns.map(\.name).prefix(2) == [shape.keyName, "key2"] && both.groupBy == pair)
        for (place, grouping) in pair.split(separator: ",").enumerated() {
          let one = try model.report(shape, days + [("groupBy", String(grouping))])
          #expect(one.totals == both.totals && one.furtherTotals == both.furtherTotals, "\(shape.name) by \(pair)")
          for measure in shape.measures where measure.isSum {
            let key = place == 0 ? shape.keyName : "key2"
            #expect(
              both.sums(of: measure.name, by: key) == one.sums(of: measure.name, by: shape.keyName),
              "\(measure.name) of \(shape.name) by \(pair)")
          }
        }
      }
    }
    #expect(pairs > 100)
  }

  @Test("Each row by two groupings has both names, and stands by the first")
  func namesOfTwo() throws {
    var unowned = Samples.lead("l2", of: "c2", .online, on: "2026-02-10")
    unowned.ownerId = nil
    let model = try ReadModel(of: [
      EmployeeChanged(code: "anna", name: "安娜", role: "shop", shop: "s1", active: true),
      ShopChanged(code: "s1", name: "一店", address: nil),
      Samples.lead("l1", of: "c1", .online, on: "2026-01-10"), unowned,
      Samples.lead("l3", of: "c3", .walkIn, on: "2026-02-11"),
    ])
    let report = try model.report(.leadSources, [("groupBy", "channel,shop")])
    #expect(report.lines == ["online s1 1 1 1 0 0 0", "online none 1 1 1 0 0 0", "walk-in s1 1 1 1 0 0 0"])
    #expect(report.rows.map { $0["label"] } == [.text("Online"), .text("Online"), .text("Walk-in")])
    #expect(report.rows.map { $0["label2"] } == [.text("一店"), .text("None"), .text("一店")])
    #expect(try model.report(.leadSources, [("groupBy", "shop")]).lines == ["s1 2 2 2 0 0 0", "none 1 1 1 0 0 0"])
  }

  @Test(
    "What is no pair of a report's groupings is refused",
    arguments: ["shop,colour", "shop,shop", "shop,", ",shop", "salesperson,shop,month", "shop;month"])
  func refusedPairs(text: String) throws {
    let model = try ReadModel()
    let problem = try #require(throws: Problem.self) { try model.report(.sales, [("groupBy", text)]) }
    #expect(problem.status == 422 && problem.errors.map(\.pointer) == ["/groupBy"])
  }

  @Test(
    "A row is named by as many keys as the report has groupings",
    arguments: [
      ("shop,month", ["row": "s1"]), ("shop,month", ["row2": "2026-01"]), ("shop", ["row": "s1", "row2": "x"]),
    ])
  func refusedRows(groupBy: String, row: [String: String]) throws {
    let model = try ReadModel()
    let problem = try #require(throws: Problem.self) {
      try model.explain(.sales, [("groupBy", groupBy), ("column", "signed")] + row.map { ($0.key, $0.value) })
    }
    #expect(problem.errors.map(\.pointer) == ["/row2"])
  }

  @Test("Rows stand by the column that is asked for, equal ones by key")
  func largestFirst() throws {
    let model = try ReadModel(of: [
      Samples.order("o1", of: "c1", lead: nil, by: "ben", try Samples.yuan(300), on: "2026-01-10"),
      Samples.order("o2", of: "c2", lead: nil, by: "carl", try Samples.yuan(500), on: "2026-01-11"),
      Samples.order("o3", of: "c3", lead: nil, by: "anna", try Samples.yuan(300), on: "2026-01-12"),
    ])
    let lines = try model.report(.sales, [("largestFirst", "signed")]).lines
    #expect(lines == ["carl 1 500 0 0", "anna 1 300 0 0", "ben 1 300 0 0"])
    let page = try model.report(.sales, [("largestFirst", "signed"), ("limit", "2")])
    #expect(page.lines == Array(lines.prefix(2)))
    #expect(page.totals["signed"] == .money(try Samples.yuan(1100)))
  }

  @Test("A report says when more may come")
  func provisional() throws {
    var feed = Feed()
    try feed.add(Samples.lead("l1", of: "c1", .online, on: "2026-01-01"))
    let model = try ReadModel(feed.entries)
    let told = CompanyZone.day(at: feed.clock)
    #expect(try model.report(.leadSources, [("asOf", "\(told)")]).provisional == nil)
    #expect(try model.report(.leadSources, [("asOf", "\(told.adding(days: 1))")]).provisional == true)
    #expect(
      try model.report(.leadSources, [("asOf", "\(told)"), ("knownAt", "\(feed.clock.adding(seconds: 1))")]).provisional
        == true)
    #expect(try ReadModel().report(.sales).provisional == true)
  }

  @Test(
    "Filters that mean nothing are refused by name",
    arguments: [
      ("groupBy", "colour", "/groupBy"), ("from", "2026-02-30", "/from"), ("to", "soon", "/to"),
      ("asOf", "yesterday", "/asOf"), ("knownAt", "2026-01-01", "/knownAt"), ("to", "2025-01-01", "/to"),
      ("limit", "0", "/limit"), ("limit", "501", "/limit"), ("limit", "few", "/limit"), ("cursor", "x", "/cursor"),
      ("largestFirst", "key", "/largestFirst"),
    ])
  func refused(name: String, value: String, pointer: String) throws {
    let problem = try #require(throws: Problem.self) {
      try ReadModel().report(.sales, [("from", "2026-01-01"), (name, value)].filter { $0.0 != name || $0.1 == value })
    }
    #expect(problem.status == 422)
    #expect(problem.errors.map(\.pointer) == [pointer])
    if name == "groupBy" {
      #expect(problem.errors.first?.detail.english.contains("salesperson, shop, month") == true)
    }
  }
}
