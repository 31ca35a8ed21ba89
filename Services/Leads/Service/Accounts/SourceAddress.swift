import Glibc

/// Where requests come from, as tries are counted: an IPv4 address, or the /64 network of an IPv6 one, of which a single
/// machine may have all addresses.
enum SourceAddress {
  static func network(of peer: String) -> String {
    var six = in6_addr()
    guard inet_pton(AF_INET6, peer, &six) == 1 else { return peer }
    let bytes = withUnsafeBytes(of: &six) { Array($0) }
    // An IPv4 client of a server that listens on `::`.
    if bytes[..<12] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff] {
      return bytes[12...].map(String.init).joined(separator: ".")
    }
    let groups = stride(from: 0, to: 8, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
    return groups.joined(separator: ":") + "::/64"
  }
}
