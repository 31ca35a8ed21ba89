import Foundation
import Testing
import TestSupport

@testable import Console

struct ChildLogTests {
  @Test(
    arguments: [
      ([], nil),
      ([#"{"level":"info","message":"serving"}"#], nil),
      (
        [
          #"{"level":"error","message":"first","reason":"old"}"#,
          #"{"level":"error","message":"this store must not be used","reason":"it is a copy"}"#,
          #"{"level":"info","message":"bye"}"#,
        ], "this store must not be used: it is a copy"
      ),
      ([#"{"level":"error","message":"no reason"}"#], "no reason"),
      (
        [#"{"level":"info","message":"x"}"#, "JOINERY_PORT: 'x'", "JOINERY_KAFKA: 'y'"],
        "JOINERY_PORT: 'x'; JOINERY_KAFKA: 'y'"
      ),
    ] as [([String], String?)])
  func findsTheReason(in lines: [String], reason: String?) {
    #expect(ChildLog.reason(in: lines) == reason)
  }

  @Test func appendsAndReadsOnlyWhatIsNew() throws {
    let folder = TemporaryFolder()
    let log = ChildLog(path: "\(folder.path)/leads.log")
    try append("one\n", to: log)
    let (descriptor, end) = try log.open()
    close(descriptor)
    try append("two\nthree\n", to: log)
    #expect(end == 4)
    #expect(log.lines(from: end) == ["two", "three"])
    #expect(log.lines(from: 0) == ["one", "two", "three"])
  }

  @Test func setsALargeFileAside() throws {
    let folder = TemporaryFolder()
    let log = ChildLog(path: "\(folder.path)/leads.log")
    try append("old\n", to: log)
    #expect(truncate(log.path, ChildLog.limit + 1) == 0)
    try append("new\n", to: log)
    #expect(log.lines(from: 0) == ["new"])
    #expect(FileManager.default.fileExists(atPath: "\(log.path).1"))
  }

  private func append(_ text: String, to log: ChildLog) throws {
    let (descriptor, _) = try log.open()
    defer { close(descriptor) }
    #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
  }
}
