import JSON
import Kernel
import ServiceRuntime

/// A report as it is answered (`Services/Reporting/README.md#reports`).
struct Report: Codable, Sendable {
  var report: String
  /// How much of the company is in it, `own`, `shop` or `all`: rows and totals alike.
  var scope: String
  /// What its rows are, one grouping or two with a comma between, and what they could be.
  var groupBy: String
  var groupings: [String]
  var from: BusinessDate?
  var to: BusinessDate?
  var asOf: BusinessDate
  var knownAt: Instant
  /// True where events may still come that belong into these figures.
  var provisional: Bool?
  /// By source; in a group's report by company and source, `gz:sales`.
  var positions: [String: SourcePosition]
  /// In a group's report, how far each company was read.
  var companies: [CompanyPosition]?
  var columns: [ReportColumn]
  /// Cells by column; besides, `label` is a person's, a shop's or a channel's name, and `label2` that of a second key.
  var rows: [[String: Cell]]
  /// Where the next page begins; absent at the end, and where all rows were asked for.
  var nextCursor: String?
  /// The sum of the rows of the first currency, on whatever page they stand.
  var totals: [String: Cell]
  /// The sums of other currencies' rows: there is no sum across currencies (`Services/Reporting/README.md#reports`).
  var furtherTotals: [[String: Cell]]?
}

/// A report whose rows are made as they are written: there may be one for each customer, and to keep a dictionary of each
/// takes longer than all else.
struct ReportAnswer {
  /// All but the rows.
  var head: Report
  let figures: Figures
  let lines: [Figures.Line]
  /// What people call each line's key, and where rows have two of them, its second one.
  let labels: [[String?]]

  /// The columns in front of the figures.
  var keyColumns: Int { labels.count + (figures.totals.count > 1 ? 1 : 0) }

  /// What stands in a column of the head's in that line; behind these come its labels.
  func cell(_ column: Int, at index: Int, of total: Figures.Total) throws -> Cell? {
    let line = lines[index]
    if column >= head.columns.count { return labels[column - head.columns.count][index].map { .text($0) } }
    guard column < keyColumns else { return try figures.cell(column - keyColumns, line.parts, of: total) }
    return .text(column == 0 ? line.key : column < labels.count ? line.key2 : line.currency)
  }

  /// The names of what labels stand under: `label`, and `label2` beside a second key.
  var labelNames: [String] { Array(["label", "label2"].prefix(labels.count)) }
}

/// How far a source was read when a report was computed.
struct SourcePosition: Codable, Sendable {
  var epoch: String
  var events: Int64
}

/// What stands under a column's name, and what that figure means.
struct ReportColumn: Codable, Sendable {
  enum Kind: String, Codable, CaseIterable { case text, count, money, percent, score }

  var name: String
  var type: Kind
  var label: String
  var definition: String
}

/// One figure or text of a report.
enum Cell: Hashable, Sendable {
  case text(String)
  case count(Int64)
  case money(Money)
  /// A percentage or an average, with two decimals.
  case decimal(Percent)
}

extension Cell {
  /// What rows are sorted by.
  var size: Int64 {
    switch self {
    case .text: 0
    case .count(let count): count
    case .money(let money): money.amount
    case .decimal(let decimal): Int64(decimal.hundredths)
    }
  }
}

extension Cell: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let count = try? container.decode(Int64.self) {
      self = .count(count)
    } else if let decimal = try? container.decode(Percent.self) {
      self = .decimal(decimal)
    } else {
      self = .money(try container.decode(Money.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .count(let count): try container.encode(count)
    case .money(let money): try container.encode(money)
    case .decimal(let decimal): try container.encode(decimal)
    }
  }
}

extension Cell: DescribedSchema {
  static var schema: JSON {
    ["anyOf": [["type": "string"], ["type": "number"], Money.schema], "examples": [12]]
  }
}
