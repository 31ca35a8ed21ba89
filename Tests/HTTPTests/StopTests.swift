import HTTP
import Testing

@Suite(.timeLimit(.minutes(5)))
struct StopTests {
  private static func request(_ server: HTTPServer, _ path: String = "/") async throws -> RawClient {
    try await offPool {
      let client = try RawClient(port: server.port)
      try client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
      return client
    }
  }

  @Test func letsHandlersAnswerWithinTheGraceAndRefusesNewRequests() async throws {
    let (entered, go) = (Event(), Event())
    try await withServer(handler: { _ in
      entered.happen()
      await go.wait()
      return HTTPResponse(body: .bytes(Array("done".utf8)))
    }) { server in
      let client = try await Self.request(server)
      await entered.wait()
      async let stopped: Void = server.stop(grace: .seconds(30))
      try await offPool {
        while case let refused = try RawClient(port: server.port).get("/ping"), refused.status != 503 {}
        let refused = try RawClient(port: server.port).get("/ping")
        #expect(refused.status == 503)
        #expect(refused.headers["connection"]?.lowercased() == "close")
        go.happen()
        #expect(try client.readResponse().text == "done")
      }
      await stopped
      await #expect(throws: RawClient.Failure.self) { try await offPool { _ = try RawClient(port: server.port) } }
    }
  }

  @Test func cancelsHandlersAfterTheGraceAndCutsTheirConnections() async throws {
    let (entered, cancelled) = (Event(), Event())
    try await withServer(handler: { _ in
      entered.happen()
      await Event().wait()
      if Task.isCancelled { cancelled.happen() }
      return HTTPResponse()
    }) { server in
      let client = try await Self.request(server)
      await entered.wait()
      await server.stop(grace: .milliseconds(20))
      await cancelled.wait()
      #expect(try await offPool { try client.isClosed() })
    }
  }

  /// Whatever a handler does that ignores its cancellation, it must not meet the stopped library.
  @Test func outlivesHandlersThatIgnoreTheirCancellation() async throws {
    let (entered, go, answered) = (Event(), Event(), Event())
    try await withServer(handler: { _ in
      entered.happen()
      await Task { await go.wait() }.value
      defer { answered.happen() }
      return HTTPResponse(body: .stream { try await $0.write([1]) })
    }) { server in
      let client = try await Self.request(server)
      await entered.wait()
      await server.stop(grace: .zero)
      go.happen()
      await answered.wait()
      #expect(try await offPool { try client.isClosed() })
    }
  }

  @Test(arguments: ["text/event-stream", "text/plain"], [true, false])
  func endsStreams(type: String, clientGone: Bool) async throws {
    let (written, ended) = (Event(), Event())
    try await withServer(handler: { _ in
      HTTPResponse(
        headers: ["Content-Type": type],
        body: .stream { writer in
          defer { ended.happen() }
          try await writer.write([1])
          written.happen()
          await Event().wait()
        })
    }) { server in
      let client = try await Self.request(server)
      await written.wait()
      if clientGone { client.reset() }
      // An event stream does not use up the grace.
      let isEventStream = type == "text/event-stream"
      let time = await ContinuousClock().measure {
        await server.stop(grace: isEventStream ? .seconds(50) : .milliseconds(20))
      }
      #expect(time < .seconds(40))
      await ended.wait()
      guard !clientGone else { return }
      let response = try await offPool { try client.readResponse() }
      #expect(response.complete == isEventStream)
    }
  }

  @Test func survivesClientsThatLeftWhileTheirHandlersRun() async throws {
    let count = 20
    let entered = Counter()
    let all = Event()
    try await withServer(handler: { _ in
      entered.add()
      if entered.value == count { all.happen() }
      await Event().wait()
      return HTTPResponse()
    }) { server in
      var clients: [RawClient] = []
      for _ in 0..<count { clients.append(try await Self.request(server)) }
      await all.wait()
      for (number, client) in clients.enumerated() { number.isMultiple(of: 2) ? client.reset() : client.close() }
      await server.stop(grace: .milliseconds(10))
    }
  }

  /// The race that the library punishes: connections that become suspended while it is stopped.
  @Test func survivesBeingStoppedUnderLoad() async throws {
    for _ in 1...10 {
      let served = Event()
      try await withServer(handler: { request in
        if request.path == "/50" { served.happen() }
        return request.path.hasSuffix("3")
          ? HTTPResponse(body: .stream { try await $0.write([UInt8](repeating: 1, count: 100_000)) }) : HTTPResponse()
      }) { server in
        async let load: Void = withTaskGroup(of: Void.self) { group in
          for _ in 1...4 {
            group.addTask {
              try? await offPool {
                for number in 1...100_000 { _ = try RawClient(port: server.port).get("/\(number)") }
              }
            }
          }
        }
        await served.wait()
        await server.stop(grace: .zero)
        await load
      }
    }
  }

  @Test func stopsTwiceAndBeforeItsStart() async throws {
    let server = HTTPServer { _ in HTTPResponse() }
    await server.stop(grace: .zero)
    try await withServer { server in
      await server.stop(grace: .zero)
      await server.stop(grace: .zero)
    }
  }
}
