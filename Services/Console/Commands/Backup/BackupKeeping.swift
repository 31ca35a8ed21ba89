import ConsoleKit
import FoundationEssentials
import Glibc

/// What becomes of a backup once it is whole: it is encrypted for those who hold a key, by `age`, and copied away, by
/// `rclone`. Both read and write what operators use without us.
struct BackupKeeping: Sendable {
  /// The suffix of an encrypted backup: `age --decrypt -i KEY FILE | tar -x`.
  static let suffix = ".tar.age"
  /// What a process that was killed may have left beside it.
  static let unfinished = [".tar.next", ".tar.age.next"]

  /// A file of public keys, one a line, for which it is encrypted.
  private let recipients: String?
  /// Where it is copied to, as rclone writes places.
  private let remote: String?
  private let environment: [String: String]

  /// Nil where neither is asked for.
  init?(_ environment: [String: String]) throws(Failure) {
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    recipients = set("JOINERY_BACKUP_RECIPIENTS_FILE")
    remote = set("JOINERY_BACKUP_REMOTE")
    self.environment = environment
    guard recipients != nil || remote != nil else { return nil }
    if let recipients, access(recipients, R_OK) != 0 {
      throw Failure("JOINERY_BACKUP_RECIPIENTS_FILE: the file '\(recipients)' cannot be read")
    }
    if let remote, !remote.contains(":") {
      throw Failure("JOINERY_BACKUP_REMOTE: '\(remote)' is no place of rclone's; write REMOTE:PATH")
    }
  }

  /// Encrypts and copies a whole backup; gives where it is here then.
  func keep(_ folder: String) async throws -> String {
    let kept = try await encrypted(folder)
    if let remote {
      let place = "\(remote)/\(Self.name(kept))"
      try await ExternalProgram.running("rclone", [kept == folder ? "copy" : "copyto", kept, place], environment)
    }
    return kept
  }

  private func encrypted(_ folder: String) async throws -> String {
    guard let recipients else { return folder }
    let (tar, next, kept) = ("\(folder).tar.next", "\(folder).tar.age.next", folder + Self.suffix)
    defer { for path in [tar, next] { unlink(path) } }
    let above = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
    try await ExternalProgram.running("tar", ["-C", above, "-cf", tar, Self.name(folder)], environment)
    try await ExternalProgram.running("age", ["-R", recipients, "-o", next, tar], environment)
    let file = open(next, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure("\(next) cannot be read: \(String(cString: strerror(errno)))") }
    defer { close(file) }
    try DurableFile.sync(file, next)
    guard rename(next, kept) == 0 else { throw Failure("\(kept): \(String(cString: strerror(errno)))") }
    try DurableFile.syncFolder(above)
    try FileManager.default.removeItem(atPath: folder)
    return kept
  }

  /// Removes backups of that remote that a schedule does not keep.
  func prune(_ superseded: ([String]) -> [String]) async throws {
    guard let remote else { return }
    let listed = try await ExternalProgram.running("rclone", ["lsf", remote], environment)
    let names = listed.split(separator: "\n").map { String($0.hasSuffix("/") ? $0.dropLast() : $0) }
    for name in superseded(names) {
      let command = name.hasSuffix(Self.suffix) ? "deletefile" : "purge"
      try await ExternalProgram.running("rclone", [command, "\(remote)/\(name)"], environment)
      Terminal.note("joinery: \(remote)/\(name) is removed")
    }
  }

  private static func name(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// Decrypts a backup into a folder that is not there yet. Blocks.
  static func decrypt(
    _ file: String, identity: String, into folder: String, _ environment: [String: String]
  ) throws {
    let tar = "\(folder).tar"
    defer { unlink(tar) }
    unlink(tar)
    try ExternalProgram.run("age", ["--decrypt", "-i", identity, "-o", tar, file], environment)
    try Folder.make(folder, mode: 0o700)
    try ExternalProgram.run("tar", ["-C", folder, "--no-same-owner", "-xf", tar], environment)
  }
}
