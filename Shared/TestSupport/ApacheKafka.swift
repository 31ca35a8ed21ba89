import Glibc
import Kafka
import Synchronization

/// One node of Apache Kafka on loopback, with its data in a temporary folder. Takes some seconds and 400 MB.
public final class ApacheKafka: Sendable {
  /// Why tests on Apache Kafka cannot run here; nil where they can.
  public static let missing: String? =
    launcher == nil ? "set JOINERY_KAFKA_LAUNCHER to a launcher of Apache Kafka to run this test" : nil

  private static let launcher = getenv("JOINERY_KAFKA_LAUNCHER").map { String(cString: $0) }

  /// The same through restarts.
  public let port: UInt16
  private let folder: String
  private let running: Mutex<ChildProcess?>

  public init() throws {
    var template = Array("/tmp/joinery-kafka-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ChildProcess.Failure(description: "no temporary folder: \(String(cString: strerror(errno)))")
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // The node's controller has the second port.
    let (process, port) = try LoopbackPorts.start(inARow: 2) { (try Self.launch(folder, $0), $0) }
    running = Mutex(process)
    self.port = port
    self.folder = folder
  }

  deinit {
    try? stop()
    try? removeFolder(folder)
  }

  /// The node that all tests of a run share, since each takes seconds to start: use topics of your own. It ends with
  /// the process.
  public static func shared() throws -> ApacheKafka {
    try sharedNode.withLock { node in
      if let node { return node }
      let first = try ApacheKafka()
      node = first
      atexit { ApacheKafka.sharedNode.withLock { $0 = nil } }
      return first
    }
  }

  private static let sharedNode = Mutex<ApacheKafka?>(nil)

  /// For `KafkaConfiguration`.
  public var address: String { "127.0.0.1:\(port)" }

  public func stop() throws {
    guard let process = take() else { return }
    process.signal(SIGTERM)
    _ = try process.waitForExit(within: .seconds(60))
  }

  /// Starts it again on the same port, with what it had.
  public func start() throws {
    let process = try Self.launch(folder, port)
    running.withLock { $0 = process }
  }

  private func take() -> ChildProcess? {
    running.withLock { running in
      defer { running = nil }
      return running
    }
  }

  private static func launch(_ folder: String, _ port: UInt16) throws -> ChildProcess {
    guard let launcher else { throw ChildProcess.Failure(description: missing ?? "") }
    let process = try ChildProcess(launcher, ["run", "--data", folder, "--port", String(port)])
    let line = try process.line(within: .seconds(90))
    guard line.hasPrefix("ready ") else { throw ChildProcess.Failure(description: "the launcher printed '\(line)'") }
    return process
  }
}

private func removeFolder(_ path: String) throws {
  let process = try ChildProcess("/bin/rm", ["-rf", path])
  _ = try process.waitForExit(within: .seconds(30))
}
