import Contracts
import SQLite

/// How far a consumer is in every stream of every source: last number applied, highest number heard of.
public struct Positions: Sendable {
  private var applied: [Int64]
  private var heard: [Int64]
  private var changed: Set<Int> = []

  public init() {
    applied = Array(repeating: 0, count: Source.allCases.count * Catalog.streamCount)
    heard = applied
  }

  /// What becomes of a numbered event (`Shared/Messaging/README.md#streams-and-numbers`).
  public enum Verdict: Hashable, Sendable {
    case apply, duplicate, gap
  }

  public func verdict(_ source: Source, stream: Int, number: Int64) -> Verdict {
    let last = applied[index(source, stream)]
    return number == last + 1 ? .apply : number <= last ? .duplicate : .gap
  }

  public func applied(_ source: Source, _ stream: Int) -> Int64 { applied[index(source, stream)] }
  public func heard(_ source: Source, _ stream: Int) -> Int64 { heard[index(source, stream)] }

  mutating func apply(_ source: Source, _ stream: Int, _ number: Int64) {
    let index = index(source, stream)
    applied[index] = number
    heard[index] = max(heard[index], number)
    changed.insert(index)
  }

  mutating func hear(_ source: Source, _ stream: Int, _ number: Int64) {
    let index = index(source, stream)
    guard number > heard[index] else { return }
    heard[index] = number
    changed.insert(index)
  }

  /// The answer to one's own question is the truth, also where less had been heard wrongly.
  mutating func correct(_ source: Source, _ stream: Int, _ number: Int64) {
    let index = index(source, stream)
    let corrected = max(applied[index], number)
    guard heard[index] != corrected else { return }
    heard[index] = corrected
    changed.insert(index)
  }

  /// What a head says of its streams.
  mutating func take(_ head: Head, of source: Source, isAnswer: Bool) {
    for stream in head.streams {
      if isAnswer {
        correct(source, stream, head.number(of: stream))
      } else {
        hear(source, stream, head.number(of: stream))
      }
    }
  }

  func isMissing(_ source: Source, _ stream: Int) -> Bool { heard(source, stream) > applied(source, stream) }

  /// Last number applied of each stream of a partition, as a question has it.
  func numbers(_ source: Source, partition: Int32, of partitions: Int32) -> [String: Int64] {
    var numbers: [String: Int64] = [:]
    for stream in stride(from: Int(partition), to: Catalog.streamCount, by: Int(partitions)) {
      numbers[String(stream)] = applied(source, stream)
    }
    return numbers
  }

  /// Streams in which something is missing.
  public func gaps(_ source: Source) -> [Int] {
    (0..<Catalog.streamCount).filter { isMissing(source, $0) }
  }

  /// How many events are known to be missing.
  public func missing(_ source: Source) -> Int64 {
    gaps(source).reduce(0) { $0 + heard(source, $1) - applied(source, $1) }
  }

  /// Events applied of a source, over all streams.
  public func count(_ source: Source) -> Int64 {
    (0..<Catalog.streamCount).reduce(0) { $0 + applied[index(source, $1)] }
  }

  private func index(_ source: Source, _ stream: Int) -> Int { source.index * Catalog.streamCount + stream }

  /// Reads what the store holds.
  public init(_ database: Database) throws {
    self.init()
    try database.each("SELECT source, stream, applied, heard FROM positions") { row in
      guard let source = Source(rawValue: row.text(0)) else { return }
      let index = index(source, row.int(1))
      applied[index] = row.integer(2)
      heard[index] = row.integer(3)
    }
  }

  /// Writes what has changed since the last time.
  mutating func save(_ database: Database) throws {
    for index in changed {
      try database.run(
        "INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?)",
        Source.allCases[index / Catalog.streamCount].rawValue, index % Catalog.streamCount, applied[index],
        heard[index])
    }
    changed.removeAll(keepingCapacity: true)
  }
}

extension Source {
  var index: Int {
    switch self {
    case .leads: 0
    case .sales: 1
    case .finance: 2
    case .aftersales: 3
    }
  }
}
