import HTTP
import JSON
import Kernel
import Synchronization

/// A server of somebody else's on this machine, which answers what the test says, true or not.
public final class FakeProvider: Sendable {
  /// What the server's handler and the test share.
  private final class Book: Sendable {
    let answers = Mutex<[String: HTTPResponse]>([:])
    let requests = Mutex<[HTTPRequest]>([])
  }

  private let book = Book()
  private let server: HTTPServer
  private let scheme: String

  /// With `tls` it is asked by https.
  public init(tls: HTTPServer.TLS? = nil) throws {
    var configuration = HTTPServer.Configuration()
    configuration.tls = tls
    scheme = tls == nil ? "http" : "https"
    configuration.address = "127.0.0.1"
    configuration.port = 0
    server = HTTPServer(configuration: configuration) { [book] request in
      book.requests.withLock { $0.append(request) }
      return book.answers.withLock { $0[request.path] } ?? HTTPResponse(status: 404)
    }
    try server.start()
  }

  public var address: String { "\(scheme)://127.0.0.1:\(server.port)" }

  /// The requests to a path so far.
  public func requests(to path: String) -> [HTTPRequest] { book.requests.withLock { $0.filter { $0.path == path } } }

  /// What a path answers from now on; 404 before.
  public func answer(_ path: String, _ text: String, status: Int = 200) {
    let response = HTTPResponse(
      status: status, headers: ["Content-Type": "application/json"], body: .bytes(Array(text.utf8)))
    book.answers.withLock { $0[path] = response }
  }

  public func answer(_ path: String, _ json: JSON, status: Int = 200) {
    answer(path, String(decoding: json.bytes, as: UTF8.self), status: status)
  }

  public func stop() async { await server.stop(grace: .seconds(1)) }
}
