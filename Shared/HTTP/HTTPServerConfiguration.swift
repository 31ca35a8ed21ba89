extension HTTPServer {
  /// What a server listens on and what it puts up with.
  public struct Configuration: Sendable {
    /// A numeric IPv4 or IPv6 address.
    public var address = "127.0.0.1"
    /// 0 lets the kernel choose; `HTTPServer.port` tells which.
    public var port = 0
    /// Plain HTTP without it.
    public var tls: TLS?
    /// Request line and header together; beyond it 431. A header may have as many cookies as find room in it.
    public var maximumHeaderBytes = 16 << 10
    /// Path and query as they were sent; beyond it 414.
    public var maximumTargetBytes = 8 << 10
    /// Parameters of a query; beyond it 414.
    public var maximumParameters = 100
    /// Bytes of a body beyond its limit that are still read, and dropped, so that a client who sends all before it reads
    /// gets the 413; then the connection is cut, as it is at the deadline of a body.
    public var maximumDroppedBytes = 32 << 20
    /// How requests are taken, by method and decoded path.
    public var taking: @Sendable (_ method: String, _ path: String) -> Taking = { _, _ in Taking() }
    /// Near it, whoever has idled longest is sent away for each new one; when all are busy, further ones wait in the
    /// kernel's queue.
    public var maximumConnections = 1024
    /// Requests that are handled or answered at the same time; beyond it 503 with `Retry-After: 1`. Below the number of
    /// connections, each of which has one at most: else nobody would ever be told, and all would wait.
    public var maximumRequestsUnderWay = 768
    /// From the first byte of a request to the end of its header; then the connection is cut.
    public var headDeadline = Duration.seconds(10)
    /// From the end of the header to the end of the body; then the connection is cut.
    public var bodyDeadline = Duration.seconds(10)
    /// A connection on which nothing moves is closed; counted in whole seconds, rounded up.
    public var idleTimeout = Duration.seconds(60)
    /// Answers for what the server itself refuses, by the request's headers. What libmicrohttpd refuses while it parses
    /// (garbage, no Host, a header of more than twice the maximum) it answers on its own.
    public var errorResponse: @Sendable (_ refusal: Refusal, _ headers: HTTPHeaders) -> HTTPResponse = { refusal, _ in
      HTTPResponse(
        status: refusal.status, headers: ["Content-Type": "text/plain; charset=utf-8"],
        body: .bytes(Array("\(refusal)\n".utf8)))
    }

    public init() {}
  }

  /// How a request is taken.
  public struct Taking: Sendable {
    /// Beyond it 413.
    public var maximumBodyBytes: Int
    /// Whether the handler begins on the thread that moves the bytes, and goes on elsewhere once it has waited for
    /// something. For handlers that do little until then: nobody else is read or answered meanwhile, but no other thread
    /// has to be woken either. Bodies over 16 KiB take too long to read for that.
    public var beginsAtOnce: Bool

    public init(maximumBodyBytes: Int = 1 << 20, beginsAtOnce: Bool = false) {
      self.maximumBodyBytes = maximumBodyBytes
      self.beginsAtOnce = beginsAtOnce
    }
  }

  /// A certificate chain and its private key, as PEM text.
  public struct TLS: Sendable {
    public var certificate: String
    public var privateKey: String

    public init(certificate: String, privateKey: String) {
      self.certificate = certificate
      self.privateKey = privateKey
    }
  }
}
