import Kernel
import ServiceRuntime

/// A report that the caller may read, as `GET /v1/reports` lists it.
struct ReportEntry: Codable, Sendable {
  /// A name that a query says, and what it is.
  struct Choice: Codable, Sendable {
    var name: String
    var label: String
  }

  var report: String
  var title: String
  var path: String
  /// How much of the company the caller finds in it: `own`, `shop` or `all`.
  var scope: String
  /// The first counts where the query names none; two of them may be named, a comma between.
  var groupings: [Choice]
  /// Of its rows by the first grouping.
  var columns: [ReportColumn]
  var filters: [Choice]
  /// What stands behind its path for another form than JSON.
  var formats: [String]
}

extension ReportShape {
  /// Nil where the caller would be refused.
  func entry(
    for query: QueryRequest, filters: [RouteDescription.Parameter], in language: Language
  ) -> ReportEntry? {
    let visibility = query.visibility(of: scope)
    guard !query.caller.roles.isDisjoint(with: readers), visibility.seen.reach > .nothing,
      belonging != nil || visibility.seen.isAll
    else { return nil }
    return ReportEntry(
      report: name.rawValue, title: name.title[language], path: ReportRoutes.path(of: self), scope: visibility.word,
      groupings: groupings.map { .init(name: $0.name, label: $0.label[language]) },
      columns: columns([groupings[0]], withCurrency: false, in: language),
      filters: filters.map { .init(name: $0.name, label: $0.summary[language]) } + [
        .init(
          name: "asOf",
          label: language.say("统计日；缺省为今天", "The day as of which figures are told; today without it"))
      ],
      formats: [".csv", ".xlsx"])
  }
}
