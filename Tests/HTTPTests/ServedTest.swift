import HTTP
import Synchronization
import Testing

/// Runs a body against a server, which is stopped whatever happens. `/ping` is answered besides the handler's paths.
func withServer(
  _ configure: (inout HTTPServer.Configuration) -> Void = { _ in },
  handler: @escaping HTTPServer.Handler = { _ in HTTPResponse() },
  _ body: @escaping @Sendable (HTTPServer) async throws -> Void
) async throws {
  var configuration = HTTPServer.Configuration()
  configure(&configuration)
  let server = HTTPServer(configuration: configuration) { request in
    request.path == "/ping" ? HTTPResponse(body: .bytes(Array("pong".utf8))) : await handler(request)
  }
  try server.start()
  do {
    try await body(server)
  } catch {
    await server.stop(grace: .zero)
    throw error
  }
  await server.stop(grace: .zero)
}

/// That other clients are served meanwhile.
func expectServed(_ server: HTTPServer, sourceLocation: SourceLocation = #_sourceLocation) async throws {
  let text = try await offPool { try RawClient(port: server.port).get("/ping").text }
  #expect(text == "pong", sourceLocation: sourceLocation)
}

/// Something that happens once and is waited for; the wait ends with the cancellation of who waits.
final class Event: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func happen() { continuation.finish() }

  func wait() async { for await _ in stream {} }
}

final class Counter: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .sequentiallyConsistent) }

  func add(_ amount: Int = 1) { count.add(amount, ordering: .sequentiallyConsistent) }
}

/// The same with a server that counts what it is asked.
func withCountingServer(_ body: @escaping @Sendable (HTTPServer, Counter) async throws -> Void) async throws {
  let calls = Counter()
  try await withServer(handler: { _ in
    calls.add()
    return HTTPResponse()
  }) { try await body($0, calls) }
}
