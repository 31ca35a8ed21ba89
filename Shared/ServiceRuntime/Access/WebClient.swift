import CCurl
import Dispatch
import Synchronization

/// Asks a server of somebody else's, an identity provider or a collector, over libcurl: small answers, soon, without
/// following it elsewhere. Threads of its own wait for the answers, a few at once.
public final class WebClient: Sendable {
  /// Why there is no whole answer, for the log.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  public struct Reply: Sendable {
    public let status: Int
    public let body: [UInt8]
  }

  /// Bytes of an answer, and seconds for the whole exchange.
  private static let limit = 1 << 20
  private static let seconds = 5
  /// Whoever comes when so many wait would wait for long.
  private static let waiting = 32

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private let authorities: String?
  private let queue = DispatchQueue(label: "web client", attributes: .concurrent)
  private let underWay = Mutex(0)

  /// `authorities`: a file of certificates (PEM) that servers are trusted by; nil: those of the system's authorities.
  public init(authorities: String?) {
    self.authorities = authorities
  }

  /// Throws `Failure` where no whole answer came in time; any status is an answer. Not by its type: the optimiser of Swift
  /// 6.3 does not survive that in asynchronous functions.
  public func get(_ address: String, headers: [String] = []) async throws -> Reply {
    try await send(address, headers, body: nil)
  }

  /// Posts a form. Throws as `get` does.
  public func post(_ address: String, form: String, headers: [String] = []) async throws -> Reply {
    try await send(address, headers + ["Content-Type: application/x-www-form-urlencoded"], body: Array(form.utf8))
  }

  /// Posts JSON. Throws as `get` does.
  public func post(_ address: String, json: [UInt8], headers: [String] = []) async throws -> Reply {
    try await send(address, headers + ["Content-Type: application/json"], body: json)
  }

  private func send(_ address: String, _ headers: [String], body: [UInt8]?) async throws -> Reply {
    let isTaken = underWay.withLock { count in
      guard count < Self.waiting else { return false }
      count += 1
      return true
    }
    guard isTaken, Self.isReady else { throw Failure(description: "too many wait for an answer already") }
    defer { underWay.withLock { $0 -= 1 } }
    let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Reply, Failure>, Never>) in
      queue.async { [authorities] in
        continuation.resume(returning: Self.perform(address, headers, body, authorities))
      }
    }
    return try result.get()
  }

  private static func perform(
    _ address: String, _ headers: [String], _ body: [UInt8]?, _ authorities: String?
  ) -> Result<Reply, Failure> {
    guard let handle = curl_easy_init() else { return .failure(Failure(description: "libcurl cannot be used")) }
    defer { curl_easy_cleanup(handle) }
    joinery_curl_set_text(handle, CURLOPT_URL, address)
    joinery_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    joinery_curl_set_text(handle, CURLOPT_PROXY, "")
    joinery_curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    joinery_curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, 3)
    joinery_curl_set_number(handle, CURLOPT_TIMEOUT, seconds)
    if let authorities { joinery_curl_set_text(handle, CURLOPT_CAINFO, authorities) }
    var fields: UnsafeMutablePointer<curl_slist>?
    for field in headers + ["Accept: application/json", "Expect:"] { fields = curl_slist_append(fields, field) }
    defer { curl_slist_free_all(fields) }
    joinery_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields)
    joinery_curl_set_receive(handle) { bytes, size, count, context in
      guard let bytes, let received = context?.assumingMemoryBound(to: [UInt8].self) else { return 0 }
      let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
      guard received.pointee.count + piece.count <= WebClient.limit else { return 0 }
      received.pointee.append(contentsOf: piece)
      return piece.count
    }
    var received: [UInt8] = []
    let code = withUnsafeMutablePointer(to: &received) { received in
      joinery_curl_set_pointer(handle, CURLOPT_WRITEDATA, received)
      guard let body else { return curl_easy_perform(handle) }
      return body.withUnsafeBytes { body in
        joinery_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        joinery_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(handle))
        return curl_easy_perform(handle)
      }
    }
    guard code == CURLE_OK else { return .failure(Failure(description: String(cString: curl_easy_strerror(code)))) }
    var status = 0
    joinery_curl_status(handle, &status)
    return .success(Reply(status: status, body: received))
  }
}
