import Kernel
import ReportingDomain
import SQLite
import ServiceKit
import ServiceRuntime

/// What a report is made of: its columns, and the tables in which its figures stand once as facts and once as sums.
struct ReportShape: Sendable {
  /// A column of figures.
  struct Measure: Sendable {
    let name: String
    let type: ReportColumn.Kind
    let label: Localized
    let definition: Localized
    /// How a figure comes from facts and sums.
    let value: Value

    enum Value: Sendable {
      /// The sum of a column, or of an expression of columns.
      case sum(String)
      /// The sum of a column over what has one of these ages, in days, in the column `age`.
      case aged(String, ClosedRange<Int64>)
      /// The largest of an expression of columns, or zero.
      case max(String)
      /// One sum divided by another; times 100 and in hundredths where it is a percentage or a score, rounded half up.
      case ratio(String, of: String)
      /// The share of the row's sum in the report's.
      case share(String)
    }

    /// The sum of the column of that name, where no other value is named.
    init(
      _ name: String, _ type: ReportColumn.Kind, _ value: Value? = nil, zh: (label: String, definition: String),
      en: (label: String, definition: String), eventsAreMoney: Bool = false
    ) {
      (self.name, self.type, self.value) = (name, type, value ?? .sum(name))
      label = Localized(zh: zh.label, en: en.label)
      definition = Localized(zh: zh.definition, en: en.definition)
      isMoneyInEvents = type == .money || eventsAreMoney
    }

    /// What is read of facts and sums.
    var parts: [Part] {
      switch value {
      case .sum(let column), .share(let column): [Part(column: column)]
      case .aged(let column, let ages): [Part(column: column, ages: ages)]
      case .max(let column): [Part(column: column, isLargest: true)]
      case .ratio(let column, let whole): [Part(column: column), Part(column: whole)]
      }
    }

    /// What its events add.
    var column: String {
      switch value {
      case .sum(let column), .share(let column), .max(let column), .ratio(let column, of: _): column
      case .aged(let column, let ages):
        "CASE WHEN age BETWEEN \(ages.lowerBound) AND \(ages.upperBound) THEN \(column) ELSE 0 END"
      }
    }

    /// What `column` adds up in, which for a share is not the figure's own type.
    let isMoneyInEvents: Bool
  }

  /// A column, or an expression of columns, of which the sum is taken or the largest.
  struct Part: Sendable {
    let column: String
    var ages: ClosedRange<Int64>?
    var isLargest = false
  }

  /// What the rows may stand for.
  struct Grouping: Sendable {
    let name: String
    let label: Localized
    /// The key of a fact.
    let key: String
  }

  let name: ReportName
  /// What its figures are of, and whose the facts are; nil where a part of them makes no sense.
  let scope: Scope
  let belonging: Belonging?
  /// The column by which rows stand, largest first, where the query names none; by key without one.
  var largestFirst: String?
  let keyName: String
  let keyDefinition: Localized
  /// The first is what counts without `groupBy`.
  var groupings: [Grouping]
  let measures: [Measure]
  let facts: String
  /// Which facts count: 1 and 2 are the first and last day of the report, 3 is `asOf`, 4 is `knownAt`.
  let region: String
  /// Statements that together give key, currency and the measures from the sums, a key in one row or in several. Nil
  /// where facts are read in any case, or by that grouping.
  let sums: (@Sendable (ReportFilters, Grouping, _ measures: String) -> [(sql: String, values: [any Bindable])]?)?
  /// Whether `facts` is a table to which rows are only added, so that the newest tell what has changed.
  var isAppended = false

  static let all = [
    leadSources, funnel, campaigns, sales, receivablesAging, receivablesConcentration, cash, expenses, commissions,
    activities, afterSales, quality, referrals, retention, segments, sourceToCash,
  ]

  /// What is read for measures, each column once.
  static func columns(of measures: [Measure]) -> [String] {
    var columns: [String] = []
    for part in measures.flatMap(\.parts) {
      for column in [part.column] + (part.ages == nil ? [] : ["age"]) where !columns.contains(column) {
        columns.append(column)
      }
    }
    return columns
  }

  /// Those of them who see nothing of the scope are kept out by that. Designers are told no sums of what was sold.
  var readers: Set<Role> {
    let all: Set<Role> = [.manager, .netSales, .shop, .designer, .service, .finance, .operations, .auditor]
    return scope == .sale ? all.subtracting([.designer]) : all
  }

  /// What the caller sees of it. Throws 403 where that is a part, which makes no sense.
  func visibility(_ query: QueryRequest) throws -> Visibility {
    let visibility = query.visibility
    if belonging == nil {
      try visibility.requireAll(Localized(zh: "报表 \(name.rawValue) ", en: "The report \(name.rawValue)"))
    }
    return visibility
  }

  /// The facts of a cut alone, behind `region`; its values are bound from `first` on. Nothing where all are in it.
  func condition(_ cut: Visibility.Cut, _ first: Int) -> String {
    cut.isAll ? "" : " AND \((belonging ?? Belonging()).condition(first))"
  }

  /// What rows stand for: one grouping, or two with a comma between. Throws 422 with the list for others.
  func groupings(_ query: QueryRequest) throws -> [Grouping] {
    guard let text = query.text("groupBy") else { return [groupings[0]] }
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let allowed = groupings.map(\.name).joined(separator: ", ")
    let found = try names.map { name in
      guard let grouping = groupings.first(where: { $0.name == name }) else {
        throw Problem.invalidQuery(
          "groupBy", "not-allowed",
          Localized(
            zh: "报表 \(self.name.rawValue) 不能按“\(name)”分组；可用：\(allowed)。",
            en: "The report \(self.name.rawValue) cannot be grouped by '\(name)'; use one of \(allowed)."))
      }
      return grouping
    }
    guard found.count < 3, Set(names).count == names.count else {
      throw Problem.invalidQuery(
        "groupBy", "not-allowed",
        Localized(
          zh: "最多按两个不同的项目分组，以逗号隔开；可用：\(allowed)。",
          en: "Group by one or two different ones, a comma between them; there are \(allowed)."))
    }
    return found
  }

  /// Two groupings: the second key has columns of its own.
  func columns(_ groupings: [Grouping], withCurrency: Bool, in language: Language) -> [ReportColumn] {
    let key = ReportColumn(
      name: keyName, type: .text, label: groupings[0].label[language], definition: keyDefinition[language])
    let second = groupings.dropFirst().map { grouping in
      ReportColumn(
        name: "key2", type: .text, label: grouping.label[language],
        definition: Localized(
          zh: "第二个分组的键：\(grouping.label.chinese)。", en: "The key by the second grouping: \(grouping.label.english)."
        )[language])
    }
    let currency = ReportColumn(
      name: "currency", type: .text, label: Localized(zh: "货币", en: "Currency")[language],
      definition: Localized(
        zh: "该行金额的货币；不同货币不相加。", en: "Currency of the row's amounts; amounts of several are never added up.")[language])
    return [key] + second + (withCurrency ? [currency] : [])
      + measures.map {
        ReportColumn(name: $0.name, type: $0.type, label: $0.label[language], definition: $0.definition[language])
      }
  }
}
