import CBenchmarks
import FoundationEssentials
import Glibc
import JSON
import Kernel
import Persistence
import ServiceRuntime
import TestSupport

/// One of the release executables, as an operator starts it.
final class Service {
  let port: UInt16
  let processID: pid_t
  /// From its start to the first 200 of `/readyz`.
  let secondsToReady: Double
  private let process: ChildProcess

  static let secret = "a secret of the benchmarks, 32 bytes or more"

  /// A token with all roles, good for a day.
  static func token() throws -> String {
    try Tokens(secret: secret, keySet: nil).sign(
      Caller(subject: "E001", name: "Benchmark", roles: Set(Role.allCases)), at: TimeSource.system.now(),
      validFor: 86_400)
  }

  convenience init(_ name: String, store: String, broker: String) throws {
    for (variable, value) in [
      ("JOINERY_DATA", store), ("JOINERY_PORT", "0"), ("JOINERY_KAFKA", broker), ("JOINERY_JWT_SECRET", Self.secret),
    ] { setenv(variable, value, 1) }
    try self.init(executable: name, readyAt: "/readyz")
  }

  /// A program that prints its port as services do, and is ready once that path answers 200.
  init(executable name: String, readyAt path: String) throws {
    let begun = bench_seconds()
    let process = try ChildProcess(builtExecutable(name), [])
    self.process = process
    processID = process.processID
    var port: UInt16?
    while port == nil {
      let line = try process.line(within: .seconds(60))
      guard case .number(let digits)? = (try? JSON(parsing: Array(line.utf8)))?["port"] else { continue }
      port = UInt16(digits)
    }
    self.port = port ?? 0
    // Nobody else reads what it prints, and a full pipe would stop it.
    Thread.start { while (try? process.line(within: .seconds(86_400))) != nil {} }
    while Self.get(self.port, path).status != 200 {
      guard bench_seconds() < begun + 60 else { throw Failure("\(name) is not ready within a minute") }
      usleep(1_000)
    }
    secondsToReady = bench_seconds() - begun
  }

  deinit { try? stop() }

  func stop() throws {
    process.signal(SIGTERM)
    _ = try process.waitForExit(within: .seconds(30))
  }

  /// At most `limit` bytes of the body.
  static func get(
    _ port: UInt16, _ path: String, headers: String = "", limit: Int = 1 << 20
  ) -> (status: Int32, body: [UInt8]) {
    var size = 0
    var status: Int32 = 0
    let body = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      status = buffer.withMemoryRebound(to: CChar.self) {
        bench_get(port, path, headers, $0.baseAddress, $0.count, &size)
      }
      count = size
    }
    return (status, body)
  }

  /// Processor time so far.
  var processorSeconds: Double {
    guard let stat = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8) else { return 0 }
    // The 14th and 15th field; the second one is in brackets and may hold blanks.
    let fields = stat.drop { $0 != ")" }.split(separator: " ")
    guard fields.count > 12, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Resident memory in MB, now or (`VmHWM:`) the most so far.
  func megabytes(_ name: String = "VmRSS:") -> Double {
    guard let status = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
      let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) })
    else { return 0 }
    return kilobytes / 1024
  }
}
