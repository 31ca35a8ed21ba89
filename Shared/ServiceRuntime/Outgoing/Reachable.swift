import Glibc

/// Which addresses requests may go to that somebody has told us to send: without it, whoever may name a receiver could
/// have this machine ask its neighbours in their name (server-side request forgery). It is the address that counts, at the
/// moment of connecting: what a name leads to can change between two looks.
public struct Reachable: Hashable, Sendable {
  /// Where an address lies.
  public enum Place: Hashable, Sendable {
    case loopback
    /// Networks of a company's own (RFC 1918, RFC 4193), and what carriers share (RFC 6598).
    case inside
    case outside
    /// Link-local, where clouds tell a machine its secrets; none, multicast, reserved. Never reached, whatever is allowed.
    case never
  }

  /// A part of the addresses: the first bits of them.
  struct Network: Hashable, Sendable {
    let bytes: [UInt8]
    let bits: Int

    func holds(_ address: [UInt8]) -> Bool {
      guard address.count == bytes.count else { return false }
      for index in 0..<((bits + 7) / 8) {
        let mask = UInt8(truncatingIfNeeded: 0xFF << max(0, 8 - (bits - 8 * index)))
        guard address[index] & mask == bytes[index] & mask else { return false }
      }
      return true
    }
  }

  private var networks: [Network] = []
  private var places: Set<Place> = [.outside]

  /// The outside alone, by TLS.
  public init() {}

  /// `loopback`, `private`, and networks (`10.1.0.0/16`), commas between. Nil where a part of the text is none of these.
  public init?(_ text: String) {
    for part in text.split(separator: ",").map({ $0.filter { $0 != " " } }) where !part.isEmpty {
      switch part {
      case "loopback": places.insert(.loopback)
      case "private": places.insert(.inside)
      default:
        guard let network = Self.network(part) else { return nil }
        networks.append(network)
      }
    }
  }

  /// The same, and this machine.
  public var withLoopback: Reachable {
    var copy = self
    copy.places.insert(.loopback)
    return copy
  }

  /// Whether some of them may be reached without TLS.
  public var takesPlain: Bool { !networks.isEmpty || places.contains(.loopback) || places.contains(.inside) }

  /// Whether an address (4 or 16 bytes) may be reached. Without TLS only what was allowed by name: there nobody else
  /// listens, as those who have allowed it say.
  public func allows(_ address: [UInt8], isEncrypted: Bool) -> Bool {
    let address = Self.plain(address)
    let place = Self.place(of: address)
    guard place != .never else { return false }
    if networks.contains(where: { $0.holds(address) }) { return true }
    return places.contains(place) && (isEncrypted || place != .outside)
  }

  /// IPv4 that is written as IPv6, of both ways and through the gateways of RFC 6052, is what it stands for.
  private static func plain(_ address: [UInt8]) -> [UInt8] {
    guard address.count == 16 else { return address }
    let head = Array(address.prefix(12))
    let heads: [[UInt8]] = [
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255], [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
    return heads.contains(head) ? Array(address.suffix(4)) : address
  }

  /// Where an address lies, by its first bits.
  static func place(of address: [UInt8]) -> Place {
    for (text, place) in table {
      if let network = network(text), network.holds(address) { return place }
    }
    return address.count == 4 || address.count == 16 ? .outside : .never
  }

  private static let table: KeyValuePairs<String, Place> = [
    "0.0.0.0/8": .never, "127.0.0.0/8": .loopback, "169.254.0.0/16": .never, "100.100.100.200/32": .never,
    "10.0.0.0/8": .inside, "172.16.0.0/12": .inside, "192.168.0.0/16": .inside, "100.64.0.0/10": .inside,
    "192.0.0.0/24": .never, "198.18.0.0/15": .inside, "224.0.0.0/3": .never,
    "::1/128": .loopback, "::/96": .never, "fe80::/10": .never, "fd00:ec2::254/128": .never, "fc00::/7": .inside,
    "fec0::/10": .never, "ff00::/8": .never, "2002::/16": .never, "2001::/32": .never,
  ]

  /// The bytes of a numeric address; nil for a name.
  public static func bytes(_ text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
    var sixteen = in6_addr()
    if inet_pton(AF_INET6, text, &sixteen) == 1 { return withUnsafeBytes(of: &sixteen) { Array($0) } }
    return nil
  }

  private static func network(_ text: String) -> Network? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let bytes = bytes(String(parts[0])), parts.count <= 2 else { return nil }
    guard parts.count == 2 else { return Network(bytes: bytes, bits: 8 * bytes.count) }
    guard let bits = Int(parts[1]), (0...8 * bytes.count).contains(bits) else { return nil }
    return Network(bytes: bytes, bits: bits)
  }
}
