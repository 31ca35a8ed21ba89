import Kernel
import SQLite
import ServiceRuntime

/// Reports of several companies: each company's figures are read from its own store as its own reporting reads them, and
/// the parts of each figure are added up, so that ratios are right too.
extension Companies {
  /// A report as one over companies: it may be grouped by company as well.
  static func shape(_ shape: ReportShape) -> ReportShape {
    var shape = shape
    shape.groupings.append(.company)
    return shape
  }

  func report(_ shape: ReportShape, _ query: QueryRequest, in language: Language) throws -> ReportAnswer {
    try Self.requireAll(query)
    let asked = try ReportRequest(query, of: shape)
    let companies = try named(by: query)
    var lines: [Figures.Line] = []
    var positions: [CompanyPosition] = []
    var sources: [String: SourcePosition] = [:]
    for company in companies {
      let (found, freshness) = try Self.read(company) { database in
        (
          try Self.lines(of: company, shape, asked.groupings, asked.filters, in: database),
          try Freshness(for: asked.filters, in: database)
        )
      }
      lines += found
      positions.append(CompanyPosition(company, freshness, at: query.now))
      for (source, position) in freshness.positions { sources["\(company.code):\(source)"] = position }
    }
    let figures = try Figures(shape, merging: lines)
    let (page, next) = try asked.lines(of: figures)
    let labels = try labels(of: page, asked, companies, query, in: language)
    var answer = try shape.answer(
      asked, figures, page, next, labels, positions: sources,
      isProvisional: positions.contains { $0.provisional == true }, in: language)
    answer.head.companies = positions
    return answer
  }

  /// A person's shop or code is one of one company, so that no part of the group's figures is anybody's.
  static let readers: Set<Role> = [.manager, .finance, .auditor]

  private static func requireAll(_ query: QueryRequest) throws {
    guard query.visibility.seen.isAll, !query.caller.roles.isDisjoint(with: readers) else {
      throw Problem(
        403, "forbidden", title: Localized(zh: "没有权限", en: "You may not do this"),
        detail: Localized(
          zh: "集团报表只供经理、财务与审计使用；请打开本公司的报表。",
          en: "The group's reports are for managers, finance and auditors; open your company's."))
    }
  }

  /// A company's figures by these groupings, with its codes as the group knows them.
  private static func lines(
    of company: Company, _ shape: ReportShape, _ groupings: [ReportShape.Grouping], _ filters: ReportFilters,
    in database: Database
  ) throws -> [Figures.Line] {
    let inside = groupings.filter { $0.name != ReportShape.Grouping.company.name }
    // Its total, added up from the rows by whatever is cheapest.
    let figures = try Figures(shape, inside.isEmpty ? [shape.groupings[0]] : inside, filters, in: database)
    return figures.lines.map { line in
      var own = [line.key, line.key2][...]
      let keys = groupings.map { grouping in
        grouping.name == ReportShape.Grouping.company.name
          ? company.code : GroupCode.qualified(own.popFirst() ?? "", of: company, by: grouping)
      }
      return Figures.Line(
        key: keys[0], key2: keys.count > 1 ? keys[1] : "", currency: line.currency, parts: line.parts)
    }
  }

  /// What each company calls its own; its code stands behind what is a code of its own.
  private func labels(
    of lines: [Figures.Line], _ asked: ReportRequest, _ companies: [Company], _ query: QueryRequest,
    in language: Language
  ) throws -> [[String?]] {
    var labels = asked.groupings.map { _ in [String?](repeating: nil, count: lines.count) }
    let customers = query.visibility(of: .customer).seen
    for company in companies {
      for (place, grouping) in asked.groupings.enumerated() where grouping.name != ReportShape.Grouping.company.name {
        // Names of customers are for who sees those of every company, not those of a namesake's shop.
        if ["customer", "referrer"].contains(grouping.name), !customers.isAll { continue }
        let keys = lines.indices.compactMap { index -> (index: Int, key: String)? in
          guard labels[place][index] == nil else { return nil }
          return GroupCode.own(place == 0 ? lines[index].key : lines[index].key2, of: company, by: grouping).map {
            (index, $0)
          }
        }
        guard !keys.isEmpty else { continue }
        let names = try Self.read(company) { database in
          try Names(database, language).labels(
            of: keys.map(\.key), by: grouping.name, for: customers, in: database)
        }
        for (found, name) in zip(keys, names) {
          guard let name else { continue }
          let isCode = grouping.isOwnCode && found.key != ReadModels.none
          labels[place][found.index] = isCode ? "\(name) (\(company.code))" : name
        }
      }
    }
    return labels
  }

  /// The events of all companies behind a figure.
  func explain(_ shape: ReportShape, _ query: QueryRequest) throws -> Explanation {
    try Self.requireAll(query)
    let asked = try ExplanationRequest(query, of: shape)
    let companies = try named(by: query)
    var lines: [Figures.Line] = []
    var sources: [String: SourcePosition] = [:]
    var isProvisional = false
    for company in companies {
      let (found, freshness) = try Self.read(company) { database in
        (
          try Self.lines(of: company, shape, asked.groupings, asked.filters.fromFacts, in: database),
          try Freshness(for: asked.filters, in: database)
        )
      }
      lines += found
      isProvisional = isProvisional || freshness.isProvisional
      for (source, position) in freshness.positions { sources["\(company.code):\(source)"] = position }
    }
    let figures = try Figures(shape, merging: lines)
    let currency = asked.currency ?? figures.totals[0].currency
    var events: [Evidence] = []
    for company in companies {
      let keys = zip(asked.groupings, asked.row).map { GroupCode.own($1, of: company, by: $0) }
      guard !keys.contains(nil) else { continue }
      let inside = zip(asked.groupings, keys).filter { $0.0.name != ReportShape.Grouping.company.name }
      var found = try Self.read(company) { database in
        try shape.evidence(
          asked, by: inside.map { ($0.0, $0.1 ?? "") }, currency,
          Freshness(for: asked.filters, in: database).positions,
          in: Language(accepting: query.http.headers["Accept-Language"]), database)
      }
      for index in found.indices { found[index].company = company.code }
      events += found
    }
    events.sort { left, right in
      left.time == right.time
        ? (left.company ?? "", left.source, left.stream, left.number)
          < (right.company ?? "", right.source, right.stream, right.number) : left.time < right.time
    }
    return try shape.explanation(
      asked, figures, currency, events, positions: sources, isProvisional: isProvisional)
  }
}
