import ServiceRuntime

/// The dashboard's page (G7): a frame that its script fills.
enum DashboardPage {
  static func text(in language: Language) -> String {
    func words(_ chinese: String, _ english: String) -> String { Localized(zh: chinese, en: english)[language] }
    let other = language == .chinese ? "en" : "zh"
    let csv = words("导出 CSV", "CSV")
    return """
      <!doctype html>
      <html lang="\(language == .chinese ? "zh-CN" : "en")">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(words("经营看板", "Dashboard")) · Joinery</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="/assets/bootstrap.min.css">
      <link rel="stylesheet" href="/assets/dashboard.css">
      <script defer src="/assets/chart.min.js"></script>
      <script defer src="/assets/dashboard.js"></script>
      </head>
      <body>
      <header class="top">
        <div class="brand">Joinery <span>\(words("经营看板", "Dashboard"))</span></div>
        <form class="find" id="find" role="search" autocomplete="off">
          <input class="form-control form-control-sm" id="q" type="search" maxlength="60"
            placeholder="\(words("查找客户：姓名、小区或电话片段", "Find a customer: part of name, community or phone"))"
            aria-label="\(words("查找客户", "Find a customer"))" aria-controls="found">
          <div class="found" id="found" hidden></div>
        </form>
        <a class="language" id="language" href="?lang=\(other)" lang="\(other)">\(words("English", "中文"))</a>
      </header>

      <section class="filters" aria-label="\(words("筛选", "Filters"))">
        <label>\(words("起始日", "From")) <input class="form-control form-control-sm" type="date" id="from"></label>
        <label>\(words("截止日", "To")) <input class="form-control form-control-sm" type="date" id="to"></label>
        <label title="\(words("只计该日及以前的业务", "Only business up to and including that day counts"))">
          \(words("统计日", "As of")) <input class="form-control form-control-sm" type="date" id="asOf"></label>
        <div class="btn-group btn-group-sm" role="group" id="presets">
          <button class="btn btn-outline-secondary" type="button" data-months="0">\(words("本月", "Month"))</button>
          <button class="btn btn-outline-secondary" type="button" data-months="2">\(words("近三月", "3 months"))</button>
          <button class="btn btn-outline-secondary" type="button" data-months="11">\(words("近一年", "12 months"))</button>
          <button class="btn btn-outline-secondary" type="button" data-months="">\(words("全部", "All"))</button>
        </div>
        <div class="freshness" id="freshness" aria-live="polite"></div>
      </section>

      <main>
        <div class="alert alert-danger" id="problem" role="alert" hidden></div>
        <section class="figures" id="figures" aria-label="\(words("主要数字", "Key figures"))"></section>
        <div class="panels">
          \(panel("leads", words("线索来源", "Lead sources"), csv: csv, table: false))
          \(panel("amounts", words("各渠道成交金额", "Won amount by channel"), table: false))
          <section class="panel wide"><div class="grid" id="leads-table"></div></section>
          \(panel("month", words("每月签约金额", "Signed by month"), csv: csv, style: "wide beside"))
          \(panel("salesperson", words("各销售签约金额", "Signed by salesperson"), csv: csv))
          \(panel("shop", words("各门店签约金额", "Signed by shop"), csv: csv))
        </div>
        <h2 class="part">\(words("资金", "Money"))</h2>
        <div class="panels">
          \(panel("aging", words("应收账龄", "Receivables by age"), csv: csv, style: "wide beside"))
          \(panel("cash-month", words("每月收支", "Cash by month"), csv: csv))
          \(panel("cash-method", words("收支方式", "Cash by method"), csv: csv))
          \(panel("concentration", words("应收集中度", "Largest debtors"), csv: csv))
          \(panel("expenses", words("费用类别", "Expenses by category"), csv: csv))
          \(panel("commissions", words("提成", "Commissions"), csv: csv))
          \(panel("source-to-cash", words("来源到回款", "Source to cash"), csv: csv))
        </div>
        <h2 class="part">\(words("客户与营销", "Customers and marketing"))</h2>
        <div class="panels">
          \(panel("funnel", words("销售漏斗", "Funnel"), csv: csv))
          \(panel("activities", words("跟进活动", "Activities"), csv: csv))
          \(panel("campaigns", words("营销活动", "Campaigns"), csv: csv))
          \(panel("referrals", words("老客户介绍", "Referrals"), csv: csv))
          \(panel("retention", words("复购", "Retention"), csv: csv))
          \(panel("segments", words("客户分群与等级", "Segments and tiers"), csv: csv))
        </div>
        <h2 class="part">\(words("安装与售后", "Installation and service"))</h2>
        <div class="panels">
          \(panel("service-month", words("每月安装与服务", "Installation and service by month"), csv: csv))
          \(panel("service-crew", words("各安装队", "By crew"), csv: csv))
          \(panel("quality", words("问题原因", "Problems by cause"), csv: csv, style: "wide beside"))
        </div>
        <p class="hint">\(words(
          "点击任一数字，查看它由哪些事件得出（来源、纪元、流、序号）。",
          "Click any figure to see the events that it is made of (source, epoch, stream, number)."))</p>
      </main>

      <dialog id="sheet" aria-labelledby="sheet-title">
        <div class="sheet-head">
          <h2 id="sheet-title"></h2>
          <button class="btn-close" type="button" id="close" aria-label="\(words("关闭", "Close"))"></button>
        </div>
        <div class="sheet-body" id="sheet-body"></div>
      </dialog>
      <noscript>\(words("看板需要 JavaScript。", "The dashboard needs JavaScript."))</noscript>
      </body>
      </html>

      """
  }

  /// A chart, and beneath or beside it its table.
  private static func panel(
    _ name: String, _ title: String, csv: String? = nil, table: Bool = true, style: String = ""
  ) -> String {
    let link = csv.map { "<a class=\"csv\" data-panel=\"\(name)\" href=\"#\">\($0)</a>" } ?? ""
    let grid = table ? "<div class=\"grid\" id=\"\(name)-table\"></div>" : ""
    return """
      <section class="panel \(style)"><div class="panel-head"><h2>\(title)</h2>\(link)</div><div class="panel-body">
        <div class="chart"><canvas id="\(name)-chart" role="img" aria-label="\(title)"></canvas></div>\(grid)</div></section>
      """
  }
}
