import Contracts
import Kernel
import Messaging
import Persistence

/// What sources have written: events in order, with the streams, numbers and times that their journals would give.
struct Feed {
  private(set) var entries: [(source: Source, entry: JournalEntry)] = []
  private(set) var clock = Instant(milliseconds: 1_767_225_600_000)
  private var numbers: [String: Int64] = [:]

  /// Takes an event of its owner, one second after the one before.
  mutating func add(_ event: some DomainEvent) throws {
    let name = type(of: event).type.split(separator: ".")[1]
    guard let source = Source(rawValue: String(name)) else { return }
    clock = clock.adding(seconds: 1)
    let stream = Catalog.stream(of: event.key)
    let number = numbers["\(source)/\(stream)", default: 0] + 1
    numbers["\(source)/\(stream)"] = number
    entries.append(
      (
        source,
        JournalEntry(
          position: Int64(entries.count + 1), stream: stream, number: number, id: "event-\(entries.count + 1)",
          type: type(of: event).type, key: event.key, subject: event.subject, time: clock,
          cause: Cause(actor: "test", correlationID: "test"), data: try event.encoded())
      ))
  }

  /// The same entries in another order, in which each stream's own order is kept.
  func interleaved(using random: inout some RandomNumberGenerator) -> [(source: Source, entry: JournalEntry)] {
    var streams = Dictionary(grouping: entries) { "\($0.source)/\($0.entry.stream)" }
      .sorted { $0.key < $1.key }.map { Array($0.value.reversed()) }
    var result: [(source: Source, entry: JournalEntry)] = []
    while let index = streams.indices.randomElement(using: &random) {
      if let next = streams[index].popLast() { result.append(next) }
      if streams[index].isEmpty { streams.remove(at: index) }
    }
    return result
  }
}
