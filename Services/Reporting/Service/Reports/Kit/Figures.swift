import Kernel
import SQLite
import ServiceRuntime

/// A report's figures by key or keys and by currency, in whole units or minor units of money: for each measure the parts
/// that it is made of.
struct Figures {
  struct Line: Comparable {
    let key: String
    /// By the second grouping; empty where there is one alone.
    let key2: String
    let currency: String
    fileprivate(set) var parts: [Int64]

    /// By the keys, what has none at the end.
    static func < (left: Line, right: Line) -> Bool {
      if left.key != right.key { return precedes(left.key, right.key) }
      return left.key2 == right.key2 ? left.currency < right.currency : precedes(left.key2, right.key2)
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
      let (leftIsNone, rightIsNone) = (left == ReadModels.none, right == ReadModels.none)
      return leftIsNone == rightIsNone ? left < right : rightIsNone
    }
  }

  typealias Total = (currency: Currency, parts: [Int64])

  /// By key.
  private(set) var lines: [Line] = []
  /// All lines of a currency together; the company's own first.
  private(set) var totals: [Total] = []
  /// How each measure's cells come from its parts, which begin there.
  private let readings: [(part: Int, reading: Reading)]
  let zeros: [Int64]
  /// For each part, whether it is the largest and no sum.
  private let isLargest: [Bool]
  private var isSorted = true

  private enum Reading {
    case count, money, share, moneyRatio
    case ratio(scale: Int64)

    init(_ measure: ReportShape.Measure) {
      switch measure.value {
      case .sum, .aged, .max: self = measure.type == .money ? .money : .count
      case .share: self = .share
      case .ratio: self = measure.type == .money ? .moneyRatio : .ratio(scale: measure.type == .percent ? 10_000 : 100)
      }
    }
  }

  /// `groupings` are one or two.
  init(
    _ shape: ReportShape, _ groupings: [ReportShape.Grouping], _ filters: ReportFilters, in database: Database
  ) throws {
    self.init(of: shape)
    let parts = shape.measures.flatMap(\.parts)
    let columns = ReportShape.columns(of: shape.measures)
    let keys = groupings.map(\.key).joined(separator: ", ")
    let hasTwo = groupings.count > 1
    let facts = """
      SELECT \(keys), currency, \(columns.joined(separator: ", ")) FROM \(shape.facts)
      WHERE \(shape.region)\(shape.condition(filters.cut, 5)) ORDER BY 1, 2\(hasTwo ? ", 3" : "")
      """
    let sums = columns.map { "sum(\($0))" }.joined(separator: ", ")
    let places = parts.map { part in (column: columns.firstIndex(of: part.column) ?? 0, ages: part.ages) }
    let age = columns.firstIndex(of: "age") ?? 0
    var read = columns.map { _ in Int64(0) }
    var found = zeros
    // Nothing is added up by two keys.
    let statements =
      filters.readsFacts || hasTwo ? nil : shape.sums.flatMap { $0(filters, groupings[0], sums) }
    let first = groupings.count + 1
    for (sql, values) in statements ?? [(facts, filters.values + filters.valuesOfCut)] {
      try database.each(sql, values) { row in
        for index in read.indices { read[index] = row.integer(index + first) }
        for index in places.indices {
          let (column, ages) = places[index]
          found[index] = ages.map { $0.contains(read[age]) } ?? true ? read[column] : 0
        }
        if let last = lines.last, row.holds(last.key, 0), !hasTwo || row.holds(last.key2, 1),
          row.holds(last.currency, first - 1)
        {
          try Self.add(found, to: &lines[lines.count - 1].parts, isLargest)
        } else {
          try add(Line(key: row.text(0), key2: hasTwo ? row.text(1) : "", currency: row.text(first - 1), parts: found))
        }
      }
    }
    try addUp(shape)
  }

  /// The same figures of several companies together.
  init(_ shape: ReportShape, merging lines: [Line]) throws {
    self.init(of: shape)
    for line in lines { try add(line) }
    try addUp(shape)
  }

  private init(of shape: ReportShape) {
    let parts = shape.measures.flatMap(\.parts)
    readings = shape.measures.indices.map { index in
      (shape.measures[..<index].flatMap(\.parts).count, Reading(shape.measures[index]))
    }
    isLargest = parts.map(\.isLargest)
    zeros = parts.map { _ in 0 }
  }

  private mutating func addUp(_ shape: ReportShape) throws {
    // Most rows of a key come one after the other, but not those of several statements.
    if !isSorted {
      let sorted = lines.sorted()
      lines.removeAll(keepingCapacity: true)
      for line in sorted { try add(line) }
    }
    // A key whose facts all cancelled out says nothing.
    lines.removeAll { $0.parts == zeros }
    var all: [String: [Int64]] = [:]
    for line in lines { try Self.add(line.parts, to: &all[line.currency, default: zeros], isLargest) }
    let codes = (all.isEmpty || all["CNY"] != nil ? ["CNY"] : []) + all.keys.filter { $0 != "CNY" }.sorted()
    totals = try codes.map { code in
      guard let currency = Currency(code) else {
        throw CorruptRow(table: shape.name.rawValue, column: "currency", value: code)
      }
      return (currency, all[code] ?? zeros)
    }
  }

  /// To the last line where that is of the same keys and currency.
  private mutating func add(_ line: Line) throws(MoneyError) {
    let last = lines.count - 1
    if last >= 0, lines[last].key == line.key, lines[last].key2 == line.key2, lines[last].currency == line.currency {
      try Self.add(line.parts, to: &lines[last].parts, isLargest)
    } else {
      lines.append(line)
      isSorted = isSorted && (last < 0 || lines[last] < lines[last + 1])
    }
  }

  private static func add(_ parts: [Int64], to sums: inout [Int64], _ isLargest: [Bool]) throws(MoneyError) {
    for index in parts.indices {
      let (sum, overflow) = sums[index].addingReportingOverflow(parts[index])
      if isLargest[index] {
        sums[index] = max(sums[index], parts[index])
      } else if overflow {
        throw .overflow
      } else {
        sums[index] = sum
      }
    }
  }

  /// All zeros where no line is of that currency.
  func total(_ currency: Currency) -> Total { totals.first { $0.currency == currency } ?? (currency, zeros) }

  /// Each line's currency has one.
  func total(of line: Line) -> Total { totals.first { $0.currency.code == line.currency } ?? totals[0] }

  /// A measure's cell in a row, or in the total itself.
  func cell(_ measure: Int, _ parts: [Int64], of total: Total) throws -> Cell? {
    let (part, reading) = readings[measure]
    return switch reading {
    case .count: .count(parts[part])
    case .money: .money(try Money(parts[part], total.currency))
    case .share: quotient(parts[part], total.parts[part], 10_000).map { .decimal(Percent(hundredths: $0)) }
    case .moneyRatio:
      try quotient(parts[part], parts[part + 1], 1).map { .money(try Money(Int64($0), total.currency)) }
    case .ratio(let scale): quotient(parts[part], parts[part + 1], scale).map { .decimal(Percent(hundredths: $0)) }
    }
  }

  /// What a cursor holds: both keys, the currency, and the size.
  static let sortValues = 4

  /// The lines in the order of the report: by key, or by that measure, largest first. Those of a page, with where the next
  /// one begins, or all.
  func lines(of page: PageRequest?, largestFirst measure: Int?) throws -> (lines: [Line], next: Cursor?) {
    let sizes = try lines.map { line in
      try measure.flatMap { try cell($0, line.parts, of: total(of: line)) }?.size ?? 0
    }
    var order = Array(lines.indices)
    if measure != nil { order.sort { (sizes[$1], $0) < (sizes[$0], $1) } }
    guard let page else { return (order.map { lines[$0] }, nil) }
    let values = (page.cursor?.values ?? []).map { $0.string ?? "" }
    if values.count == Self.sortValues {
      let last = Line(key: values[0], key2: values[1], currency: values[2], parts: [])
      let size = Int64(values[3]) ?? 0
      order.removeAll { sizes[$0] == size ? lines[$0] <= last : sizes[$0] > size }
    }
    let found = order.prefix(page.limit)
    let next = found.last.map {
      Cursor([
        .string(lines[$0].key), .string(lines[$0].key2), .string(lines[$0].currency), .string("\(sizes[$0])"),
      ])
    }
    return (found.map { lines[$0] }, found.count < order.count ? next : nil)
  }

  /// Rounded half up on the absolute value (`Services/Reporting/README.md#reports`); nil of nothing.
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
  func report(_ query: QueryRequest, in language: Language, _ database: Database) throws -> ReportAnswer {
    let asked = try ReportRequest(query, of: self)
    let figures = try Figures(self, asked.groupings, asked.filters, in: database)
    let freshness = try Freshness(for: asked.filters, in: database)
    let (lines, next) = try asked.lines(of: figures)
    let names = try Names(database, language)
    let labels = try zip(asked.groupings, [\Figures.Line.key, \.key2]).map { grouping, key in
      try names.labels(
        of: lines.map { $0[keyPath: key] }, by: grouping.name, for: query.visibility(of: .customer).seen, in: database)
    }
    return try answer(
      asked, figures, lines, next, labels, positions: freshness.positions, isProvisional: freshness.isProvisional,
      in: language)
  }

  /// The answer to what was asked, of figures that were read.
  func answer(
    _ asked: ReportRequest, _ figures: Figures, _ lines: [Figures.Line], _ next: Cursor?, _ labels: [[String?]],
    positions: [String: SourcePosition], isProvisional: Bool, in language: Language
  ) throws -> ReportAnswer {
    let severalCurrencies = figures.totals.count > 1
    let totals = try figures.totals.map { total in
      var cells: [String: Cell] = severalCurrencies ? ["currency": .text(total.currency.code)] : [:]
      for (index, measure) in measures.enumerated() {
        cells[measure.name] = try figures.cell(index, total.parts, of: total)
      }
      return cells
    }
    let (filters, groupings) = (asked.filters, asked.groupings)
    let head = Report(
      report: name.rawValue, scope: asked.visibility.word, groupBy: groupings.map(\.name).joined(separator: ","),
      groupings: self.groupings.map(\.name), from: filters.from,
      to: filters.to, asOf: filters.asOf, knownAt: filters.knownAt ?? filters.now,
      provisional: isProvisional ? true : nil, positions: positions,
      columns: columns(groupings, withCurrency: severalCurrencies, in: language), rows: [], nextCursor: next?.text,
      totals: totals[0], furtherTotals: totals.count > 1 ? Array(totals.dropFirst()) : nil)
    return ReportAnswer(head: head, figures: figures, lines: lines, labels: labels)
  }
}
