import Contracts
import Foundation
import FoundationNetworking
import HTTP
import JSON
import Kernel
import Messaging
import Persistence
import ReportingService
import ServiceRuntime
import TestSupport

/// `reporting` as it runs, with sources that publish whatever a test has them record.
final class RunningSuite: Sendable {
  let reporting: RunningService
  private let sources: [Source: RunningService]
  private let folder = TemporaryFolder()

  init() throws {
    let broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    let path = folder.path
    sources = try Dictionary(
      uniqueKeysWithValues: Source.allCases.map { source in
        (source, try Self.start(Self.publisher(source), broker, in: path))
      })
    reporting = try Self.start(ReportingService.definition(), broker, in: path)
  }

  private static func start(
    _ definition: ServiceDefinition, _ broker: InMemoryBroker, in folder: String
  ) throws -> RunningService {
    let options = ServiceOptions(
      folder: "\(folder)/\(definition.name)", log: Log(service: definition.name, write: { _ in }),
      producer: InMemoryProducer(broker), consumer: InMemoryConsumer(broker))
    return try RunningService(definition, options)
  }

  /// A service that has nothing but its event journal.
  private static func publisher(_ source: Source) -> ServiceDefinition {
    ServiceDefinition(
      name: source.rawValue, title: Localized(zh: source.rawValue, en: source.rawValue), source: source, port: 0,
      schema: Schema(source.rawValue, []), copies: [], apply: { _, _ in },
      subscriptions: Subscriptions(service: source.rawValue, to: [], []), routes: [])
  }

  /// Writes the feed's events into their owners' journals, and waits until reporting has applied them all.
  func publish(_ feed: Feed) async throws {
    for (source, entry) in feed.entries {
      guard let type = Catalog.event(entry.type), let service = sources[source] else { continue }
      let event = try type.decoded(entry.data)
      try await service.store.transaction(for: entry.cause) { unit in _ = try unit.record(event) }
    }
    try await settle(feed.entries.count)
  }

  /// Waits until reporting has applied so many events, a minute at most.
  func settle(_ count: Int) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    var found = -1
    while found != count {
      guard ContinuousClock.now < deadline else { throw Late(found: found, expected: count) }
      found = try reporting.store.read { database in
        try database.first("SELECT coalesce(sum(applied), 0) FROM positions") { $0.int(0) } ?? 0
      }
      // A pause between two looks, not a wait for something to be over: the services need the processor.
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  struct Late: Error {
    let found: Int
    let expected: Int
  }

  /// The status, the header fields and the body of an answer.
  func send(
    _ method: String = "GET", _ path: String, _ parameters: [(String, String)] = [], headers: [String: String] = [:]
  ) async throws -> (status: Int, headers: [AnyHashable: Any], body: Data) {
    var components = URLComponents()
    components.scheme = "http"
    components.host = "127.0.0.1"
    components.port = reporting.port
    components.path = path
    if !parameters.isEmpty {
      components.queryItems = parameters.map { URLQueryItem(name: $0.0, value: $0.1) }
    }
    guard let url = components.url else { throw URLError(.badURL) }
    var request = URLRequest(url: url)
    request.httpMethod = method
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (data, response) = try await URLSession.shared.data(for: request)
    guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    return (response.statusCode, response.allHeaderFields, data)
  }

  func json(
    _ path: String, _ parameters: [(String, String)] = [], headers: [String: String] = [:]
  ) async throws -> JSON {
    try JSON(parsing: Array(try await send("GET", path, parameters, headers: headers).body))
  }

  func stop() async {
    await reporting.stop()
    for service in sources.values { await service.stop() }
  }
}
