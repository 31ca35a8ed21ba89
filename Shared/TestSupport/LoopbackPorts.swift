import Glibc

/// Ports of loopback for servers that are stopped and started again.
enum LoopbackPorts {
  /// The first of so many free ports in a row, below those that the kernel gives to outgoing connections: a client that
  /// tries again and again to reach a stopped server would else be given the server's own port some day, and hold it.
  static func free(inARow count: UInt16 = 1) throws -> UInt16 {
    for _ in 0..<200 {
      let first = UInt16.random(in: 10_000..<32_000)
      if (first..<first + count).allSatisfy(isFree) { return first }
    }
    throw ChildProcess.Failure(description: "no \(count) free ports in a row")
  }

  /// Starts a server on such ports; one that is free now may be taken by the time the server asks for it.
  static func start<Server>(inARow count: UInt16 = 1, _ launch: (UInt16) throws -> Server) throws -> Server {
    var attempts = 3
    while true {
      let port = try free(inARow: count)
      do {
        return try launch(port)
      } catch {
        attempts -= 1
        if attempts == 0 { throw error }
      }
    }
  }

  private static func isFree(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var address = loopbackAddress(port: port)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
