import AfterSalesService
import Contracts
import FinanceService
import Foundation
import Kernel
import LeadsService
import Messaging
import ReportingService
import SalesService
import ServiceRuntime
import TestSupport
import Testing

/// Events that can be read, but say what no producer of this build would say, are applied or held; no service ends
/// because of one.
@Suite("Handlers apply or hold, whatever comes")
struct HandlerTests {
  @Test("events of other services", arguments: ["leads", "sales", "finance", "after-sales", "reporting"])
  func events(name: String) async throws {
    let definition = try #require(
      [
        LeadsService.definition(), SalesService.definition(), FinanceService.definition(),
        AfterSalesService.definition(), ReportingService.definition(),
      ].first { $0.name == name })
    let folder = TemporaryFolder()
    let world = try World(definition, in: folder.path)
    var mutator = Mutator(seed: Seeds.seed)
    for _ in 0..<(6 * Seeds.rounds) {
      for (type, data) in Seeds.payloads {
        await Task.yield()
        guard let event = Catalog.event(type), let source = world.sources[type] else { continue }
        let spoiled = (0..<6).map { _ in mutator.spoil(data) }
        Seeds.trying(spoiled, of: definition.name)
        let events = [data] + spoiled
        try source.publish(events.compactMap { try? event.decoded($0) })
        try world.service.step()
      }
      try world.exchange()
    }
    #expect(try world.applied() > 100, "the mutations are too wild: nothing is applied any more")
    #expect(try world.missing() == [])
  }

  @Test("orders of the ERP")
  func erpOrders() async throws {
    let folder = TemporaryFolder()
    let world = try World(SalesService.definition(), in: folder.path)
    var mutator = Mutator(seed: Seeds.seed)
    let good = Array(
      #"{"orderNumber":"XS-1","revision":1,"customer":{"number":"K-1","name":"陈伟","phone":"13700000001"},"signedOn":"2026-11-01","signedAt":"shop","promisedOn":"2027-01-15","salespersonId":"s-01","shop":"foshan-1","lines":[{"lineNumber":"10","sku":"WD-2400","description":"衣柜","quantity":{"value":1250,"scale":2},"unitPrice":{"amount":99900,"currency":"CNY"},"discountPercent":12.5}],"instalments":[{"label":"定金","percent":33.33,"dueOn":"2026-11-01"},{"label":"尾款","percent":66.67,"dueOn":"2027-01-15"}]}"#
        .utf8)
    for round in 0..<(400 * Seeds.rounds) {
      await Task.yield()
      var value = mutator.spoil(good)
      // Mostly an order of its own; sometimes a revision of one that is there.
      if mutator.below(3) > 0 {
        value = Array(
          String(decoding: value, as: UTF8.self).replacingOccurrences(of: "XS-1", with: "XS-\(round)").utf8)
      }
      Seeds.trying([value], of: "erp")
      world.broker.append(
        TopicPartition(Catalog.erpOrders, Int32(mutator.below(8))), key: [75], value: value,
        headers: [
          RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "\(round)"), RecordHeader("ce_source", "/erp"),
          RecordHeader("ce_type", "joinery.erp.order.\(["placed", "changed", "cancelled"][mutator.below(3)]).v1"),
          RecordHeader("ce_time", "2026-11-22T08:00:00Z"), RecordHeader("content-type", "application/json"),
        ])
      if round % 10 == 0 { try world.service.step() }
    }
    try world.service.step()
    // Leads are away, so customers that are not known yet never come: what sales took stands in what it asked of them.
    let orders = try world.service.integer("SELECT count(*) FROM event_journal")
    #expect(orders > 10, "the mutations are too wild: no order is taken any more")
  }
}

/// One service, and the others reduced to what they publish.
private final class World {
  let broker: InMemoryBroker
  let service: SteppedService
  let clock = ManualClock()
  /// By the type of event that each publishes; none for the service's own.
  private(set) var sources: [String: FakeSource] = [:]
  private var fakes: [FakeSource] = []

  init(_ definition: ServiceDefinition, in folder: String) throws {
    broker = InMemoryBroker(topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    service = try SteppedService(definition, in: folder, broker: broker, clock: clock)
    for source in Source.allCases where source != definition.source {
      let fake = try FakeSource(source, in: folder, broker: broker, clock: clock)
      fakes.append(fake)
      for event in Catalog.events where event.type.hasPrefix("\(source.topic).") { sources[event.type] = fake }
    }
    for _ in 0..<4 { try exchange() }
  }

  /// Questions and answers, until everybody is level.
  func exchange() throws {
    for _ in 0..<3 {
      try service.step()
      for fake in fakes { try fake.step() }
      clock.advance(milliseconds: 1_100)
    }
    try service.step()
  }

  /// Events that others have written and that the service has neither applied nor held.
  func missing() throws -> [[String]] {
    for _ in 0..<4 { try exchange() }
    return try service.rows(
      "SELECT source, CAST(stream AS TEXT), CAST(heard - applied AS TEXT) FROM positions WHERE heard != applied")
  }

  func applied() throws -> Int64 { try service.integer("SELECT coalesce(sum(applied), 0) FROM positions") }
}
