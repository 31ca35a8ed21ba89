import CBenchmarks
import CRoute
import HTTP
import Kernel
import LeadsService
import Messaging
import Persistence
import ServiceRuntime
import TestSupport

/// P1: commands per second answered over HTTP, durable. `leads` runs with its relay and the embedded broker, and all
/// share the machine with the clients.
struct Commands {
  private let plan: Plan
  private let folder: String
  private let token: String
  private let load: Load

  init(_ plan: Plan, in folder: String) throws {
    self.plan = plan
    self.folder = folder
    token = try Service.token()
    load = Load(token: token)
  }

  func measure(_ figures: inout Figures) async throws {
    guard let statements = bench_capture_new() else { throw Failure("no memory") }
    defer { bench_capture_free(statements) }
    try await capture(statements, leads: plan.isQuick ? 5_000 : 40_000)
    for repetition in 0..<plan.repetitions {
      let ours = try await emptyRoute()
      let theirs = try emptyRouteInC()
      let grouped = try replay(statements, group: 64)
      let single = try replay(statements, group: 1)
      let leads = try leads("\(repetition)")
      figures.add(
        "P1", "empty-route-of-libmicrohttpd", "ratio", target: "at least 0.5", ours / theirs)
      figures.add(
        "P1", "leads-64-of-empty-route", "ratio", target: "at least 0.5, or the next line", leads.many / ours)
      figures.add("P1", "leads-64-of-grouped-commits", "ratio", target: "at least 0.7", leads.many / grouped)
      figures.add("P1", "leads-1-of-single-commits", "ratio", target: "at least 0.7", leads.one / single)
      figures.add("P1", "libmicrohttpd in C, empty route", "1/s", theirs)
      figures.add("P1", "empty route", "1/s", ours)
      figures.add("P1", "SQLite in C, groups of 64", "1/s", grouped)
      figures.add("P1", "SQLite in C, groups of 1", "1/s", single)
      figures.add("P1", "leads, 64 connections", "1/s", leads.many)
      figures.add("P1", "leads, 1 connection", "1/s", leads.one)
    }
  }

  private func leads(_ name: String) throws -> (many: Double, one: Double) {
    // A topic of its own: an empty store must not go on with another's.
    let broker = try EmbeddedBroker(topics: [])
    let service = try Service("leads", store: "\(folder)/leads-\(name)", broker: broker.address)
    defer { try? service.stop() }
    _ = try load.run(port: service.port, connections: 64, from: 0, seconds: plan.seconds / 4)
    let many = try load.run(port: service.port, connections: 64, from: 10_000_000, seconds: plan.seconds)
    _ = try load.run(port: service.port, connections: 1, from: 20_000_000, seconds: plan.seconds / 4)
    return (many, try load.run(port: service.port, connections: 1, from: 30_000_000, seconds: plan.seconds))
  }

  private func emptyRoute() async throws -> Double {
    var configuration = HTTPServer.Configuration()
    // As commands do.
    configuration.taking = { _, _ in HTTPServer.Taking(beginsAtOnce: true) }
    let server = HTTPServer(configuration: configuration) { _ in HTTPResponse(body: .bytes(Array("ok".utf8))) }
    try server.start()
    let result = Result { try emptyLoad(on: UInt16(server.port)) }
    await server.stop(grace: .seconds(1))
    return try result.get()
  }

  private func emptyRouteInC() throws -> Double {
    var port: UInt16 = 0
    guard let route = bench_route_start(&port) else { throw Failure("libmicrohttpd does not start") }
    defer { bench_route_stop(route) }
    return try emptyLoad(on: port)
  }

  private func emptyLoad(on port: UInt16) throws -> Double {
    _ = try Load.runEmpty(port: port, connections: 64, seconds: plan.seconds / 4)
    return try Load.runEmpty(port: port, connections: 64, seconds: plan.seconds)
  }

  // MARK: The floor of the store

  /// What the service's own store runs for so many commands, each in a transaction of its own.
  func capture(_ statements: OpaquePointer, leads: Int) async throws {
    let definition = LeadsService.definition()
    let store = try Corpus.store(definition, in: "\(folder)/capture")
    let broker = InMemoryBroker(topics: [:])
    var options = ServiceOptions(
      folder: "", log: Log(service: "leads", write: { _ in }), producer: InMemoryProducer(broker),
      consumer: InMemoryConsumer(broker))
    options.tokens = try Tokens(secret: Service.secret, keySet: nil)
    let dispatch = try Dispatch(
      routes: definition.routes, store: store, options, durations: Metrics().requestDurations())
    bench_capture_switch(statements, 1)
    for number in 0..<leads {
      let response = await dispatch.handle(load.request(number, token: token))
      guard response.status == 201 else { throw Failure("a lead was answered with \(response.status)") }
    }
    bench_capture_end(statements)
    store.close()
    let (all, each) = (bench_capture_statements(statements), bench_capture_transactions(statements))
    note("a lead runs \(Figures.text(Double(all) / Double(each))) statements")
  }

  /// The same statements on an empty store.
  private func replay(_ statements: OpaquePointer, group: Int32) throws -> Double {
    let temporary = TemporaryFolder()
    let store = try Corpus.store(LeadsService.definition(), in: temporary.path)
    store.close()
    let rate = bench_replay(statements, store.path, group, plan.seconds)
    guard rate > 0 else { throw Failure("the statements cannot be run again") }
    return rate
  }
}
