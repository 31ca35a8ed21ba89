import Contracts
import Kernel
import Testing

@testable import Messaging

@Suite("Headers in one block of memory")
struct PackedHeadersTests {
  private let headers = [
    RecordHeader("ce_id", "one"), RecordHeader("twice", "1"), RecordHeader("twice", "2"), RecordHeader("null", nil),
    RecordHeader("empty", ""), RecordHeader("", "no name"), RecordHeader("bytes", [0, 255, 0]),
  ]

  @Test("they are the same as the list that they were made of, in its order")
  func list() {
    let packed = PackedHeaders(headers)
    #expect(packed.list == headers)
    #expect(PackedHeaders(bytes: packed.bytes) == packed)
    func each(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?) -> Void) {
      for header in headers {
        Array(header.name.utf8).withUnsafeBytes { name in
          if let value = header.value { value.withUnsafeBytes { body(name, $0) } } else { body(name, nil) }
        }
      }
    }
    var count = 0
    each { count += PackedHeaders.byteCount($0, $1) }
    #expect(PackedHeaders(count: count) { written in each { written.append($0, $1) } } == packed)
    #expect(PackedHeaders().list.isEmpty)
  }

  @Test("whatever is cut off or damaged of them, what stands before it can be read")
  func damage() {
    let bytes = PackedHeaders(headers).bytes
    for count in 0..<bytes.count {
      let read = PackedHeaders(bytes: Array(bytes[..<count])).list
      #expect(read.dropLast() == headers.prefix(max(0, read.count - 1)))
      var damaged = bytes
      damaged[count] ^= 0x80
      _ = PackedHeaders(bytes: damaged).list
    }
  }

  private func envelope(_ headers: [RecordHeader]) throws -> Envelope {
    try Envelope(
      Record(
        partition: TopicPartition("joinery.leads", 0), offset: 0, timestamp: Instant(milliseconds: 0), key: nil,
        value: [], headers: headers))
  }

  @Test("attributes are found in any order, the first of two counts, and a null one is not there")
  func attributes() throws {
    let headers = [
      RecordHeader("tracestate", "t=1"), RecordHeader("ce_subject", nil), RecordHeader("ce_subject", "second"),
      RecordHeader("ce_type", "a"), RecordHeader("ce_type", "b"), RecordHeader("ce_id", "7"),
      RecordHeader("ce_source", "erp"), RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_idx", "no"),
      RecordHeader("ce_streamsequence", "12"), RecordHeader("ce_partitionkey", "客户"),
    ]
    for list in [headers, headers + [RecordHeader("content-type", "application/json; charset=UTF-8")]] {
      let envelope = try envelope(list)
      #expect(envelope.type == "a" && envelope.id == "7" && envelope.source == "erp" && envelope.subject == nil)
      #expect(envelope.number == 12 && envelope.key == "客户" && envelope.tracestate == "t=1" && envelope.time == nil)
    }
  }

  @Test(
    "what is no text, too long or missing is refused by name",
    arguments: [
      (RecordHeader("ce_actor", [0xc3, 0x28]), "the header ce_actor is not valid UTF-8"),
      (RecordHeader("ce_actor", [UInt8](repeating: 65, count: 1025)), "the header ce_actor has more than 1024 bytes"),
      (RecordHeader("ce_id", ""), "the header ce_id is missing"),
      (RecordHeader("ce_specversion", "2.0"), "ce_specversion is '2.0', only 1.x is understood"),
      (RecordHeader("content-type", [0xff]), "the header content-type is not valid UTF-8"),
    ])
  func refused(header: RecordHeader, reason: String) {
    let good = [
      RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "7"), RecordHeader("ce_source", "erp"),
      RecordHeader("ce_type", "a"),
    ]
    let error = #expect(throws: EnvelopeError.self) {
      _ = try envelope([header] + good.filter { $0.name != header.name })
    }
    #expect(error?.description == reason)
  }
}
