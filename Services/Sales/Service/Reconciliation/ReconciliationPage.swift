import Contracts
import Documents
import HTTP
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// `/erp`: how the days of the ERP and ours stand to each other, for people; and a form by which the ERP is asked. It needs
/// no script.
struct ReconciliationPage: Sendable {
  private static let page = PageFile(PackageResources.erp_html)
  /// Rows of each table; whoever needs more reads the CSV.
  private static let rows = 200

  let queries: ReconciliationQueries
  let policy: SalesPolicy

  static let parameters: [RouteDescription.Parameter] = [
    .language, .init("asked", Localized(zh: "刚刚索取过", en: "Just after the ERP was asked"), Bool.self),
  ]

  @Sendable func show(_ query: QueryRequest, _ context: RouteContext) throws -> HTTPResponse {
    let words = Localized(zh: "已向 ERP 索取；其答复到达后显示在此。", en: "The ERP is asked; what it answers will be shown here.")
    return try page(query, context, notice: query.text("asked") == nil ? nil : ("status", words))
  }

  /// `POST /erp`: asks, and leads back to the page.
  @Sendable func ask(_ query: QueryRequest, _ context: RouteContext) async throws -> HTTPResponse {
    let fields = query.http.form ?? []
    func field(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
    guard let from = BusinessDate(field("from")), let to = BusinessDate(field("to")) else {
      let words = Localized(zh: "请填写存在的日期。", en: "Write days that exist.")
      return try page(query, context, notice: ("alert", words), status: 422)
    }
    let request = RequestReconciliation(source: field("source"), from: from, to: to)
    do {
      try await context.store.transaction(for: context.cause(of: query.caller)) { unit in _ = try request.ask(in: unit)
      }
    } catch let problem as Problem {
      let words = problem.errors.first?.detail ?? problem.detail ?? problem.title
      return try page(query, context, notice: ("alert", words), status: problem.status)
    }
    let language = try Language(asked: query)
    return HTTPResponse(status: 303, headers: ["Location": "/erp?lang=\(language.rawValue)&asked=true"])
  }

  private func page(
    _ query: QueryRequest, _ context: RouteContext, notice: (role: String, words: Localized)?, status: Int = 200
  ) throws -> HTTPResponse {
    let language = try Language(asked: query)
    let today = CompanyZone.day(at: query.now)
    let values = try context.store.read { database -> [String: HTML] in
      let sources = try ERPSourceList.all(in: database)
      let open = try StatementStore.list(
        before: nil, source: nil, from: nil, to: nil, isOpen: true, limit: Self.rows, in: database)
      let days = try StatementStore.list(
        before: nil, source: nil, from: nil, to: nil, limit: Self.rows, in: database)
      let differing = try queries.views(open, at: query.now, database).flatMap(\.differences)
      return [
        "sources": HTML(raw: sources.map { ("<option>\($0)</option>" as HTML).source }.joined()),
        "differences": differences(Array(differing.prefix(Self.rows)), language),
        "days": self.days(try queries.views(days, at: query.now, database), language),
      ]
    }
    let own: [String: HTML] = [
      "style": HTML(raw: String(decoding: PackageResources.erp_css, as: UTF8.self)),
      "alert": notice.map { "<p role=\"\($0.role)\">\($0.words[language])</p>" as HTML } ?? "",
      "from": "\(today.adding(days: -policy.reconciledDays))", "to": "\(today.adding(days: -1))",
    ]
    return HTTPResponse(
      page: Self.page.filled(in: language, values.merging(own) { $1 }), status: status,
      headers: [
        "Content-Language": language.rawValue,
        "Content-Security-Policy":
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; "
          + "base-uri 'none'",
      ])
  }

  private func differences(_ found: [OrderDifferenceView], _ language: Language) -> HTML {
    guard !found.isEmpty else { return Self.nothing(Localized(zh: "没有差异。", en: "None."), language) }
    var table = Table([
      .whole(Self.day[language]), .text(Self.source[language]), .whole(Localized(zh: "单号", en: "Order")[language]),
      .text(Localized(zh: "差异", en: "How it differs")[language]), .whole(Self.state[language]),
      .figure(Localized(zh: "ERP：修订号", en: "ERP: revision")[language]),
      .figure(Localized(zh: "ERP：金额", en: "ERP: amount")[language]),
      .figure(Localized(zh: "此处：修订号", en: "Here: revision")[language]),
      .figure(Localized(zh: "此处：金额", en: "Here: amount")[language]),
    ])
    for one in found {
      let reason = one.reason.map { "<br>\($0)" as HTML } ?? ""
      table.append([
        "\(one.on)", "\(one.source)", "\(one.orderNumber)", "\(one.kind.words[language])\(reason)",
        "\(one.state.mark(language))", "\(Self.revision(one.there))", "\(Self.total(one.there))",
        "\(Self.revision(one.here))", "\(Self.total(one.here))",
      ])
    }
    return "<div class=\"wide\">\(table.html)</div>"
  }

  private func days(_ found: [ReconciledDayView], _ language: Language) -> HTML {
    guard !found.isEmpty else {
      return Self.nothing(Localized(zh: "ERP 尚未给出任何数字。", en: "The ERP has given no figures yet."), language)
    }
    var table = Table([
      .whole(Self.day[language]), .text(Self.source[language]), .whole(Self.state[language]),
      .figure(Localized(zh: "ERP：订单数", en: "ERP: orders")[language]),
      .figure(Localized(zh: "ERP：金额", en: "ERP: amount")[language]),
      .figure(Localized(zh: "此处：订单数", en: "Here: orders")[language]),
      .figure(Localized(zh: "此处：金额", en: "Here: amount")[language]),
      .whole(Localized(zh: "ERP 数字截至", en: "ERP's figures as of")[language]),
    ])
    for day in found {
      table.append([
        "\(day.on)", "\(day.source)", "\(day.state.mark(language))", "\(day.there.count)",
        "\(Self.sums(day.there))", "\(day.here.count)", "\(Self.sums(day.here))",
        "\(CompanyZone.minute(at: day.asOf))",
      ])
    }
    return "<div class=\"wide\">\(table.html)</div>"
  }

  private static let day = Localized(zh: "签订日", en: "Signed on")
  private static let source = Localized(zh: "来源", en: "Source")
  private static let state = Localized(zh: "情况", en: "State")

  private static func nothing(_ words: Localized, _ language: Language) -> HTML { "<p>\(words[language])</p>" }
  private static func revision(_ side: ERPReconciled.Side?) -> String { side.map { "\($0.revision)" } ?? "–" }
  private static func total(_ side: ERPReconciled.Side?) -> String {
    side?.total.map { "\($0.grouped) \($0.currency)" } ?? "–"
  }
  private static func sums(_ figures: ERPReconciled.Figures) -> String {
    figures.sums.isEmpty ? "–" : figures.sums.map { "\($0.grouped) \($0.currency)" }.joined(separator: " + ")
  }
}

/// The ERP's instances that anything came from.
enum ERPSourceList {
  static func all(in database: Database) throws -> [String] {
    try database.all(
      "SELECT source FROM erp_orders UNION SELECT source FROM erp_statements ORDER BY source LIMIT ?",
      StatementStore.sourceLimit
    ) { try $0.text("source") }
  }
}

extension ReconciliationState {
  fileprivate func mark(_ language: Language) -> HTML { "<span class=\"\(rawValue)\">\(words[language])</span>" }

  private var words: Localized {
    switch self {
    case .agrees: Localized(zh: "一致", en: "agrees")
    case .checking: Localized(zh: "核对中", en: "checking")
    case .differs: Localized(zh: "有差异", en: "differs")
    }
  }
}

extension ERPReconciled.Kind {
  fileprivate var words: Localized {
    switch self {
    case .missingHere: Localized(zh: "ERP 有，此处没有", en: "in the ERP, not here")
    case .missingThere: Localized(zh: "此处有，ERP 没有", en: "here, not in the ERP")
    case .parked: Localized(zh: "已搁置，待处理", en: "set aside here")
    case .cancelledHere: Localized(zh: "此处已取消", en: "cancelled here")
    case .cancelledThere: Localized(zh: "ERP 已取消", en: "cancelled in the ERP")
    case .revision: Localized(zh: "修订号不同", en: "another revision")
    case .day: Localized(zh: "签订日不同", en: "signed on another day")
    case .amount: Localized(zh: "金额不同", en: "another amount")
    }
  }
}
