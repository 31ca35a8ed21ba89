import CMicrohttpd
import Glibc

/// A response in the library's form, made off its thread and destroyed with its owner.
struct Answer: ~Copyable {
  private let status: UInt32
  private let response: Handle
  /// Set if the body is written while it is sent.
  let stream: BodyStream?
  /// Never ends by itself, so a server that stops ends it at once.
  let isEventStream: Bool

  /// Nil when the library is out of memory.
  ///
  /// - Parameters:
  ///   - isHead: the answer is sent without its body.
  ///   - refusal: what is answered instead when the response cannot be sent; its body must be bytes.
  init?(_ given: HTTPResponse, isHead: Bool, refusal: (HTTPServer.Refusal) -> HTTPResponse) {
    let file = Self.openFile(given.body)
    if let failed = file.failure {
      self.init(plain: refusal(failed))
      return
    }
    let stream: BodyStream? = if case .stream = given.body { BodyStream() } else { nil }
    guard let response = Self.make(given.body, file.descriptor, file.size, stream) else { return nil }
    if isHead, stream != nil { joinery_mhd_send_without_chunks(response) }
    guard Self.add(given.headers, to: response), (200...599).contains(given.status) else {
      MHD_destroy_response(response)
      self.init(plain: refusal(.failed("the answer has an invalid header or status")))
      return
    }
    let isEventStream = stream != nil && given.headers["Content-Type"]?.hasPrefix("text/event-stream") == true
    self.init(status: given.status, response: response, stream: stream, isEventStream: isEventStream)
  }

  /// A body of bytes; headers that the library does not take are left out.
  init?(plain given: HTTPResponse) {
    guard let response = Self.make(given.body, -1, 0, nil) else { return nil }
    _ = Self.add(given.headers, to: response)
    let status = (200...599).contains(given.status) ? given.status : 500
    self.init(status: status, response: response, stream: nil, isEventStream: false)
  }

  private init(status: Int, response: OpaquePointer, stream: BodyStream?, isEventStream: Bool) {
    self.status = UInt32(status)
    self.response = Handle(response)
    self.stream = stream
    self.isEventStream = isEventStream
  }

  deinit { MHD_destroy_response(response.pointer) }

  /// Only from the access callback. False if the connection must be dropped.
  consuming func queue(on connection: Handle) -> Bool {
    stream?.attach(to: connection)
    return MHD_queue_response(connection.pointer, status, response.pointer) == .YES
  }

  private static func make(
    _ body: HTTPResponse.Body, _ descriptor: Int32, _ size: UInt64, _ stream: BodyStream?
  ) -> OpaquePointer? {
    if let stream { return stream.makeResponse() }
    if descriptor >= 0 {
      // The library closes the descriptor with the response, but not when it makes none.
      let response = MHD_create_response_from_fd64(size, descriptor)
      if response == nil { close(descriptor) }
      return response
    }
    guard case .bytes(let bytes) = body else { return nil }
    return bytes.withUnsafeBytes {
      // The library only reads them. As mutable ones they would be copied here once more.
      MHD_create_response_from_buffer(
        $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress),
        $0.isEmpty ? .RESPMEM_PERSISTENT : .RESPMEM_MUST_COPY)
    }
  }

  /// False for a name or value that is not one line. Lengths and encodings are the library's affair, and it cannot
  /// send a header without a value.
  private static func add(_ headers: HTTPHeaders, to response: OpaquePointer) -> Bool {
    for (name, value) in headers.fields where !value.isEmpty {
      guard MHD_add_response_header(response, name, value) == .YES else {
        switch name.lowercased() {
        case "content-length", "transfer-encoding", "date", "connection": continue
        default: return false
        }
      }
    }
    return true
  }

  private static func openFile(
    _ body: HTTPResponse.Body
  ) -> (descriptor: Int32, size: UInt64, failure: HTTPServer.Refusal?) {
    guard case .file(let path) = body else { return (-1, 0, nil) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let missing = errno == ENOENT || errno == ENOTDIR
      return (-1, 0, missing ? .noFile : .failed("the file cannot be opened"))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return (-1, 0, .noFile)
    }
    return (descriptor, UInt64(status.st_size), nil)
  }
}
