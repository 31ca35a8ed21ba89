extension HTTPServer {
  /// Why the server itself refuses a request or cannot send its answer, without asking a handler for words.
  public enum Refusal: Hashable, Sendable, CustomStringConvertible {
    /// What was sent is no request of HTTP/1.1 that two parties would read alike.
    case malformed(String)
    /// The answer's file is not there.
    case noFile
    /// The body has more bytes than its route takes.
    case bodyTooLarge(limit: Int)
    /// Path and query have more bytes than that.
    case targetTooLong(limit: Int)
    /// The query has more parameters than that.
    case tooManyParameters(limit: Int)
    /// Request line and header have more bytes than that.
    case headTooLarge(limit: Int)
    /// The answer cannot be sent.
    case failed(String)
    /// Too many requests are under way.
    case busy
    case stopping

    /// 400 to 503.
    public var status: Int {
      switch self {
      case .malformed: 400
      case .noFile: 404
      case .bodyTooLarge: 413
      case .targetTooLong, .tooManyParameters: 414
      case .headTooLarge: 431
      case .failed: 500
      case .busy, .stopping: 503
      }
    }

    /// What is wrong and what to do, in English.
    public var description: String {
      switch self {
      case .malformed(let reason): reason
      case .noFile: "there is no such file"
      case .bodyTooLarge(let limit): "the body exceeds \(limit) bytes; shorten it or send it in parts"
      case .targetTooLong(let limit): "path and query exceed \(limit) bytes; shorten them"
      case .tooManyParameters(let limit): "the query has more than \(limit) parameters; leave some out"
      case .headTooLarge(let limit): "request line and header exceed \(limit) bytes; send fewer or shorter fields"
      case .failed(let reason): reason
      case .busy: "too many requests are under way; try again"
      case .stopping: "the server is stopping; try again"
      }
    }
  }
}
