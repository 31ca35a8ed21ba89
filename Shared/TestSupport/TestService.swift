import Foundation
import FoundationNetworking
import Kernel
import ServiceRuntime

/// A service in this process with a broker in memory, a store in a temporary folder and a port of its own.
public final class TestService: Sendable {
  public let running: RunningService
  public let broker: InMemoryBroker
  private let session = URLSession(configuration: .ephemeral)

  /// With `tokens`, requests need one; without, everybody is the local user with all roles.
  public init(
    _ definition: ServiceDefinition, in folder: String, broker: InMemoryBroker, clock: TimeSource = .system,
    tokens: Tokens? = nil
  ) throws {
    try CompanyZone.use("Asia/Shanghai")
    self.broker = broker
    var options = ServiceOptions(
      folder: "\(folder)/\(definition.name)",
      log: Log(service: definition.name, write: { _ in }),
      producer: InMemoryProducer(broker), consumer: InMemoryConsumer(broker))
    options.time = clock
    options.tokens = tokens
    running = try RunningService(definition, options)
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
    guard let url = URL(string: "http://127.0.0.1:\(running.port)\(path)") else { throw URLError(.badURL) }
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpBody = bytes
    if bytes != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
    request.setValue("en", forHTTPHeaderField: "Accept-Language")
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await session.data(for: request)
    guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    var fields: [String: String] = [:]
    for (name, value) in response.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
    return Answer(status: response.statusCode, headers: fields, body: data)
  }

  /// Waits until commands are taken.
  public func ready() async throws {
    try await eventually { try await self.send("GET", "/readyz").status == 200 }
  }

  public func stop() async { await running.stop() }
}

/// Asks again and again until a condition holds; throws when it does not within the deadline.
public func eventually(
  within seconds: Double = 20, _ condition: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + .seconds(seconds)
  while true {
    if try await condition() { return }
    guard ContinuousClock.now < end else { throw DeadlineMissed() }
    try await Task.sleep(for: .milliseconds(10))
  }
}

/// A condition did not come true in time.
public struct DeadlineMissed: Error {
  public init() {}
}
