import HTTP
import Testing

/// How a client leaves: with a good-bye, without one, or in one direction only.
enum Leaving: CaseIterable, Sendable {
  case closing, resetting

  func callAsFunction(_ client: RawClient) {
    switch self {
    case .closing: client.close()
    case .resetting: client.reset()
    }
  }
}

@Suite(.timeLimit(.minutes(5)))
struct LeavingClientTests {
  @Test(arguments: Leaving.allCases)
  func leavesInTheMiddleOfABody(leave: Leaving) async throws {
    try await withCountingServer { server, calls in
      try await offPool {
        for _ in 1...20 {
          let client = try RawClient(port: server.port)
          try client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
          leave(client)
        }
      }
      try await expectServed(server)
      #expect(calls.value == 0)
    }
  }

  @Test(arguments: Leaving.allCases)
  func leavesWhileTheHandlerRuns(leave: Leaving) async throws {
    let (entered, go, answered) = (Event(), Event(), Event())
    try await withServer(handler: { _ in
      entered.happen()
      await go.wait()
      defer { answered.happen() }
      return HTTPResponse(body: .bytes([UInt8](repeating: 0, count: 1 << 20)))
    }) { server in
      let client = try await offPool {
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return client
      }
      await entered.wait()
      leave(client)
      try await expectServed(server)
      go.happen()
      await answered.wait()
      try await expectServed(server)
    }
  }

  /// The heartbeat of an event stream finds out.
  @Test(arguments: Leaving.allCases)
  func leavesWhileAStreamIsWritten(leave: Leaving) async throws {
    let ended = Event()
    try await withServer(handler: { _ in
      HTTPResponse(
        headers: ["Content-Type": "text/event-stream"],
        body: .stream { writer in
          defer { ended.happen() }
          while true {
            try await writer.write(ServerSentEvent.heartbeat)
            await Task.yield()
          }
        })
    }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.readHead().status == 200)
        #expect(try client.readChunk() != nil)
        leave(client)
      }
      await ended.wait()
      try await expectServed(server)
    }
  }

  @Test func cancelsAStreamWhoseWriterWaits() async throws {
    let (writing, ended) = (Event(), Event())
    try await withServer(handler: { _ in
      HTTPResponse(
        body: .stream { writer in
          defer { ended.happen() }
          // More than anybody buffers: waits for the client.
          writing.happen()
          while true { try await writer.write([UInt8](repeating: 0, count: 1 << 20)) }
        })
    }) { server in
      let client = try await offPool {
        let client = try RawClient(port: server.port, receiveBuffer: 16 << 10)
        try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.readHead().status == 200)
        return client
      }
      await writing.wait()
      try await expectServed(server)
      client.reset()
      await ended.wait()
    }
  }

  @Test func answersAClientThatOnlyListensAnyMore() async throws {
    let entered = Event()
    let go = Event()
    try await withServer(handler: { _ in
      entered.happen()
      await go.wait()
      return HTTPResponse(body: .bytes(Array("late".utf8)))
    }) { server in
      let client = try await offPool {
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        client.shutdownWriting()
        return client
      }
      await entered.wait()
      try await expectServed(server)
      go.happen()
      let text = try await offPool { try client.readResponse().text }
      #expect(text == "late")
    }
  }

  @Test func closesForAClientThatStopsInTheMiddleOfAHead() async throws {
    try await withServer({ $0.headDeadline = .milliseconds(300) }) { server in
      try await offPool {
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHo")
        client.shutdownWriting()
        #expect(try client.isClosed())
      }
      try await expectServed(server)
    }
  }
}
