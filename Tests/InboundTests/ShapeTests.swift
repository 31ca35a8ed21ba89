import Contracts
import Inbound
import JSON
import Kernel
import Messaging
import Testing

/// An order in our own words.
let order = #"{"customer":{"name":"陈伟","phone":"13800138000"},"lines":[],"orderNumber":"XS-1","revision":3}"#
/// The same as the event that it becomes.
let changed = "joinery.erp.order.changed.v1"

func record(_ value: [UInt8]?, _ headers: [String: String] = [:]) -> Record {
  Record(
    partition: TopicPartition(Catalog.erpOrders, 2), offset: 7, timestamp: Instant(milliseconds: 0), key: nil,
    value: value, headers: headers.sorted { $0.key < $1.key }.map { RecordHeader($0.key, $0.value) })
}

func record(_ value: String, _ headers: [String: String] = [:]) -> Record { record(Array(value.utf8), headers) }

@Suite("What bridges wrap orders in")
struct ShapeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var record: Record
    var id = "e-1"
    var source = "/erp/gz"
    var type = changed
    /// As the data are compared; nil for our own data, byte for byte.
    var data: String? = order

    init(_ name: String, _ record: Record) { (testDescription, self.record) = (name, record) }

    func with(id: String? = nil, source: String? = nil, type: String? = nil) -> Case {
      var other = self
      (other.id, other.source, other.type) = (id ?? self.id, source ?? self.source, type ?? self.type)
      return other
    }
  }

  private static let escaped = JSON.string(order).text
  private static let plain = ["source": "/erp/gz", "id": "e-1"]
  private static let event =
    #"{"specversion":"1.0","id":"e-1","source":"/erp/gz","type":"\#(changed)","data":\#(order)}"#
  private static func binary(_ prefix: String) -> [String: String] {
    [
      "\(prefix)specversion": "1.0", "\(prefix)id": "e-1", "\(prefix)source": "/erp/gz", "\(prefix)type": changed,
      "content-type": "application/json",
    ]
  }
  private static let schema = """
    {"type":"struct","optional":false,"fields":[{"field":"orderNumber","type":"string"},{"field":"revision","type":"int64"}]}
    """

  static let cases: [Case] =
    ["ce_", "ce-", "CE_", "cloudEvents:", "cloudEvents_"].map { Case("binary, \($0)", record(order, binary($0))) } + [
      Case("structured", record(event, ["content-type": "application/cloudevents+json; charset=UTF-8"])),
      Case("structured, headers dropped", record(event)),
      Case("structured, encoded twice", record(JSON.string(event).text)),
      Case("structured, data encoded twice", record(event.replacing(order, with: escaped))),
      Case("binary, data encoded twice", record(escaped, binary("ce_"))),
      Case("plain JSON", record(order, plain)),
      Case("plain JSON without an id", record(order, ["source": "/erp/gz"])).with(id: "XS-1/3"),
      Case("plain JSON with a content type", record(order, plain.merging(["content-type": "application/json"]) { $1 })),
      Case("plain JSON, encoded twice", record(escaped, plain)),
      Case("Connect with schema", record(#"{"schema":\#(schema),"payload":\#(order)}"#, plain)),
      Case("Connect with a schema of null", record(#"{"schema":null,"payload":\#(order)}"#, plain)),
      Case(
        "structured inside a Connect schema", record(#"{"schema":{"type":"struct","fields":[]},"payload":\#(event)}"#)),
      Case("outbox router", record(escaped, plain)),
      Case("Debezium, created", record(#"{"op":"c","before":null,"after":\#(order)}"#, plain)),
      Case("Debezium, changed", record(#"{"op":"u","before":{"a":1},"after":\#(order),"source":{"ts_ms":5}}"#, plain)),
      Case("Debezium, snapshot", record(#"{"op":"r","after":\#(order)}"#, plain)),
      Case(
        "Debezium with schema",
        record(#"{"schema":{"type":"struct","fields":[]},"payload":{"op":"c","after":\#(order)}}"#, plain)),
      Case(
        "Debezium unwrapped",
        record(order.replacing(#","revision""#, with: #","__op":"u","__deleted":"false","revision""#), plain)),
      Case(
        "Debezium's CloudEvents converter",
        record(
          #"{"specversion":"1.0","id":"e-1","source":"/erp/gz","type":"io.debezium.connector.mysql.DataChangeEvent","#
            + #""iodebeziumop":"c","data":{"schema":{"type":"struct","fields":[]},"payload":{"op":"c","after":\#(order)}}}"#
        )),
      Case("schema registry, JSON", record([0, 0, 0, 0, 42] + Array(order.utf8), plain)),
      Case("schema registry inside a binary CloudEvent", record([0, 0, 0, 0, 42] + Array(order.utf8), binary("ce_"))),
    ]

  @Test("each is read as the same event", arguments: cases)
  func read(_ each: Case) throws {
    let event = try #require(try InboundReader().read(each.record))
    #expect([event.id, event.source, event.type] == [each.id, each.source, each.type])
    #expect(CompactJSON.canonical(event.data ?? []) == CompactJSON.canonical(Array((each.data ?? "").utf8)))
    #expect(event.refusal == nil)
  }

  @Test("our own payload stays byte for byte as it came")
  func untouched() throws {
    let spaced = "{ \"orderNumber\": \"XS-1\" , \"revision\":1.0 }"
    #expect(try InboundReader().read(record(spaced, Self.binary("ce_")))?.data == Array(spaced.utf8))
  }

  @Test("a tombstone says nothing")
  func tombstone() throws { #expect(try InboundReader().read(record(nil)) == nil) }

  @Test("a cancellation in plain JSON is one")
  func cancellation() throws {
    let text = #"{"orderNumber":"XS-1","revision":4,"reason":"客户取消","source":"/erp/gz"}"#
    let event = try #require(try InboundReader().read(record(text)))
    #expect(event.type == InboundKind.order.cancellation && event.source == "/erp/gz" && event.id == "XS-1/4")
  }

  static let refused: [(String, Record, String)] = [
    ("Avro", record([0, 0, 0, 1, 2, 8, 104, 105]), "schema 258"),
    ("no JSON", record("<order/>"), "no JSON"),
    ("a list", record("[1]"), "no object"),
    ("a text that is none", record(#""hello""#), "no JSON"),
    ("a deleted row without what it was", record(#"{"op":"d","before":null,"after":null}"#), "REPLICA IDENTITY FULL"),
    ("a truncation", record(#"{"op":"t","before":null,"after":null}"#), "none of c, u, d, r"),
    ("a deleted order", record(#"{"op":"d","before":\#(order),"after":null}"#, plain), "no cancellation"),
    ("nobody's order", record(order), "which ERP"),
    (
      "a thin notification",
      record(
        #"{"specversion":"1.0","id":"1","source":"/sap","type":"sap.s4.beh.salesorder.v1.SalesOrder.Changed.v1","data":{"SalesOrder":"0000004501"}}"#
      ),
      "send the whole of it"
    ),
    ("an unknown vendor", record(#"{"FBillNo":"1","FDate":"2026-11-01","FQty":1}"#), "joinery erp map --try"),
    (
      "a batch", record("[]", ["content-type": "application/cloudevents-batch+json"]), "one event a record"
    ),
  ]

  @Test("what cannot be read is refused with what to change, never with what stands there", arguments: refused)
  func refuse(name: String, record: Record, words: String) throws {
    let error = try #require(throws: EnvelopeError.self) { _ = try InboundReader().read(record) }
    #expect(error.description.contains(words), "\(error)")
    #expect(!error.description.contains("13800138000") && !error.description.contains("陈伟"))
  }

  static let converted: [(String, String, String)] = [
    (
      #"{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"2"}}"#, #""AX8s""#,
      "980.92"
    ),
    (
      #"{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"2"}}"#, #""/w==""#,
      "-0.01"
    ),
    (#"{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"2"}}"#, "12.50", "12.50"),
    (
      #"{"type":"struct","name":"io.debezium.data.VariableScaleDecimal","fields":[]}"#, #"{"scale":1,"value":"ew=="}"#,
      "12.3"
    ),
    (#"{"type":"int32","name":"org.apache.kafka.connect.data.Date"}"#, "20758", #""2026-11-01""#),
    (#"{"type":"int32","name":"io.debezium.time.Date"}"#, "20758", #""2026-11-01""#),
    (
      #"{"type":"int64","name":"org.apache.kafka.connect.data.Timestamp"}"#, "1793527445123",
      #""2026-11-01T10:04:05.123Z""#
    ),
    (#"{"type":"int64","name":"io.debezium.time.MicroTimestamp"}"#, "1793527445123456", #""2026-11-01T10:04:05.123Z""#),
    (#"{"type":"string","name":"io.debezium.data.Json"}"#, #""[1,2]""#, "[1,2]"),
    (#"{"type":"string","name":"some.enum"}"#, #""A""#, #""A""#),
    (#"{"type":"int32","name":"io.debezium.time.Date"}"#, "null", "null"),
  ]

  @Test("Connect's logical types are what they mean, in rows and in lists", arguments: converted)
  func logical(schema: String, value: String, meaning: String) throws {
    let text = """
      {"schema":{"type":"struct","fields":[{"field":"a","type":"array","items":\(schema)},
        {"field":"orderNumber","type":"string"}]},
       "payload":{"a":[\(value)],"orderNumber":"1","source":"/erp"}}
      """
    let event = try #require(try InboundReader().read(record(text)))
    #expect(try JSON(parsing: event.data ?? [])["a"]?.array?.first == JSON(parsing: Array(meaning.utf8)))
  }
}
