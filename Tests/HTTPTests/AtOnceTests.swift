import HTTP
import Testing

/// Handlers that begin on the library's thread (`Taking.beginsAtOnce`).
@Suite(.timeLimit(.minutes(5)))
struct AtOnceTests {
  /// What a handler does before it answers, and how.
  enum Way: String, CaseIterable {
    case answersAtOnce, yields, sleeps, streams
  }

  private static func answer(_ way: Way, _ text: String) async -> HTTPResponse {
    switch way {
    case .answersAtOnce: break
    case .yields: for _ in 1...3 { await Task.yield() }
    case .sleeps: try? await Task.sleep(for: .milliseconds(1))
    case .streams: return HTTPResponse(body: .stream { try await $0.write(Array(text.utf8)) })
    }
    return HTTPResponse(body: .bytes(Array(text.utf8)))
  }

  /// Short bodies and one that is too long for the library's thread.
  @Test(arguments: Way.allCases, [0, 10, 100_000])
  func answersEveryRequest(_ way: Way, bodyBytes: Int) async throws {
    try await withServer(
      { $0.taking = { _, path in HTTPServer.Taking(beginsAtOnce: path == "/") } },
      handler: { await Self.answer(way, "\($0.method) \($0.body.count)") }
    ) { server in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...4 {
          group.addTask {
            try await offPool {
              let client = try RawClient(port: server.port)
              for _ in 1...25 {
                try client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(bodyBytes)\r\n\r\n")
                try client.send(String(repeating: "b", count: bodyBytes))
                let response = try client.readResponse()
                #expect(response.complete && response.text == "POST \(bodyBytes)")
              }
            }
          }
        }
        try await group.waitForAll()
      }
      try await expectServed(server)
    }
  }

  /// A handler that is cut off, before it has waited for anything or after.
  @Test(arguments: Way.allCases) func stopsUnderLoad(_ way: Way) async throws {
    let server = HTTPServer(configuration: Self.everythingAtOnce) { _ in await Self.answer(way, "ok") }
    try server.start()
    let served = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 1...4 {
        group.addTask {
          try await offPool {
            // The server may be gone at any moment.
            guard let client = try? RawClient(port: server.port) else { return }
            while let response = try? client.get("/"), response.status == 200 { served.add() }
          }
        }
      }
      while served.value < 100 { await Task.yield() }
      await server.stop(grace: .zero)
      try await group.waitForAll()
    }
    #expect(served.value >= 100)
  }

  private static var everythingAtOnce: HTTPServer.Configuration {
    var configuration = HTTPServer.Configuration()
    configuration.taking = { _, _ in HTTPServer.Taking(beginsAtOnce: true) }
    return configuration
  }

  @Test func isCancelledWhenTheServerStops() async throws {
    let (begun, cancelled) = (Event(), Event())
    let server = HTTPServer(configuration: Self.everythingAtOnce) { _ in
      begun.happen()
      await Event().wait()
      cancelled.happen()
      return HTTPResponse()
    }
    try server.start()
    async let status = offPool { try? RawClient(port: server.port).get("/").status }
    await begun.wait()
    await server.stop(grace: .zero)
    await cancelled.wait()
    let answered = try await status
    #expect(answered == nil)
  }
}
