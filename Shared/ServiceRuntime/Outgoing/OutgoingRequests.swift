import CCurl
import Glibc

/// Something that is posted to a receiver.
public struct OutgoingRequest: Sendable {
  public let receiver: Receiver
  /// `Name: value`
  public var headers: [String]
  public var body: [UInt8]
  /// The whole exchange.
  public var milliseconds: Int

  public init(to receiver: Receiver, headers: [String], body: [UInt8], milliseconds: Int) {
    (self.receiver, self.headers, self.body, self.milliseconds) = (receiver, headers, body, milliseconds)
  }
}

/// What came of it.
public enum OutgoingResult: Hashable, Sendable {
  /// An answer with its status, and after how many seconds the receiver wants to be asked again.
  case answered(Int, retryAfter: Int?)
  /// The receiver was there, and gave no whole answer in time.
  case unanswered(String)
  /// Nobody was reached.
  case unreachable(String)
}

/// Posts to servers of others, many at once, over libcurl, on the thread of whoever owns it; it follows nobody elsewhere,
/// goes through no proxy, and reaches only what `Reachable` allows. What receivers answer besides a status is thrown away.
public final class OutgoingRequests {
  /// What a connection is opened by, for the callback.
  private final class Gate {
    let reachable: Reachable
    let isEncrypted: Bool
    var hasRefused = false

    init(_ reachable: Reachable, isEncrypted: Bool) { (self.reachable, self.isEncrypted) = (reachable, isEncrypted) }
  }

  private struct UnderWay {
    let tag: Int
    let handle: OpaquePointer
    let fields: UnsafeMutablePointer<curl_slist>?
    let gate: Gate
  }

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  private static let connecting = 5_000

  private let reachable: Reachable
  private let authorities: String?
  private let multi: OpaquePointer?
  private var underWay: [UnderWay] = []

  /// `authorities`: a file of certificates (PEM) that servers are trusted by; nil: those of the system's authorities.
  public init(_ reachable: Reachable, authorities: String?) {
    (self.reachable, self.authorities) = (reachable, authorities)
    multi = Self.isReady ? curl_multi_init().map { OpaquePointer($0) } : nil
  }

  deinit {
    for one in underWay { free(one) }
    if let multi { curl_multi_cleanup(UnsafeMutableRawPointer(multi)) }
  }

  public var count: Int { underWay.count }

  /// Begins a request; `tag` names it when it ends. False where libcurl cannot be used.
  public func begin(_ request: OutgoingRequest, tag: Int) -> Bool {
    guard let multi, let handle = curl_easy_init() else { return false }
    let gate = Gate(reachable, isEncrypted: request.receiver.isEncrypted)
    joinery_curl_set_text(handle, CURLOPT_URL, request.receiver.text)
    joinery_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    joinery_curl_set_text(handle, CURLOPT_PROXY, "")
    joinery_curl_set_number(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    joinery_curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    joinery_curl_set_number(handle, CURLOPT_CONNECTTIMEOUT_MS, min(Self.connecting, request.milliseconds))
    joinery_curl_set_number(handle, CURLOPT_TIMEOUT_MS, request.milliseconds)
    if let authorities { joinery_curl_set_text(handle, CURLOPT_CAINFO, authorities) }
    joinery_curl_set_socket(
      handle,
      { context, _, address in
        guard let context, let address else { return CURL_SOCKET_BAD }
        return OutgoingRequests.open(address, Unmanaged<Gate>.fromOpaque(context).takeUnretainedValue())
      }, Unmanaged.passUnretained(gate).toOpaque())
    joinery_curl_set_receive(handle) { _, size, count, _ in size * count }
    var fields: UnsafeMutablePointer<curl_slist>?
    for field in request.headers + ["Accept:", "Expect:"] { fields = curl_slist_append(fields, field) }
    joinery_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields)
    joinery_curl_set_number(handle, CURLOPT_POST, 1)
    joinery_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
    // libcurl keeps a copy; it takes none of an empty body.
    _ = request.body.withUnsafeBytes { body in
      joinery_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, body.baseAddress ?? UnsafeRawPointer(handle))
    }
    let one = UnderWay(tag: tag, handle: OpaquePointer(handle), fields: fields, gate: gate)
    guard curl_multi_add_handle(UnsafeMutableRawPointer(multi), handle) == CURLM_OK else {
      free(one, isAdded: false)
      return false
    }
    underWay.append(one)
    return true
  }

  /// Goes on with all of them for so long at most, and gives those that have ended.
  public func wait(milliseconds: Int) -> [(tag: Int, result: OutgoingResult)] {
    guard let multi else { return [] }
    let pointer = UnsafeMutableRawPointer(multi)
    var running: Int32 = 0
    curl_multi_perform(pointer, &running)
    var ended = takeEnded(pointer)
    if ended.isEmpty {
      curl_multi_poll(pointer, nil, 0, Int32(milliseconds), nil)
      curl_multi_perform(pointer, &running)
      ended = takeEnded(pointer)
    }
    return ended
  }

  private func takeEnded(_ multi: UnsafeMutableRawPointer) -> [(tag: Int, result: OutgoingResult)] {
    var ended: [(tag: Int, result: OutgoingResult)] = []
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
        let index = underWay.firstIndex(where: { $0.handle == OpaquePointer(handle) })
      else { continue }
      let one = underWay.remove(at: index)
      ended.append((one.tag, Self.result(handle, message.pointee.data.result, one.gate)))
      free(one)
    }
    return ended
  }

  private static func result(_ handle: UnsafeMutableRawPointer, _ code: CURLcode, _ gate: Gate) -> OutgoingResult {
    var status = 0
    joinery_curl_status(handle, &status)
    if code == CURLE_OK {
      var seconds: curl_off_t = 0
      joinery_curl_size(handle, CURLINFO_RETRY_AFTER, &seconds)
      return .answered(status, retryAfter: seconds > 0 ? Int(seconds) : nil)
    }
    if gate.hasRefused {
      return .unreachable("the address that this name leads to may not be reached; see JOINERY_PUSH_ALLOW")
    }
    let words = String(cString: curl_easy_strerror(code))
    var connected: curl_off_t = 0
    joinery_curl_size(handle, gate.isEncrypted ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T, &connected)
    return connected > 0 ? .unanswered(words) : .unreachable(words)
  }

  private func free(_ one: UnderWay, isAdded: Bool = true) {
    let handle = UnsafeMutableRawPointer(one.handle)
    if isAdded, let multi { curl_multi_remove_handle(UnsafeMutableRawPointer(multi), handle) }
    curl_easy_cleanup(handle)
    curl_slist_free_all(one.fields)
  }

  /// A socket to an address that may be reached.
  private static func open(_ address: UnsafeMutablePointer<curl_sockaddr>, _ gate: Gate) -> curl_socket_t {
    let family = address.pointee.family
    let (start, count) = family == AF_INET ? (4, 4) : (8, 16)
    // What libcurl passes is as long as the address is, whatever the declaration says.
    guard family == AF_INET || family == AF_INET6, let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else {
      return CURL_SOCKET_BAD
    }
    let bytes = Array(UnsafeRawBufferPointer(start: UnsafeRawPointer(address) + offset + start, count: count))
    guard gate.reachable.allows(bytes, isEncrypted: gate.isEncrypted) else {
      gate.hasRefused = true
      return CURL_SOCKET_BAD
    }
    return socket(family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
  }
}
