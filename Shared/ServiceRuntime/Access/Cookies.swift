import HTTP

/// The cookies of a request (RFC 6265, 5.4).
enum Cookies {
  /// The first value under that name.
  static func value(_ name: String, of request: HTTPRequest) -> String? {
    for field in request.headers.values(of: "Cookie") {
      for pair in field.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, trimmed(parts[0]) == name { return trimmed(parts[1]) }
      }
    }
    return nil
  }
}
