import HTTP

/// Where a browser goes on to after its sign-in: a page of any service of the same host, and nothing else, so that no
/// link to the sign-in leads to somebody else's page.
public enum ReturnAddress {
  /// The name of the query parameter, and of the form's field.
  public static let parameter = "return"

  /// The address that a request asks for, as its browser sees it; nil where it does not say its host.
  static func of(_ request: HTTPRequest, isTLS: Bool) -> String? {
    guard let host = request.headers["Host"] else { return nil }
    let query = request.query.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
    return "\(isTLS ? "https" : "http")://\(host)\(request.path)\(query.isEmpty ? "" : "?\(query)")"
  }

  /// The address with what is to be returned to. A sign-in on this machine is found under the name by which the browser
  /// calls this machine: cookies belong to names.
  static func signIn(_ page: String, for request: HTTPRequest, isTLS: Bool) -> String {
    guard let back = of(request, isTLS: isTLS) else { return page }
    var page = page
    if let host = hostName(ofAddress: page), let own = request.headers["Host"].map(hostName), host != own,
      isLoopbackName(host), isLoopbackName(own)
    {
      page = page.replacing(host, with: own, maxReplacements: 1)
    }
    return "\(page)\(page.contains("?") ? "&" : "?")\(parameter)=\(encoded(back))"
  }

  /// The text as an address to go to after a request to this host; nil for any other.
  public static func allowed(_ text: String?, after request: HTTPRequest) -> String? {
    guard let text, let host = hostName(ofAddress: text), host == request.headers["Host"].map(hostName),
      text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") })
    else { return nil }
    return text
  }

  /// Scheme, host and port of an address, as a page's policy names those to which its form may lead; nil for one with
  /// anything else in them.
  public static func origin(of address: String) -> String? {
    guard let (scheme, authority) = parts(of: address) else { return nil }
    let isPlain = authority.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
        UInt8(ascii: "["), UInt8(ascii: "]"):
        true
      default: false
      }
    }
    return isPlain ? "\(scheme)\(authority)" : nil
  }

  /// The name of `http://name:port/path`, in lower case; nil for a text of another kind, or with a user in it.
  private static func hostName(ofAddress text: String) -> String? {
    guard let (_, authority) = parts(of: text), !authority.contains("@") else { return nil }
    return hostName(authority)
  }

  /// `http://` and `name:port` of an address; nil for a text of another kind.
  private static func parts(of text: String) -> (scheme: String, authority: String)? {
    for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
      let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
      return authority.isEmpty ? nil : (scheme, String(authority))
    }
    return nil
  }

  /// Without the port.
  private static func hostName(_ authority: String) -> String {
    let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
    return name.lowercased()
  }

  private static func isLoopbackName(_ name: String) -> Bool {
    name == "localhost" || name == "[::1]" || isLoopback(address: name)
  }

  /// Percent-encoded but for RFC 3986's unreserved characters.
  public static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: result.append(Character(UnicodeScalar(byte)))
      default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
