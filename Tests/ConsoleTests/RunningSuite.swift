import Contracts
import LeadsService
import SalesService
import ServiceRuntime
import TestSupport

@testable import ConsoleKit
@testable import Demo

/// Leads and sales in this process, and clients of both.
struct RunningSuite {
  let folder = TemporaryFolder()
  let leads: TestService
  let sales: TestService
  let clients: [ServiceClient]

  /// `others`: the keys of sales, where they are not those of leads.
  init(tokens: Tokens? = nil, token: String? = nil, others: Tokens? = nil) async throws {
    let broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    leads = try TestService(LeadsService.definition(), in: folder.path, broker: broker, tokens: tokens)
    sales = try TestService(SalesService.definition(), in: folder.path, broker: broker, tokens: others ?? tokens)
    let http = HTTPClient(connections: 16)
    clients = [("leads", leads), ("sales", sales)].map { name, service in
      ServiceClient(name: name, port: service.running.port, token: token, http: http)
    }
    try await leads.ready()
    try await sales.ready()
  }

  func stop() async {
    await leads.stop()
    await sales.stop()
  }

  /// Fewer than ten leads bring no ERP orders, which would need a real broker.
  func loadDemoData() async throws {
    let settings = try Settings(Arguments([], of: []), executables: folder.path, environment: [:])
    try await DemoData.load(clients, settings, size: 9)
  }
}
