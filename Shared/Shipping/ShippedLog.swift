import Kernel

/// The log of one service's store at a destination: entries with numbers, each made only where there is none of its
/// number. So a number that somebody else has taken tells a writer that it is none any more, whatever clocks and
/// networks do (`Shared/Shipping/README.md#one-writer`).
public struct ShippedLog: Sendable {
  /// Somebody else goes on with the log.
  public struct Fenced: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  public let destination: any Destination
  /// As in the store's file name.
  public let service: String

  public init(_ destination: any Destination, service: String) {
    self.destination = destination
    self.service = service
  }

  /// `leads/log/000000000042`
  func object(_ number: Int) -> String {
    let digits = String(number)
    return "\(service)/log/\(String(repeating: "0", count: max(0, 12 - digits.count)))\(digits)"
  }

  /// The numbers of the entries that are there, in order.
  public func numbers() throws -> [Int] { try destination.names(in: "\(service)/log").compactMap { Int($0) } }

  /// Nil where there is none.
  public func entry(_ number: Int) throws -> ReadEntry? {
    let name = object(number)
    guard let bytes = try destination.read(name) else { return nil }
    let read = try ReadEntry(bytes, "\(destination.name)/\(name)")
    guard read.entry.number == number, read.entry.service == service else {
      throw DestinationError("'\(destination.name)/\(name)' is an entry of another place")
    }
    return read
  }

  /// The last entry; nil where the log is empty.
  public func last() throws -> ReadEntry? {
    guard var number = try numbers().last else { return nil }
    guard var last = try entry(number) else { throw DestinationError("entry \(number) of \(service) went away") }
    while let next = try entry(number + 1) { (number, last) = (number + 1, next) }
    return last
  }

  /// Puts an entry at its number; false where another one is there. One that was put before, with no answer, is its own.
  func append(_ bytes: [UInt8], hash: String, number: Int) throws -> Bool {
    if try destination.create(object(number), bytes) { return true }
    return try entry(number)?.hash == hash
  }

  /// Takes the log for a store of another epoch: whoever wrote it before is refused from now on. `reading` is given each
  /// entry that the writer before has still put there. Gives the claim's number.
  public func claim(
    epoch: String, by: String, at now: Instant, after last: ReadEntry?, reading: (ReadEntry) throws -> Void = { _ in }
  ) throws -> (number: Int, hash: String) {
    var last = last
    while true {
      let number = (last?.entry.number ?? 0) + 1
      let claim = LogEntry(
        kind: .claim, service: service, number: number, previous: last?.hash ?? "", epoch: epoch,
        position: last?.entry.position ?? 0, time: now, lastBase: last?.entry.lastBase ?? 0, by: by)
      let (bytes, hash) = try claim.encoded()
      if try append(bytes, hash: hash, number: number) { return (number, hash) }
      guard let next = try entry(number) else { throw DestinationError("entry \(number) of \(service) went away") }
      try reading(next)
      last = next
    }
  }
}
