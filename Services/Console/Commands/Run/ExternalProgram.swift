import CProcess
import ConsoleKit
import Glibc
import Persistence

/// Another program that is run to its end, such as `age` or `rclone`.
enum ExternalProgram {
  /// Blocks until it has ended and gives what it has written. Throws where it is not there, or ends with another status
  /// than 0, with its last words.
  @discardableResult
  static func run(_ name: String, _ arguments: [String], _ environment: [String: String]) throws -> String {
    let path = try find(name, environment)
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure("\(name): \(String(cString: strerror(errno)))") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let process = withCStrings([path] + arguments) { arguments in
      withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
        joinery_process_start(path, arguments, environment, ends[1])
      }
    }
    close(ends[1])
    guard process > 0 else { throw Failure("\(name) cannot be started: \(String(cString: strerror(errno)))") }
    var output: [UInt8] = []
    while true {
      let piece = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, filled in
        filled = max(0, read(ends[0], buffer.baseAddress, buffer.count))
      }
      guard !piece.isEmpty else { break }
      output += piece
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let text = String(decoding: output, as: UTF8.self).trimmed
    let ending = Ending(waitStatus: status)
    guard ending == .status(0) else {
      let words = text.split(separator: "\n").suffix(3).joined(separator: "; ")
      throw Failure("\(name) \(ending): \(words)")
    }
    return text
  }

  /// The same for tasks, which must not block.
  @discardableResult
  static func running(_ name: String, _ arguments: [String], _ environment: [String: String]) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      Thread.start { continuation.resume(with: Result { try run(name, arguments, environment) }) }
    }
  }

  private static func find(_ name: String, _ environment: [String: String]) throws -> String {
    for folder in (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":") {
      let path = "\(folder)/\(name)"
      if access(path, X_OK) == 0 { return path }
    }
    throw Failure("there is no program '\(name)' here: install it (Debian: apt-get install \(name))")
  }
}
