import HTTP
import JSON
import Kernel
import ServiceRuntime

/// `/v1/reports/…`
enum ReportRoutes {
  static let all: [Route] = ReportShape.all.flatMap(routes) + notBuilt

  private static let tag = "reports"
  private static func routes(_ shape: ReportShape) -> [Route] {
    let path = "/v1/reports/\(shape.name.rawValue)"
    let title = Localized(zh: "报表 \(shape.name.rawValue)", en: "The report \(shape.name.rawValue)")
    let report: @Sendable (QueryRequest, RouteContext) async throws -> HTTPResponse = { query, context in
      let report = try context.store.read { try shape.report(query, in: $0) }
      if AnswerFormat(of: query.http) == .csv {
        var response = HTTPResponse(
          headers: ["Content-Type": CSV.contentType], body: .bytes(try report.csv().bytes))
        response.headers["X-Next-Cursor"] = report.head.nextCursor
        response.headers["X-Scope"] = report.head.scope
        return response
      }
      var response = answer(try report.json())
      response.headers["Link"] = report.head.nextCursor.map(query.link)
      return response
    }
    var table = Route.page(
      "GET", path, title, tag: tag, roles: shape.readers, scope: shape.scope, parameters: parameters(shape) + paging,
      report)
    table.description.answers = [
      RouteDescription.Answer(200, title, Report.self, mediaTypes: ["text/csv"])
    ]
    table.description.takesAsOf = true
    var csv = Route.page(
      "GET", "\(path).csv", title, tag: tag, roles: shape.readers, scope: shape.scope, mediaType: "text/csv",
      parameters: parameters(shape) + paging, report)
    csv.description.takesAsOf = true
    let about = Localized(zh: "一个数值背后的事件", en: "The events behind a figure")
    var explanation = Route.page(
      "GET", "\(path)/explain", about, tag: tag, roles: shape.readers, scope: shape.scope,
      parameters: parameters(shape) + [
        RouteDescription.Parameter("row", Localized(zh: "行的键；缺省为合计", en: "The row's key; the total without it")),
        RouteDescription.Parameter(
          "column", Localized(zh: "数值列的名称", en: "Name of the column"), isRequired: true),
        RouteDescription.Parameter(
          "currency", Localized(zh: "货币；缺省为第一种", en: "The row's currency; the report's first without it")),
      ]
    ) { query, context in
      try json(try context.store.read { try shape.explain(query, in: $0) })
    }
    explanation.description.answers = [RouteDescription.Answer(200, about, Explanation.self)]
    explanation.description.takesAsOf = true
    return [table, csv, explanation]
  }

  private static let paging =
    [
      RouteDescription.Parameter(
        "largestFirst",
        Localized(zh: "按此数值列从大到小排列；缺省为报表自身的顺序", en: "Column of figures by which rows stand, largest first"))
    ] + RouteDescription.optionalPaging

  private static func parameters(_ shape: ReportShape) -> [RouteDescription.Parameter] {
    let groupings = shape.groupings.map(\.name).joined(separator: ", ")
    return [
      RouteDescription.Parameter("from", Localized(zh: "起始日（含）", en: "First day, included"), BusinessDate.self),
      RouteDescription.Parameter("to", Localized(zh: "截止日（含）", en: "Last day, included"), BusinessDate.self),
      RouteDescription.Parameter(
        "knownAt", Localized(zh: "只计此时刻前写下的事件", en: "Only events written up to this instant"), Instant.self),
      RouteDescription.Parameter(
        "groupBy", Localized(zh: "分组：\(groupings)", en: "What the rows are: \(groupings)")),
    ]
  }

  /// Names that are known but not built, and names that are not known: both say so in words.
  private static let notBuilt: [Route] = ["", ".csv", "/explain"].map { suffix in
    var route = Route.page(
      "GET", "/v1/reports/{report}\(suffix)", Localized(zh: "其他报表", en: "Any other report"), tag: tag, roles: .everyone,
      scope: .company
    ) { query, _ in throw ReportName.refusal(of: query.parameter("report")) }
    route.description.answers = []
    route.description.ignoresOtherParameters = true
    return route
  }

  private static func json(_ body: some Encodable) throws -> HTTPResponse {
    answer(try CompactJSON.encoded(body))
  }

  private static func answer(_ json: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      headers: ["Content-Type": "application/json"], body: .bytes(json))
  }
}
