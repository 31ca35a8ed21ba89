import Foundation
import Glibc
import Kernel
import ServiceRuntime
import TestSupport

/// The real executables, started by `joinery up` in a folder and on ports of their own.
final class Suite: Sendable {
  let folder: String
  private let process: ChildProcess
  private let base: Int
  private let common: [String]
  /// What the console signs for itself, with all roles.
  private let token: String

  /// With `kafka`, on that broker instead of the embedded one. Ports are tried until a free range is found.
  init(in folder: String, kafka: String? = nil, base fixed: Int? = nil) throws {
    self.folder = folder
    let executable = try builtExecutable("joinery")
    let base = try fixed ?? Self.freeBase()
    self.base = base
    common =
      ["--data", folder, "--port-base", String(base)]
      + (kafka.map { ["--kafka", $0] } ?? ["--broker-port", String(base + 9)])
    process = try ChildProcess(executable, ["up", "--no-demo"] + common)
    while try process.line(within: .seconds(120)) != "ready" {}
    let key = try String(contentsOfFile: "\(folder)/keys/signing-key.json", encoding: .utf8)
    token = try Tokens(signingKey: key).sign(.local, at: TimeSource.system.now(), validFor: 3600)
  }

  var portBase: Int { base }
  var leads: TestClient { TestClient(port: base + 1, token: token) }
  var sales: TestClient { TestClient(port: base + 2, token: token) }
  var reporting: TestClient { TestClient(port: base + 5, token: token) }

  /// Runs a command of the console against this suite; gives its exit status.
  func console(_ arguments: String...) throws -> Int32 {
    try ChildProcess(try builtExecutable("joinery"), arguments + common).waitForExit(within: .seconds(60))
  }

  /// Ctrl-C; gives the exit status.
  func stop() throws -> Int32 {
    process.signal(SIGINT)
    return try process.waitForExit(within: .seconds(30))
  }

  /// Ten ports in a row of which none is in use now.
  private static func freeBase() throws -> Int {
    for _ in 0..<50 {
      let base = Int.random(in: 2_000...5_500) * 10
      if (1...9).allSatisfy({ isFree(base + $0) }) { return base }
    }
    throw DeadlineMissed()
  }

  private static func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
