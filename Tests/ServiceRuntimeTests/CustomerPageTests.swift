import Crypto
import Documents
import FoundationEssentials
import HTTP
import Kernel
import ServiceRuntime
import Testing

@Suite("Pages that a customer's link opens")
struct CustomerPageTests {
  @Test("values are escaped, and the browser is told the hash of the very script that stands in the page")
  func page() throws {
    let page = CustomerPage(
      Array("<style>{{style}}</style><p>{{谁|Who}}: {{name}}</p><script>{{script}}</script>".utf8),
      script: Array("send(document.body, {});\n".utf8))
    let answer = page.response(in: .english, ["name": "\("<script>")"])
    let text = try #require(Self.text(of: answer))
    #expect(text.contains("<p>Who: &lt;script&gt;</p>") && !text.contains("{{"))
    let script = try #require(text.firstRange(of: "<script>").map { text[$0.upperBound...] }?.dropLast(9))
    #expect(script.contains("async") && script.hasSuffix("send(document.body, {});\n"))
    let hash = Data(SHA256.hash(Array(script.utf8))).base64EncodedString()
    #expect(answer.headers["Content-Security-Policy"]?.contains("script-src 'sha256-\(hash)'") == true)
    #expect(answer.headers["Content-Language"] == "en")
  }

  @Test("a refusal says why, in the language asked for", arguments: [(Language.chinese, "没有"), (.english, "no such")])
  func refusal(language: Language, words: String) throws {
    let problem = Problem.notFound(Localized(zh: "报价单", en: "quote"), "<1>")
    let answer = CustomerPage.refusal(problem, language)
    let text = try #require(Self.text(of: answer))
    #expect(answer.status == 404 && text.contains(words) && text.contains("&lt;1&gt;") && !text.contains("{{"))
  }

  private static func text(of answer: HTTPResponse) -> String? {
    guard case .bytes(let bytes) = answer.body else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
