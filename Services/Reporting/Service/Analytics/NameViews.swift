import Contracts
import Kernel

extension AnalyticsView {
  static let ofNames = [employees, shops, crews, sources, days]

  private static let employees = AnalyticsView(
    "employees", zh: "员工：编码、姓名与所在门店", en: "Employees: code, name and shop", isKeyed: true,
    [(.employee, "n.code"), (.name, "n.name"), (.shop, "n.shop")], from: "employees n")

  private static let shops = AnalyticsView(
    "shops", zh: "门店：编码与名称", en: "Shops: code and name", isKeyed: true, [(.shop, "n.code"), (.name, "n.name")],
    from: "shops n")

  private static let crews = AnalyticsView(
    "crews", zh: "安装队：编码与名称", en: "Crews: code and name", isKeyed: true, [(.crew, "n.code"), (.name, "n.name")],
    from: "crews n")

  private static let sources = AnalyticsView(
    "sources", zh: "来源渠道与其名称", en: "Channels that leads come by, and what they are called", isKeyed: true,
    [(.channel, "n.column1"), (.chineseName, "n.column2"), (.englishName, "n.column3")],
    from: "(VALUES \(LeadSource.Channel.allCases.map(row).joined(separator: ", "))) n")

  private static func row(_ channel: LeadSource.Channel) -> String {
    "('\(channel.rawValue)', '\(channel.words[.chinese])', '\(channel.words[.english])')"
  }

  /// All years with a figure or a due date, thirty before and ahead at most, and the year after next.
  private static let days = AnalyticsView(
    "days", zh: "日历：每行一天", en: "The calendar: a row for each day", isKeyed: true,
    [
      (.day, "d.day"), (.dayNumber, "CAST(julianday(d.day) - julianday('1970-01-01') AS INTEGER)"),
      (.year, "CAST(strftime('%Y', d.day) AS INTEGER)"),
      (.quarter, "strftime('%Y-Q', d.day) || ((strftime('%m', d.day) + 2) / 3)"), (.month, "substr(d.day, 1, 7)"),
      (.week, "strftime('%Y-W', \(thursday)) || printf('%02d', (strftime('%j', \(thursday)) - 1) / 7 + 1)"),
      (.weekday, "(strftime('%w', d.day) + 6) % 7 + 1"), (.isWeekend, "strftime('%w', d.day) IN ('0', '6')"),
    ],
    from: """
      (WITH RECURSIVE calendar (day, last) AS (
        SELECT strftime('%Y-01-01', max(coalesce(min(day), date('now')), date('now', '-30 years'))),
          strftime('%Y-12-31', min(max(coalesce(max(day), ''), date('now', '+2 years')), date('now', '+30 years')))
        FROM (SELECT min(cohort) AS day FROM lead_facts UNION ALL SELECT min(day) FROM order_facts
          UNION ALL SELECT min(day) FROM cash_facts UNION ALL SELECT min(due_on) FROM receivable_facts
          UNION ALL SELECT max(due_on) FROM receivable_facts)
        UNION ALL SELECT date(day, '+1 day'), last FROM calendar WHERE day < last)
      SELECT day FROM calendar) d
      """)

  /// An ISO week belongs to the year of its Thursday.
  private static let thursday = "date(d.day, '-3 days', 'weekday 4')"
}
