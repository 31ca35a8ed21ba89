import ConsoleKit
import Contracts
import JSON
import Kafka
import Kernel
import Messaging
import Persistence
import ServiceRuntime

/// The demo's ERP bridge: sends orders as structured CloudEvents, again and again until sales names them
/// (`Shared/Contracts/README.md#where-an-order-stands`).
struct DemoERP: Sendable {
  static let source = "/erp/guangzhou"

  let plan: DemoPlan
  let sales: ServiceClient
  let settings: Settings

  private struct Standing: Decodable {
    let state: String
  }

  func send(_ bar: ProgressBar) async throws {
    var waiting = plan.erpOrders
    let end = ContinuousClock.now + .seconds(60)
    while !waiting.isEmpty {
      try await publish(waiting)
      let again = ContinuousClock.now + .seconds(3)
      while !waiting.isEmpty, ContinuousClock.now < again {
        var unnamed: [DemoPlan.ERPOrder] = []
        for order in waiting where try await !isNamed(order) { unnamed.append(order) }
        bar.advance(by: waiting.count - unnamed.count)
        waiting = unnamed
        // Between two looks: nobody calls when an order is named.
        if !waiting.isEmpty { try await Task.sleep(for: .milliseconds(200)) }
      }
      guard waiting.isEmpty || ContinuousClock.now < end else {
        throw Failure("sales has not read \(waiting.count) orders of the ERP's topic; see 'joinery streams'")
      }
    }
  }

  private func isNamed(_ order: DemoPlan.ERPOrder) async throws -> Bool {
    do {
      let _: Standing = try await sales.get("/v1/erp-orders?source=\(Self.source)&orderNumber=\(order.number)")
      return true
    } catch let refusal as ServiceClient.Refusal where refusal.status == 404 {
      return false
    }
  }

  /// On a thread of its own, since the Kafka client blocks.
  private func publish(_ orders: [DemoPlan.ERPOrder]) async throws {
    let configuration = try settings.kafkaConfiguration()
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      Thread.start {
        done.resume(
          with: Result {
            let producer = try KafkaProducer(configuration)
            let partitions = try producer.partitionCount(of: Catalog.erpOrders)
            let records = orders.map { Self.record($0, partitions: partitions) }
            guard try producer.send(records[...]) == records.count, producer.flush(milliseconds: 10_000) else {
              throw Failure("the brokers at \(settings.brokers) did not take the demo's ERP orders in time")
            }
          })
      }
    }
  }

  static func record(_ order: DemoPlan.ERPOrder, partitions: Int32) -> OutgoingRecord {
    let key = Array(order.customerNumber.utf8)
    return OutgoingRecord(
      partition: TopicPartition(Catalog.erpOrders, Int32(fnv1a64(key) % UInt64(partitions))), key: key,
      value: event(order).bytes,
      headers: [RecordHeader("content-type", "application/cloudevents+json; charset=UTF-8")])
  }

  private static func event(_ order: DemoPlan.ERPOrder) -> JSON {
    let time = Instant(milliseconds: Int64(order.signedOn.daysSince1970) * DemoPlan.day + 8 * 3_600_000)
    let lines = order.lines.enumerated().map { index, line -> JSON in
      guard case .object(let members) = line.json else { return .null }
      return .object([JSON.Member("lineNumber", .string("\((index + 1) * 10)"))] + members)
    }
    return [
      "specversion": "1.0", "id": .string("demo-\(order.number)"), "source": .string(source),
      "type": "joinery.erp.order.placed.v1", "subject": .string(order.number), "time": .string("\(time)"),
      "datacontenttype": "application/json",
      "data": [
        "orderNumber": .string(order.number), "revision": 1,
        "customer": [
          "number": .string(order.customerNumber), "name": .string(order.person.name),
          "phone": .string(order.person.phone), "address": order.person.address,
        ],
        "salespersonId": "s-03", "shop": "guangzhou-1", "signedOn": .string("\(order.signedOn)"), "signedAt": "shop",
        "promisedOn": .string("\(order.signedOn.adding(days: 45))"), "lines": .array(lines),
        "instalments": demoInstalments(from: order.signedOn),
      ],
    ]
  }
}
