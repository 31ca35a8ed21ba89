import HTTP

/// Whether a request was made by a page of this service, as far as the browser says (Fetch Metadata, Origin).
public enum SameOrigin {
  /// True where the browser says so.
  public static func isProven(_ request: HTTPRequest) -> Bool {
    if let site = request.headers["Sec-Fetch-Site"] { return site == "same-origin" }
    guard let origin = request.headers["Origin"], let host = request.headers["Host"] else { return false }
    return authority(ofOrigin: origin) == host.lowercased()
  }

  /// True where the browser says that it was not; programs that are no browsers say nothing.
  public static func isForeign(_ request: HTTPRequest) -> Bool {
    let isSilent = request.headers["Sec-Fetch-Site"] == nil && request.headers["Origin"] == nil
    return !isSilent && !isProven(request)
  }

  /// True where the request was sent to a name that can only be this machine.
  static func isLoopbackHost(_ request: HTTPRequest) -> Bool {
    guard let host = request.headers["Host"]?.lowercased() else { return false }
    let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
    return name == "localhost" || name == "[::1]" || isLoopback(address: String(name))
  }

  private static func authority(ofOrigin origin: String) -> String? {
    for scheme in ["http://", "https://"] where origin.lowercased().hasPrefix(scheme) {
      return origin.dropFirst(scheme.count).lowercased()
    }
    return nil
  }
}

/// True for an address of this machine's loopback interface: 127.0.0.0/8 or `::1`.
func isLoopback(address: String) -> Bool {
  if address == "::1" { return true }
  let parts = address.split(separator: ".", omittingEmptySubsequences: false)
  return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
}
