import HTTP
import Kernel
import ServiceRuntime

/// How a document is to be printed: on which paper, in which language.
struct Printing: Sendable {
  enum Paper: String, CaseIterable, Sendable {
    case a4 = "A4"
    /// Continuous multi-part paper for dot-matrix printers, 241 mm wide, a sheet of 140 mm.
    case multiPart = "241mm"
  }

  var paper: Paper
  var language: Language

  /// `?paper=` and `?lang=`; without them A4, in the language that the browser prefers.
  init(asked query: QueryRequest) throws {
    paper = try query.choice("paper", of: Paper.self) ?? .a4
    language =
      try query.choice("lang", of: Language.self) ?? Language(accepting: query.http.headers["Accept-Language"])
  }

  func say(_ chinese: String, _ english: String) -> String { language == .chinese ? chinese : english }

  /// The document around a body; texts in it are escaped already.
  func page(title: String, _ body: String) -> HTTPResponse {
    let sheet =
      switch paper {
      case .a4: "@page { size: A4; margin: 16mm 14mm 18mm; } body { font-size: 10.5pt; max-width: 182mm; }"
      // Dot-matrix printers need thick strokes and the tractor holes' margin.
      case .multiPart:
        """
        @page { size: 241mm 140mm; margin: 6mm 14mm 10mm; } body { font-size: 10pt; max-width: 213mm; line-height: 1.3; }
        """
      }
    let html = """
      <!doctype html>
      <html lang="\(language == .chinese ? "zh-CN" : "en")">
      <head><meta charset="utf-8"><title>\(escaped(title))</title>
      <style>
      \(sheet)
      @page {
        @bottom-left { content: "\(Self.styled(title))"; font: 8pt \(Self.fonts); }
        @bottom-right { content: counter(page) " / " counter(pages); font: 8pt \(Self.fonts); }
      }
      body { font-family: \(Self.fonts); margin: 0 auto; color: #000; }
      h1 { font-size: 1.5em; margin: 0 0 .3em; text-align: center; letter-spacing: .1em; }
      dl { display: grid; grid-template-columns: max-content 1fr max-content 1fr; gap: .15em .8em; margin: 0 0 .8em; }
      dt { color: #333; } dd { margin: 0; }
      table { border-collapse: collapse; width: 100%; margin: 0 0 .8em; }
      th, td { border: 1px solid #000; padding: .2em .45em; text-align: left; }
      th { font-weight: 600; }
      thead { display: table-header-group; } tr { break-inside: avoid; }
      .n { text-align: right; font-variant-numeric: tabular-nums; }
      td.n, .d { white-space: nowrap; }
      .total td { font-weight: 600; }
      footer { display: flex; justify-content: space-between; margin-top: 4em; }
      footer span { min-width: 30%; border-top: 1px solid #000; padding-top: .2em; }
      </style></head>
      <body>
      \(body)
      </body></html>
      """
    return HTTPResponse(headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(Array(html.utf8)))
  }

  private static let fonts = "\"Noto Sans CJK SC\", \"Noto Sans SC\", \"Microsoft YaHei\", sans-serif"

  /// A text as part of a string in a style sheet: what is neither letter nor digit by its code.
  static func styled(_ text: String) -> String {
    text.unicodeScalars.map {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) ? String($0) : "\\\(String($0.value, radix: 16)) "
    }.joined()
  }

  /// `12,999.00`
  static func digits(_ money: Money) -> String {
    let text = String(money.description.dropFirst(money.currency.code.count + 1))
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", omittingEmptySubsequences: false)
    var grouped = ""
    for (place, digit) in (parts.first ?? "").reversed().enumerated() {
      if place > 0, place % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return sign + String(grouped.reversed()) + parts.dropFirst().map { ".\($0)" }.joined()
  }
}
