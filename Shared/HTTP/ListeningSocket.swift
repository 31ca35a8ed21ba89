import Glibc

/// Makes the listening socket, so that port 0 works and a taken port is told from other failures.
enum ListeningSocket {
  /// A bound, listening, non-blocking socket, which the caller must close, and its port.
  static func open(address: String, port: Int) throws(HTTPServerError) -> (descriptor: Int32, port: Int) {
    guard let number = UInt16(exactly: port) else {
      throw .cannotListen(address: address, port: port, reason: "ports are 0 to 65535")
    }
    var storage = sockaddr_storage()
    guard let length = fill(&storage, address: address, port: number) else {
      throw .cannotListen(address: address, port: port, reason: "not a numeric IPv4 or IPv6 address")
    }
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(Int32(storage.ss_family), type, 0)
    guard descriptor >= 0 else { throw failure(address, port) }
    var on: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    let bound = withAddress(&storage) { bind(descriptor, $0, length) }
    guard bound == 0, listen(descriptor, SOMAXCONN) == 0 else {
      let error = failure(address, port)
      close(descriptor)
      throw error
    }
    var written = socklen_t(MemoryLayout<sockaddr_storage>.size)
    _ = withAddress(&storage) { getsockname(descriptor, $0, &written) }
    return (descriptor, self.port(of: &storage))
  }

  private static func failure(_ address: String, _ port: Int) -> HTTPServerError {
    let code = errno
    return code == EADDRINUSE
      ? .addressInUse(address: address, port: port)
      : .cannotListen(address: address, port: port, reason: String(cString: strerror(code)))
  }

  private static func fill(_ storage: inout sockaddr_storage, address: String, port: UInt16) -> socklen_t? {
    withUnsafeMutableBytes(of: &storage) { bytes -> socklen_t? in
      let four = bytes.assumingMemoryBound(to: sockaddr_in.self)
      if inet_pton(AF_INET, address, &four[0].sin_addr) == 1 {
        four[0].sin_family = sa_family_t(AF_INET)
        four[0].sin_port = port.bigEndian
        return socklen_t(MemoryLayout<sockaddr_in>.size)
      }
      let six = bytes.assumingMemoryBound(to: sockaddr_in6.self)
      if inet_pton(AF_INET6, address, &six[0].sin6_addr) == 1 {
        six[0].sin6_family = sa_family_t(AF_INET6)
        six[0].sin6_port = port.bigEndian
        return socklen_t(MemoryLayout<sockaddr_in6>.size)
      }
      return nil
    }
  }

  /// The port stands at the same place in both families.
  private static func port(of storage: inout sockaddr_storage) -> Int {
    withUnsafeBytes(of: &storage) { Int(UInt16(bigEndian: $0.assumingMemoryBound(to: sockaddr_in.self)[0].sin_port)) }
  }

  private static func withAddress<Result>(
    _ storage: inout sockaddr_storage, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
  ) -> Result {
    withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
    }
  }
}
