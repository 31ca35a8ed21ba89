import Foundation
import FoundationNetworking
import JSON
import ServiceRuntime

/// Sends requests to a service on loopback, as they are given: it keeps no cookies and follows no redirections.
public struct TestClient: Sendable {
  let port: Int
  /// Who asks, where a request does not say.
  let token: String?
  private let session = {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.httpCookieStorage = nil
    return URLSession(configuration: configuration, delegate: StaysHere(), delegateQueue: nil)
  }()

  private final class StaysHere: NSObject, URLSessionTaskDelegate {
    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
      newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) { completionHandler(nil) }
  }

  public init(port: Int, token: String? = nil) {
    (self.port, self.token) = (port, token)
  }

  /// What came back.
  public struct Answer: Sendable {
    public let status: Int
    public let headers: [String: String]
    public let body: Data

    /// The body as JSON; null where it is none.
    public var json: JSON { (try? JSON(parsing: Array(body))) ?? .null }
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The kind of problem, `duplicate-lead`.
    public var problem: String? { json["type"]?.string.map { $0.replacing("/problems/", with: "") } }
    /// The pointers of a problem's fields.
    public var pointers: [String] { (json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string } }
  }

  /// Sends one request and waits for its answer.
  public func send(
    _ method: String = "GET", _ path: String, _ body: String? = nil, headers: [String: String] = [:]
  ) async throws -> Answer {
    try await send(method, path, bytes: body.map { Data($0.utf8) }, headers: headers)
  }

  public func send(
    _ method: String, _ path: String, bytes: Data?, headers: [String: String] = [:]
  ) async throws -> Answer {
    guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpBody = bytes
    if bytes != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
    request.setValue("en", forHTTPHeaderField: "Accept-Language")
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await session.data(for: request)
    guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    var fields: [String: String] = [:]
    for (name, value) in response.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
    return Answer(status: response.statusCode, headers: fields, body: data)
  }
}
