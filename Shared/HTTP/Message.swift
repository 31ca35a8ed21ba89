/// Header fields in the order received or to be sent. Names compare without regard to case.
public struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  public private(set) var fields: [(name: String, value: String)]

  public init() { fields = [] }

  public init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { (name: $0.0, value: $0.1) }
  }

  /// The first value under that name; setting replaces all of that name, nil removes them.
  public subscript(_ name: String) -> String? {
    get { fields.first { Self.same($0.name, name) }?.value }
    set {
      fields.removeAll { Self.same($0.name, name) }
      if let newValue { fields.append((name, newValue)) }
    }
  }

  public func values(of name: String) -> [String] {
    fields.filter { Self.same($0.name, name) }.map(\.value)
  }

  public mutating func add(_ name: String, _ value: String) { fields.append((name, value)) }

  public static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
    left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
  }

  /// ASCII case folding, which is all that field names need.
  private static func same(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && zip(left.utf8, right.utf8).allSatisfy { fold($0) == fold($1) }
  }

  private static func fold(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 32 : byte }
}

/// A request with its whole body.
public struct HTTPRequest: Sendable {
  public var method: String
  /// The path, percent-decoded, without the query.
  public var path: String
  /// Percent-decoded, in the order written.
  public var query: [(name: String, value: String)]
  public var headers: HTTPHeaders
  public var body: [UInt8]
  /// Values that the router took out of the path, by the name in the pattern.
  public var parameters: [String: String] = [:]
  /// The peer's address as text, `127.0.0.1`.
  public var peer: String

  public init(
    method: String = "GET", path: String, query: [(name: String, value: String)] = [], headers: HTTPHeaders = [:],
    body: [UInt8] = [], peer: String = "127.0.0.1"
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.peer = peer
  }

  /// The first value of a query parameter.
  public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

/// A response; its body is bytes at hand, a file, or a stream that is written while it is sent.
public struct HTTPResponse: Sendable {
  public enum Body: Sendable {
    case bytes([UInt8])
    /// A regular file, sent by the kernel.
    case file(path: String)
    /// Written piece by piece; ends when the closure returns, and is cut off when it throws or the client leaves.
    case stream(@Sendable (any HTTPBodyWriter) async throws -> Void)
  }

  public var status: Int
  public var headers: HTTPHeaders
  public var body: Body

  public init(status: Int = 200, headers: HTTPHeaders = [:], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Where a streamed body is written to.
public protocol HTTPBodyWriter: Sendable {
  /// Waits while the client is behind; throws once it has left or the server stops.
  func write(_ bytes: [UInt8]) async throws
}
