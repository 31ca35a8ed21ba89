import Kernel
import Contracts
import JSON
import ReportingDomain
import ServiceRuntime

/// Events as lines of text, in the language of its names.
struct Timeline {
  /// Every event of the catalog.
  static let lines =
    TimelineLine.ofLeads + TimelineLine.ofSales + TimelineLine.ofFinance + TimelineLine.ofAfterSales
    + TimelineLine.ofApprovals

  private static let byType = Dictionary(
    lines.flatMap { line in ([line.type] + line.earlierTypes).map { ($0, line) } },
    uniquingKeysWith: { first, _ in first })

  private let names: Names

  init(_ names: Names) {
    self.names = names
  }

  /// `detail` is what was kept of an event of that type.
  func line(_ type: String, _ detail: String) -> String {
    guard let detail = try? CompactJSON.decoded(TimelineDetail.self, from: Array(detail.utf8)) else { return type }
    let head = Self.byType[type]?.head(Telling(detail: detail, names: names))
    let words = [head?[names.language] ?? type] + facts(detail)
    return words.joined(separator: names.language == .chinese ? "，" : ", ") + tail(detail)
  }

  private func facts(_ detail: TimelineDetail) -> [String] {
    [
      detail.channel.flatMap { LeadSource.Channel(rawValue: $0)?.words[names.language] }, detail.label,
      detail.amount?.description, detail.method.map(names.method), detail.until?.description,
      detail.salesperson.map(names.employee), detail.shop.map(names.shop),
    ].compactMap { $0 }
  }

  private func tail(_ detail: TimelineDetail) -> String {
    guard let text = detail.text, !text.isEmpty else { return "" }
    return Localized(zh: "：\(text)", en: ": \(text)")[names.language]
  }
}
