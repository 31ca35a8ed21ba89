import Contracts
import Foundation
import HTTP
import JSON
import Kernel
import SQLite
import TestSupport
import Testing

@testable import ReportingService
@testable import ServiceRuntime

/// Two companies that give the same codes, in stores of their own, and the group over them.
private final class Group {
  /// Not the process's, which other tests change meanwhile.
  static let zone = "Asia/Shanghai"

  let folder = TemporaryFolder()
  let models: [String: ReadModel]
  let companies: Companies

  init(_ feeds: [String: Feed], zone: String = Group.zone) throws {
    let top = folder.path
    models = try Dictionary(
      uniqueKeysWithValues: feeds.map { code, feed in
        (code, try Self.model(of: feed, at: "\(top)/\(code)", zone: zone))
      })
    companies = try Companies(
      setting: feeds.keys.sorted().map { "\($0)=\(top)/\($0)" }.joined(separator: ","),
      zone: Self.zone)
  }

  static func model(of feed: Feed, at folder: String, zone: String = Group.zone) throws -> ReadModel {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let database = try Database(path: "\(folder)/reporting.sqlite")
    try database.execute("PRAGMA journal_mode = WAL")
    let model = try ReadModel(feed.entries, in: database)
    try database.run("INSERT INTO business_zone VALUES (?)", zone)
    return model
  }

  func answer(
    _ shape: ReportShape, _ parameters: [(String, String)] = [], as caller: Caller = .local
  ) throws -> ReportAnswer {
    let query = ReadModel.query(parameters, as: caller, scope: shape.scope)
    return try companies.report(Companies.shape(shape), query, in: .english)
  }

  func explain(_ shape: ReportShape, _ parameters: [(String, String)]) throws -> Explanation {
    try companies.explain(Companies.shape(shape), ReadModel.query(parameters, scope: shape.scope))
  }
}

@Suite("One reporting over several companies")
struct CompaniesTests {
  private static func history(_ seed: UInt64, customers: Int) throws -> Feed {
    var random = SplitMix64(seed: seed)
    return try Samples.history(customers: customers, using: &random)
  }

  private func group() throws -> Group {
    try Group(["gz": Self.history(1, customers: 40), "sz": Self.history(2, customers: 25)])
  }

  /// Parts of each row by keys and currency.
  private func parts(_ answer: ReportAnswer) -> [String: [Int64]] {
    Dictionary(uniqueKeysWithValues: answer.lines.map { ("\($0.key)|\($0.key2)|\($0.currency)", $0.parts) })
  }

  /// The rows of both companies' own reports, added up by hand: codes told apart, common keys together.
  private func expected(
    _ group: Group, _ shape: ReportShape, _ parameters: [(String, String)], _ groupings: [ReportShape.Grouping]
  ) throws -> [String: [Int64]] {
    let isLargest = shape.measures.flatMap(\.parts).map(\.isLargest)
    var sums: [String: [Int64]] = [:]
    for (code, model) in group.models {
      for line in try model.answer(shape, parameters).lines {
        let keys = zip(groupings, [line.key, line.key2]).map { grouping, key in
          ReportShape.Grouping.ownCodes.contains(grouping.name) && key != "none" ? "\(code):\(key)" : key
        }
        let key = "\(keys[0])|\(keys.count > 1 ? keys[1] : "")|\(line.currency)"
        let before = sums[key] ?? line.parts.map { _ in 0 }
        sums[key] = line.parts.indices.map {
          isLargest[$0] ? max(before[$0], line.parts[$0]) : before[$0] + line.parts[$0]
        }
      }
    }
    return sums.filter { $0.value.contains { $0 != 0 } }
  }

  @Test("Each report is the companies' own added up, by every grouping and every two", arguments: [[], ["2026-03-01"]])
  func sums(from days: [String]) throws {
    let group = try group()
    for shape in ReportShape.all {
      for names in shape.combinations {
        let parameters = [("groupBy", names), ("asOf", "2026-06-30")] + days.map { ("from", $0) }
        let groupings = try shape.groupings(ReadModel.query(parameters, scope: shape.scope))
        let answer = try group.answer(shape, parameters)
        let expected = try expected(group, shape, parameters, groupings)
        #expect(parts(answer) == expected, "\(shape.name) by \(names)")
        #expect(!answer.lines.isEmpty || expected.isEmpty)
      }
    }
  }

  @Test("By company a report's rows are the companies' totals, alone and beside another grouping")
  func byCompany() throws {
    let group = try group()
    for shape in ReportShape.all {
      let answer = try group.answer(shape, [("groupBy", "company")])
      // Nobody is in a segment in the samples.
      #expect(Set(answer.lines.map(\.key)) == (shape.name == .segments ? [] : ["gz", "sz"]), "\(shape.name)")
      for (code, model) in group.models {
        let own = try model.answer(shape)
        for total in own.figures.totals where total.parts.contains(where: { $0 != 0 }) {
          let line = answer.lines.first { $0.key == code && $0.currency == total.currency.code }
          #expect(line?.parts == total.parts, "\(shape.name) of \(code)")
        }
        // Asked for alone, a company's rows are its own.
        let alone = try group.answer(shape, [("groupBy", "company,\(shape.groupings[0].name)"), ("company", code)])
        #expect(alone.lines.allSatisfy { $0.key == code } && alone.lines.map(\.parts) == own.lines.map(\.parts))
        #expect(alone.head.companies?.map(\.company) == [code])
      }
    }
  }

  @Test("Averages and shares are of all parts, not averages of averages")
  func ratios() throws {
    func feed(_ leads: Int, _ cost: Int64) throws -> Feed {
      var feed = Feed()
      for index in 0..<leads {
        try feed.add(Samples.customer("c\(index)", "张\(index)"))
        try feed.add(Samples.lead("l\(index)", of: "c\(index)", .online, on: "2026-02-01", campaign: "fair"))
      }
      try feed.add(
        WorkSamples.spent(
          "x1", "marketing", "fair", try Samples.yuan(cost), campaign: "fair", on: "2026-02-01"))
      return feed
    }
    let group = try Group(["gz": feed(1, 100), "sz": feed(4, 300)])
    // 400 yuan for 5 leads: 80, where the companies have 100 and 75.
    let answer = try group.answer(.campaigns)
    let measure = try #require(ReportShape.campaigns.measures.firstIndex { $0.name == "costPerLead" })
    let total = answer.figures.totals[0]
    #expect(try answer.figures.cell(measure, total.parts, of: total) == .money(Samples.yuan(80)))
    #expect(answer.lines.map(\.key) == ["gz:fair", "sz:fair"])
  }

  @Test("Every figure is explained by the events of all companies, each with its company")
  func explanations() throws {
    let group = try group()
    var explained: Set<String> = []
    for shape in ReportShape.all {
      for names in [shape.groupings[0].name, "company", "company,\(shape.groupings[0].name)"] {
        let answer = try group.answer(shape, [("groupBy", names)])
        for line in answer.lines.prefix(6) {
          for (index, measure) in shape.measures.enumerated() where measure.isSum {
            let parameters = [
              ("groupBy", names), ("column", measure.name), ("currency", line.currency), ("row", line.key),
              ("row2", line.key2),
            ].filter { !$0.1.isEmpty }
            let found = try group.explain(shape, parameters)
            let total = answer.figures.total(of: line)
            let cell = try answer.figures.cell(index, line.parts, of: total)
            #expect(found.value == cell, "\(shape.name) \(line.key) \(measure.name)")
            let added = found.events.reduce(Int64(0)) { $0 + ($1.amount?.amount ?? $1.count ?? 0) }
            #expect(added == cell?.size, "\(shape.name) \(line.key) \(measure.name)")
            explained.formUnion(found.events.compactMap(\.company))
            if names.hasPrefix("company") { #expect(found.events.allSatisfy { $0.company == line.key }) }
          }
        }
      }
    }
    #expect(explained == ["gz", "sz"])
  }

  @Test("Names are each company's, and say whose a code is")
  func labels() throws {
    let answer = try group().answer(.sales)
    let names = Dictionary(zip(answer.lines.map(\.key), answer.labels[0])) { first, _ in first }
    #expect(names["gz:anna"] == "员工anna (gz)" && names["sz:anna"] == "员工anna (sz)")
    #expect(names["none"] == nil || names["none"] == "None")
    let months = try group().answer(.sales, [("groupBy", "company,shop")])
    #expect(months.labels[1].contains("门店s1 (sz)"))
  }

  @Test("A page begins where the one before ended")
  func pages() throws {
    let group = try group()
    let whole = try group.answer(.sales, [("groupBy", "company,salesperson")]).lines
    var (found, cursor) = ([Figures.Line](), String?.none)
    repeat {
      let page = try group.answer(
        .sales, [("groupBy", "company,salesperson"), ("limit", "2")] + (cursor.map { [("cursor", $0)] } ?? []))
      found += page.lines
      cursor = page.head.nextCursor
    } while cursor != nil && found.count < 100
    #expect(found.map { [$0.key, $0.key2, $0.currency] } == whole.map { [$0.key, $0.key2, $0.currency] })
    #expect(whole.count > 4)
  }

  @Test("It says how far each company is read")
  func positions() throws {
    let group = try group()
    let head = try group.answer(.sales).head
    #expect(head.companies?.map(\.company) == ["gz", "sz"])
    // The samples were written in January, the query is of December.
    #expect(head.companies?.allSatisfy { $0.behind == true && $0.told != nil && $0.provisional == true } == true)
    #expect(head.provisional == true)
    #expect(head.positions["gz:sales"]?.epoch == "epoch-sales" && head.positions["sales"] == nil)
    let both = (head.positions["gz:sales"]?.events, head.positions["sz:sales"]?.events)
    #expect(both.0 != both.1 && both.0 != nil)
  }

  @Test("Every grouping of a report is known to be of each company's own codes, or to mean the same in all")
  func groupings() {
    for shape in ReportShape.all.map(Companies.shape) {
      for grouping in shape.groupings {
        let (own, common) = (ReportShape.Grouping.ownCodes, ReportShape.Grouping.commonKeys)
        #expect(own.contains(grouping.name) != common.contains(grouping.name), "\(shape.name) by \(grouping.name)")
      }
    }
  }

  @Test(
    "Who sees a part of a company sees nothing of the group", arguments: [Role.netSales, .shop, .designer, .service])
  func refused(_ role: Role) throws {
    let group = try group()
    let caller = Caller(subject: "anna", name: "anna", roles: [role], shop: "s1")
    let problem = #expect(throws: Problem.self) { try group.answer(.activities, as: caller) }
    #expect(problem?.status == 403 && problem?.detail?.english.contains("group's reports") == true)
  }

  @Test("A company that is not there is refused by name")
  func unknown() throws {
    let problem = #expect(throws: Problem.self) { try group().answer(.sales, [("company", "gz,bj")]) }
    #expect(problem?.status == 422 && problem?.errors.first?.detail.english.contains("gz, sz") == true)
  }
}

@Suite("The stores of a group's companies")
struct CompanyStoreTests {
  private func feed(_ orders: Int) throws -> Feed {
    var feed = Feed()
    for index in 0..<orders {
      try feed.add(Samples.customer("c\(index)", "张\(index)"))
      try feed.add(
        Samples.order("o\(index)", of: "c\(index)", lead: nil, try Samples.yuan(1_000), on: "2026-03-01"))
    }
    return feed
  }

  @Test(
    "A setting that is no list of companies is refused with the remedy",
    arguments: [
      ("gz", "CODE=FOLDER"), ("", "CODE=FOLDER"), ("gz=/a,", "CODE=FOLDER"), ("g:z=/a", "CODE=FOLDER"),
      ("none=/a", "CODE=FOLDER"), ("gz=", "CODE=FOLDER"), ("gz=/a,gz=/b", "the code of 'gz' stands there twice"),
      ("gz=/a,sz=/a", "stands there twice"),
      ((0...64).map { "c\($0)=/\($0)" }.joined(separator: ","), "64 are the most"),
    ])
  func setting(_ text: String, _ words: String) {
    let refusal = #expect(throws: Companies.Refusal.self) { try Companies(setting: text, zone: "Asia/Shanghai") }
    #expect(refusal?.reason.hasPrefix("JOINERY_COMPANIES: ") == true && refusal?.reason.contains(words) == true)
  }

  @Test("Days of another zone are not added to these")
  func zone() throws {
    let group = try Group(["gz": feed(1)], zone: "America/New_York")
    let error = #expect(throws: MustNotRun.self) { try group.companies.check() }
    #expect(error?.description.contains("company 'gz'") == true)
    #expect(error?.description.contains("those of America/New_York, the group's those of \(Group.zone)") == true)
  }

  @Test("Tables of another build are not read", arguments: [(-1, "an older"), (1, "a newer")])
  func build(_ difference: Int, _ words: String) throws {
    let group = try Group(["gz": feed(1)])
    let database = try #require(group.models["gz"]).database
    if difference < 0 {
      try database.run(
        "DELETE FROM schema_steps WHERE component = 'reporting' AND number = ?", ReportingService.migrations.count)
    } else {
      try database.run("INSERT INTO schema_steps VALUES ('reporting', ?, 0)", ReportingService.migrations.count + 1)
    }
    let error = #expect(throws: MustNotRun.self) { try group.companies.check() }
    #expect(error?.description.contains("\(words) build") == true)
    let problem = #expect(throws: Problem.self) { try group.answer(.sales) }
    #expect(problem?.status == 503 && problem?.kind == "company-away")
  }

  @Test("A store that is not there is told; the others can be asked for alone")
  func away() throws {
    let group = try Group(["gz": feed(1), "sz": feed(2)])
    try FileManager.default.removeItem(atPath: "\(group.folder.path)/sz/reporting.sqlite")
    let error = #expect(throws: MustNotRun.self) { try group.companies.check() }
    #expect(error?.description.contains("company 'sz'") == true && error?.description.contains("'gz'") == false)
    let problem = #expect(throws: Problem.self) { try group.answer(.sales) }
    #expect(problem?.status == 503 && problem?.detail?.english.contains("'company'") == true)
    #expect(try group.answer(.sales, [("company", "gz")]).figures.totals[0].parts[0] == 1)
  }

  @Test("What a replaced store holds is told, not what the one before held")
  func replaced() throws {
    let group = try Group(["gz": feed(1)])
    #expect(try group.answer(.sales).figures.totals[0].parts[0] == 1)
    let (path, other) = ("\(group.folder.path)/gz", "\(group.folder.path)/new")
    let model = try Group.model(of: feed(3), at: other)
    try model.database.checkpoint()
    try FileManager.default.removeItem(atPath: "\(path)/reporting.sqlite")
    try FileManager.default.moveItem(atPath: "\(other)/reporting.sqlite", toPath: "\(path)/reporting.sqlite")
    for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(path)/reporting.sqlite\(end)") }
    #expect(try group.answer(.sales).figures.totals[0].parts[0] == 3)
  }

  @Test("A company's events that come meanwhile are in the next report")
  func live() throws {
    var events = try feed(1)
    let group = try Group(["gz": events])
    let model = try #require(group.models["gz"])
    #expect(try group.answer(.sales).figures.totals[0].parts[0] == 1)
    try events.add(Samples.order("o9", of: "c0", lead: nil, try Samples.yuan(1_000), on: "2026-03-02"))
    let last = try #require(events.entries.last)
    try model.feed(last.source, last.entry)
    #expect(try group.answer(.sales).figures.totals[0].parts[0] == 2)
  }
}
