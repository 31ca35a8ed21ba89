import Foundation
import Kernel
import ServiceRuntime
import Testing
import TestSupport

@testable import Console
@testable import ConsoleKit

struct BackupScheduleTests {
  private let folder = TemporaryFolder()

  private func schedule(_ arguments: [String], _ environment: [String: String] = [:]) throws -> BackupSchedule? {
    try BackupSchedule(Arguments(arguments, of: Backup.command.options), environment)
  }

  private static let intervals: [(String, Int?)] = [
    ("24h", 86_400), ("90m", 5400), ("30s", 30), ("7d", 604_800), ("0h", nil), ("-1h", nil), ("1.5h", nil), ("24", nil),
    ("h", nil), ("", nil), ("99999999d", nil),
  ]

  @Test(arguments: intervals)
  func readsIntervals(_ text: String, _ seconds: Int?) {
    #expect(Interval.seconds(text) == seconds)
  }

  @Test func comesFromOptionsOrTheEnvironment() throws {
    let daily = ["JOINERY_BACKUP_TO": "/b", "JOINERY_BACKUP_EVERY": "24h", "JOINERY_BACKUP_KEEP_DAYS": "30"]
    let set = try #require(try schedule([], daily))
    #expect((set.to, set.every, set.keepDays) == ("/b", 86_400, 30))
    let given = try #require(try schedule(["--to", "/c", "--every", "1h", "--keep-days", "2"], daily))
    #expect((given.to, given.every, given.keepDays) == ("/c", 3600, 2))
    #expect(try #require(try schedule(["--to", "/c", "--every", "1h"])).keepDays == 14)
    // One that is asked for by hand is one, and removes others where it is told so.
    let nightly = try #require(try schedule(["--to", "/c", "--keep-days", "5"], daily))
    #expect((nightly.to, nightly.every, nightly.keepDays) == ("/c", nil, 5))
    #expect(try schedule(["--to", "/c"], daily) == nil)
    #expect(try schedule([], ["JOINERY_BACKUP_TO": "/b", "JOINERY_BACKUP_EVERY": ""]) == nil)
  }

  private static let wrong: [([String: String], String)] = [
    (["JOINERY_BACKUP_EVERY": "24"], "JOINERY_BACKUP_EVERY"), (["JOINERY_BACKUP_EVERY": "24h"], "JOINERY_BACKUP_TO"),
    (["JOINERY_BACKUP_EVERY": "1h", "JOINERY_BACKUP_TO": "/b", "JOINERY_BACKUP_KEEP_DAYS": "0"], "KEEP_DAYS"),
  ]

  @Test(arguments: wrong)
  func refusesByName(_ environment: [String: String], _ name: String) {
    let failure = #expect(throws: Failure.self) { try schedule([], environment) }
    #expect(failure?.description.contains(name) == true)
  }

  @Test func readsTheTimeOfAFolder() throws {
    let now = try #require(Instant("2026-11-24T03:04:05.678Z"))
    let own = try Backup.ownFolder(in: folder.path, at: now)
    let name = own.split(separator: "/").last.map(String.init) ?? ""
    #expect(name == "joinery-20261124T030405Z")
    #expect(BackupSchedule.begun(name) == Instant("2026-11-24T03:04:05Z"))
    for other in ["joinery-20261124T030405", "joinery-2026112xT030405Z", "backup-20261124T030405Z", "joinery-"] {
      #expect(BackupSchedule.begun(other) == nil)
    }
  }

  @Test func removesWhatIsOldButNeverTheNewest() throws {
    let schedule = try #require(try schedule(["--to", folder.path, "--every", "24h", "--keep-days", "3"]))
    func make(_ day: Int, whole: Bool = true) throws {
      let name = "joinery-202611\(day < 10 ? "0" : "")\(day)T030000Z"
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
      if whole { try "{}".write(toFile: "\(folder.path)/\(name)/manifest.json", atomically: true, encoding: .utf8) }
    }
    for day in [1, 2, 7, 8, 9] { try make(day) }
    try make(5, whole: false)
    try make(10, whole: false)
    try FileManager.default.createDirectory(atPath: "\(folder.path)/by-hand", withIntermediateDirectories: true)
    let now = try #require(Instant("2026-11-10T04:00:00Z"))
    #expect(
      try schedule.superseded(at: now) == [
        "joinery-20261101T030000Z", "joinery-20261102T030000Z", "joinery-20261105T030000Z", "joinery-20261107T030000Z",
      ])
    let later = try #require(Instant("2027-01-01T00:00:00Z"))
    #expect(try !schedule.superseded(at: later).contains("joinery-20261109T030000Z"))
    #expect(try schedule.superseded(at: later).count == 6)
  }
}
