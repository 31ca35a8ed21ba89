import HTTP

/// The fields by which a browser keeps an answer to itself and to where it belongs: on every answer, in this one place.
/// What the route says of its own wins (`Shared/ServiceRuntime/README.md#headers`).
struct SecurityHeaders: Sendable {
  /// Whether clients speak TLS: from then on a browser speaks nothing else to this host.
  let isTLS: Bool

  /// A page shows and sends what it holds itself, and runs nothing, unless it says otherwise.
  private static let page =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; "
    + "base-uri 'none'"
  /// What is no page is nothing that a browser should show something with.
  private static let other = "default-src 'none'; frame-ancestors 'none'"

  /// - Parameter isOfLink: the answer belongs to a customer's link, whose address is a secret.
  func complete(_ response: inout HTTPResponse, isOfLink: Bool = false) {
    let type = response.headers["Content-Type"]
    add("X-Content-Type-Options", "nosniff", to: &response)
    add("Referrer-Policy", isOfLink ? "no-referrer" : "same-origin", to: &response)
    add("Cache-Control", "no-store", to: &response)
    // Of a 304 the browser takes the fields over into what it has kept.
    if response.status != 304 {
      let isPage = type?.hasPrefix("text/html") == true
      add("Content-Security-Policy", isPage ? Self.page : Self.other, to: &response)
      if isPage { add("X-Frame-Options", "DENY", to: &response) }
    }
    if isOfLink { add("X-Robots-Tag", "noindex", to: &response) }
    if isTLS { add("Strict-Transport-Security", "max-age=31536000", to: &response) }
  }

  private func add(_ name: String, _ value: String, to response: inout HTTPResponse) {
    if response.headers[name] == nil { response.headers.add(name, value) }
  }
}
