import Glibc
import Kafka
import Synchronization

/// The `broker` executable as a child process on a free port of loopback.
public final class EmbeddedBroker: Sendable {
  /// The same through restarts.
  public let port: UInt16
  private let topics: [TopicDeclaration]
  private let running: Mutex<Running?>

  private struct Running {
    let process: ChildProcess
    let port: UInt16
    let controlPort: UInt16
  }

  public init(topics: [TopicDeclaration]) throws {
    let first = try LoopbackPorts.start { try Self.launch(topics, port: $0) }
    self.topics = topics
    port = first.port
    running = Mutex(first)
  }

  /// For `KafkaConfiguration`.
  public var address: String { "127.0.0.1:\(port)" }

  /// Ends it as an operator would; its exit status.
  @discardableResult
  public func stop() throws -> Int32 {
    guard let process = take() else { return 0 }
    process.signal(SIGTERM)
    return try process.waitForExit(within: .seconds(10))
  }

  /// Ends it at once (`kill -9`).
  public func kill() throws {
    guard let process = take() else { return }
    process.signal(SIGKILL)
    _ = try process.waitForExit(within: .seconds(10))
  }

  /// Starts it again on the same port after `stop` or `kill`: all topics are empty, the cluster id is another.
  public func start() throws {
    let next = try Self.launch(topics, port: port)
    running.withLock { $0 = next }
  }

  /// Hangs it until `resume`.
  public func pause() { running.withLock { $0?.process.hang() } }
  public func resume() { running.withLock { $0?.process.signal(SIGCONT) } }

  /// Gives the broker a command of its control port (`broker --help`), such as `produce 7 19`.
  public func control(_ command: String) throws {
    guard let controlPort = running.withLock({ $0?.controlPort }) else {
      throw ChildProcess.Failure(description: "the broker does not run")
    }
    let answer = try loopbackExchange(command + "\n", port: controlPort)
    guard answer == "ok\n" else { throw ChildProcess.Failure(description: "\(command): \(answer)") }
  }

  private func take() -> ChildProcess? {
    running.withLock { running in
      defer { running = nil }
      return running?.process
    }
  }

  private static func launch(_ topics: [TopicDeclaration], port: UInt16) throws -> Running {
    var arguments = ["--port", String(port), "--control-port", "0"]
    if !topics.isEmpty {
      arguments += ["--topics", topics.map { "\($0.name):\($0.partitions)" }.joined(separator: ",")]
    }
    let process = try ChildProcess(builtExecutable("broker"), arguments)
    let control = try Self.port(process.line(within: .seconds(20)), after: "control")
    return try Running(
      process: process, port: Self.port(process.line(within: .seconds(20)), after: "ready"), controlPort: control)
  }

  private static func port(_ line: String, after word: String) throws -> UInt16 {
    guard line.hasPrefix("\(word) "), let port = line.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw ChildProcess.Failure(description: "the broker printed '\(line)' instead of '\(word) 127.0.0.1:PORT'")
    }
    return port
  }
}

/// The path of an executable of this package: SwiftPM puts them beside the tests.
public func builtExecutable(_ name: String) throws -> String {
  guard let tests = realpath("/proc/self/exe", nil) else {
    throw ChildProcess.Failure(description: "the folder of the tests is unknown")
  }
  defer { free(tests) }
  let path = String(cString: tests)
  let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
  guard access("\(folder)/\(name)", X_OK) == 0 else {
    throw ChildProcess.Failure(description: "\(folder)/\(name) is not built; run 'swift build' first")
  }
  return "\(folder)/\(name)"
}

/// Sends a text to a port of 127.0.0.1 and gives what comes back first.
private func loopbackExchange(_ text: String, port: UInt16) throws -> String {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  defer { close(descriptor) }
  var patience = timeval(tv_sec: 5, tv_usec: 0)
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  var address = loopbackAddress(port: port)
  let connected = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  guard connected == 0, send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count else {
    throw ChildProcess.Failure(description: "port \(port): \(String(cString: strerror(errno)))")
  }
  var answer = [UInt8](repeating: 0, count: 1024)
  let count = recv(descriptor, &answer, answer.count, 0)
  return String(decoding: answer.prefix(max(0, count)), as: UTF8.self)
}

func loopbackAddress(port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
  return address
}
