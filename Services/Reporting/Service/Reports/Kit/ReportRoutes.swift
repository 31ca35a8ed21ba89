import HTTP
import JSON
import Kernel
import ServiceRuntime
import Spreadsheet

/// `/v1/reports` and all below it.
struct ReportRoutes {
  /// Whose figures are told together; nil where the store is one company's.
  private let companies: Companies?
  private let shapes: [ReportShape]

  init(of companies: Companies? = nil) {
    self.companies = companies
    shapes = companies == nil ? ReportShape.all : ReportShape.all.map(Companies.shape)
  }

  var all: [Route] { catalogue + shapes.flatMap(routes) + Self.notBuilt }

  private static let tag = "reports"

  static func path(of shape: ReportShape) -> String { "/v1/reports/\(shape.name.rawValue)" }

  private var catalogue: [Route] {
    Route.list(
      "/v1/reports",
      Localized(zh: "可读的报表及其列、筛选与分组", en: "The reports that one may read, with columns, filters and groupings"),
      tag: Self.tag, roles: .everyone, scope: .company, of: ReportEntry.self, atOnce: true, sortedBy: 1
    ) { query, _, _ in
      let language = Language(accepting: query.http.headers["Accept-Language"])
      let mayRead = companies == nil || !query.caller.roles.isDisjoint(with: Companies.readers)
      return Page(all: (mayRead ? shapes : []).compactMap { $0.entry(for: query, filters: filters($0), in: language) })
    }
  }

  private func routes(_ shape: ReportShape) -> [Route] {
    [table(shape), csv(shape), workbook(shape), explanation(shape)]
  }

  private static func title(_ shape: ReportShape) -> Localized {
    let (name, title) = (shape.name.rawValue, shape.name.title)
    return Localized(zh: "报表 \(name)：\(title.chinese)", en: "The report \(name): \(title.english)")
  }

  private func table(_ shape: ReportShape) -> Route {
    let title = Self.title(shape)
    var table = Route.page(
      "GET", Self.path(of: shape), title, tag: Self.tag, roles: shape.readers, scope: shape.scope,
      parameters: filters(shape) + RouteDescription.optionalPaging
    ) { query, context in
      let report = try report(shape, query, context)
      if AnswerFormat(of: query.http) == .csv { return try Self.csv(report, CSVForm(), nil, shape, query) }
      var response = Self.answer(try report.json())
      response.headers["Link"] = report.head.nextCursor.map(query.link)
      return response
    }
    table.description.answers = [RouteDescription.Answer(200, title, Report.self, mediaTypes: ["text/csv"])]
    table.description.takesAsOf = true
    return table
  }

  private func csv(_ shape: ReportShape) -> Route {
    let meta = RouteDescription.Parameter(
      "meta",
      Localized(
        zh: "lines：表格上方加说明与合计；file：只给说明与合计",
        en: "lines: what the rows are and their totals above them; file: these alone"),
      ReportMeta.self)
    var route = Route.page(
      "GET", "\(Self.path(of: shape)).csv", Self.title(shape), tag: Self.tag, roles: shape.readers, scope: shape.scope,
      mediaType: "text/csv",
      parameters: filters(shape) + RouteDescription.optionalPaging + CSVForm.parameters + [meta]
    ) { query, context in
      let (form, meta) = (try CSVForm(asked: query), try query.choice("meta", of: ReportMeta.self))
      return try Self.csv(try report(shape, query, context), form, meta, shape, query)
    }
    route.description.takesAsOf = true
    return route
  }

  private func workbook(_ shape: ReportShape) -> Route {
    var route = Route.page(
      "GET", "\(Self.path(of: shape)).xlsx", Self.title(shape), tag: Self.tag, roles: shape.readers, scope: shape.scope,
      mediaType: Workbook.contentType, parameters: filters(shape) + [.language]
    ) { query, context in
      let language = try Language(asked: query)
      let report = try report(shape, query, context, in: language)
      guard report.lines.count <= Workbook.greatestSheet else { throw Self.tooLong(report.lines.count) }
      let book = try report.workbook(titled: shape.name.title[language], in: language)
      let file = "\(shape.name.rawValue)-\(report.head.asOf).xlsx"
      return HTTPResponse(
        headers: [
          "Content-Type": Workbook.contentType, "Content-Disposition": "attachment; filename=\"\(file)\"",
          "X-Scope": report.head.scope,
        ], body: .bytes(try book.bytes()))
    }
    route.description.takesAsOf = true
    return route
  }

  private static func tooLong(_ rows: Int) -> Problem {
    let limit = Workbook.greatestSheet
    return Problem(
      422, "too-many-rows", title: Localized(zh: "行数过多", en: "There are too many rows"),
      detail: Localized(
        zh: "报表有 \(rows) 行，电子表格最多 \(limit) 行；请改用 .csv，或缩小期间、换一种分组。",
        en: "The report has \(rows) rows, a spreadsheet takes \(limit); ask for .csv, fewer days or another grouping."))
  }

  private func explanation(_ shape: ReportShape) -> Route {
    let about = Localized(zh: "一个数值背后的事件", en: "The events behind a figure")
    var route = Route.page(
      "GET", "\(Self.path(of: shape))/explain", about, tag: Self.tag, roles: shape.readers, scope: shape.scope,
      parameters: facts(shape) + [
        RouteDescription.Parameter("row", Localized(zh: "行的键；缺省为合计", en: "The row's key; the total without it")),
        RouteDescription.Parameter(
          "row2", Localized(zh: "按两项分组时行的第二个键", en: "The row's second key, of rows by two groupings")),
        RouteDescription.Parameter(
          "column", Localized(zh: "数值列的名称", en: "Name of the column"), isRequired: true),
        RouteDescription.Parameter(
          "currency", Localized(zh: "货币；缺省为第一种", en: "The row's currency; the report's first without it")),
      ]
    ) { query, context in
      let explanation =
        try companies.map { try $0.explain(shape, query) } ?? context.store.read { try shape.explain(query, in: $0) }
      return Self.answer(try CompactJSON.encoded(explanation))
    }
    route.description.answers = [RouteDescription.Answer(200, about, Explanation.self)]
    route.description.takesAsOf = true
    return route
  }

  private func report(
    _ shape: ReportShape, _ query: QueryRequest, _ context: RouteContext, in language: Language? = nil
  ) throws -> ReportAnswer {
    let language = language ?? Language(accepting: query.http.headers["Accept-Language"])
    if let companies { return try companies.report(shape, query, in: language) }
    return try context.store.read { try shape.report(query, in: language, $0) }
  }

  private static func csv(
    _ report: ReportAnswer, _ form: CSVForm, _ meta: ReportMeta?, _ shape: ReportShape, _ query: QueryRequest
  ) throws -> HTTPResponse {
    let title = shape.name.title[Language(accepting: query.http.headers["Accept-Language"])]
    let csv =
      switch meta {
      case .file: report.metaTable(form, titled: title)
      case .lines: try report.csv(form, below: report.meta(form, titled: title))
      case nil: try report.csv(form)
      }
    var response = HTTPResponse(headers: ["Content-Type": CSV.contentType], body: .bytes(csv.bytes))
    response.headers["X-Next-Cursor"] = report.head.nextCursor
    response.headers["X-Scope"] = report.head.scope
    return response
  }

  /// What a report and its explanations take.
  private func facts(_ shape: ReportShape) -> [RouteDescription.Parameter] {
    let groupings = shape.groupings.map(\.name).joined(separator: ", ")
    return [
      RouteDescription.Parameter("from", Localized(zh: "起始日（含）", en: "First day, included"), BusinessDate.self),
      RouteDescription.Parameter("to", Localized(zh: "截止日（含）", en: "Last day, included"), BusinessDate.self),
      RouteDescription.Parameter(
        "knownAt", Localized(zh: "只计此时刻前写下的事件", en: "Only events written up to this instant"), Instant.self),
      RouteDescription.Parameter(
        "groupBy",
        Localized(
          zh: "分组，一项或以逗号隔开的两项：\(groupings)", en: "What the rows are, one or two with a comma between: \(groupings)")),
    ] + (companies.map { [$0.described] } ?? [])
  }

  /// What reports take in every form.
  func filters(_ shape: ReportShape) -> [RouteDescription.Parameter] {
    facts(shape) + [
      RouteDescription.Parameter(
        "largestFirst",
        Localized(zh: "按此数值列从大到小排列；缺省为报表自身的顺序", en: "Column of figures by which rows stand, largest first"))
    ]
  }

  /// Names that are known but not built, and names that are not known: both say so in words.
  private static let notBuilt: [Route] = ["", ".csv", ".xlsx", "/explain"].map { suffix in
    var route = Route.page(
      "GET", "/v1/reports/{report}\(suffix)", Localized(zh: "其他报表", en: "Any other report"), tag: Self.tag,
      roles: .everyone,
      scope: .company
    ) { query, _ in throw ReportName.refusal(of: query.parameter("report")) }
    route.description.answers = []
    route.description.ignoresOtherParameters = true
    return route
  }

  private static func answer(_ json: [UInt8]) -> HTTPResponse {
    HTTPResponse(headers: ["Content-Type": "application/json"], body: .bytes(json))
  }
}
