import Kernel
import SQLite
import ServiceRuntime

/// A report's figures by key and currency, in whole units or minor units of money: for each measure the parts that it
/// is made of.
struct Figures {
  struct Line: Hashable {
    let key: String
    let currency: String
  }

  private(set) var lines: [Line: [Int64]] = [:]
  /// All lines of a currency together, by its code. Kept, since every row's shares need it.
  private var totals: [String: [Int64]] = [:]
  private let shape: ReportShape
  /// For each part, whether it is the largest and no sum.
  private let isLargest: [Bool]

  init(_ shape: ReportShape, _ grouping: ReportShape.Grouping, _ filters: ReportFilters, in database: Database) throws {
    self.shape = shape
    isLargest = shape.measures.flatMap { measure in
      if case .max = measure.value { [true] } else { Array(repeating: false, count: measure.parts.count) }
    }
    let measures = shape.measures.flatMap(\.parts).joined(separator: ", ")
    let facts = "SELECT \(grouping.key), currency, \(measures) FROM \(shape.facts) WHERE \(shape.region) GROUP BY 1, 2"
    let statements =
      filters.readsFacts ? [(facts, filters.values)] : shape.sums(filters, grouping, measures)
    for (sql, values) in statements {
      try database.each(sql, values) { row in
        let line = Line(key: row.text(0), currency: row.text(1))
        let found = isLargest.indices.map { row.integer($0 + 2) }
        lines[line] = lines[line].map { add($0, found) } ?? found
      }
    }
    // A key whose facts all cancelled out says nothing.
    lines = lines.filter { $0.value.contains { $0 != 0 } }
    for (line, parts) in lines { totals[line.currency] = totals[line.currency].map { add($0, parts) } ?? parts }
  }

  private func add(_ left: [Int64], _ right: [Int64]) -> [Int64] {
    left.indices.map { isLargest[$0] ? max(left[$0], right[$0]) : left[$0] + right[$0] }
  }

  /// The company's own first.
  var currencies: [Currency] {
    let codes = Set(lines.keys.map(\.currency)).subtracting(["CNY"]).sorted()
    let others = codes.compactMap { Currency($0) }
    return lines.isEmpty || lines.keys.contains { $0.currency == "CNY" } ? [.cny] + others : others
  }

  func total(_ currency: Currency) -> [Int64]? { totals[currency.code] }

  /// The cells of a row, or of the totals.
  func cells(_ parts: [Int64], _ currency: Currency) throws -> [String: Cell] {
    let totals = total(currency) ?? parts
    var cells: [String: Cell] = [:]
    var index = 0
    for measure in shape.measures {
      switch measure.value {
      case .sum, .max:
        cells[measure.name] = measure.type == .money ? .money(try Money(parts[index], currency)) : .count(parts[index])
      case .share:
        cells[measure.name] = quotient(parts[index], totals[index], 10_000).map { .decimal(Percent(hundredths: $0)) }
      case .ratio:
        let (part, whole) = (parts[index], parts[index + 1])
        switch measure.type {
        case .money:
          cells[measure.name] = try quotient(part, whole, 1).map { .money(try Money(Int64($0), currency)) }
        case .percent: cells[measure.name] = quotient(part, whole, 10_000).map { .decimal(Percent(hundredths: $0)) }
        default: cells[measure.name] = quotient(part, whole, 100).map { .decimal(Percent(hundredths: $0)) }
        }
      }
      index += measure.parts.count
    }
    return cells
  }

  /// Rounded half up on the absolute value (`rules.md`, Money); nil of nothing.
  private func quotient(_ part: Int64, _ whole: Int64, _ scale: Int64) -> Int? {
    guard whole != 0 else { return nil }
    let (scaled, overflow) = part.magnitude.multipliedReportingOverflow(by: scale.magnitude)
    guard !overflow else { return nil }
    let rounded = Int((scaled + whole.magnitude / 2) / whole.magnitude)
    return (part < 0) == (whole < 0) ? rounded : -rounded
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
    let severalCurrencies = currencies.count > 1
    func cells(_ parts: [Int64], _ currency: Currency) throws -> [String: Cell] {
      var cells = try figures.cells(parts, currency)
      if severalCurrencies { cells["currency"] = .text(currency.code) }
      return cells
    }
    let rows = try figures.lines.sorted { Self.precedes($0.key, $1.key) }.map { line, parts in
      var row = try cells(parts, Currency(line.currency) ?? .cny)
      row[keyName] = .text(line.key)
      row["label"] = try names.label(of: line.key, by: grouping.name, in: database).map { .text($0) }
      return row
    }
    let totals = try currencies.map { currency in
      try cells(figures.total(currency) ?? measures.flatMap(\.parts).map { _ in 0 }, currency)
    }
    return Report(
      report: name.rawValue, groupBy: grouping.name, groupings: groupings.map(\.name), from: filters.from,
      to: filters.to, asOf: filters.asOf, knownAt: filters.knownAt ?? filters.now,
      provisional: freshness.isProvisional ? true : nil, positions: freshness.positions,
      columns: columns(grouping, withCurrency: severalCurrencies, in: language), rows: ordered(rows), totals: totals[0],
      furtherTotals: totals.count > 1 ? Array(totals.dropFirst()) : nil)
  }

  private func ordered(_ rows: [[String: Cell]]) -> [[String: Cell]] {
    guard let column = largestFirst else { return rows }
    func size(_ row: [String: Cell]) -> Int64 {
      switch row[column] {
      case .money(let money): money.amount
      case .count(let count): count
      default: 0
      }
    }
    // Each size is read once: there may be a row for each customer.
    let sizes = rows.map(size)
    return rows.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }.map { rows[$0] }
  }

  /// By key, what has none at the end.
  private static func precedes(_ left: Figures.Line, _ right: Figures.Line) -> Bool {
    let (leftIsNone, rightIsNone) = (left.key == ReadModels.none, right.key == ReadModels.none)
    if leftIsNone != rightIsNone { return rightIsNone }
    return left.key == right.key ? left.currency < right.currency : left.key < right.key
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
          case .decimal(let decimal): [.number(decimal.description)]
          case nil: column.type == .money ? [.empty, .empty] : [.empty]
          }
        })
    }
    return csv
  }
}
