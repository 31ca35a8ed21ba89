import Contracts
import Kernel
import Testing

@testable import Messaging

@Suite("What a record of a service's topic is")
struct AdmissionTests {
  private static let key = "c-1"

  private static func record(
    key: String? = "c-1", _ change: ([String: String]) -> [String: String] = { $0 }, value: String = "{}"
  ) -> Record {
    let headers = change([
      "ce_specversion": "1.0", "ce_id": "1", "ce_source": Source.leads.uri, "ce_type": "joinery.leads.lead.captured.v1",
      "ce_time": "2026-11-22T08:30:00.000Z", "ce_partitionkey": Self.key,
      "ce_stream": String(Catalog.stream(of: Self.key)), "ce_streamepoch": "e", "ce_streamsequence": "7",
    ])
    return Record(
      partition: TopicPartition(Source.leads.topic, 0), offset: 0, timestamp: Instant(milliseconds: 0),
      key: key.map { Array($0.utf8) }, value: Array(value.utf8), headers: headers.map { RecordHeader($0.key, $0.value) }
    )
  }

  private static func with(_ name: String, _ value: String?) -> ([String: String]) -> [String: String] {
    { headers in
      var headers = headers
      headers[name] = value
      return headers
    }
  }

  private static func admission(_ record: Record) throws -> Admission {
    Admission(try Envelope(record), record, of: .leads)
  }

  @Test("an event has its source, epoch, stream, number and key")
  func event() throws {
    guard case .event(let origin, let key) = try Self.admission(Self.record()) else {
      Issue.record("it is an event")
      return
    }
    #expect(key == Self.key && origin.number == 7 && origin.epoch == "e" && origin.source == .leads)
  }

  private static let incomplete = "it lacks an epoch, a stream, a number or a time"

  @Test(
    "what lacks one of them is a stray, with the reason in words",
    arguments: [
      (record(with("ce_source", "/elsewhere")), "its ce_source is '/elsewhere', not joinery/leads"),
      (record(key: nil), "its key is not its ce_partitionkey"),
      (record(key: "c-2"), "its key is not its ce_partitionkey"),
      (record(with("ce_partitionkey", nil)), "its key is not its ce_partitionkey"),
      (record(with("ce_streamepoch", nil)), incomplete), (record(with("ce_stream", nil)), incomplete),
      (record(with("ce_streamsequence", nil)), incomplete), (record(with("ce_streamsequence", "0")), incomplete),
      (record(with("ce_streamsequence", "9007199254740993")), incomplete), (record(with("ce_time", nil)), incomplete),
      (record(with("ce_stream", "1")), "ce_stream is not the stream of its key"),
      (record(with("ce_type", Source.leads.headsType)), "it is no head that can be read"),
    ])
  func strays(_ record: Record, _ reason: String) throws {
    let admission = try Self.admission(record)
    #expect(admission == .stray(reason))
  }

  @Test("a head is read, if its envelope is of its epoch", arguments: ["e", "other"])
  func head(_ epoch: String) throws {
    let head = Head(
      epoch: "e", instance: "i", partition: 0, partitions: 8,
      numbers: [Int64](repeating: 0, count: Catalog.streamCount), answers: nil, left: [])
    let sent = try head.record(from: .leads, id: "h", at: Instant(milliseconds: 5), tag: 0)
    let headers = sent.headers.map { $0.name == "ce_streamepoch" ? RecordHeader($0.name, epoch) : $0 }
    let record = Record(
      partition: sent.partition, offset: 0, timestamp: Instant(milliseconds: 5), key: nil, value: sent.value,
      headers: headers)
    let admission = try Self.admission(record)
    #expect(admission == (epoch == "e" ? .head(head) : .stray("it is no head that can be read")))
  }
}
