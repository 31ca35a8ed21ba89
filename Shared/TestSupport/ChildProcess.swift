import Glibc
import Synchronization

/// An executable that a test started, with its standard output in a pipe. It is killed when the last reference goes,
/// and also when the test process dies in whatever way.
public final class ChildProcess: Sendable {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  fileprivate struct State {
    /// Nil once it was waited for.
    var processID: pid_t?
    var unread: [UInt8] = []
  }

  public let processID: pid_t
  private let name: String
  private let output: Int32
  private let watchdog: Watchdog
  private let state: Mutex<State>

  /// - Parameter executable: a path; standard error is the test's own.
  public init(_ executable: String, _ arguments: [String]) throws(Failure) {
    name = executable.split(separator: "/").last.map(String.init) ?? executable
    let (reading, writing) = try Self.pipe()
    defer { close(writing) }
    output = reading
    do throws(Failure) {
      processID = try Self.spawn(executable, arguments, moving: writing, to: STDOUT_FILENO)
      watchdog = try Watchdog(over: processID)
    } catch {
      close(reading)
      throw error
    }
    state = Mutex(State(processID: processID))
  }

  deinit {
    signal(SIGKILL)
    state.withLock { _ = Self.reap(&$0) }
    close(output)
  }

  public func signal(_ number: Int32) {
    state.withLock { state in
      if let processID = state.processID { kill(processID, number) }
    }
  }

  /// Stops all its threads (SIGSTOP), and waits until they stand: until then one may still answer.
  public func hang() {
    signal(SIGSTOP)
    var found = siginfo_t()
    while waitid(P_PID, id_t(processID), &found, WSTOPPED | WEXITED | WNOWAIT) < 0, errno == EINTR {}
  }

  /// The next line of its standard output, without the line break.
  public func line(within time: Duration) throws(Failure) -> String {
    let end = ContinuousClock.now + time
    while true {
      if let line = state.withLock({ $0.takeLine() }) { return line }
      guard let bytes = Self.read(output, until: end) else {
        throw Failure(description: "\(name) printed no line within \(time)")
      }
      guard !bytes.isEmpty else { throw Failure(description: "\(name) ended before it printed a line") }
      state.withLock { $0.unread += bytes }
    }
  }

  /// Its exit status (a signal as 128 + number), once it and whatever it started have closed their output.
  public func waitForExit(within time: Duration) throws(Failure) -> Int32 {
    let end = ContinuousClock.now + time
    while let bytes = Self.read(output, until: end) {
      if bytes.isEmpty { return state.withLock { Self.reap(&$0) } }
    }
    throw Failure(description: "\(name) did not end within \(time)")
  }

  private static func reap(_ state: inout State) -> Int32 {
    guard let processID = state.processID else { return 0 }
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0, errno == EINTR {}
    state.processID = nil
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }

  /// Nil when the time is over, empty at the end.
  private static func read(_ descriptor: Int32, until end: ContinuousClock.Instant) -> [UInt8]? {
    let left = ContinuousClock.now.duration(to: end).components
    let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Int32(clamping: max(0, milliseconds))) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }

  /// Held while a pipe is made and while a child starts: no child may inherit the ends of another's pipe in between.
  private static let spawning = Mutex(())

  static func pipe() throws(Failure) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    let made = spawning.withLock { _ in
      Glibc.pipe(&ends) == 0 && ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
    }
    guard made else { throw Failure(description: "no pipe: \(String(cString: strerror(errno)))") }
    return (ends[0], ends[1])
  }

  static func spawn(
    _ executable: String, _ arguments: [String], moving descriptor: Int32, to place: Int32
  ) throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, descriptor, place)
    // The threads of a test block signals, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var processID: pid_t = 0
    let code = spawning.withLock { _ in posix_spawn(&processID, executable, &actions, &attributes, &words, environ) }
    guard code == 0 else { throw Failure(description: "\(executable): \(String(cString: strerror(code)))") }
    return processID
  }
}

extension ChildProcess.State {
  fileprivate mutating func takeLine() -> String? {
    guard let end = unread.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { unread.removeSubrange(...end) }
    return String(decoding: unread[..<end], as: UTF8.self)
  }
}

/// Ends a process when this one dies: a shell that reads from a pipe nobody writes to. (The kernel's own signal on a
/// parent's death already comes when the thread dies that started the child.)
private final class Watchdog: Sendable {
  private let processID: pid_t
  private let writing: Int32

  init(over child: pid_t) throws(ChildProcess.Failure) {
    let (reading, writing) = try ChildProcess.pipe()
    defer { close(reading) }
    self.writing = writing
    let script = #"exec 2>/dev/null; read -r _; kill -CONT "$1"; kill "$1"; sleep 5; kill -KILL "$1""#
    processID = try ChildProcess.spawn(
      "/bin/sh", ["-c", script, "watchdog", String(child)], moving: reading, to: STDIN_FILENO)
  }

  deinit {
    kill(processID, SIGKILL)
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0, errno == EINTR {}
    close(writing)
  }
}
