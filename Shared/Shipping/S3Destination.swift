import CCurl
import Crypto
import Kernel
import Synchronization

/// Where an S3 storage is and who asks it.
public struct S3Settings: Sendable {
  /// `https://minio.example:9000`; nil: Amazon's of the region.
  public var endpoint: String?
  public var region: String
  public var accessKey: String
  /// Asked for each time, since it may be renewed.
  public var secretKey: @Sendable () -> String
  /// Authority (PEM) of its certificate, where the system knows none.
  public var authorities: String?

  public init(
    endpoint: String?, region: String, accessKey: String, authorities: String? = nil,
    secretKey: @escaping @Sendable () -> String
  ) {
    self.endpoint = endpoint
    self.region = region
    self.accessKey = accessKey
    self.authorities = authorities
    self.secretKey = secretKey
  }
}

/// A bucket of an S3 storage, over libcurl. It has to know `If-None-Match: *`.
public final class S3Destination: Destination {
  public let name: String
  private let root: String
  private let prefix: String
  private let settings: S3Settings
  /// One connection, kept open; whoever comes meanwhile waits.
  private let handle: Mutex<Handle>

  /// The easy handle, closed with its owner.
  private struct Handle: ~Copyable {
    let pointer: UnsafeMutableRawPointer

    init() throws(DestinationError) {
      guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let made = curl_easy_init() else {
        throw DestinationError("libcurl cannot be used")
      }
      pointer = made
    }

    deinit { curl_easy_cleanup(pointer) }
  }

  private struct Reply {
    var status = 0
    var body: [UInt8] = []
  }

  /// Seconds for a connection, and for a whole exchange.
  private static let patience = (connect: 3, whole: 60)

  /// `address`: `s3://bucket/prefix`. Throws where it is none.
  public init(_ address: String, _ settings: S3Settings) throws(DestinationError) {
    let parts = address.dropFirst("s3://".count).split(separator: "/", omittingEmptySubsequences: true)
    guard address.hasPrefix("s3://"), let bucket = parts.first,
      address.utf8.allSatisfy({ Self.isPlain($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") })
    else {
      throw DestinationError("'\(address)' is no bucket; write s3://BUCKET/PREFIX of letters, digits, '-', '.', '_'")
    }
    name = address
    self.settings = settings
    let endpoint = settings.endpoint ?? "https://s3.\(settings.region).amazonaws.com"
    root = "\(endpoint)/\(bucket)"
    prefix = parts.dropFirst().map { "\($0)/" }.joined()
    handle = Mutex(try Handle())
  }

  public func create(_ object: String, _ bytes: [UInt8]) throws -> Bool {
    let reply = try send("PUT", path: object, body: bytes, headers: ["If-None-Match: *"])
    switch reply.status {
    case 200, 201, 204: return true
    case 412: return false
    default: throw refusal("written", object, reply)
    }
  }

  public func read(_ object: String) throws -> [UInt8]? {
    let reply = try send("GET", path: object)
    switch reply.status {
    case 200: return reply.body
    case 404:
      // A bucket that is not there is no empty one.
      guard !Self.text(reply.body).contains("NoSuchBucket") else { throw refusal("read", object, reply) }
      return nil
    default: throw refusal("read", object, reply)
    }
  }

  public func names(in folder: String) throws -> [String] {
    let start = "\(prefix)\(folder)/"
    var names: [String] = []
    var token: String?
    repeat {
      // In the order that the signature wants.
      let next = token.map { "continuation-token=\(Self.encoded($0))&" } ?? ""
      let reply = try send(
        "GET", path: "", query: "\(next)delimiter=%2F&list-type=2&prefix=\(Self.encoded(start))")
      guard reply.status == 200 else { throw refusal("read", folder, reply) }
      let text = Self.text(reply.body)
      names += Self.elements("Key", in: text).map { String($0.dropFirst(start.count)) }
      for prefixes in Self.elements("CommonPrefixes", in: text) {
        names += Self.elements("Prefix", in: prefixes).map { String($0.dropFirst(start.count).dropLast()) }
      }
      token = Self.elements("NextContinuationToken", in: text).first.map(String.init)
    } while token != nil
    return names.sorted()
  }

  public func remove(_ objects: [String]) throws {
    for object in objects {
      let reply = try send("DELETE", path: object)
      guard [200, 204, 404].contains(reply.status) else { throw refusal("removed", object, reply) }
    }
  }

  // MARK: Requests

  private func send(
    _ method: String, path: String, query: String? = nil, body: [UInt8]? = nil, headers: [String] = []
  ) throws(DestinationError) -> Reply {
    let url = root + (query.map { "?\($0)" } ?? "/\(prefix)\(path)")
    let request = S3Signature.Request(
      method: method, url: url, bodyHash: SHA256.hex(SHA256.hash(body ?? [])), time: TimeSource.system.now())
    let signed = S3Signature.headers(
      of: request, region: settings.region, accessKey: settings.accessKey, secretKey: settings.secretKey())
    let result = handle.withLock { handle in self.perform(handle.pointer, method, url, body, headers + signed) }
    return try result.get()
  }

  private func perform(
    _ handle: UnsafeMutableRawPointer, _ method: String, _ url: String, _ body: [UInt8]?, _ headers: [String]
  ) -> Result<Reply, DestinationError> {
    curl_easy_reset(handle)  // keeps the connection
    joinery_curl_set_text(handle, CURLOPT_URL, url)
    joinery_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    joinery_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, method)
    joinery_curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    joinery_curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, Self.patience.connect)
    joinery_curl_set_number(handle, CURLOPT_TIMEOUT, Self.patience.whole)
    if let authorities = settings.authorities { joinery_curl_set_text(handle, CURLOPT_CAINFO, authorities) }
    var fields: UnsafeMutablePointer<curl_slist>?
    for field in headers + ["Expect:", "Content-Type: application/octet-stream"] {
      fields = curl_slist_append(fields, field)
    }
    defer { curl_slist_free_all(fields) }
    joinery_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields)
    joinery_curl_set_receive(handle) { bytes, size, count, context in
      guard let bytes, let received = context?.assumingMemoryBound(to: [UInt8].self) else { return 0 }
      received.pointee.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    var reply = Reply()
    let code = withUnsafeMutablePointer(to: &reply.body) { received in
      joinery_curl_set_pointer(handle, CURLOPT_WRITEDATA, received)
      guard let body else { return curl_easy_perform(handle) }
      return body.withUnsafeBytes { body in
        joinery_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        joinery_curl_set_pointer(handle, CURLOPT_POSTFIELDS, body.baseAddress ?? UnsafeRawPointer(handle))
        return curl_easy_perform(handle)
      }
    }
    guard code == CURLE_OK else {
      return .failure(DestinationError("\(name): \(String(cString: curl_easy_strerror(code)))"))
    }
    joinery_curl_status(handle, &reply.status)
    return .success(reply)
  }

  private func refusal(_ done: String, _ object: String, _ reply: Reply) -> DestinationError {
    let text = Self.text(reply.body)
    let code = Self.elements("Code", in: text).first ?? ""
    let message = Self.elements("Message", in: text).first ?? ""
    return DestinationError("\(name)/\(object) cannot be \(done): status \(reply.status) \(code) \(message)")
  }

  // MARK: Texts

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// What stands between the tags of that name. Names here have nothing that XML would write otherwise.
  private static func elements(_ name: String, in text: some StringProtocol) -> [Substring] {
    let (start, end) = ("<\(name)>", "</\(name)>")
    var found: [Substring] = []
    var rest = Substring(text)
    while let from = rest.firstRange(of: start), let to = rest[from.upperBound...].firstRange(of: end) {
      found.append(rest[from.upperBound..<to.lowerBound])
      rest = rest[to.upperBound...]
    }
    return found
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in text.utf8 {
      if isPlain(byte) || byte == UInt8(ascii: "~") {
        result.append(byte)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
