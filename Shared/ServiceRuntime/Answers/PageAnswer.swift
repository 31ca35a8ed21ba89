import Documents
import HTTP
import Kernel

extension HTTPResponse {
  /// A page, with further fields.
  public init(page: HTML, status: Int = 200, headers: HTTPHeaders = [:]) {
    self.init(
      status: status, headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(Array(page.source.utf8)))
    for (name, value) in headers.fields { self.headers.add(name, value) }
  }
}

extension RouteDescription.Parameter {
  /// What `Language.init(asked:)` reads.
  public static let language = Self("lang", Localized(zh: "zh 或 en", en: "zh or en"))
}

extension Language {
  /// `?lang=`; without it the one that the client prefers.
  public init(asked query: QueryRequest) throws {
    self =
      try query.choice("lang", of: Language.self) ?? Language(accepting: query.http.headers["Accept-Language"])
  }
}

extension Printing {
  /// `?paper=` and `?lang=`; without them A4, in the language that the browser prefers.
  public init(asked query: QueryRequest) throws {
    self.init(
      on: try query.choice("paper", of: Paper.self) ?? .a4,
      in: try Language(asked: query))
  }
}
