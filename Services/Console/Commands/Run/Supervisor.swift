import CProcess
import ConsoleKit
import Glibc

/// A program to keep running.
struct Program: Sendable {
  let name: String
  let path: String
  var arguments: [String] = []
  let environment: [String: String]
  let log: ChildLog
}

/// Keeps programs running, all on the one thread that made it: the kernel kills them when that thread ends.
/// SIGTERM, SIGINT, SIGHUP and SIGCHLD must be blocked in all threads; they are taken here.
struct Supervisor {
  enum Event: Hashable {
    /// It is time to stop.
    case stop
    /// A program must not run as it is and stays down, with the reason.
    case misconfigured(name: String, reason: String)
  }

  fileprivate struct Child {
    let program: Program
    var process: pid_t?
    /// Where the log ended when it was started.
    var logStart: off_t = 0
    var started: Int64 = 0
    /// When to start it again; nil while it runs or stays down.
    var due: Int64?
    var restarts = Restarts()
  }

  private var children: [Child] = []
  private let signals: sigset_t

  /// Blocks the signals; to be called before there are other threads.
  init() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGCHLD] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    self.signals = signals
  }

  mutating func start(_ program: Program) throws(Failure) {
    children.append(Child(program: program))
    try start(children.count - 1)
  }

  /// What a program has written since it was started last.
  func lines(of name: String) -> [String] {
    children.first { $0.program.name == name }.map { $0.program.log.lines(from: $0.logStart) } ?? []
  }

  /// Restarts what is due and waits for something to happen, for so long at most.
  mutating func wait(milliseconds: Int) -> Event? {
    let now = Self.now()
    for index in children.indices where children[index].due.map({ $0 <= now }) ?? false {
      do {
        try start(index)
      } catch {
        Terminal.note("joinery: \(children[index].program.name): \(error)")
        children[index].due = now + Int64(Restarts.longest)
      }
    }
    let next = children.compactMap(\.due).min().map { max(1, Int($0 - now)) } ?? milliseconds
    switch take(milliseconds: min(milliseconds, next)) {
    case SIGTERM, SIGINT, SIGHUP: return .stop
    default: return reap().compactMap { children[$0.index].endedUnexpectedly($0.ending) }.first
    }
  }

  /// Ends all programs, those started last first and the first of all last, within so many seconds; whoever takes
  /// longer is killed. A second signal kills at once.
  mutating func stop(seconds: Int) {
    let end = Self.now() + Int64(seconds) * 1000
    for index in children.indices { children[index].due = nil }
    for group in [children.indices.dropFirst(), children.indices.prefix(1)] {
      for index in group { children[index].send(SIGTERM) }
      while group.contains(where: { children[$0].process != nil }), Self.now() < end {
        if let signal = take(milliseconds: max(1, Int(end - Self.now()))), signal != SIGCHLD { break }
        _ = reap()
      }
      for index in group where children[index].process != nil {
        Terminal.note("joinery: \(children[index].program.name) does not stop and is killed; nothing is lost by that")
        children[index].send(SIGKILL)
        children[index].collect()
      }
    }
  }

  private mutating func start(_ index: Int) throws(Failure) {
    let program = children[index].program
    let (log, end) = try program.log.open()
    defer { close(log) }
    let process = withCStrings([program.path] + program.arguments) { arguments in
      withCStrings(program.environment.map { "\($0.key)=\($0.value)" }) { environment in
        joinery_process_start(program.path, arguments, environment, log)
      }
    }
    guard process > 0 else { throw Failure("it cannot be started: \(String(cString: strerror(errno)))") }
    children[index].process = process
    children[index].logStart = end
    children[index].started = Self.now()
    children[index].due = nil
  }

  private func take(milliseconds: Int) -> Int32? {
    var signals = signals
    var limit = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    let signal = sigtimedwait(&signals, nil, &limit)
    return signal > 0 ? signal : nil
  }

  private mutating func reap() -> [(index: Int, ending: Ending)] {
    var ended: [(Int, Ending)] = []
    for index in children.indices {
      var status: Int32 = 0
      guard let process = children[index].process, waitpid(process, &status, WNOHANG) == process else { continue }
      children[index].process = nil
      ended.append((index, Ending(waitStatus: status)))
    }
    return ended
  }

  fileprivate static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

extension Supervisor.Child {
  fileprivate func send(_ signal: Int32) {
    if let process { kill(process, signal) }
  }

  fileprivate mutating func collect() {
    guard let process else { return }
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
    self.process = nil
  }

  /// Decides when it runs again and says so.
  fileprivate mutating func endedUnexpectedly(_ ending: Ending) -> Supervisor.Event? {
    let now = Supervisor.now()
    switch restarts.ended(ending, afterMilliseconds: Int(now - started)) {
    case .again(let pause):
      due = now + Int64(pause)
      Terminal.note(
        "joinery: \(program.name) \(ending), is started again in \(Double(pause) / 1000) s; log: \(program.log.path)")
      return nil
    case .never:
      let reason = ChildLog.reason(in: program.log.lines(from: logStart)) ?? "no reason given"
      Terminal.note("joinery: \(program.name) must not run as it is: \(reason); log: \(program.log.path)")
      return .misconfigured(name: program.name, reason: reason)
    }
  }
}

/// Calls `body` with the texts as C has them: addresses, a null at the end.
func withCStrings<Result>(
  _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  let copies = texts.map { strdup($0) } + [nil]
  defer { for copy in copies { free(copy) } }
  return copies.withUnsafeBufferPointer { buffer in
    // Never empty: the null is there. The fallback is there for the compiler alone.
    withUnsafePointer(to: nil as UnsafeMutablePointer<CChar>?) { body(buffer.baseAddress ?? $0) }
  }
}
