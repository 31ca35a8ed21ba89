import HTTP
import Testing

private let echo: HTTPServer.Handler = { request in
  HTTPResponse(headers: ["X-Method": request.method], body: .bytes(request.body))
}

@Suite(.timeLimit(.minutes(5)))
struct RequestTests {
  @Test func keepsConnectionsAliveAndAnswersPipelinedRequestsInOrder() async throws {
    try await withServer(handler: { HTTPResponse(body: .bytes(Array($0.path.utf8))) }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        try client.send((1...5).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
        for number in 1...5 { #expect(try client.readResponse().text == "/\(number)") }
        #expect(try client.get("/again").text == "/again")
      }
    }
  }

  @Test(arguments: [0, 1, 70_000, 1 << 20], [true, false])
  func takesBodies(size: Int, chunked: Bool) async throws {
    try await withServer(handler: echo) { server in
      try await offPool {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let client = try RawClient(port: server.port)
        for _ in 1...2 {
          if chunked {
            try client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            for start in stride(from: 0, to: size, by: 9_973) {
              let chunk = body[start..<min(size, start + 9_973)]
              try client.send(Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + [13, 10])
            }
            try client.send("0\r\n\r\n")
          } else {
            try client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n")
            try client.send(body)
          }
          let response = try client.readResponse()
          #expect(response.status == 200)
          #expect(response.headers["x-method"] == "POST")
          #expect(response.body == body)
        }
      }
    }
  }

  @Test func answersExpectationOfContinue() async throws {
    try await withServer(handler: echo) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        try client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(try client.readHead().status == 100)
        try client.send("ok")
        #expect(try client.readResponse().text == "ok")
      }
    }
  }

  @Test func decodesPathAndQueryAndKeepsTheOrderOfFields() async throws {
    try await withServer(handler: { request in
      let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
      let tags = request.headers.values(of: "x-tag").joined(separator: "|")
      let lines = [request.path, query, tags, request.cookie("session") ?? "none", request.peer]
      return HTTPResponse(body: .bytes(Array(lines.joined(separator: "\n").utf8)))
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        try client.send(
          "GET /%E5%AE%B6/a%2Bb?q=%E5%AE%B6+%2B&empty=&bare&q=2 HTTP/1.1\r\nHost: x\r\nX-Tag: 1\r\nx-tag: 2\r\n"
            + "Cookie: other=1; session=\"abc=\"\r\n\r\n")
        #expect(try client.readResponse().text == "/家/a+b\nq=家 +|empty=|bare=|q=2\n1|2\nabc=\n127.0.0.1")
      }
    }
  }

  @Test(arguments: [
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\ncontent-length: 3\r\n\r\nhi",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 2\r\n\r\nhi",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -2\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /%FF HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /%4 HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /?q=%C3%28 HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /?q%00=1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
  ])
  func refusesAndCloses(request: String) async throws {
    try await withCountingServer { server, calls in
      try await offPool {
        let client = try RawClient(port: server.port)
        try client.send(request)
        #expect(try client.readResponse().status == 400)
        #expect(try client.isClosed())
      }
      #expect(calls.value == 0)
      try await expectServed(server)
    }
  }

  @Test(arguments: [
    [0, 255, 254, 13, 10, 13, 10], Array("\u{16}\u{3}\u{1}\r\n\r\n".utf8), [UInt8](repeating: 65, count: 100_000),
  ])
  func survivesGarbage(bytes: [UInt8]) async throws {
    try await withServer({ $0.headDeadline = .milliseconds(500) }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        try? client.send(bytes)
        client.shutdownWriting()
        #expect(try client.isClosed())
      }
      try await expectServed(server)
    }
  }

  /// The library alone takes some five hundred, and waits for ever with one more.
  @Test(arguments: [100, 101, 500, 2_000, 3_500], ["a=1", "a"])
  func boundsTheNumberOfParameters(count: Int, parameter: String) async throws {
    try await withServer(handler: { request in
      let whole = request.query.filter { $0.name == "a" && ($0.value.isEmpty || $0.value == "1") }
      return HTTPResponse(body: .bytes(Array("\(whole.count) \(request.path)".utf8)))
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        let query = Array(repeating: parameter, count: count).joined(separator: "&")
        let answer = try client.get("/b?\(query)")
        guard count <= 100 else {
          #expect(answer.status == 414 && !answer.text.isEmpty)
          return
        }
        #expect(answer.text == "\(count) /b")
        // Nothing of it stays for the next request.
        #expect(try client.get("/c").text == "0 /c")
      }
    }
  }

  @Test(arguments: [(8_192, 200), (8_193, 414), (15_000, 414)])
  func boundsTheTarget(bytes: Int, status: Int) async throws {
    try await withServer { server in
      try await offPool {
        for start in ["/", "/a?q="] {
          let padding = String(repeating: "a", count: bytes - start.utf8.count)
          let answer = try RawClient(port: server.port).get(start + padding)
          #expect(answer.status == status)
        }
      }
      try await expectServed(server)
    }
  }

  /// The library takes each apart where it may, and after some hundred has no room left for an answer.
  @Test(arguments: [(1, 200), (100, 200), (500, 200), (2_500, 200), (7_000, 200), (9_000, 431)])
  func answersManyCookies(count: Int, status: Int) async throws {
    try await withServer(handler: { HTTPResponse(body: .bytes(Array(($0.cookie("last") ?? "none").utf8))) }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        let cookies = String(repeating: "a;", count: count)
        try client.send("GET / HTTP/1.1\r\nHost: x\r\nCookie: \(cookies)last=1\r\nCookie: \r\n\r\n")
        let answer = try client.readResponse()
        #expect(answer.status == status)
        #expect(status != 200 || answer.text == "1")
      }
      try await expectServed(server)
    }
  }

  @Test(arguments: [
    ("a&&b", "a=|=|b="), ("&a", "=|a="), ("a=1&", "a=1"), ("a==&=b", "a==|=b"), ("?x=%3F", "?x=?"), ("", ""),
    ("&", "="),
  ])
  func readsParametersOfEveryForm(query: String, expected: String) async throws {
    try await withServer(handler: { request in
      HTTPResponse(
        body: .bytes(Array(request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "|").utf8)))
    }) { server in
      let text = try await offPool { try RawClient(port: server.port).get("/?\(query)").text }
      #expect(text == expected)
    }
  }

  /// Each takes of the library's memory as well, whose end it answers.
  @Test(arguments: [1_500, 4_000]) func answersHeadsOfManyFieldsAtOnce(count: Int) async throws {
    try await withServer { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        let fields = String(repeating: "A:b\r\n", count: count)
        try client.send("GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
        #expect(try client.readResponse().status == 431)
      }
      try await expectServed(server)
    }
  }

  /// The first is refused here, the second by the library.
  @Test(arguments: [20_000, 100_000])
  func refusesLongHeads(size: Int) async throws {
    try await withServer { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        let padding = String(repeating: "a", count: size)
        try? client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Padding: \(padding)\r\n\r\n")
        #expect(try client.readResponse().status == 431)
        #expect(try client.isClosed())
      }
      try await expectServed(server)
    }
  }

  @Test func refusesBodiesBeyondTheLimitOfTheirRoute() async throws {
    try await withServer({ configuration in
      configuration.taking = { method, path in
        HTTPServer.Taking(maximumBodyBytes: method == "POST" && path == "/import" ? 5_000 : 1_000)
      }
      configuration.errorResponse = { refusal, headers in
        HTTPResponse(
          status: refusal.status,
          headers: ["X-Reason": "\(refusal)", "Content-Language": headers["Accept-Language"] ?? "none"],
          body: .bytes(Array("mine".utf8)))
      }
    }) { server in
      try await offPool {
        for (path, size, status) in [
          ("/", 1_000, 200), ("/", 1_001, 413), ("/import", 5_000, 200), ("/import", 5_001, 413),
        ] {
          let announcing = try RawClient(port: server.port)
          let head = "POST \(path) HTTP/1.1\r\nHost: x\r\nAccept-Language: zh\r\n"
          // Announced: answered without the body.
          try announcing.send("\(head)Content-Length: \(size)\r\n\r\n")
          if status == 200 { try announcing.send([UInt8](repeating: 0, count: size)) }
          let early = try announcing.readResponse()
          #expect(early.status == status)
          #expect(status == 200 || early.text == "mine" && early.headers["x-reason"]?.contains("exceeds") == true)

          let chunked = try RawClient(port: server.port)
          try chunked.send("\(head)Transfer-Encoding: chunked\r\n\r\n")
          for count in [size / 2, size - size / 2] {
            try chunked.send("\(String(count, radix: 16))\r\n\(String(repeating: "b", count: count))\r\n")
          }
          try chunked.send("0\r\n\r\n")
          let late = try chunked.readResponse()
          #expect(late.status == status)
          for answer in [early, late] where status == 413 { #expect(answer.headers["content-language"] == "zh") }
        }
      }
      try await expectServed(server)
    }
  }

  /// A client that sends all before it reads gets the answer up to a bound, beyond which nobody reads on.
  @Test func readsWhatItRefusesUpToABound() async throws {
    try await withServer({
      $0.taking = { _, _ in HTTPServer.Taking(maximumBodyBytes: 1_000) }
      $0.maximumDroppedBytes = 12 << 20
    }) { server in
      try await offPool {
        // A window that is soon full: the client would go on only where somebody reads.
        for _ in 1...5 {
          let client = try RawClient(port: server.port, receiveBuffer: 4_096)
          try client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(10 << 20)\r\n\r\n")
          try client.send([UInt8](repeating: 0, count: 10 << 20))
          #expect(try client.readResponse().status == 413)
          #expect(try client.isClosed())
        }

        let longer = try RawClient(port: server.port)
        try longer.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(200 << 20)\r\n\r\n")
        #expect(throws: RawClient.Failure.self) {
          for _ in 1...200 { try longer.send([UInt8](repeating: 0, count: 1 << 20)) }
        }

        let chunked = try RawClient(port: server.port)
        try chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 0, count: 1 << 20) + [13, 10]
        #expect(throws: RawClient.Failure.self) {
          for _ in 1...200 { try chunked.send(chunk) }
        }
      }
      try await expectServed(server)
    }
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "G",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
  ])
  func cutsSlowSenders(beginning: String) async throws {
    try await withServer({
      $0.headDeadline = .milliseconds(200)
      $0.bodyDeadline = .milliseconds(200)
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port, receiveTimeout: .milliseconds(20))
        try client.send(beginning)
        var sent = 0
        trickle: while sent < 500 {
          do {
            if try client.isClosed() { break trickle }
          } catch RawClient.Failure.timedOut {
            guard (try? client.send("a")) != nil else { break trickle }
            sent += 1
          }
        }
        #expect(sent < 500)
      }
      try await expectServed(server)
    }
  }

  @Test func letsConnectionsIdleBetweenRequestsBeyondTheDeadlines() async throws {
    try await withServer({
      $0.headDeadline = .milliseconds(50)
      $0.bodyDeadline = .milliseconds(50)
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        #expect(try client.get("/ping").status == 200)
        client.receiveTimeout = .milliseconds(400)
        #expect(throws: RawClient.Failure.self) { try client.isClosed() }
        client.receiveTimeout = .seconds(10)
        #expect(try client.get("/ping").status == 200)
      }
    }
  }

  @Test func sendsTheLongestIdleAwayWhenAllPlacesAreTaken() async throws {
    try await withServer({ $0.maximumConnections = 32 }) { server in
      try await offPool {
        var idle: [RawClient] = []
        for _ in 0..<100 { idle.append(try RawClient(port: server.port)) }
        #expect(try RawClient(port: server.port).get("/ping").status == 200)
        #expect(try idle[0].isClosed())
      }
      try await expectServed(server)
    }
  }

  @Test func closesIdleConnections() async throws {
    try await withServer({ $0.idleTimeout = .seconds(1) }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        #expect(try client.get("/ping").status == 200)
        #expect(try client.isClosed())
      }
    }
  }
}
