import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

@testable import ServiceRuntime

@Suite("Files that are read again when they change")
struct WatchedFilesTests {
  private struct Broken: Error {}

  /// What a watch did, and the log's lines.
  private final class Seen: Sendable {
    let times = Mutex(0)
    let lines = Mutex<[String]>([])
    let isBroken = Mutex(false)

    var count: Int { times.withLock { $0 } }
    var words: String { lines.withLock { $0.joined() } }

    func change() throws {
      if isBroken.withLock({ $0 }) { throw Broken() }
      times.withLock { $0 += 1 }
    }
  }

  private let folder = TemporaryFolder()
  private let seen = Seen()

  private var log: Log {
    Log(service: "leads", level: .info) { [seen] line in
      seen.lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
    }
  }

  private func write(_ name: String, _ text: String) throws {
    try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
  }

  private func watch() throws -> FileWatch {
    try write("a", "1")
    try write("b", "1")
    return FileWatch(
      WatchedFiles(use: "http", paths: ["\(folder.path)/a", "\(folder.path)/b"]) { [seen] in try seen.change() })
  }

  @Test("a change is taken once, when both files have come to rest")
  func rest() throws {
    var watch = try watch()
    for _ in 1...3 { watch.look(log) }
    #expect(seen.count == 0)
    try write("a", "22")
    watch.look(log)
    try write("b", "22")
    watch.look(log)
    #expect(seen.count == 0)
    for _ in 1...3 { watch.look(log) }
    #expect(seen.count == 1 && seen.words.contains("changed files are in use"))
  }

  @Test("a file of the same size that is written in place or comes by a link is a change too")
  func stamps() throws {
    try write("a", "1")
    try write("b", "2")
    let link = "\(folder.path)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(folder.path)/a")
    var watch = FileWatch(WatchedFiles(use: "http", paths: [link]) { [seen] in try seen.change() })
    try FileManager.default.removeItem(atPath: link)
    watch.look(log)
    #expect(seen.count == 0)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "\(folder.path)/b")
    for _ in 1...2 { watch.look(log) }
    #expect(seen.count == 1)
    let file = try #require(FileHandle(forWritingAtPath: "\(folder.path)/b"))
    try file.write(contentsOf: Data("3".utf8))
    try file.close()
    for _ in 1...2 { watch.look(log) }
    #expect(seen.count == 2)
  }

  @Test("what cannot be used is told once, and the next change is taken")
  func broken() throws {
    var watch = try watch()
    seen.isBroken.withLock { $0 = true }
    try write("a", "22")
    for _ in 1...4 { watch.look(log) }
    #expect(seen.lines.withLock { $0.count } == 1 && seen.words.contains("stay in use"))
    seen.isBroken.withLock { $0 = false }
    try write("b", "333")
    for _ in 1...2 { watch.look(log) }
    #expect(seen.count == 1)
  }
}
