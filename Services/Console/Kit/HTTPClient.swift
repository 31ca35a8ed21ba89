import CCurl
import Dispatch
import Glibc
import Persistence
import Synchronization

/// HTTP/1.1 to services of the suite, over libcurl, with TLS where an address says `https`. Each connection has a thread
/// of its own and is kept open between requests; further requests wait for their turn. Proxies of the environment are
/// left out: all addresses are the operator's own.
package final class HTTPClient: Sendable {
  struct Request: Sendable {
    var method = "GET"
    var url: String
    /// `Name: value`
    var headers: [String] = []
    var body: [UInt8]?
    /// For the whole exchange.
    var seconds = 30
    /// An open file that takes the body of an answer whose status is 2xx.
    var file: Int32?
    /// Told of each piece of the body how many bytes it has; on the connection's thread.
    var took: (@Sendable (Int) -> Void)?
    /// Where to connect to when that is not the URL's host, which then is what the certificate must name.
    var host: String?
  }

  package struct Reply: Sendable {
    package let status: Int
    package let body: [UInt8]
  }

  private struct Job: Sendable {
    let request: Request
    let continuation: CheckedContinuation<Reply, any Error>
  }

  /// What the threads share; they end when the client does.
  private final class Queue: Sendable {
    let jobs = Mutex<[Job]>([])
    let waiting = DispatchSemaphore(value: 0)
  }

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  /// Answers above this are cut off with an error: 64 MiB.
  fileprivate static let limit = 64 << 20

  private let queue = Queue()
  private let connections: Int

  /// `trust` says whose certificates are taken.
  init(connections: Int, trust: Trust = Trust()) {
    precondition(Self.isReady, "libcurl cannot be used")
    self.connections = connections
    for _ in 0..<connections {
      Thread.start { [queue] in Self.work(queue, trust) }
    }
  }

  deinit {
    for _ in 0..<connections { queue.waiting.signal() }
  }

  /// Throws `Failure` where no whole answer came; any status counts as an answer.
  func send(_ request: Request) async throws -> Reply {
    try await withCheckedThrowingContinuation { continuation in
      queue.jobs.withLock { $0.append(Job(request: request, continuation: continuation)) }
      queue.waiting.signal()
    }
  }

  private static func work(_ queue: Queue, _ trust: Trust) {
    guard let handle = curl_easy_init() else { return }
    defer { curl_easy_cleanup(handle) }
    while true {
      queue.waiting.wait()
      // Signals without a job are the client's end; nobody can be waiting for it then.
      guard let job = queue.jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
      job.continuation.resume(with: Result { try perform(job.request, trust, handle) })
    }
  }

  private static func perform(
    _ request: Request, _ trust: Trust, _ handle: UnsafeMutableRawPointer
  ) throws -> Reply {
    curl_easy_reset(handle)  // keeps the connection
    joinery_curl_set_text(handle, CURLOPT_URL, request.url)
    joinery_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    joinery_curl_set_text(handle, CURLOPT_PROXY, "")
    joinery_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method)
    joinery_curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    joinery_curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, 3)
    joinery_curl_set_number(handle, CURLOPT_TIMEOUT, request.seconds)
    joinery_curl_set_number(handle, CURLOPT_SSL_VERIFYHOST, trust.checksName ? 2 : 0)
    if let authorities = trust.authorities { joinery_curl_set_text(handle, CURLOPT_CAINFO, authorities) }
    // Empty names stand for the URL's host and port, and for the same port.
    let detour = request.host.map { curl_slist_append(nil, "::\($0):") } ?? nil
    defer { curl_slist_free_all(detour) }
    joinery_curl_set_pointer(handle, CURLOPT_CONNECT_TO, detour)
    // Without "Expect", which costs large bodies a round trip.
    var fields: UnsafeMutablePointer<curl_slist>?
    for field in request.headers + ["Expect:"] { fields = curl_slist_append(fields, field) }
    defer { curl_slist_free_all(fields) }
    joinery_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields)
    joinery_curl_set_receive(handle) { bytes, size, count, context in
      guard let bytes, let received = context?.assumingMemoryBound(to: Received.self) else { return 0 }
      return received.pointee.take(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    var received = Received(handle: handle, file: request.file, took: request.took)
    let code = withUnsafeMutablePointer(to: &received) { received in
      joinery_curl_set_pointer(handle, CURLOPT_WRITEDATA, received)
      guard let body = request.body else { return curl_easy_perform(handle) }
      return body.withUnsafeBytes { body in
        joinery_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        joinery_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(handle))
        return curl_easy_perform(handle)
      }
    }
    if let failure = received.failure { throw failure }
    guard code == CURLE_OK else { throw Failure(reason(code)) }
    return Reply(status: received.status, body: received.bytes)
  }

  private static func reason(_ code: CURLcode) -> String {
    switch code {
    case CURLE_PEER_FAILED_VERIFICATION:
      "its certificate is not one to trust: name its authority by --ca FILE, and by --tls-name NAME the host that it is "
        + "for; see that it has not expired"
    case CURLE_SSL_CACERT_BADFILE: "the certificates of the authority cannot be read: see --ca"
    case CURLE_SSL_CONNECT_ERROR: "it does not speak TLS, which options or the environment ask for"
    default: String(cString: curl_easy_strerror(code))
    }
  }

  /// What has come of an answer so far.
  private struct Received {
    let handle: UnsafeMutableRawPointer
    let file: Int32?
    let took: (@Sendable (Int) -> Void)?
    var bytes: [UInt8] = []
    var failure: Failure?

    var status: Int {
      var status = 0
      joinery_curl_status(handle, &status)
      return status
    }

    /// Gives how many bytes it took; fewer than there are ends the exchange.
    mutating func take(_ piece: UnsafeRawBufferPointer) -> Int {
      took?(piece.count)
      guard let file, (200..<300).contains(status) else {
        guard bytes.count + piece.count <= HTTPClient.limit else { return 0 }
        bytes.append(contentsOf: piece)
        return piece.count
      }
      var rest = piece[...]
      while !rest.isEmpty {
        let count = write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          failure = Failure("the answer cannot be written: \(String(cString: strerror(errno)))")
          return 0
        }
        rest = rest.dropFirst(count)
      }
      return piece.count
    }
  }
}
