import Compression
import Crypto
import FoundationEssentials
import Kernel
import Persistence

/// One entry of a store's log at its destination (`Shared/Shipping/README.md#the-log`): a line with the hash of all that
/// follows, a line of JSON, and for `pages` the packed pages.
public struct LogEntry: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Sendable {
    /// Somebody writes from here on: what another one writes is refused.
    case claim
    /// A copy of the whole store is at the destination.
    case base
    /// Pages that commits have changed.
    case pages
  }

  /// A copy of the whole store in parts.
  public struct Base: Codable, Hashable, Sendable {
    /// Where the parts are, under the service.
    public var folder: String
    /// The hash of each part, packed, in their order.
    public var parts: [String]
    /// The entries from this one on are put on top of it.
    public var from: Int
    /// It is the only place that has some changes, so that whoever follows has to take it: after a start.
    public var isFirst: Bool
  }

  public var format = 1
  public var kind: Kind
  public var service: String
  /// From 1 without gaps.
  public var number: Int
  /// The hash of the entry before; empty for the first.
  public var previous: String
  /// The store's epoch.
  public var epoch: String
  /// Last position of the event journal with this entry.
  public var position: Int64
  /// The last commit in it, or when it was made.
  public var time: Instant
  /// The number of the last entry of kind `base`, this one included; 0 before there is one.
  public var lastBase: Int
  /// Of a claim: who and where, for people.
  public var by: String?
  public var base: Base?
  public var pageBytes: Int?
  public var pageCount: UInt32?

  /// A part of a copy has so many bytes before it is packed: 16 MiB.
  static let partBytes = 16 << 20

  /// Its bytes at the destination, and their hash.
  func encoded(_ pages: [UInt32: [UInt8]] = [:]) throws -> (bytes: [UInt8], hash: String) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var body = Array(try encoder.encode(self)) + [10]
    if kind == .pages {
      var plain: [UInt8] = []
      plain.reserveCapacity(pages.count * ((pageBytes ?? 0) + 4))
      for (number, page) in pages.sorted(by: { $0.key < $1.key }) {
        withUnsafeBytes(of: number.bigEndian) { plain += $0 }
        plain += page
      }
      body += try Packed.pack(plain)
    }
    let hash = SHA256.hex(SHA256.hash(body))
    return (Array(hash.utf8) + [10] + body, hash)
  }
}

/// An entry as it was read.
public struct ReadEntry: Sendable {
  public let entry: LogEntry
  public let hash: String
  let packed: ArraySlice<UInt8>

  /// Throws where the bytes are damaged or cut off.
  init(_ bytes: [UInt8], _ object: String) throws {
    let damaged = DestinationError("'\(object)' is damaged: its hash is not that of its content")
    guard bytes.count > 65, bytes[64] == 10 else { throw damaged }
    let body = bytes[65...]
    hash = String(decoding: bytes[..<64], as: UTF8.self)
    guard hash == SHA256.hex(SHA256.hash(Array(body))), let end = body.firstIndex(of: 10) else { throw damaged }
    guard let entry = try? JSONDecoder().decode(LogEntry.self, from: Data(body[..<end])), entry.format == 1 else {
      throw DestinationError("'\(object)' is of another version of joinery; use that one")
    }
    self.entry = entry
    packed = body[(end + 1)...]
  }

  /// Hands over each page.
  func pages(_ body: (UInt32, ArraySlice<UInt8>) throws -> Void) throws {
    guard let pageBytes = entry.pageBytes else { return }
    let plain = try Packed.unpack(Array(packed))
    guard plain.count % (pageBytes + 4) == 0 else { throw DestinationError("entry \(entry.number) has half a page") }
    for start in stride(from: 0, to: plain.count, by: pageBytes + 4) {
      let number = plain[start..<(start + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      try body(number, plain[(start + 4)..<(start + 4 + pageBytes)])
    }
  }
}

/// gzip, which any system unpacks by hand.
enum Packed {
  static func pack(_ bytes: [UInt8]) throws -> [UInt8] {
    var gzip = try Gzip(level: 1)
    return try gzip.add(bytes) + gzip.finish()
  }

  static func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
    var gunzip = try Gunzip()
    let plain = try gunzip.add(bytes)
    guard gunzip.isComplete else { throw DestinationError("packed bytes are cut off") }
    return plain
  }
}
