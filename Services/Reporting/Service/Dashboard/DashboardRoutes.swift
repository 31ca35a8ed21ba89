import Kernel
import Documents
import FoundationEssentials
import HTTP
import ServiceRuntime

/// The dashboard and what it is made of. Nothing comes from another host, and no script or style stands in the page.
enum DashboardRoutes {
  static func all(pages: String) -> [Route] {
    [
      page, asset("dashboard.js", "text/javascript; charset=utf-8", PackageResources.dashboard_js),
      asset("dashboard.css", "text/css; charset=utf-8", PackageResources.dashboard_css),
      library("bootstrap.min.css", "text/css; charset=utf-8", "\(pages)/bootstrap5/css/bootstrap.min.css"),
      library("chart.min.js", "text/javascript; charset=utf-8", "\(pages)/chart.js/chart.min.js"),
    ]
  }

  private static let tag = "dashboard"

  /// A frame that its script fills (G7).
  private static let file = PageFile(PackageResources.dashboard_html)

  private static let page: Route = {
    var route = Route.page(
      "GET", "/", Localized(zh: "看板", en: "The dashboard"), tag: tag, roles: .everyone, scope: .company,
      parameters: [RouteDescription.Parameter("lang", Localized(zh: "语言：zh 或 en", en: "Language: zh or en"))]
    ) { query, _ in
      let language =
        query.text("lang").flatMap(Language.init)
        ?? Language(accepting: query.http.headers["Accept-Language"])
      return HTTPResponse(
        page: file.filled(in: language),
        headers: [
          "Content-Language": language.rawValue,
          "Vary": "Accept-Language", "Cache-Control": "no-cache",
          "Content-Security-Policy":
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ])
    }
    route.description.ignoresOtherParameters = true
    return route
  }()

  /// A file of our own, which a new build may change: the browser asks whether it did.
  private static func asset(_ name: String, _ mediaType: String, _ bytes: [UInt8]) -> Route {
    let tag = EntityTag(content: bytes)
    return .page(
      "GET", "/assets/\(name)", Localized(zh: "看板的文件", en: "A file of the dashboard"), tag: Self.tag, roles: nil,
      scope: .company,
      mediaType: mediaType
    ) { query, _ in
      var headers: HTTPHeaders = ["ETag": tag.field, "Cache-Control": "no-cache"]
      if tag.isKnown(to: query.http) { return HTTPResponse(status: 304, headers: headers) }
      headers["Content-Type"] = mediaType
      return HTTPResponse(headers: headers, body: .bytes(bytes))
    }
  }

  /// A file of a distribution package, which changes when that is upgraded.
  private static func library(_ name: String, _ mediaType: String, _ path: String) -> Route {
    .page(
      "GET", "/assets/\(name)", Localized(zh: "看板所用的库", en: "A library of the dashboard"), tag: Self.tag, roles: nil,
      scope: .company,
      mediaType: mediaType
    ) { query, _ in
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw Problem(
          404, "page-library-missing", title: Localized(zh: "缺少看板所用的库", en: "A library of the dashboard is missing"),
          detail: Localized(
            zh: "请安装 libjs-bootstrap5 与 libjs-chart.js,或用 JOINERY_PAGES 指明其文件夹。",
            en: "Install libjs-bootstrap5 and libjs-chart.js, or name their folder in JOINERY_PAGES."))
      }
      let tag = EntityTag(content: bytes)
      var headers: HTTPHeaders = ["ETag": tag.field, "Cache-Control": "public, max-age=86400"]
      if tag.isKnown(to: query.http) { return HTTPResponse(status: 304, headers: headers) }
      headers["Content-Type"] = mediaType
      return HTTPResponse(headers: headers, body: .bytes(Array(bytes)))
    }
  }
}
