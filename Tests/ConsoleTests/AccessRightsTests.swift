import AfterSalesService
import ConsoleKit
import Contracts
import FinanceService
import Kafka
import LeadsService
import ReportingService
import SalesService
import ServiceRuntime
import Testing

@testable import Console

@Suite("Rights at the brokers")
struct AccessRightsTests {
  private static let definitions = [
    LeadsService.definition(), SalesService.definition(), FinanceService.definition(), AfterSalesService.definition(),
    ReportingService.definition(),
  ]

  private func identity(_ name: String) throws -> AccessRights.Identity {
    try #require(AccessRights.identities.first { $0.name == name })
  }

  @Test("a service reads what it listens to and its own topic, and writes nobody else's")
  func services() throws {
    #expect(AccessRights.identities.count == 7 && Self.definitions.count == KnownService.all.count)
    for definition in Self.definitions {
      let rights = try identity(definition.name)
      let outside = ERPKind.allCases.filter { $0.owner == definition.source }.map(\.topic)
      #expect(Set(definition.subscriptions.outside.map(\.topic)).isSubset(of: outside))
      let heard = definition.subscriptions.sources.map(\.topic) + outside
      let own = definition.source.map { [$0.topic] } ?? []
      #expect(Set(rights.reads) == Set(heard + own + [Catalog.replays]), "\(definition.name)")
      let answers =
        (outside.isEmpty ? [] : [Catalog.erpStatus]) + (definition.source == .sales ? [Catalog.erpOutboundOrders] : [])
      #expect(Set(rights.writes) == Set(own + answers + [Catalog.replays] + heard.map { "\($0).dead-letters" }))
      #expect(rights.groups == ["joinery-\(definition.name)"] && rights.maintains.isEmpty)
    }
  }

  @Test("every topic of the catalog has one owner, who alone writes it, but for the replays and the dead letters")
  func owners() {
    for source in Source.allCases {
      #expect(AccessRights.identities.filter { $0.writes.contains(source.topic) }.count == 1)
    }
    for kind in ERPKind.allCases {
      #expect(AccessRights.identities.filter { $0.writes.contains(kind.topic) }.map(\.name) == ["erp"])
    }
    let named = Set(AccessRights.identities.flatMap(\.writes))
    #expect(named == Set(Catalog.topics.map(\.name)))
    #expect(AccessRights.identities.filter { !$0.maintains.isEmpty }.map(\.name) == ["console"])
  }

  @Test("the commands name the principals as the deployment does")
  func commands() throws {
    let lines = AccessRights(
      principal: "User:joinery-NAME", brokers: "kafka:9093", prefix: try TopicPrefix(environment: [:])
    ).commands
    #expect(
      lines.contains(
        "kafka-acls --bootstrap-server kafka:9093 --command-config admin.properties --add --allow-principal "
          + "'User:joinery-erp' --operation Write --topic joinery.erp.orders --topic joinery.erp.products "
          + "--topic joinery.erp.stock --topic joinery.erp.production --topic joinery.erp.shipments "
          + "--topic joinery.erp.receipts --topic joinery.erp.customers --topic joinery.erp.reconciliations"))
    #expect(
      lines.contains {
        $0.contains("'User:joinery-after-sales' --operation Read --group joinery-after-sales")
      })
    #expect(lines.allSatisfy { !$0.contains("NAME") } && Set(lines).count == lines.count)
  }

  @Test("topics and groups are those of the suite's prefix, and reporting's replicas have groups of their own")
  func prefixed() throws {
    let prefix = try TopicPrefix(environment: [TopicPrefix.variable: "gz."])
    let lines = AccessRights(principal: "User:NAME", brokers: "kafka:9093", prefix: prefix).commands
    for line in lines {
      for part in line.split(separator: " ") where part.hasPrefix("joinery") { Issue.record("\(part) in \(line)") }
    }
    #expect(lines.contains { $0.contains("'User:erp' --operation Write --topic gz.joinery.erp.orders --topic gz.") })
    let replicas = lines.filter { $0.hasSuffix("--resource-pattern-type prefixed") }
    #expect(
      replicas.count == 1 && replicas[0].contains("'User:reporting' --operation Read --group gz.joinery-reporting "))
  }

  @Test("services that are started together have each its own certificate")
  func environment() throws {
    let settings = try Settings(
      Arguments([], of: Settings.options),
      environment: ["JOINERY_KAFKA_SSL_KEY_LOCATION": "/k/{service}.key", "OTHER": "{service}"])
    let environment = settings.environment(of: "sales")
    #expect(environment["JOINERY_KAFKA_SSL_KEY_LOCATION"] == "/k/sales.key" && environment["OTHER"] == "{service}")
  }
}
