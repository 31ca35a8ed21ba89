import Foundation
import HTTP
import Testing

private struct Failed: Error {}

@Suite(.timeLimit(.minutes(5)))
struct AnswerTests {
  @Test func streamsInChunks() async throws {
    try await withServer(handler: { _ in
      HTTPResponse(
        headers: ["Content-Type": "text/plain"],
        body: .stream { writer in
          for piece in ["one", "", "two"] { try await writer.write(Array(piece.utf8)) }
        })
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        for _ in 1...2 {
          let response = try client.get("/stream")
          #expect(response.headers["transfer-encoding"] == "chunked")
          #expect(response.complete && response.text == "onetwo")
        }
      }
    }
  }

  @Test func sendsWhatIsWrittenBeforeTheStreamEnds() async throws {
    let received = Event()
    try await withServer(handler: { _ in
      HTTPResponse(
        body: .stream { writer in
          try await writer.write(Array("first".utf8))
          await received.wait()
          try await writer.write(Array("second".utf8))
        })
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        try client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.readHead().status == 200)
        #expect(try client.readChunk() == Array("first".utf8))
        received.happen()
        #expect(try client.readChunk() == Array("second".utf8))
        #expect(try client.readChunk() == nil)
      }
    }
  }

  @Test func holdsBackAWriterWhoseClientIsBehind() async throws {
    let written = Counter()
    let total = 64 << 20
    try await withServer(handler: { _ in
      HTTPResponse(
        body: .stream { writer in
          let piece = [UInt8](repeating: 7, count: 32 << 10)
          while written.value < total {
            try await writer.write(piece)
            written.add(piece.count)
          }
        })
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port, receiveBuffer: 64 << 10)
        try client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.readHead().status == 200)
        var read = 0
        while let chunk = try client.readChunk() {
          read += chunk.count
          // What the kernel buffers for both sides comes on top of what the server does.
          #expect(written.value - read < 16 << 20)
        }
        #expect(read == total)
      }
    }
  }

  @Test func cutsAStreamThatThrows() async throws {
    try await withServer(handler: { _ in
      HTTPResponse(
        body: .stream { writer in
          try await writer.write([1, 2, 3])
          throw Failed()
        })
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        #expect(try !client.get("/stream").complete)
        #expect(try client.isClosed())
      }
      try await expectServed(server)
    }
  }

  @Test func endsAStreamToAnOldClientByClosing() async throws {
    try await withServer(handler: { _ in HTTPResponse(body: .stream { try await $0.write([65]) }) }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        try client.send("GET /stream HTTP/1.0\r\n\r\n")
        #expect(try client.readHead().headers["transfer-encoding"] == nil)
        #expect(try client.isClosed())
      }
    }
  }

  @Test func answersHeadWithoutBody() async throws {
    let streamed = Counter()
    try await withServer(handler: { request in
      guard request.path == "/stream" else { return HTTPResponse(body: .bytes([1, 2, 3])) }
      return HTTPResponse(body: .stream { _ in streamed.add() })
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        for path in ["/bytes", "/bytes", "/stream"] {
          try client.send("HEAD \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
          let response = try client.readResponse(hasBody: false)
          #expect(response.status == 200)
          #expect(response.headers["content-length"] == (path == "/bytes" ? "3" : nil))
        }
        #expect(try client.readToEnd().isEmpty)
      }
      #expect(streamed.value == 0)
    }
  }

  @Test func sendsFiles() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "http-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try Data(content).write(to: folder.appending(path: "file"))
    try Data().write(to: folder.appending(path: "empty"))
    let path = folder.path
    try await withServer(handler: {
      HTTPResponse(headers: ["Content-Type": "application/x-test"], body: .file(path: path + $0.path))
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        for (name, status, body) in [
          ("/file", 200, content), ("/empty", 200, []), ("/missing", 404, nil), ("/", 404, nil),
          ("/file", 200, content),
        ] {
          let response = try client.get(name)
          #expect(response.status == status)
          #expect(
            response.headers["content-type"] == (status == 200 ? "application/x-test" : "text/plain; charset=utf-8"))
          if let body { #expect(response.body == body) }
        }
      }
    }
  }

  @Test(arguments: [
    HTTPResponse(headers: ["X-Split": "a\r\nSet-Cookie: b=c"]), HTTPResponse(headers: ["X Y": "a"]),
    HTTPResponse(status: 99), HTTPResponse(status: 1000), HTTPResponse(status: -1),
  ])
  func refusesAnswersThatAreNotHTTP(response: HTTPResponse) async throws {
    try await withServer(handler: { _ in response }) { server in
      try await offPool {
        let response = try RawClient(port: server.port).get("/")
        #expect(response.status == 500)
        #expect(response.headers["set-cookie"] == nil)
      }
    }
  }

  @Test func leavesLengthsToTheLibrary() async throws {
    try await withServer(handler: { _ in
      HTTPResponse(
        status: 201, headers: ["Content-Length": "7", "X-Empty": "", "ETag": "\"1\""], body: .bytes([1, 2]))
    }) { server in
      try await offPool {
        let response = try RawClient(port: server.port).get("/")
        #expect(response.status == 201)
        #expect(response.body == [1, 2])
        #expect(response.headers["etag"] == "\"1\"")
        #expect(response.headers["date"] != nil)
      }
    }
  }

  @Test func answersAThousandAtOnce() async throws {
    let waiting = Counter()
    let all = Event()
    try await withServer(
      { $0.maximumRequestsUnderWay = 1_000 },
      handler: { request in
        waiting.add()
        if waiting.value == 1_000 { all.happen() }
        await all.wait()
        return HTTPResponse(body: .bytes(Array(request.path.utf8)))
      }
    ) { server in
      try await offPool {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 4_096))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        // None is answered before all are there.
        let clients = try (0..<1_000).map { number in
          let client = try RawClient(port: server.port, receiveTimeout: .seconds(30))
          try client.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
          return client
        }
        for (number, client) in clients.enumerated() { #expect(try client.readResponse().text == "/\(number)") }
      }
    }
  }

  /// A connection has one request at most: with as many allowed as connections, nobody would ever be refused.
  @Test func allowsFewerRequestsThanConnections() {
    let configuration = HTTPServer.Configuration()
    #expect(configuration.maximumRequestsUnderWay < configuration.maximumConnections)
  }

  @Test func refusesRequestsBeyondTheMaximumUnderWay() async throws {
    let (entered, leave) = (Event(), Event())
    try await withServer(
      { $0.maximumRequestsUnderWay = 1 },
      handler: { _ in
        entered.happen()
        await leave.wait()
        return HTTPResponse()
      }
    ) { server in
      let held = try await offPool {
        let client = try RawClient(port: server.port)
        try client.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
        return client
      }
      await entered.wait()
      try await offPool {
        let client = try RawClient(port: server.port)
        let refused = try client.get("/ping")
        #expect(refused.status == 503)
        #expect(refused.headers["retry-after"] == "1")
        leave.happen()
        #expect(try held.readResponse().status == 200)
        // The first counts until the library is done with it, which may be after its answer has come.
        while try client.get("/ping").status == 503 {}
      }
    }
  }
}
