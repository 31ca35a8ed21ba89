import Kernel
import ServiceRuntime

/// What a report's CSV has besides its rows: `?meta=`.
enum ReportMeta: String, Codable, CaseIterable {
  /// Above them, a line each, with an empty one in between.
  case lines
  /// Instead of them, as a table of its own.
  case file
}

extension ReportAnswer {
  /// The rows, with names beside their keys.
  func csv(_ form: CSVForm, below lines: [[CSV.Cell]] = []) throws -> CSV {
    let columns = head.columns
    let names = columns.enumerated().flatMap { index, column in
      let label = index < labels.count ? [labelNames[index]] : []
      return (column.type == .money ? form.columns(ofMoney: column.name) : [column.name]) + label
    }
    var csv = CSV(columns: names, below: lines)
    for line in self.lines.indices {
      let total = figures.total(of: self.lines[line])
      csv.append(
        try columns.indices.flatMap { column in
          let cells = form.cells(try cell(column, at: line, of: total), isMoney: columns[column].type == .money)
          guard column < labels.count else { return cells }
          return cells + [labels[column][line].map { .text($0) } ?? .empty]
        })
    }
    return csv
  }

  /// What is to be known of the rows, and their totals: a name, a value, and of money the currency.
  func meta(_ form: CSVForm, titled title: String) -> [[CSV.Cell]] {
    var lines: [[CSV.Cell]] = [
      [.text("report"), .text(head.report)], [.text("title"), .text(title)], [.text("scope"), .text(head.scope)],
      [.text("groupBy"), .text(head.groupBy)],
    ]
    for (name, day) in [("from", head.from), ("to", head.to), ("asOf", head.asOf)] {
      lines.append([.text(name), day.map { .text($0.description) } ?? .empty])
    }
    lines.append([.text("knownAt"), form.cell(head.knownAt)])
    if form.times == .local { lines.append([.text("timeZone"), .text(CompanyZone.name)]) }
    lines.append([.text("provisional"), .text(head.provisional == true ? "true" : "false")])
    for total in [head.totals] + (head.furtherTotals ?? []) {
      for column in head.columns.suffix(from: labels.count) {
        let cells = form.cells(total[column.name], isMoney: column.type == .money)
        lines.append([.text("total.\(column.name)")] + cells)
      }
    }
    return lines
  }

  /// The same as a table.
  func metaTable(_ form: CSVForm, titled title: String) -> CSV {
    var csv = CSV(columns: ["name", "value", "currency"])
    for line in meta(form, titled: title) { csv.append(line) }
    return csv
  }
}

extension CSVForm {
  fileprivate func cells(_ cell: Cell?, isMoney: Bool) -> [CSV.Cell] {
    switch cell {
    case .text(let text): [.text(text)]
    case .count(let count): [.number(String(count))]
    case .money(let money): cells(money)
    case .decimal(let decimal): [.number(decimal.description)]
    case nil: isMoney ? cells(nil) : [.empty]
    }
  }
}
