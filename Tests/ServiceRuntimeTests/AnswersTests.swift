import HTTP
import JSON
import Kernel
import Persistence
import Testing

@testable import ServiceRuntime

@Suite struct LanguageTests {
  @Test(
    arguments: [
      (nil, Language.chinese), ("", .chinese), ("zh-CN,zh;q=0.9,en;q=0.8", .chinese), ("en", .english),
      ("en-GB,en;q=0.9", .english), ("en;q=0.5,zh;q=0.6", .chinese), ("en;q=0.6, ZH-TW;q=0.5", .english),
      ("fr,de;q=0.5", .chinese), ("fr,en;q=0.1", .english), ("*", .chinese), ("en, *;q=0.5", .english),
      ("zh;q=0, en;q=0.1", .english), ("zh;q=0", .chinese), ("en;q=2", .chinese), ("en;q=x, zh", .chinese),
      ("english", .chinese), (";;;,,,", .chinese),
    ] as [(String?, Language)])
  func followsAcceptLanguage(_ field: String?, _ language: Language) {
    #expect(Language(accepting: field) == language)
  }
}

@Suite struct AnswerFormatTests {
  @Test(
    arguments: [
      ("/v1/leads", nil, AnswerFormat.json), ("/v1/leads", "*/*", .json), ("/v1/leads", "text/csv", .csv),
      ("/v1/leads", "text/csv;q=0.5, application/json", .json), ("/v1/leads", "text/*", .json),
      ("/v1/leads", "application/json;q=0.5, TEXT/CSV", .csv), ("/v1/leads.csv", "application/json", .csv),
      ("/v1/leads", "text/csv;q=0", .json),
    ] as [(String, String?, AnswerFormat)])
  func negotiates(_ path: String, _ accept: String?, _ format: AnswerFormat) {
    var request = HTTPRequest(path: path)
    request.headers["Accept"] = accept
    #expect(AnswerFormat(of: request) == format)
  }
}

@Suite struct ProblemTests {
  let title = Localized(zh: "重复的线索", en: "This lead exists")

  @Test func writesTheDocument() throws {
    var problem = Problem(
      409, "duplicate-lead", title: title, detail: Localized(zh: "联系负责人。", en: "Talk to its owner."),
      errors: [FieldError(pointer: "/phone", code: "taken", detail: Localized(zh: "已登记", en: "Taken"))]
    ).with("ownerId", "E-1").with("status", 200)
    problem.retryAfter = 5
    let answer = problem.response(to: HTTPRequest(path: "/", headers: ["Accept-Language": "en"]))
    #expect(answer.status == 409)
    #expect(answer.headers["Content-Type"] == "application/problem+json")
    #expect(answer.headers["Content-Language"] == "en")
    #expect(answer.headers["Retry-After"] == "5")
    guard case .bytes(let bytes) = answer.body else { return }
    #expect(
      try JSON(parsing: bytes) == [
        "type": "/problems/duplicate-lead", "title": "This lead exists", "status": 409, "detail": "Talk to its owner.",
        "errors": [["pointer": "/phone", "code": "taken", "detail": "Taken"]], "ownerId": "E-1",
      ])
  }

  @Test func speaksChineseByDefault() {
    let problem = Problem(404, "not-found", title: title)
    #expect(
      problem.document(in: Language(accepting: nil)) == [
        "type": "/problems/not-found", "title": "重复的线索", "status": 404,
      ])
    #expect(problem.response(in: .chinese).headers["Retry-After"] == nil)
  }

  /// Only where the store says that nothing happened may a client give a command up.
  @Test(
    arguments: [
      (.overloaded, "not-taking-commands"), (.diskFull, "not-taking-commands"), (.closed, "not-taking-commands"),
      (.refusing("checked"), "not-taking-commands"), (.failed("disk I/O error"), "outcome-unknown"),
    ] as [(StoreError, String)])
  func tellsRefusedFromUnknown(_ error: StoreError, _ kind: String) {
    let problem = Problem(of: error)
    #expect(problem.status == 503 && problem.type == "/problems/\(kind)" && problem.retryAfter == 2)
  }
}

@Suite struct EntityTagTests {
  @Test(
    arguments: [
      ([], 428), (["\"v3\""], nil), (["*"], nil), ([" * "], nil), (["\"v2\", \"v3\""], nil),
      (["\"v2\"", "\"v3\""], nil),
      (["\"v2\""], 412), (["W/\"v3\""], 412), (["W/\"v3\", \"v3\""], nil), (["v3"], 400), (["\"v3"], 400), ([""], 400),
      (["\"v3\" \"v4\""], 400), (["\"v3\","], 400), (["*, \"v3\""], 400), (["w/\"v3\""], 400), (["\"a b\""], 400),
      (["\"a,b\",\"v3\""], nil), (["\"\""], 412),
    ] as [([String], Int?)])
  func requiresIfMatch(_ fields: [String], _ status: Int?) {
    var request = HTTPRequest(method: "PATCH", path: "/")
    for field in fields { request.headers.add("If-Match", field) }
    let tag = EntityTag(version: 3)
    #expect(tag.field == "\"v3\"")
    var refused: Int?
    do { try tag.require(ifMatchOf: request) } catch { refused = error.status }
    #expect(refused == status)
  }

  @Test func knowsWhatTheClientHas() {
    let tag = EntityTag(content: "abc".utf8)
    #expect(tag == EntityTag(content: "abc".utf8))
    #expect(tag != EntityTag(content: "abd".utf8))
    #expect(tag.isKnown(to: HTTPRequest(path: "/", headers: ["If-None-Match": "W/\(tag.field)"])))
    #expect(!tag.isKnown(to: HTTPRequest(path: "/", headers: ["If-None-Match": "\"other\""])))
    #expect(!tag.isKnown(to: HTTPRequest(path: "/")))
  }
}

@Suite struct IdempotencyKeyTests {
  @Test(
    arguments: [
      ("\"abc\"", "abc"), ("abc", "abc"), (" \"a-1\" ", "a-1"), (#""a\"b\\c""#, #"a"b\c"#), ("", nil), ("\"\"", nil),
      ("\"abc", nil), ("\"a\"b\"", nil), (#""a\n""#, nil), (#""a\""#, nil), ("a b", nil), ("\"a b\"", nil), ("键", nil),
      (String(repeating: "k", count: 255), String(repeating: "k", count: 255)),
      (String(repeating: "k", count: 256), nil), ("\"", nil),
    ] as [(String, String?)])
  func reads(_ field: String, _ key: String?) {
    #expect(IdempotencyKey(field: field)?.text == key)
  }

  @Test func isTakenFromTheRequestOnce() throws {
    #expect(try IdempotencyKey.of(HTTPRequest(method: "POST", path: "/")) == nil)
    var request = HTTPRequest(method: "POST", path: "/", headers: ["idempotency-key": "k1"])
    #expect(try IdempotencyKey.of(request)?.text == "k1")
    request.headers.add("Idempotency-Key", "k2")
    let problem = #expect(throws: Problem.self) { try IdempotencyKey.of(request) }
    #expect(problem?.status == 400)
  }
}

@Suite struct PageRequestTests {
  @Test func goesThereAndBack() throws {
    let cursor = Cursor(["李+/~?", 42, .null])
    #expect(cursor.text.utf8.allSatisfy { $0.isLetterDigitOrDash })
    #expect(try Cursor(cursor.text, count: 3) == cursor)
    let page = try PageRequest(
      of: HTTPRequest(path: "/", query: [("limit", "500"), ("cursor", cursor.text)]), sortedBy: 3)
    #expect(page.limit == 500)
    #expect(page.cursor == cursor)
    #expect(try PageRequest(of: HTTPRequest(path: "/"), sortedBy: 3).limit == 50)
  }

  @Test(arguments: [
    ("cursor", ""), ("cursor", "!!!"), ("cursor", "e30"), ("cursor", "WzFd"), ("cursor", "WzEsMl0="),
    ("cursor", "WzEsMl1"), ("limit", "0"), ("limit", "501"), ("limit", "x"), ("limit", ""), ("limit", "-1"),
  ])
  func refusesByField(_ name: String, _ value: String) throws {
    let request = HTTPRequest(path: "/", query: [(name, value)])
    let problem = try #require(throws: Problem.self) { try PageRequest(of: request, sortedBy: 2) }
    #expect(problem.status == 422)
    #expect(problem.errors.map(\.pointer) == ["/\(name)"])
  }
}

extension UInt8 {
  fileprivate var isLetterDigitOrDash: Bool {
    (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self) || self == 45 || self == 95
  }
}
