import Contracts
import FoundationEssentials
import Inbound
import JSON
import Kernel
import Messaging
import Testing

@Suite("Kinds of what an ERP tells")
struct KindTests {
  init() throws { try CompanyZone.use("Asia/Shanghai") }

  private static func record(_ kind: ERPKind, _ text: String, source: String? = "/erp/gz") -> Record {
    Record(
      partition: TopicPartition(kind.topic, 0), offset: 0, timestamp: Instant(milliseconds: 0), key: nil,
      value: Array(text.utf8), headers: source.map { [RecordHeader("source", $0)] } ?? [])
  }

  static let plain: [(ERPKind, String, type: String, subject: String?, revision: Int?, id: String)] = [
    (.product, #"{"sku":"WD-1","revision":7}"#, ERPProduct.type, "WD-1", 7, "product:WD-1/7"),
    (
      .stock, #"{"sku":"WD-1","warehouse":"gz-1","asOf":"2026-11-23T08:15:00Z"}"#, ERPStock.type, "WD-1/gz-1",
      1_795_421_700_000, "stock:WD-1/gz-1/2026-11-23T08:15:00Z"
    ),
    (
      .production, #"{"orderNumber":"XS/1","lineNumber":"10","revision":1,"reason":"r"}"#, ERPProduction.type,
      "XS/1/10",
      1, "production:XS/1/10/1"
    ),
    (.production, #"{"orderId":"o-1","revision":1}"#, ERPProduction.type, "o-1/", 1, "production:o-1//1"),
    (
      .shipment, #"{"shipmentNumber":"CK-1","revision":1,"lines":[]}"#, ERPShipment.type, "CK-1", 1, "shipment:CK-1/1"
    ),
    (
      .shipment, #"{"shipmentNumber":"CK-1","revision":2,"reason":"r"}"#, ERPShipmentCancellation.type, "CK-1", 2,
      "shipment:CK-1/2"
    ),
    (.stock, #"{"sku":"WD-1","warehouse":5,"asOf":"yesterday"}"#, ERPStock.type, nil, nil, "stock:WD-1/5/yesterday"),
    (.product, #"{"sku":"WD-1","revision":-1}"#, ERPProduct.type, "WD-1", nil, "product:WD-1/-1"),
    (.order, #"{"orderNumber":"XS-1","revision":3}"#, "joinery.erp.order.changed.v1", "XS-1", 3, "XS-1/3"),
  ]

  @Test("plain JSON is known by its topic and by the field that names its subject", arguments: plain)
  func subjects(
    each: (kind: ERPKind, text: String, type: String, subject: String?, revision: Int?, id: String)
  ) throws {
    let event = try #require(try InboundReader().read(Self.record(each.kind, each.text)))
    let kind = InboundKind.of(topic: each.kind.topic)
    let data = try JSON(parsing: event.data ?? [])
    #expect(event.type == each.type && event.id == each.id && event.source == "/erp/gz")
    #expect(kind.subject(of: data) == each.subject && kind.revision(of: data) == each.revision)
  }

  @Test(
    "two subjects never have the same text",
    arguments: [
      (#"{"orderNumber":"A/1","lineNumber":"2"}"#, #"{"orderNumber":"A","lineNumber":"1/2"}"#),
      (#"{"orderNumber":"A/"}"#, #"{"orderNumber":"A","lineNumber":"/"}"#),
      (#"{"orderNumber":"A/1"}"#, #"{"orderNumber":"A","lineNumber":"1"}"#),
      (#"{"orderNumber":"A","lineNumber":"~1"}"#, #"{"orderNumber":"A","lineNumber":"/"}"#),
    ])
  func distinct(one: String, other: String) throws {
    let kind = InboundKind.production
    let found = try [one, other].map { kind.subject(of: try JSON(parsing: Array($0.utf8))) }
    #expect(found[0] != nil && found[0] != found[1])
  }

  @Test(
    "what names no subject of its topic is refused with the field's name",
    arguments: [
      (ERPKind.product, "'sku'"), (.stock, "'sku'"), (.production, "'orderNumber' or 'orderId'"),
      (.shipment, "'shipmentNumber'"),
    ])
  func refused(kind: ERPKind, words: String) throws {
    let error = try #require(throws: EnvelopeError.self) {
      _ = try InboundReader().read(Self.record(kind, #"{"hello":1}"#))
    }
    #expect(error.description.contains("no field \(words)"), "\(error)")
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../compose/erp")
    .path

  @Test("a vendor's product becomes ours in the products' topic, and nothing in another")
  func product() throws {
    let mappings = try MappingFolder.read(Self.folder)
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: "\(Self.folder)/samples/kingdee-cloud-product.json")), as: UTF8.self)
    let event = try #require(try InboundReader(mappings).read(Self.record(.product, text, source: nil)))
    #expect(event.refusal == nil && event.type == ERPProduct.type && event.source == "/erp/kingdee")
    #expect(
      String(decoding: event.data ?? [], as: UTF8.self)
        == #"{"sku":"WD-2400","revision":1793499630457,"name":"衣柜 2400","category":"衣柜","unit":"平方米","#
        + #""price":{"amount":98000,"currency":"CNY"},"validFrom":"2026-11-01","taxRatePercent":13,"active":true}"#)
    #expect(throws: EnvelopeError.self) {
      _ = try InboundReader(mappings).read(Self.record(.order, text, source: nil))
    }
    let forbidden = text.replacing(#""FForbidStatus": "A""#, with: #""FForbidStatus": "B""#)
    let stopped = try #require(try InboundReader(mappings).read(Self.record(.product, forbidden, source: nil)))
    #expect(try JSON(parsing: stopped.data ?? [])["active"] == false)
  }

  @Test("stock is mapped with its time, and a kind without cancellations takes none")
  func stock() throws {
    let rules =
      #""match":{},"stock":{"sku":"/s","warehouse":"/w","onHand":"/q","asOf":{"from":"/t","since1970":"seconds"}}"#
    let mapping = try Mapping(parsing: Array(#"{"name":"x","version":1,"source":"/erp/x",\#(rules)}"#.utf8))
    let event = try #require(
      try InboundReader([mapping]).read(Self.record(.stock, #"{"s":"A","w":"B","q":"12.5","t":1795421700}"#)))
    #expect(
      String(decoding: event.data ?? [], as: UTF8.self)
        == #"{"sku":"A","warehouse":"B","onHand":{"value":125,"scale":1},"asOf":"2026-11-23T08:15:00.000Z"}"#)
    let error = try #require(throws: InboundError.self) {
      _ = try Mapping(parsing: Array(#"{"name":"x","version":1,"deletes":"cancel",\#(rules)}"#.utf8))
    }
    #expect(error.description.contains("nothing cancels"))
    let none = try #require(throws: InboundError.self) {
      _ = try Mapping(parsing: Array(#"{"name":"x","version":1,"match":{}}"#.utf8))
    }
    #expect(none.description.contains("'order', 'product', 'stock'"), "\(none)")
  }
}
