import HTTP
import Testing

struct RouterTests {
  private static let router: Router<String> = {
    var router = Router<String>()
    let patterns = [
      "GET /", "GET /v1/leads", "POST /v1/leads", "GET /v1/leads/{id}", "PATCH /v1/leads/{id}",
      "GET /v1/leads/duplicates", "POST /v1/leads/{leadID}/assign", "POST /v1/leads/duplicates/merge",
      "GET /v1/deliveries/{id}.html", "GET /v1/deliveries/{id}", "GET /v1/reports/{name}.csv",
      "GET /v1/reports/{name}.tar.csv", "GET /v1/reports/{name}/explain", "HEAD /v1/reports/{name}/explain",
      "GET /v1/家/{号}", "DELETE /v1/{a}/{b}/{c}",
    ]
    for pattern in patterns {
      let parts = pattern.split(separator: " ")
      try? router.add(String(parts[0]), String(parts[1]), pattern)
    }
    return router
  }()

  @Test(arguments: [
    ("GET", "/", "GET /", [:]),
    ("GET", "/v1/leads", "GET /v1/leads", [:]),
    ("POST", "/v1/leads", "POST /v1/leads", [:]),
    ("HEAD", "/v1/leads", "GET /v1/leads", [:]),
    ("HEAD", "/v1/reports/x/explain", "HEAD /v1/reports/{name}/explain", ["name": "x"]),
    ("GET", "/v1/leads/17", "GET /v1/leads/{id}", ["id": "17"]),
    ("GET", "/v1/leads/a b", "GET /v1/leads/{id}", ["id": "a b"]),
    ("GET", "/v1/leads/duplicates", "GET /v1/leads/duplicates", [:]),
    ("POST", "/v1/leads/17/assign", "POST /v1/leads/{leadID}/assign", ["leadID": "17"]),
    // The literal leads to merge only, so the parameter is tried.
    ("POST", "/v1/leads/duplicates/assign", "POST /v1/leads/{leadID}/assign", ["leadID": "duplicates"]),
    ("GET", "/v1/deliveries/17.html", "GET /v1/deliveries/{id}.html", ["id": "17"]),
    ("GET", "/v1/deliveries/17.htm", "GET /v1/deliveries/{id}", ["id": "17.htm"]),
    ("GET", "/v1/deliveries/.html", "GET /v1/deliveries/{id}", ["id": ".html"]),
    ("GET", "/v1/reports/a.b.csv", "GET /v1/reports/{name}.csv", ["name": "a.b"]),
    ("GET", "/v1/reports/a.tar.csv", "GET /v1/reports/{name}.tar.csv", ["name": "a"]),
    ("GET", "/v1/reports/a.csv/explain", "GET /v1/reports/{name}/explain", ["name": "a.csv"]),
    ("GET", "/v1/家/三", "GET /v1/家/{号}", ["号": "三"]),
    ("DELETE", "/v1/leads/1/x", "DELETE /v1/{a}/{b}/{c}", ["a": "leads", "b": "1", "c": "x"]),
  ])
  func finds(method: String, path: String, value: String, parameters: [String: String]) {
    guard case .found(let found, let taken) = Self.router.match(method, path) else {
      Issue.record("\(method) \(path) is not found")
      return
    }
    #expect(found == value)
    #expect(taken == parameters)
  }

  @Test(arguments: [
    "", "v1/leads", "/v1", "/v1/", "/v1/leads/", "//", "/v1/leads/1/", "/v1//leads", "/V1/leads", "/v1/reports/x",
  ])
  func findsNothing(path: String) {
    guard case .notFound = Self.router.match("GET", path) else {
      Issue.record("\(path) is found")
      return
    }
  }

  @Test(arguments: [
    ("DELETE", "/v1/leads", ["GET", "HEAD", "POST"]), ("GET", "/v1/leads/1/assign", ["POST"]),
    ("POST", "/v1/leads/duplicates", ["GET", "HEAD"]), ("get", "/", ["GET", "HEAD"]),
  ])
  func tellsTheAllowedMethods(method: String, path: String, methods: [String]) {
    guard case .methodNotAllowed(let allowed) = Self.router.match(method, path) else {
      Issue.record("\(method) \(path) is found or not found")
      return
    }
    #expect(allowed == methods)
  }

  @Test(arguments: [
    ("/v1/{id}", "/v1/{name}"), ("/v1/{id}.csv", "/v1/{name}.csv"), ("/", "/"), ("/v1/a/{x}/b", "/v1/a/{y}/b"),
  ])
  func refusesDuplicates(first: String, second: String) throws {
    var router = Router<Int>()
    try router.add("GET", first, 1)
    try router.add("POST", second, 2)
    #expect(throws: RouterError.duplicate(method: "GET", pattern: second)) { try router.add("GET", second, 3) }
  }

  @Test(arguments: ["", "v1", "/{}", "/{id", "/id}", "/a{id}", "/{id}{more}", "/{id}.{kind}", "/{id}/x/{id}"])
  func refusesMalformedPatterns(pattern: String) {
    var router = Router<Int>()
    #expect(throws: RouterError.malformed(pattern: pattern)) { try router.add("GET", pattern, 1) }
  }
}
