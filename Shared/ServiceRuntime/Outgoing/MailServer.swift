import CCurl
import Glibc

/// A server that takes mail for others (SMTP), over libcurl.
public struct MailServer: Hashable, Sendable {
  /// `smtps://mail.example:465`, or `smtp://mail.example:587`, which goes over to TLS (STARTTLS).
  public let address: String
  public let user: String?
  public let password: String?
  /// A file of certificates (PEM) that it is trusted by; nil: those of the system's authorities.
  public let authorities: String?

  public init(address: String, user: String?, password: String?, authorities: String?) {
    (self.address, self.user, self.password, self.authorities) = (address, user, password, authorities)
  }

  /// Why a mail was not taken.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    /// Whether the server says that it never will be.
    public let isFinal: Bool
  }

  /// Plain text only where nobody else listens: on this machine.
  var isPlain: Bool {
    guard address.hasPrefix("smtp://") else { return false }
    let authority = address.dropFirst(7).prefix { $0 != "/" }
    let host = authority.hasPrefix("[") ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    return host == "localhost" || isLoopback(address: String(host))
  }

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  private static let milliseconds = 60_000

  /// Hands a mail over, its bytes as RFC 5322 has them. Blocks: for threads of one's own.
  public func send(_ mail: [UInt8], from sender: String, to receivers: [String]) throws(Failure) {
    guard Self.isReady, let handle = curl_easy_init() else {
      throw Failure(description: "libcurl cannot be used", isFinal: false)
    }
    defer { curl_easy_cleanup(handle) }
    joinery_curl_set_text(handle, CURLOPT_URL, address)
    joinery_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    joinery_curl_set_text(handle, CURLOPT_PROXY, "")
    joinery_curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    joinery_curl_set_number(handle, CURLOPT_CONNECTTIMEOUT_MS, 10_000)
    joinery_curl_set_number(handle, CURLOPT_TIMEOUT_MS, Self.milliseconds)
    joinery_curl_set_number(handle, CURLOPT_USE_SSL, Int((isPlain ? CURLUSESSL_TRY : CURLUSESSL_ALL).rawValue))
    if let authorities { joinery_curl_set_text(handle, CURLOPT_CAINFO, authorities) }
    if let user { joinery_curl_set_text(handle, CURLOPT_USERNAME, user) }
    if let password { joinery_curl_set_text(handle, CURLOPT_PASSWORD, password) }
    joinery_curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(sender)>")
    var list: UnsafeMutablePointer<curl_slist>?
    for receiver in receivers { list = curl_slist_append(list, "<\(receiver)>") }
    defer { curl_slist_free_all(list) }
    joinery_curl_set_pointer(handle, CURLOPT_MAIL_RCPT, list)
    joinery_curl_set_number(handle, CURLOPT_UPLOAD, 1)
    joinery_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(mail.count))
    var left = Unsent(bytes: mail, sent: 0)
    let code = withUnsafeMutablePointer(to: &left) { left in
      joinery_curl_set_send(
        handle,
        { buffer, size, count, context in
          guard let buffer, let left = context?.assumingMemoryBound(to: Unsent.self) else { return 0 }
          return left.pointee.fill(UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
        }, left)
      return curl_easy_perform(handle)
    }
    guard code != CURLE_OK else { return }
    var status = 0
    joinery_curl_status(handle, &status)
    let said = status > 0 ? " (the server answered \(status))" : ""
    throw Failure(
      description: String(cString: curl_easy_strerror(code)) + said, isFinal: (500..<600).contains(status))
  }

  private struct Unsent {
    let bytes: [UInt8]
    var sent: Int

    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
      let piece = bytes[sent..<min(bytes.count, sent + buffer.count)]
      buffer.copyBytes(from: piece)
      sent += piece.count
      return piece.count
    }
  }
}
