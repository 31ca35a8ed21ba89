import Contracts
import Crypto
import Foundation
import Kernel
import SalesService
import ServiceKit
import ServiceRuntime
import TestSupport
import Testing

@Suite("Orders of the ERP by webhook", .serialized)
struct PostERPOrderTests {
  private static let source = ["source": "/erp/gz"]

  @Test("an order that is posted is taken like one of the topic, once, and amended by the topic")
  func taken() async throws {
    try await SalesSuite.with { suite in
      let body = Bodies.erpOrder("XS-1", revision: 1)
      let posted = try await suite.call("POST", "/v1/erp/orders", body, Self.source)
      #expect(posted.status == 202 && posted.text("state") == "waiting" && posted.text("source") == "/erp/gz")
      let again = try await suite.call("POST", "/v1/erp/orders", body, Self.source)
      #expect(again.status == 202)
      let accepted = try await suite.erpOrder("XS-1", is: "accepted", revision: 1)
      try await suite.erp("changed", "XS-1", revision: 2, amount: 555, becomes: "accepted")
      let order = try await suite.call("GET", "/v1/orders/\(try #require(accepted.text("orderId")))")
      #expect(order.number("version") == 2 && order.number("total/amount") == 555)
      try await suite.expectNoDifferences()
    }
  }

  @Test("one that is wrong is set aside with its field, and a later one of the topic takes its place")
  func parked() async throws {
    try await SalesSuite.with { suite in
      let body = Bodies.erpOrder("XS-2", revision: 1).replacing("\"percent\": 70", with: "\"percent\": 7")
      let parked = try await suite.call("POST", "/v1/erp/orders", body, Self.source)
      #expect(parked.status == 202 && parked.text("state") == "parked")
      #expect(parked.text("reason")?.contains("'instalments'") == true)
      try await suite.erp("changed", "XS-2", revision: 2, becomes: "accepted")
      #expect(try await suite.call("GET", "/ops/dead-letters").count("items") == 0)
    }
  }

  @Test(
    "what is no order is refused with what to change, and nothing is kept",
    arguments: [
      (#"{"hello": 1}"#, [:], "joinery erp map --try"), (Bodies.erpOrder("X", revision: 1), [:], "which ERP"),
      (#"{"revision": 1, "orderNumber": ""}"#, ["source": "/erp/gz"], "orderNumber"),
    ] as [(String, [String: String], String)])
  func refused(body: String, headers: [String: String], words: String) async throws {
    try await SalesSuite.with { suite in
      let refused = try await suite.call("POST", "/v1/erp/orders", body, headers)
      #expect(refused.status == 422 && refused.plain.contains(words), "\(refused.plain)")
      #expect(try await suite.call("GET", "/ops/dead-letters").count("items") == 0)
      #expect(try await suite.call("GET", "/v1/erp-orders").count("items") == 0)
    }
  }

  static let signatures: [(String, Int, String, Bool)] = [
    ("correct", 0, "whsec_c2VjcmV0IG9mIHRoZSBlcnA=", true), ("in a list", 0, "whsec_c2VjcmV0IG9mIHRoZSBlcnA=", true),
    ("of another secret", 0, "whsec_b3RoZXI=", false), ("of another body", 0, "whsec_c2VjcmV0IG9mIHRoZSBlcnA=", false),
    ("old", -301, "whsec_c2VjcmV0IG9mIHRoZSBlcnA=", false),
    ("from the future", 301, "whsec_c2VjcmV0IG9mIHRoZSBlcnA=", false),
    ("missing", 0, "", false),
  ]

  @Test("with a secret only what is signed with it, just now, is taken", arguments: signatures)
  func signed(name: String, seconds: Int, secret: String, isTaken: Bool) async throws {
    let folder = TemporaryFolder()
    let clock = ManualClock()
    let broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    let bridge = ERPBridge(sources: .all, signature: WebhookSignature(secret: "whsec_c2VjcmV0IG9mIHRoZSBlcnA="))
    let sales = try TestService(
      SalesService.definition(reading: bridge), in: folder.path, broker: broker, clock: clock.source)
    let body = Bodies.erpOrder("XS-3", revision: 1)
    var headers = Self.source
    if !secret.isEmpty {
      let time = Int(clock.now.milliseconds / 1000) + seconds
      let key = try #require(Data(base64Encoded: String(secret.dropFirst(6))))
      let message = "msg-1.\(time).\(name == "of another body" ? body + " " : body)"
      let code = Data(SHA256.hmac(Array(message.utf8), key: Array(key))).base64EncodedString()
      headers.merge(
        [
          "webhook-id": "msg-1", "webhook-timestamp": "\(time)",
          "webhook-signature": name == "in a list" ? "v1,AAAA v1,\(code)" : "v1,\(code)",
        ]) { $1 }
    }
    try await sales.ready()
    let answer = try await sales.send("POST", "/v1/erp/orders", body, headers: headers)
    #expect(answer.status == (isTaken ? 202 : 401))
    await sales.stop()
  }
}
