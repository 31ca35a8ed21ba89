import CMicrohttpd
import Glibc

/// A request's head, and whether it can be trusted: the header as the library parsed it, and the query.
struct RequestHead {
  private(set) var headers = HTTPHeaders()
  private(set) var query: [(name: String, value: String)] = []
  /// Nil without the header, or when its body is chunked.
  private(set) var contentLength: UInt64?
  /// Why the request is answered 400 and its connection closed.
  private(set) var fault: String?

  private var hosts = 0
  private var lengths = 0
  private var encodings = 0

  init(of connection: OpaquePointer, query: [UInt8]) {
    if let fields = query.withUnsafeBufferPointer({ PercentDecoding.fields($0, emptyToo: true) }) {
      self.query = fields
    } else {
      fault = "the query is not UTF-8 after percent-decoding"
    }
    _ = withUnsafeMutablePointer(to: &self) { head in
      MHD_get_connection_values_n(
        connection, .HEADER_KIND,
        { context, _, name, nameLength, value, valueLength in
          context?.assumingMemoryBound(to: RequestHead.self).pointee.add(
            RequestHead.bytes(name, nameLength), RequestHead.bytes(value, valueLength))
          return .YES
        }, head)
    }
    // What two parties read differently, one of them can be made to smuggle past the other.
    if lengths > 1 { fault = "Content-Length is repeated" }
    if encodings > 0 && lengths > 0 { fault = "both Content-Length and Transfer-Encoding" }
    if encodings > 1 { fault = "Transfer-Encoding is repeated" }
    if hosts > 1 { fault = "Host is repeated" }
  }

  private mutating func add(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
    // The library takes "Content-Length : 5" as another field, which a proxy in front may not.
    if let last = name.last, last == 0x20 || last == 0x09 { fault = "a header name ends in a space" }
    let text = String(decoding: value, as: UTF8.self)
    switch name.count {
    case 4 where Self.same(name, "host"): hosts += 1
    // One of them is of `joinery_mhd_hide_cookies`, and a client's would tell nothing.
    case 6 where value.isEmpty && Self.same(name, "cookie"): return
    case 14 where Self.same(name, "content-length"):
      lengths += 1
      contentLength = UInt64(text)
    case 17 where Self.same(name, "transfer-encoding"):
      encodings += 1
      if !Self.same(value, "chunked") { fault = "a Transfer-Encoding other than chunked" }
    default: break
    }
    headers.add(String(decoding: name, as: UTF8.self), text)
  }

  private static func same(_ bytes: UnsafeBufferPointer<UInt8>, _ lowercase: StaticString) -> Bool {
    guard let start = bytes.baseAddress, bytes.count == lowercase.utf8CodeUnitCount else { return false }
    return strncasecmp(
      UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self),
      UnsafeRawPointer(lowercase.utf8Start).assumingMemoryBound(to: CChar.self), bytes.count) == 0
  }

  private static func bytes(_ start: UnsafePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    guard let start else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
  }
}
