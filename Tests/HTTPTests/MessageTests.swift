import HTTP
import Testing

struct MessageTests {
  @Test(arguments: [
    ("a=1", "a", "1"), ("b=2; a=1", "a", "1"), ("a=1;a=2", "a", "1"), ("a=\"x y\"", "a", "x y"), ("a=", "a", ""),
    ("a=b=c", "a", "b=c"), ("aa=1", "a", nil), ("A=1", "a", nil), ("a", "a", nil), ("", "a", nil), ("a=\"", "a", "\""),
  ])
  func readsCookies(header: String, name: String, value: String?) {
    #expect(HTTPRequest(path: "/", headers: ["cookie": header]).cookie(name) == value)
  }

  @Test(arguments: [
    ("a=1&b=2", ["a=1", "b=2"]), ("a=x+y%26%3D", ["a=x y&="]), ("a&b=&&=c", ["a=", "b=", "=c"]), ("", []),
    ("%E5%AE%B6=%e5%ae%b6", ["家=家"]), ("a=%00", nil), ("a=%", nil), ("a=%zz", nil), ("%FF=1", nil),
  ])
  func readsForms(body: String, fields: [String]?) {
    let type = "application/x-www-form-urlencoded; charset=UTF-8"
    let request = HTTPRequest(method: "POST", path: "/", headers: ["Content-Type": type], body: Array(body.utf8))
    #expect(request.form?.map { "\($0.name)=\($0.value)" } == fields)
  }

  @Test func takesNothingElseForAForm() {
    #expect(HTTPRequest(path: "/", body: Array("a=1".utf8)).form == nil)
    #expect(HTTPRequest(path: "/", headers: ["Content-Type": "application/json"]).form == nil)
  }

  @Test(arguments: [
    (ServerSentEvent(data: "x"), "data: x\n\n"),
    (ServerSentEvent(event: "lead", id: "7", data: "{}"), "event: lead\nid: 7\ndata: {}\n\n"),
    (ServerSentEvent(data: "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
    (ServerSentEvent(data: ""), "data: \n\n"),
    (ServerSentEvent(event: "a\ndata: forged", id: "1\r2", data: "家"), "event: a\nid: 1\ndata: 家\n\n"),
  ])
  func writesServerSentEvents(event: ServerSentEvent, text: String) {
    #expect(String(decoding: event.bytes, as: UTF8.self) == text)
  }
}
