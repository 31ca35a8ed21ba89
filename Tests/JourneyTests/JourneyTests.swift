import Foundation
import JSON
import Kafka
import Kernel
import Messaging
import ServiceRuntime
import TestSupport
import Testing

/// From a lead over HTTP and an ERP order over Kafka to the reports, through the real executables. On Apache Kafka only
/// where `JOINERY_KAFKA_LAUNCHER` names a launcher; skipped where not.
@Suite("A customer's way", .serialized)
struct JourneyTests {
  enum Broker: String, CaseIterable, Sendable {
    case embedded, apache
  }

  let folder = TemporaryFolder()

  @Test("on the embedded broker")
  func embedded() async throws {
    try await journey(kafka: nil)
  }

  @Test("on Apache Kafka", .enabled(if: ApacheKafka.missing == nil, "JOINERY_KAFKA_LAUNCHER is not set"))
  func apache() async throws {
    try await journey(kafka: try ApacheKafka.shared().address)
  }

  private func journey(kafka: String?) async throws {
    var suite = try Suite(in: folder.path, kafka: kafka)
    let lead = try await captured(suite)
    let (customer, leadID) = (try #require(lead["customerId"]?.string), try #require(lead["id"]?.string))
    try await eventually { try await suite.sales.send("GET", "/v1/customers/\(customer)").status == 200 }

    let quote = try await suite.sales.send("POST", "/v1/quotes", Self.quote(customer, leadID))
    #expect(quote.status == 201, "\(quote.text)")
    let quoteID = try #require(quote.json["id"]?.string)
    for verb in ["issue", "accept"] {
      #expect(try await suite.sales.send("POST", "/v1/quotes/\(quoteID)/\(verb)", "{}").status == 200)
    }
    let order = try await suite.sales.send("POST", "/v1/orders", Self.order(customer, leadID, quoteID))
    #expect(order.status == 201, "\(order.text)")
    #expect(order.json["total"]?["amount"] == 1_163_750)
    try await eventually {
      try await suite.leads.send("GET", "/v1/leads/\(leadID)").json["stage"] == "won"
    }

    let broker = kafka ?? "127.0.0.1:\(suite.portBase + 9)"
    try await sendERPOrder(to: broker) {
      try await suite.sales.send("GET", "/v1/erp-orders?source=%2Ferp%2Ftest&orderNumber=XS-1").json["state"]
        == "accepted"
    }
    try await expectReports(suite)
    #expect(try suite.console("verify") == 0)
    #expect(try suite.stop() == 0)

    // The second start shows the same figures, with the embedded broker's log gone.
    suite = try Suite(in: folder.path, kafka: kafka, base: suite.portBase)
    try await expectReports(suite)
    #expect(try suite.console("verify") == 0)
    #expect(try suite.console("streams") == 0)
    #expect(try suite.stop() == 0)
  }

  private func captured(_ suite: Suite) async throws -> JSON {
    let answer = try await suite.leads.send(
      "POST", "/v1/leads",
      #"{"name":"陈伟","phone":"13800138000","source":{"channel":"walk-in"},"ownerId":"s-12"}"#)
    #expect(answer.status == 201, "\(answer.text)")
    return answer.json
  }

  private static func quote(_ customer: String, _ lead: String) -> String {
    """
    {"customerId":"\(customer)","leadId":"\(lead)","salespersonId":"s-12","validUntil":"2099-12-31","lines":[
     {"description":"衣柜","room":"主卧","quantity":{"value":1250,"scale":2},
      "unitPrice":{"amount":98000,"currency":"CNY"},"discountPercent":5}]}
    """
  }

  private static func order(_ customer: String, _ lead: String, _ quote: String) -> String {
    """
    {"customerId":"\(customer)","quoteId":"\(quote)","leadId":"\(lead)","salespersonId":"s-12","shop":"foshan-1",
     "signedOn":"2026-11-01","signedAt":"shop","promisedOn":"2026-12-15","instalments":[
     {"label":"定金","percent":30,"dueOn":"2026-11-01"},{"label":"尾款","percent":70,"dueOn":"2026-12-15"}]}
    """
  }

  /// Sends the order as a bridge does: again, under the same id, until it is named.
  private func sendERPOrder(to broker: String, until named: () async throws -> Bool) async throws {
    let producer = try KafkaProducer(
      KafkaConfiguration(bootstrapServers: broker, clientID: "erp-test", groupID: "erp-test"))
    let data = """
      {"orderNumber":"XS-1","revision":1,"customer":{"number":"K-1","name":"林芳","phone":"13900139000"},
       "salespersonId":"s-12","shop":"foshan-1","signedOn":"2026-11-02","lines":[
       {"lineNumber":"10","description":"橱柜","quantity":{"value":3,"scale":0},
        "unitPrice":{"amount":333333,"currency":"CNY"}}],
       "instalments":[{"label":"全款","percent":100,"dueOn":"2026-11-30"}]}
      """
    let record = OutgoingRecord(
      partition: TopicPartition("joinery.erp.orders", 3), key: Array("K-1".utf8), value: Array(data.utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "e-1"), RecordHeader("ce_source", "/erp/test"),
        RecordHeader("ce_type", "joinery.erp.order.placed.v1"), RecordHeader("content-type", "application/json"),
      ])
    var tries = 0
    try await eventually(within: 120) {
      if tries % 100 == 0 { _ = try producer.send([record]) }
      tries += 1
      return try await named()
    }
  }

  private func expectReports(_ suite: Suite) async throws {
    var last = ""
    do {
      try await eventually {
        let sales = try await suite.reporting.send(
          "GET", "/v1/reports/sales?groupBy=salesperson&from=2026-11-01&to=2026-11-30")
        let sources = try await suite.reporting.send("GET", "/v1/reports/lead-sources")
        last = "\(sales.text) \(sources.text)"
        let row = sales.json["rows"]?.array?.first { $0["key"] == "s-12" }
        let walkIn = sources.json["rows"]?.array?.first { $0["channel"] == "walk-in" }
        return row?["orders"] == 2 && row?["signed"]?["amount"] == 2_163_749
          && walkIn?["leads"] == 1 && walkIn?["won"] == 1 && walkIn?["wonAmount"]?["amount"] == 1_163_750
      }
    } catch {
      Issue.record("the reports are not exact: \(last)")
    }
  }
}
