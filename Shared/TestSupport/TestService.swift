import Foundation
import Kernel
import ServiceRuntime

/// A service in this process with a broker in memory, a store in a temporary folder and a port of its own.
public final class TestService: Sendable {
  public let running: RunningService
  public let broker: InMemoryBroker
  private let client: TestClient

  /// With `tokens`, requests need one; without, everybody is the local user with all roles. `log` gets the log's lines.
  public init(
    _ definition: ServiceDefinition, in folder: String, broker: InMemoryBroker, clock: TimeSource = .system,
    tokens: Tokens? = nil, log: @escaping @Sendable ([UInt8]) -> Void = { _ in }
  ) throws {
    try CompanyZone.use("Asia/Shanghai")
    self.broker = broker
    var options = ServiceOptions(
      folder: "\(folder)/\(definition.name)",
      log: Log(service: definition.name, level: .debug, write: log),
      producer: InMemoryProducer(broker), consumer: InMemoryConsumer(broker))
    options.time = clock
    options.steady = clock
    options.tokens = tokens
    running = try RunningService(definition, options)
    client = TestClient(port: running.port)
  }

  /// Sends one request and waits for its answer.
  public func send(
    _ method: String = "GET", _ path: String, _ body: String? = nil, headers: [String: String] = [:]
  ) async throws -> TestClient.Answer {
    try await client.send(method, path, body, headers: headers)
  }

  public func send(
    _ method: String, _ path: String, bytes: Data?, headers: [String: String] = [:]
  ) async throws -> TestClient.Answer {
    try await client.send(method, path, bytes: bytes, headers: headers)
  }

  /// Waits until commands are taken.
  public func ready() async throws {
    try await eventually { try await self.send("GET", "/readyz").status == 200 }
  }

  public func stop() async { await running.stop() }
}

/// Asks again and again until a condition holds; throws when it does not within the deadline.
public func eventually(
  within seconds: Double = 120, _ condition: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + .seconds(seconds)
  while true {
    if try await condition() { return }
    guard ContinuousClock.now < end else { throw DeadlineMissed() }
    try await Task.sleep(for: .milliseconds(10))
  }
}

/// A condition did not come true in time.
public struct DeadlineMissed: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String = "a condition did not come true in time") { self.description = description }
}

extension ManualClock {
  /// Waits for a condition, the clock going on meanwhile, ten times as fast as ours: faster, a consumer would take its
  /// broker for stuck before it could have read. Fails after 150 s, for machines that are busy.
  public func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    do {
      try await eventually(within: 150) {
        if try await condition() { return true }
        advance(milliseconds: 100)
        return false
      }
    } catch is DeadlineMissed {
      throw DeadlineMissed("\(what): not within 150 s")
    }
  }
}
