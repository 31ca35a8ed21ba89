import Foundation
import Glibc

/// Runs what blocks on a thread of its own, off the cooperative pool.
func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
  }
}

struct RawResponse: Sendable {
  var status = 0
  /// Names in lower case.
  var headers: [String: String] = [:]
  var body: [UInt8] = []
  /// False when the connection ended before the body did.
  var complete = true

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// A blocking client that sends exactly the bytes it is given.
///
/// Unchecked: its descriptor and its buffer are unguarded, since each client belongs to one test, which hands it to one
/// blocking call after another and never to two at once.
final class RawClient: @unchecked Sendable {
  enum Failure: Error { case notConnected, timedOut, closed, malformed(String) }

  private var descriptor: Int32
  private var buffer: [UInt8] = []

  init(port: Int, receiveTimeout: Duration = .seconds(10), receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    if var receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    self.receiveTimeout = receiveTimeout
    setReceiveTimeout()
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Failure.notConnected }
  }

  deinit { close() }

  var receiveTimeout: Duration { didSet { setReceiveTimeout() } }

  private func setReceiveTimeout() {
    let parts = receiveTimeout.components
    var time = timeval(tv_sec: Int(parts.seconds), tv_usec: Int(parts.attoseconds / 1_000_000_000_000))
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure.closed }
      rest = rest.dropFirst(count)
    }
  }

  func get(_ target: String) throws -> RawResponse {
    try send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
    return try readResponse()
  }

  /// Says that nothing more is sent, and goes on reading.
  func shutdownWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

  func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Leaves without a good-bye: the server sees a reset.
  func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    close()
  }

  /// True once the server has closed; what it still sent is read. Throws when it neither closes nor sends.
  func isClosed() throws -> Bool {
    _ = try readToEnd()
    return true
  }

  /// What the server still sends before it closes.
  func readToEnd() throws -> [UInt8] {
    do {
      while true { try receive() }
    } catch Failure.closed {
      return buffer
    }
  }

  func readResponse(hasBody: Bool = true) throws -> RawResponse {
    var response = try readHead()
    guard hasBody else { return response }
    if response.headers["transfer-encoding"] == "chunked" {
      do {
        while let chunk = try readChunk() { response.body += chunk }
      } catch Failure.closed {
        response.complete = false
      }
    } else if let length = response.headers["content-length"].flatMap({ Int($0) }) {
      while buffer.count < length { try receive() }
      response.body = Array(buffer.prefix(length))
      buffer.removeFirst(length)
    }
    return response
  }

  func readHead() throws -> RawResponse {
    var response = RawResponse()
    let line = try readLine()
    guard let status = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Failure.malformed(line)
    }
    response.status = status
    while case let line = try readLine(), !line.isEmpty {
      let parts = line.split(separator: ":", maxSplits: 1)
      response.headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    }
    return response
  }

  /// The next chunk, nil after the last.
  func readChunk() throws -> [UInt8]? {
    let line = try readLine()
    guard let size = Int(line, radix: 16) else { throw Failure.malformed(line) }
    while buffer.count < size + 2 { try receive() }
    let chunk = Array(buffer.prefix(size))
    buffer.removeFirst(size + 2)
    return size == 0 ? nil : chunk
  }

  private func readLine() throws -> String {
    while true {
      if let end = buffer.firstIndex(of: 10) {
        let line = String(decoding: buffer[..<end].filter { $0 != 13 }, as: UTF8.self)
        buffer.removeSubrange(...end)
        return line
      }
      try receive()
    }
  }

  private func receive() throws {
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    if count < 0, errno == EAGAIN { throw Failure.timedOut }
    guard count > 0 else { throw Failure.closed }
    buffer += bytes.prefix(count)
  }
}
