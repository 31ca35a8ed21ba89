import HTTP

/// A request that never was on a wire.
enum HTTPRequestForTests {
  static func make() -> HTTPRequest { HTTPRequest(method: "POST", path: "/") }
}
