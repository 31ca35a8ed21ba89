import FoundationEssentials
import Inbound
import JSON
import Kernel
import Messaging
import Testing

@Suite("Vendors' fields", .serialized)
struct MappingTests {
  init() throws { try CompanyZone.use("Asia/Shanghai") }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../compose/erp")
    .path

  private static func sample(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(folder)/samples/\(name).json")))
  }

  private static func read(_ name: String, _ change: (String) -> String = { $0 }) throws -> Envelope? {
    let text = change(String(decoding: try sample(name), as: UTF8.self))
    return try InboundReader(try MappingFolder.read(folder)).read(record(text))
  }

  private static func json(_ event: Envelope?) throws -> JSON { try JSON(parsing: event?.data ?? []) }

  private static let line = #""lineNumber":"1","sku":"WD-2400","description":"衣柜""#
  static let orders: [(String, String, String, String)] = [
    (
      "kingdee-cloud", "/erp/kingdee", "XSDD000482",
      #"{"lineNumber":"1","sku":"WD-2400","description":"衣柜","room":"主卧","quantity":{"value":125,"scale":1},"#
        + #""unitPrice":{"amount":98000,"currency":"CNY"},"discountPercent":5,"taxRatePercent":13}"#
    ),
    (
      "yonyou-u8", "/erp/yonyou", "SO2026110017",
      #"{"lineNumber":"1","sku":"0301001","description":"实木餐桌 1.6m","quantity":{"value":2,"scale":0},"#
        + #""unitPrice":{"amount":329900,"currency":"CNY"},"discountPercent":5,"taxRatePercent":13}"#
    ),
    (
      "sap-s4", "/erp/sap", "0000004501",
      #"{"lineNumber":"000010","sku":"WD-2400","description":"衣柜","quantity":{"value":125,"scale":1},"#
        + #""unitPrice":{"amount":98000,"currency":"CNY"},"taxRatePercent":13}"#
    ),
    (
      "odoo", "/erp/odoo", "S00042",
      #"{"lineNumber":"91","sku":"TV-1800","description":"[TV-1800] 电视柜","quantity":{"value":1,"scale":0},"#
        + #""unitPrice":{"amount":459990,"currency":"CNY"},"discountPercent":12.5}"#
    ),
    (
      "erpnext", "/erp/erpnext", "SAL-ORD-2026-00017",
      #"{"lineNumber":"1","sku":"WD-2400","description":"衣柜","quantity":{"value":2,"scale":0},"#
        + #""unitPrice":{"amount":98000,"currency":"CNY"},"discountPercent":5}"#
    ),
  ]

  @Test("the vendors' samples become orders of ours", arguments: orders)
  func samples(name: String, source: String, number: String, line: String) throws {
    let event = try #require(try Self.read(name))
    #expect(event.refusal == nil && event.type == InboundKind.order.changed && event.source == source)
    let data = try Self.json(event)
    #expect(data["orderNumber"]?.string == number && event.subject == number)
    #expect(data["signedOn"] == "2026-11-01" && data["customer"]?["phone"]?.string?.count == 11)
    #expect(data["lines"]?.array?.first?.text == line)
  }

  @Test(
    "revisions grow with the vendor's last change",
    arguments: [
      ("kingdee-cloud", 1_793_499_630_457), ("yonyou-u8", 1_793_495_525_000), ("sap-s4", 1_793_527_445_123),
      ("odoo", 1_793_498_584_000), ("erpnext", 1_793_499_630_123),
    ])
  func revisions(name: String, milliseconds: Int) throws {
    #expect(try Self.json(Self.read(name))["revision"] == JSON(milliseconds))
  }

  @Test(
    "what the vendor calls cancelled is a cancellation",
    arguments: [
      ("kingdee-cloud", #""FCancelStatus": "A""#, #""FCancelStatus": "B""#), ("sap-s4", #"Sts": "A""#, #"Sts": "C""#),
      ("odoo", #""state": "sale""#, #""state": "cancel""#), ("erpnext", #""docstatus": 1"#, #""docstatus": 2"#),
      ("yonyou-u8", "verified", "closed"),
    ])
  func cancellations(name: String, before: String, after: String) throws {
    let event = try #require(try Self.read(name) { $0.replacing(before, with: after) })
    #expect(event.type == InboundKind.order.cancellation && event.refusal == nil)
    #expect(try Self.json(event)["reason"]?.string?.isEmpty == false)
  }

  static let faults: [(String, String, String)] = [
    (
      #""FLinkPhone": "13800138000""#, #""FLinkPhone": """#,
      "the field 'customer.phone' (/FLinkPhone, mapping kingdee-cloud version 1) is missing"
    ),
    (
      #""FTaxPrice": 980.0"#, #""FTaxPrice": "陈伟""#,
      "the field 'lines.0.unitPrice' (/FTaxPrice, mapping kingdee-cloud version 1) is no number"
    ),
    ("PRE001", "PRE003", "has a code that its 'codes' do not list: 'PRE003'"),
    ("2026-11-01T00:00:00", "2026-02-30", "the field 'signedOn' (/FDate, mapping kingdee-cloud version 1) is no day"),
    (#""FEntryTaxRate": 13.0"#, #""FEntryTaxRate": 13.005"#, "say 'round': true"),
  ]

  @Test(
    "what cannot be made names our field, their path and the mapping, and keeps the order's number", arguments: faults)
  func fault(before: String, after: String, words: String) throws {
    let event = try #require(try Self.read("kingdee-cloud") { $0.replacing(before, with: after) })
    #expect(event.refusal?.contains(words) == true, "\(event.refusal ?? "-")")
    #expect(event.refusal?.contains("陈伟") == false && event.subject == "XSDD000482")
  }

  @Test("a deleted row is what the mapping says: a cancellation, nothing, or to be refused")
  func deletes() throws {
    let row = String(decoding: try Self.sample("erpnext"), as: UTF8.self)
    let change = record(#"{"op":"d","before":\#(row),"after":null,"source":{"ts_ms":1793527445123}}"#)
    let text = String(decoding: try Data(contentsOf: URL(filePath: "\(Self.folder)/erpnext.json")), as: UTF8.self)
    func read(_ meaning: String) throws -> Envelope? {
      let mapping = try Mapping(
        parsing: Array(text.replacing(#""deletes": "cancel""#, with: #""deletes": "\#(meaning)""#).utf8))
      return try InboundReader([mapping]).read(change)
    }
    #expect(try read("cancel")?.type == InboundKind.order.cancellation)
    #expect(try read("ignore") == nil)
    #expect(try #require(try read("refuse")?.refusal).contains("\"deletes\": \"cancel\" or \"ignore\""))
  }

  static let mistakes: [(String, String)] = [
    (#"{"name":"x","version":1,"match":{},"order":{}}"#, "'order.orderNumber' is missing"),
    ("{", "no JSON"),
    (#"{"version":1,"match":{},"order":{}}"#, "'name' is missing"),
    (
      #"{"name":"x","version":1,"match":{},"order":{"orderNumber":"FBillNo","revision":"/r","colour":"/c"}}"#,
      "'order.colour' is no field here"
    ),
    (#"{"name":"x","version":1,"match":{},"order":{"orderNumber":"FBillNo"}}"#, "a path begins with '/'"),
    (
      #"{"name":"x","version":1,"match":{},"order":{"lines":{"each":"/l","fields":{"unitPrice":{"from":"/p","unit":"jiao"}}}}}"#,
      "has the unit 'jiao': one of yuan, fen"
    ),
    (
      #"{"name":"x","version":1,"match":{},"order":{"signedOn":{"from":"/d","since1970":"weeks"}}}"#,
      "since1970 'weeks'"
    ),
    (#"{"name":"x","version":1,"match":{},"order":{"lines":"/l"}}"#, "neither a list nor has the path 'each'"),
    (#"{"name":"x","version":1,"match":{},"order":{"orderNumber":{}}}"#, "neither 'from' nor 'value'"),
  ]

  @Test("a mapping says all that is wrong with it when it is read", arguments: mistakes)
  func mistake(text: String, words: String) throws {
    let error = try #require(throws: InboundError.self) { _ = try Mapping(parsing: Array(text.utf8)) }
    #expect(error.description.contains(words), "\(error)")
  }
}
