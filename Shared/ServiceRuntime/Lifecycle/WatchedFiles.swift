import Glibc
import JSON

/// Files that are read again when they change: a certificate and its key.
public struct WatchedFiles: Sendable {
  /// What they are for, as the log and the metric name it: `http`.
  let use: String
  let paths: @Sendable () -> [String]
  /// Called after a change. Where it throws, what was read before stays in use.
  let changed: @Sendable () throws -> Void

  public init(use: String, paths: [String], changed: @escaping @Sendable () throws -> Void) {
    self.init(use: use, found: { paths }, changed: changed)
  }

  /// Those of a folder, which may become more or fewer.
  public init(use: String, found: @escaping @Sendable () -> [String], changed: @escaping @Sendable () throws -> Void) {
    self.use = use
    paths = found
    self.changed = changed
  }
}

/// Looks at files now and then.
struct FileWatch: Sendable {
  /// What tells that a file was written, or another one has taken its place.
  private struct Stamp: Equatable {
    let device: dev_t
    let number: ino_t
    let size: off_t
    let seconds: Int
    let nanoseconds: Int

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      (device, number, size) = (status.st_dev, status.st_ino, status.st_size)
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
  }

  private let files: WatchedFiles
  private var taken: [Stamp?]
  private var seen: [Stamp?]

  init(_ files: WatchedFiles) {
    self.files = files
    taken = files.paths().map(Stamp.init)
    seen = taken
  }

  /// Takes a change once the files are as they were at the look before: certificate and key are not written in one
  /// moment. Where that fails it is said, and tried again after the next change.
  mutating func look(_ log: Log) {
    let found = files.paths()
    let present = found.map(Stamp.init)
    defer { seen = present }
    guard present == seen, present != taken, !present.contains(nil) else { return }
    taken = present
    let paths = found.joined(separator: ", ")
    do {
      try files.changed()
      log.info("changed files are in use", ["use": .string(files.use), "files": .string(paths)])
    } catch {
      log.error(
        "changed files cannot be used, the ones before stay in use",
        ["use": .string(files.use), "files": .string(paths), "error": .string("\(error)")])
    }
  }
}
