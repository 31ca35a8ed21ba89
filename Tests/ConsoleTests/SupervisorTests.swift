import Glibc
import Persistence
import Testing
import TestSupport

@testable import Console

/// Each on a thread of its own: the programs die with the thread that started them.
@Suite(.timeLimit(.minutes(5)))
struct SupervisorTests {
  private let folder = TemporaryFolder()

  /// Lets a program run until it has said so much, for 20 s at most.
  private static func wait(for count: Int, linesOf program: Program, _ supervisor: inout Supervisor) {
    let end = ContinuousClock.now + .seconds(20)
    while program.log.lines(from: 0).count < count, ContinuousClock.now < end {
      _ = supervisor.wait(milliseconds: 20)
    }
  }

  @Test func startsAgainWhatEnded() async throws {
    let program = shell("echo started; exit 3")
    let lines = try await onThread {
      var supervisor = Supervisor()
      try supervisor.start(program)
      Self.wait(for: 2, linesOf: program, &supervisor)
      supervisor.stop(seconds: 5)
      return program.log.lines(from: 0)
    }
    #expect(lines.starts(with: ["started", "started"]))
  }

  @Test func saysWhyAProgramMustNotRun() async throws {
    let program = shell("echo 'JOINERY_PORT: no port'; exit 78")
    let event = try await onThread {
      var supervisor = Supervisor()
      try supervisor.start(program)
      return Self.event(of: &supervisor)
    }
    #expect(event == .misconfigured(name: "program", reason: "JOINERY_PORT: no port"))
  }

  @Test func saysWhatCannotBeStarted() async throws {
    let missing = Program(
      name: "program", path: "\(folder.path)/missing", environment: [:], log: ChildLog(path: "\(folder.path)/log"))
    let lines = try await onThread {
      var supervisor = Supervisor()
      try supervisor.start(missing)
      Self.wait(for: 1, linesOf: missing, &supervisor)
      return missing.log.lines(from: 0)
    }
    #expect(lines == ["\(folder.path)/missing: No such file or directory"])
  }

  @Test func endsAllThoseThatIgnoreItIncluded() async throws {
    let stubborn = shell("trap '' TERM; echo ready; while :; do sleep 1; done")
    let took = try await onThread {
      var supervisor = Supervisor()
      try supervisor.start(stubborn)
      Self.wait(for: 1, linesOf: stubborn, &supervisor)
      let before = ContinuousClock.now
      supervisor.stop(seconds: 1)
      return ContinuousClock.now - before
    }
    // The supervisor counts whole milliseconds.
    #expect(took >= .milliseconds(999) && took < .seconds(10))
  }

  @Test func givesAProgramNothingButItsEnvironment() async throws {
    let program = Program(
      name: "program", path: "/bin/sh", arguments: ["-c", "echo $ONE; ls /proc/self/fd | wc -l; echo done; sleep 60"],
      environment: ["ONE": "1", "PATH": "/usr/bin:/bin"], log: ChildLog(path: "\(folder.path)/log"))
    let lines = try await onThread {
      var supervisor = Supervisor()
      try supervisor.start(program)
      let end = ContinuousClock.now + .seconds(20)
      while !program.log.lines(from: 0).contains("done"), ContinuousClock.now < end {
        _ = supervisor.wait(milliseconds: 20)
      }
      supervisor.stop(seconds: 5)
      return program.log.lines(from: 0)
    }
    // ls has the three standard ones, and the folder that it reads.
    #expect(lines == ["1", "4", "done"])
  }

  private func shell(_ script: String) -> Program {
    Program(
      name: "program", path: "/bin/bash", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
      log: ChildLog(path: "\(folder.path)/log"))
  }

  private static func event(of supervisor: inout Supervisor) -> Supervisor.Event? {
    let end = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < end {
      if let event = supervisor.wait(milliseconds: 20) { return event }
    }
    return nil
  }

  private func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { done in
      Thread.start { done.resume(with: Swift.Result { try body() }) }
    }
  }
}
