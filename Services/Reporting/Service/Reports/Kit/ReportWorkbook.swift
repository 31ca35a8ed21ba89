import Kernel
import ServiceRuntime
import Spreadsheet

extension ReportAnswer {
  /// The report as a spreadsheet: a sheet of rows with their totals, and one that says what they are.
  func workbook(titled title: String, in language: Language) throws -> Workbook {
    Workbook([try table(titled: title, in: language), about(titled: title, in: language)])
  }

  /// A report with money always says in which currency, for the sake of who copies a row of it.
  private func table(titled title: String, in language: Language) throws -> Workbook.Sheet {
    let hasMoney = head.columns.contains { $0.type == .money }
    let measures = head.columns.suffix(from: keyColumns)
    let name = language.say("名称", "Name")
    var sheet = Workbook.Sheet(
      title,
      columns: head.columns.prefix(labels.count).flatMap { [$0.label, name] }
        + (hasMoney ? [language.say("货币", "Currency")] : [])
        + measures.map { $0.type == .percent ? "\($0.label) (%)" : $0.label })
    func figures(of parts: [Int64], _ total: Figures.Total) throws -> [Workbook.Cell] {
      (hasMoney ? [.text(total.currency.code)] : [])
        + (try measures.indices.map { try .init(self.figures.cell($0 - keyColumns, parts, of: total)) })
    }
    sheet.rows = try lines.indices.map { index in
      let line = lines[index]
      let keys = zip([line.key, line.key2], labels).flatMap { key, names -> [Workbook.Cell] in
        [.text(key), names[index].map { .text($0) } ?? .empty]
      }
      return keys + (try figures(of: line.parts, self.figures.total(of: line)))
    }
    let blank = [Workbook.Cell](repeating: .empty, count: 2 * labels.count - 1)
    sheet.totals = try self.figures.totals.map { total in
      [.text(language.say("合计", "Total"))] + blank + (try figures(of: total.parts, total))
    }
    return sheet
  }

  private func about(titled title: String, in language: Language) -> Workbook.Sheet {
    var sheet = Workbook.Sheet(
      language.say("说明", "About"), columns: [language.say("项目", "What"), language.say("内容", "Value"), ""])
    func say(_ chinese: String, _ english: String, _ value: String?) {
      sheet.rows.append([.text(language.say(chinese, english)), value.map { .text($0) } ?? .empty])
    }
    say("报表", "Report", "\(title) (\(head.report))")
    say("范围", "Scope", head.scope)
    say("分组", "Grouped by", head.groupBy)
    say("起始日", "From", head.from?.description)
    say("截止日", "To", head.to?.description)
    say("统计日", "As of", head.asOf.description)
    say("数据时刻", "Known at", "\(CompanyZone.second(at: head.knownAt)) \(CompanyZone.name)")
    if head.provisional == true { say("提示", "Note", language.say("部分数据尚未到达", "Events may still be on their way")) }
    sheet.rows.append([])
    for column in head.columns {
      sheet.rows.append([.text(column.label), .text(column.definition), .text(column.name)])
    }
    return sheet
  }
}

extension Workbook.Cell {
  fileprivate init(_ cell: Cell?) {
    switch cell {
    case .text(let text): self = .text(text)
    case .count(let count): self = .number(count, decimals: 0)
    case .money(let money): self = .number(money.amount, decimals: money.currency.exponent)
    case .decimal(let decimal): self = .number(Int64(decimal.hundredths), decimals: 2)
    case nil: self = .empty
    }
  }
}
