import ConsoleKit
import FoundationEssentials
import Glibc
import Kernel
import Persistence
import ServiceRuntime

/// Backups into folders beside each other, the old ones removed: at intervals, or one that somebody else's clock starts.
struct BackupSchedule: Sendable {
  let to: String
  /// Seconds between the beginnings of two backups; nil: one, and that is all.
  let every: Int?
  let keepDays: Int

  /// What options and, where no `--to` asks for a single backup, the environment say; nil: a single one that removes none.
  init?(_ arguments: Arguments, _ environment: [String: String]) throws(Failure) {
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let interval = arguments.text("every") ?? (arguments.has("to") ? nil : set("JOINERY_BACKUP_EVERY"))
    guard interval != nil || arguments.has("keep-days") else { return nil }
    every = interval.flatMap(Interval.seconds)
    if let interval, every == nil {
      throw Failure("--every (JOINERY_BACKUP_EVERY) takes a time such as 24h, 90m or 30s, not '\(interval)'")
    }
    guard let to = arguments.text("to") ?? set("JOINERY_BACKUP_TO"), !to.isEmpty else {
      throw Failure("--to DIR (JOINERY_BACKUP_TO) is missing: where backups go")
    }
    let days = try arguments.number("keep-days", in: 1...3650)
    guard let keepDays = days ?? Int(set("JOINERY_BACKUP_KEEP_DAYS") ?? "14"), (1...3650).contains(keepDays) else {
      throw Failure("JOINERY_BACKUP_KEEP_DAYS is a whole number of days from 1 to 3650")
    }
    self.to = to
    self.keepDays = keepDays
  }

  /// One backup; with an interval it goes on until the process ends. There a backup that fails is tried again after a
  /// minute, and the alert on its age tells.
  func run(_ settings: Settings) async throws {
    try Folder.make(to, mode: 0o700)
    guard let every else { return try await make(settings, at: TimeSource.system.now()) }
    Terminal.note("joinery: a backup every \(every) s into \(to), kept for \(keepDays) days")
    while true {
      let now = TimeSource.system.now()
      var wait = every - (try newest().map { Int(now.seconds(since: $0)) } ?? every)
      if wait <= 0 {
        do {
          try await make(settings, at: now)
          wait = every
        } catch {
          Terminal.note("joinery: the backup failed: \(error)")
          wait = min(60, every)
        }
      }
      // Until the next backup is due, or a failed one is tried again.
      try await Task.sleep(for: .seconds(wait))
    }
  }

  private func make(_ settings: Settings, at now: Instant) async throws {
    let folder = try Backup.ownFolder(in: to, at: now)
    let (manifest, kept) = try await Backup.run(settings, to: folder)
    Terminal.note("joinery: \(kept): \(manifest.stores.count) stores of one moment")
    for old in try superseded(at: now) {
      try FileManager.default.removeItem(atPath: "\(to)/\(old)")
      Terminal.note("joinery: \(to)/\(old) is removed")
    }
    // What is at the remote is whole: it was copied from a whole one, and counts only then.
    try await BackupKeeping(settings.environment)?.prune { names in
      superseded(names.compactMap { name in Self.begun(name).map { (name, $0, true) } }, at: now)
    }
  }

  /// When the newest whole backup began.
  private func newest() throws -> Instant? { try backups().last { $0.isWhole }?.begun }

  /// Backups that are older than is asked for, but for the newest, and what was begun and is no backup.
  func superseded(at now: Instant) throws -> [String] { superseded(try backups(), at: now) }

  private func superseded(_ backups: [(name: String, begun: Instant, isWhole: Bool)], at now: Instant) -> [String] {
    let all = backups.sorted { $0.begun < $1.begun }
    let newest = all.last { $0.isWhole }
    return all.filter { backup in
      let age = now.seconds(since: backup.begun)
      return backup.isWhole ? age > Double(keepDays) * 86_400 && backup.name != newest?.name : age > 86_400
    }.map(\.name)
  }

  private func backups() throws -> [(name: String, begun: Instant, isWhole: Bool)] {
    try FileManager.default.contentsOfDirectory(atPath: to).sorted().compactMap { name in
      guard let begun = Self.begun(name) else { return nil }
      let isWhole =
        name.hasSuffix(BackupKeeping.suffix) || access("\(to)/\(name)/\(BackupManifest.name)", F_OK) == 0
      return (name, begun, isWhole)
    }
  }

  /// joinery-20261124T030000Z → 2026-11-24T03:00:00Z, encrypted or not; nil for names that are no backup's.
  static func begun(_ name: String) -> Instant? {
    let suffix = ([BackupKeeping.suffix] + BackupKeeping.unfinished).first(where: name.hasSuffix) ?? ""
    let text = Array(name.utf8.dropLast(suffix.utf8.count))
    guard name.hasPrefix("joinery-"), text.count == 24 else { return nil }
    func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
    return Instant(
      "\(part(8..<12))-\(part(12..<14))-\(part(14..<17))\(part(17..<19)):\(part(19..<21)):\(part(21..<24))")
  }
}
