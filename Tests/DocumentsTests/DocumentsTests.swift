import Documents
import Kernel
import Testing

@Suite("Documents")
struct DocumentsTests {
  @Test("what is put into HTML is escaped by itself, pieces and raw texts are not")
  func escapes() {
    let text = "<b> & \"c\""
    let piece: HTML = "<td title=\"\(text)\">\(1)</td>"
    #expect(piece.source == "<td title=\"&lt;b&gt; &amp; &quot;c&quot;\">1</td>")
    #expect(("<tr>\(piece)\(raw: "<br>")</tr>" as HTML).source == "<tr>\(piece.source)<br></tr>")
    #expect(("\([piece, "<i>"])" as HTML).source == "\(piece.source)\n<i>")
  }

  @Test(
    "a page's file has values by name and words by language",
    arguments: [
      ("<p>{{zh-CN|en}}</p>", "<p>zh-CN</p>", "<p>en</p>"), ("{{name}}!", "&lt;陈&gt;!", "&lt;陈&gt;!"),
      ("{{name}}{{name}}", "&lt;陈&gt;&lt;陈&gt;", "&lt;陈&gt;&lt;陈&gt;"), ("{{other}}", "{{other}}", "{{other}}"),
      ("a { b }} {{", "a { b }} {{", "a { b }} {{"), ("", "", ""),
    ])
  func fills(file: String, chinese: String, english: String) {
    let page = PageFile(Array(file.utf8))
    let values: [String: HTML] = ["name": "\("<陈>")"]
    #expect(page.filled(in: .chinese, values).source == chinese)
    #expect(page.filled(in: .english, values).source == english)
  }

  @Test(
    "amounts without their currency",
    arguments: [
      (1_299_900, "CNY", "12999.00", "12,999.00"), (-123_456_789, "CNY", "-1234567.89", "-1,234,567.89"),
      (5, "CNY", "0.05", "0.05"), (-1_000, "JPY", "-1000", "-1,000"), (999, "JPY", "999", "999"),
      (1_234_567, "KWD", "1234.567", "1,234.567"),
    ])
  func amounts(amount: Int64, code: String, digits: String, grouped: String) throws {
    let money = try Money(amount, try #require(Currency(code)))
    #expect(money.digits == digits)
    #expect(money.grouped == grouped)
  }

  @Test("a table's cells stand as their column does, also after one that spans several")
  func table() {
    var table = Table([.whole("Day"), .text("What"), .text("<Where>"), .figure("Amount")])
    table.append(["2026-01-05", "\("<a>")", "", "1.00"])
    table.append(["2026-01-06", .across(2, "Total"), "1.00"], isTotal: true)
    #expect(
      table.html.source == """
        <table><thead><tr><th>Day</th><th>What</th><th>&lt;Where&gt;</th><th class="n">Amount</th></tr></thead><tbody>
        <tr><td class="d">2026-01-05</td><td>&lt;a&gt;</td><td></td><td class="n">1.00</td></tr>
        <tr class="total"><td class="d">2026-01-06</td><td colspan="2">Total</td><td class="n">1.00</td></tr>
        </tbody></table>
        """)
  }

  @Test("a printed page has its paper, its language, its own style last, and page numbers where asked for")
  func printed() throws {
    let page = Printing(on: .multiPart, in: .english).page(
      title: "A \"1\" <2>", style: Array("h1 { margin: 1px; }\n".utf8), pageNumbers: true, "<h1>\("<1>")</h1>"
    ).source
    #expect(page.contains("<html lang=\"en\">"))
    #expect(page.contains("<title>A &quot;1&quot; &lt;2&gt;</title>") && page.contains("size: 241mm 140mm"))
    #expect(page.contains(#"content: "A\20 \22 1\22 \20 \3c 2\3e "; font"#))
    #expect(page.contains("h1 { margin: 1px; }\n</style>") && page.contains("<h1>&lt;1&gt;</h1>"))
    let plain = Printing(in: .chinese).page(title: "", "").source
    #expect(plain.contains("<html lang=\"zh-CN\">") && plain.contains("size: A4"))
    #expect(!plain.contains("counter(page)") && !plain.contains("{{"))
  }

  /// The picture's modules, dark ones `#`, without the quiet zone.
  private static func modules(_ svg: String) throws -> [String] {
    let size = try #require(svg.firstMatch(of: #/viewBox="0 0 (\d+)/#).flatMap { Int($0.1) })
    var rows = Array(repeating: Array(repeating: ".", count: size), count: size)
    for run in svg.matches(of: #/M(\d+) (\d+)h(\d+)v1h-\d+z/#) {
      let (x, y, length) = (try #require(Int(run.1)), try #require(Int(run.2)), try #require(Int(run.3)))
      for column in x..<(x + length) { rows[y][column] = "#" }
    }
    let isQuiet = rows.enumerated().allSatisfy { y, row in
      row.enumerated().allSatisfy { x, module in
        module == "." || (4..<(size - 4)).contains(x) && (4..<(size - 4)).contains(y)
      }
    }
    #expect(isQuiet)
    return rows.dropFirst(4).dropLast(4).map { $0.dropFirst(4).dropLast(4).joined() }
  }

  @Test("a QR code has its three marks, alternating lines between them, and grows with its text")
  func qrCode() throws {
    let rows = try Self.modules(try #require(QRCode.svg("https://crm.example/v1/quote-acceptances/1")).source)
    #expect(rows.count == 29)
    let mark = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]
    #expect(rows.prefix(7).map { String($0.prefix(7)) } == mark)
    #expect(rows.prefix(7).map { String($0.suffix(7)) } == mark)
    #expect(rows.suffix(7).map { String($0.prefix(7)) } == mark)
    #expect(rows[6].dropFirst(8).dropLast(8).enumerated().allSatisfy { ($1 == "#") == ($0 % 2 == 0) })
    #expect(try Self.modules(try #require(QRCode.svg("1")).source).count == 21)
  }

  @Test(
    "no QR code holds nothing, or more than 2,331 bytes",
    arguments: [(0, false), (1, true), (2_331, true), (2_332, false)])
  func qrCodeBounds(count: Int, isCode: Bool) {
    #expect((QRCode.svg(String(repeating: "a", count: count)) != nil) == isCode)
  }
}
