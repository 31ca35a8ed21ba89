import Kernel
import SQLite
import ServiceRuntime

/// A report's figures by key and currency, in whole units or minor units of money.
struct Figures {
  struct Line: Hashable {
    let key: String
    let currency: String
  }

  private(set) var lines: [Line: [Int64]] = [:]

  init(_ shape: ReportShape, _ grouping: ReportShape.Grouping, _ filters: ReportFilters, in database: Database) throws {
    let measures = shape.measures.map { $0.column.map { "sum(\($0))" } ?? "0" }.joined(separator: ", ")
    let facts = "SELECT \(grouping.key), currency, \(measures) FROM \(shape.facts) WHERE \(shape.region) GROUP BY 1, 2"
    let statements =
      filters.readsFacts ? [(facts, filters.values)] : shape.sums(filters, grouping, measures)
    for (sql, values) in statements {
      try database.each(sql, values) { row in
        let line = Line(key: row.text(0), currency: row.text(1))
        var sums = lines[line] ?? Array(repeating: 0, count: shape.measures.count)
        for index in sums.indices { sums[index] += row.integer(index + 2) }
        lines[line] = sums
      }
    }
    // A key whose facts all cancelled out says nothing.
    lines = lines.filter { $0.value.contains { $0 != 0 } }
  }

  /// The company's own first.
  var currencies: [Currency] {
    let codes = Set(lines.keys.map(\.currency)).subtracting(["CNY"]).sorted()
    let others = codes.compactMap { Currency($0) }
    return lines.isEmpty || lines.keys.contains { $0.currency == "CNY" } ? [.cny] + others : others
  }

  func total(_ currency: Currency) -> [Int64]? {
    let rows = lines.filter { $0.key.currency == currency.code }.values
    return rows.reduce(nil) { sum, row in sum.map { zip($0, row).map(+) } ?? row }
  }
}

extension ReportShape {
  /// Computes the report, with names of people and shops beside their codes.
  func report(_ query: QueryRequest, in database: Database) throws -> Report {
    let filters = try ReportFilters(query)
    let grouping = try grouping(query)
    let language = Language(accepting: query.http.headers["Accept-Language"])
    let figures = try Figures(self, grouping, filters, in: database)
    let freshness = try Freshness(for: filters, in: database)
    let currencies = figures.currencies
    let names = try Names(database, language)
    let lines = figures.lines.sorted { Self.precedes($0.key, $1.key) }
    let rows = try lines.map { line, values in
      var row = try cells(values, Currency(line.currency) ?? .cny, names: currencies.count > 1)
      row[keyName] = .text(line.key)
      row["label"] = names.label(of: line.key, by: grouping.name).map { .text($0) }
      return row
    }
    let totals = try currencies.map { currency in
      let zero = [Int64](repeating: 0, count: measures.count)
      return try cells(figures.total(currency) ?? zero, currency, names: currencies.count > 1)
    }
    return Report(
      report: name.rawValue, groupBy: grouping.name, groupings: groupings.map(\.name), from: filters.from,
      to: filters.to, asOf: filters.asOf, knownAt: filters.knownAt ?? filters.now,
      provisional: freshness.isProvisional ? true : nil, positions: freshness.positions,
      columns: columns(grouping, withCurrency: currencies.count > 1, in: language), rows: rows, totals: totals[0],
      furtherTotals: totals.count > 1 ? Array(totals.dropFirst()) : nil)
  }

  private func cells(_ values: [Int64], _ currency: Currency, names currencyToo: Bool) throws -> [String: Cell] {
    var cells: [String: Cell] = currencyToo ? ["currency": .text(currency.code)] : [:]
    for (measure, value) in zip(measures, values) {
      cells[measure.name] = measure.type == .money ? .money(try Money(value, currency)) : .count(value)
    }
    return cells
  }

  /// By key, what has none at the end.
  private static func precedes(_ left: Figures.Line, _ right: Figures.Line) -> Bool {
    func rank(_ line: Figures.Line) -> (Int, String, String) {
      (line.key == ReadModels.none ? 1 : 0, line.key, line.currency)
    }
    return rank(left) < rank(right)
  }
}

extension Report {
  /// The rows as a spreadsheet has them: an amount in minor units with its currency beside it.
  var csv: CSV {
    let names = columns.flatMap { column in
      column.type == .money ? ["\(column.name).amount", "\(column.name).currency"] : [column.name]
    }
    var csv = CSV(columns: names)
    for row in rows {
      csv.append(
        columns.flatMap { column -> [CSV.Cell] in
          switch row[column.name] {
          case .text(let text): [.text(text)]
          case .count(let count): [.number(String(count))]
          case .money(let money): [.number(String(money.amount)), .text(money.currency.code)]
          case nil: [.empty]
          }
        })
    }
    return csv
  }
}
