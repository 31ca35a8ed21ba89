import Contracts
import Foundation
import JSON
import Kernel
import Messaging
import ServiceRuntime
import Testing

@Suite("Decoders give a value or an error, whatever comes")
struct DecoderTests {
  @Test("payloads: what is read is written and read again the same")
  func payloads() async throws {
    var mutator = Mutator(seed: Seeds.seed)
    var read = 0
    for (type, data) in Seeds.payloads {
      for _ in 0..<(60 * Seeds.rounds) {
        // Tests that wait for an answer need a turn on one of few threads.
        await Task.yield()
        let spoiled = mutator.spoil(data)
        Seeds.trying([spoiled], of: type)
        guard let decoded = try? Catalog.decoded(type, spoiled) else { continue }
        read += 1
        let written = try decoded.encoded()
        let again = try Catalog.decoded(Swift.type(of: decoded).type, written)
        #expect(try again?.encoded() == written, "\(type): \(String(decoding: spoiled, as: UTF8.self))")
        _ = (decoded.key, decoded.subject)
      }
    }
    #expect(read > 500, "the mutations are too wild: nothing is read any more")
  }

  @Test("envelopes in binary and structured mode")
  func envelopes() async {
    var mutator = Mutator(seed: Seeds.seed)
    let names = [
      "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "ce_partitionkey", "ce_stream",
      "ce_streamepoch", "ce_streamsequence", "traceparent", "content-type",
    ]
    let texts = [
      "1.0", "", "-1", "255", "256", "9223372036854775807", "9223372036854775808", "joinery/leads", "٣",
      "2026-11-22T00:00:00.000Z", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z", "2026-02-30T24:61:61+99:99",
      "application/cloudevents+json", "joinery.leads.lead.captured.v1", "joinery.leads.heads.v1", "00-0-0-00",
    ]
    let structured = Array(
      #"{"specversion":"1.0","id":"1","source":"/erp","type":"joinery.erp.order.placed.v1","time":"2026-11-22T08:00:00Z","subject":"XS-1","partitionkey":"K-1","stream":7,"streamsequence":"9","datacontenttype":"application/json","data":{"orderNumber":"XS-1"},"data_base64":"e30="}"#
        .utf8)
    var read = 0
    for round in 0..<(4_000 * Seeds.rounds) {
      await Task.yield()
      let isStructured = round % 2 == 0
      var headers = isStructured ? [RecordHeader("content-type", "application/cloudevents+json")] : []
      for name in names where !isStructured && mutator.below(20) > 0 {
        let good = [
          "ce_specversion": "1.0", "ce_time": texts[9], "ce_stream": "7", "ce_streamsequence": "8",
          "content-type": "application/json",
        ]
        let text = mutator.below(4) > 0 ? good[name] ?? "a" : texts[mutator.below(texts.count)]
        headers.append(
          RecordHeader(name, mutator.below(10) == 0 ? mutator.spoilBytes(Array(text.utf8)) : Array(text.utf8)))
      }
      let value = mutator.spoil(structured)
      Seeds.trying([value] + headers.map { Array($0.name.utf8) + ($0.value ?? []) }, of: "envelope")
      let record = Record(
        partition: TopicPartition("joinery.leads", 0), offset: 0, timestamp: Instant(milliseconds: 0),
        key: mutator.below(3) == 0 ? nil : [0xff], value: mutator.below(20) == 0 ? nil : value, headers: headers)
      if (try? Envelope(record)) != nil { read += 1 }
    }
    #expect(read > 100, "the mutations are too wild: nothing is read any more")
  }

  @Test("request bodies: JSON of one's own parser")
  func bodies() async {
    var mutator = Mutator(seed: Seeds.seed)
    for (_, data) in Seeds.payloads {
      for _ in 0..<(30 * Seeds.rounds) {
        await Task.yield()
        let spoiled = mutator.spoil(data)
        Seeds.trying([spoiled], of: "body")
        guard let read = try? JSON(parsing: spoiled) else { continue }
        #expect((try? JSON(parsing: read.bytes)) != nil)
      }
    }
  }
}
