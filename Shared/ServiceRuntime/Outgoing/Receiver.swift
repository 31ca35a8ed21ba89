import Kernel

/// The address of a server of somebody else's that things are posted to.
public struct Receiver: Hashable, Sendable {
  public let text: String
  public let isEncrypted: Bool
  /// A name, or a numeric address without brackets.
  public let host: String

  /// What makes an address unfit.
  public enum Refusal: Error, Hashable, Sendable {
    case malformed
    case credentials
    /// `http` to where others may listen.
    case plain
    /// An address that must not be reached.
    case unreachable
  }

  static let limit = 2_000

  /// Throws where a text is no address that things may be posted to. A name may still lead to an address that must not be
  /// reached, which is found on connecting.
  public init(_ text: String, _ reachable: Reachable) throws(Refusal) {
    let lower = text.lowercased()
    isEncrypted = lower.hasPrefix("https://")
    guard isEncrypted || lower.hasPrefix("http://"), text.utf8.count <= Self.limit,
      text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !#"<>"\^`{|}#"#.utf8.contains($0) })
    else { throw .malformed }
    let authority = text.dropFirst(isEncrypted ? 8 : 7).prefix { $0 != "/" && $0 != "?" }
    guard !authority.contains("@") else { throw .credentials }
    guard let host = Self.host(of: authority) else { throw .malformed }
    self.host = host
    self.text = text
    if let bytes = Reachable.bytes(host) {
      guard reachable.allows(bytes, isEncrypted: true) else { throw .unreachable }
      guard reachable.allows(bytes, isEncrypted: isEncrypted) else { throw .plain }
    } else if !isEncrypted, !reachable.takesPlain {
      throw .plain
    }
  }

  /// Nil where what stands between the slashes is no host with or without a port.
  private static func host(of authority: Substring) -> String? {
    var (host, rest) = (authority, Substring())
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      host = authority[authority.index(after: authority.startIndex)..<end]
      rest = authority[authority.index(after: end)...]
      guard Reachable.bytes(String(host))?.count == 16 else { return nil }
    } else if let colon = authority.firstIndex(of: ":") {
      (host, rest) = (authority[..<colon], authority[colon...])
    }
    guard !host.isEmpty, rest.isEmpty || (UInt16(rest.dropFirst()).map { $0 > 0 } ?? false) else { return nil }
    let isNamed = host.utf8.allSatisfy { byte in
      (97...122).contains(byte | 32) || (48...57).contains(byte) || [45, 46, 58, 95].contains(byte)
    }
    return isNamed ? host.lowercased() : nil
  }
}
