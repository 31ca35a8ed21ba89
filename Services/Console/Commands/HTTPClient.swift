import CCurl
import Dispatch
import Persistence
import Synchronization

/// HTTP/1.1 to services of the suite, over libcurl. Each connection has a thread of its own and is kept open between
/// requests; further requests wait for their turn. Proxies of the environment are left out: all addresses are local.
final class HTTPClient: Sendable {
  struct Request: Sendable {
    var method = "GET"
    var url: String
    /// `Name: value`
    var headers: [String] = []
    var body: [UInt8]?
    /// For the whole exchange.
    var seconds = 30
  }

  struct Reply: Sendable {
    let status: Int
    let body: [UInt8]
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

  init(connections: Int) {
    precondition(Self.isReady, "libcurl cannot be used")
    self.connections = connections
    for _ in 0..<connections {
      Thread.start { [queue] in Self.work(queue) }
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

  private static func work(_ queue: Queue) {
    guard let handle = curl_easy_init() else { return }
    defer { curl_easy_cleanup(handle) }
    while true {
      queue.waiting.wait()
      // Signals without a job are the client's end; nobody can be waiting for it then.
      guard let job = queue.jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
      job.continuation.resume(with: Result { try perform(job.request, handle) })
    }
  }

  private static func perform(_ request: Request, _ handle: UnsafeMutableRawPointer) throws -> Reply {
    curl_easy_reset(handle)  // keeps the connection
    joinery_curl_set_text(handle, CURLOPT_URL, request.url)
    joinery_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http")
    joinery_curl_set_text(handle, CURLOPT_PROXY, "")
    joinery_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method)
    joinery_curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    joinery_curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, 3)
    joinery_curl_set_number(handle, CURLOPT_TIMEOUT, request.seconds)
    // Without "Expect", which costs large bodies a round trip.
    var fields: UnsafeMutablePointer<curl_slist>?
    for field in request.headers + ["Expect:"] { fields = curl_slist_append(fields, field) }
    defer { curl_slist_free_all(fields) }
    joinery_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields)
    joinery_curl_set_receive(handle) { bytes, size, count, context in
      guard let bytes, let answer = context?.assumingMemoryBound(to: [UInt8].self),
        answer.pointee.count + size * count <= HTTPClient.limit
      else { return 0 }
      answer.pointee.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    var answer: [UInt8] = []
    let code = withUnsafeMutablePointer(to: &answer) { answer in
      joinery_curl_set_pointer(handle, CURLOPT_WRITEDATA, answer)
      guard let body = request.body else { return curl_easy_perform(handle) }
      return body.withUnsafeBytes { body in
        joinery_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        joinery_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(handle))
        return curl_easy_perform(handle)
      }
    }
    guard code == CURLE_OK else { throw Failure(String(cString: curl_easy_strerror(code))) }
    var status = 0
    joinery_curl_status(handle, &status)
    return Reply(status: status, body: answer)
  }
}
