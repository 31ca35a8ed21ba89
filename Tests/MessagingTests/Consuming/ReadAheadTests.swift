import Contracts
import Kernel
import Testing

@testable import Messaging

@Suite("Records between the client and the store")
struct ReadAheadTests {
  private struct Failure: Error {}

  private static func arrivals(_ offsets: Range<Int64>) -> [Arrival] {
    offsets.map { offset in
      Arrival(
        Record(
          partition: TopicPartition("t", 0), offset: offset, timestamp: Instant(milliseconds: 0), key: nil, value: nil,
          headers: PackedHeaders()), Subscriptions(service: "test", to: [], []))
    }
  }

  private static func offsets(_ reading: ReadAhead) -> [Int64] { reading.batch.map(\.record.offset) }

  @Test("a batch stays until it is applied; what was read meanwhile comes after it")
  func order() {
    var reading = ReadAhead()
    reading.add(Self.arrivals(0..<2))
    reading.add(Self.arrivals(2..<3))
    #expect(Self.offsets(reading) == [0, 1, 2] && reading.room == ReadAhead.limit - 3 && reading.wantsNext)
    reading.readNext(.success(Self.arrivals(3..<5)))
    // The transaction has failed: the batch is taken again, and nothing gets between it and what was read ahead.
    #expect(Self.offsets(reading) == [0, 1, 2] && reading.room == 0 && !reading.wantsNext)
    reading.applied()
    #expect(Self.offsets(reading) == [3, 4] && reading.room == ReadAhead.limit - 2 && reading.wantsNext)
    reading.applied()
    #expect(reading.batch.isEmpty && reading.room == ReadAhead.limit)
  }

  @Test("a full batch takes nothing more")
  func full() {
    var reading = ReadAhead()
    reading.add(Self.arrivals(0..<Int64(ReadAhead.limit)))
    #expect(reading.room == 0 && reading.wantsNext)
  }

  @Test("a failure to read ahead is thrown once, by the next step")
  func failure() {
    var reading = ReadAhead()
    reading.readNext(.failure(Failure()))
    #expect(!reading.wantsNext)
    let failures = [reading.takeFailure(), reading.takeFailure()]
    #expect(failures[0] is Failure && failures[1] == nil)
    #expect(reading.wantsNext)
  }

  @Test("a new assignment reads all of it again")
  func cleared() {
    var reading = ReadAhead()
    reading.add(Self.arrivals(0..<2))
    reading.readNext(.success(Self.arrivals(2..<4)))
    reading.clear()
    #expect(reading.batch.isEmpty && reading.wantsNext && reading.room == ReadAhead.limit)
  }

  @Test("after a batch that needed care, the next ones are taken with care too, but not for ever")
  func care() {
    var care = Care()
    let before = care.begin()
    care.needed()
    let after = (0..<20).map { _ in care.begin() }
    #expect(!before && after == [Bool](repeating: true, count: 15) + [Bool](repeating: false, count: 5))
  }
}
