import Glibc
import SQLite

/// A copy of a whole store as it was at one moment, in a file that is gone with its owner.
public final class StoreCopy: Sendable {
  /// Its size.
  public let bytes: Int64
  private let descriptor: Int32

  /// Copies what the connection's open transaction sees, and checks the copy.
  init(of database: Database, in folder: String) throws {
    let path = "\(folder)/copy.tmp"
    // What a process that was killed has left.
    Self.remove(path)
    defer { Self.remove(path) }
    try database.backup(to: path)
    let problems = try Database(path: path).integrityProblems()
    guard problems.isEmpty else {
      throw StoreError.failed("the store is damaged: \(problems.prefix(3).joined(separator: "; "))")
    }
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw StoreError.failed("\(path): \(String(cString: strerror(errno)))") }
    descriptor = opened
    var status = stat()
    fstat(opened, &status)
    bytes = Int64(status.st_size)
  }

  deinit { close(descriptor) }

  /// The bytes from an offset on, at most so many; empty at the end.
  public func read(at offset: Int64, atMost count: Int) throws -> [UInt8] {
    var failed: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let read = pread(descriptor, buffer.baseAddress, count, off_t(offset))
      if read < 0 { failed = errno }
      filled = max(0, read)
    }
    guard failed == 0 else { throw StoreError.failed("the copy cannot be read: \(String(cString: strerror(failed)))") }
    return bytes
  }

  private static func remove(_ path: String) {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
  }
}

extension Store {
  /// Copies the whole store as it is at one moment, while others go on. Blocks: for threads of one's own.
  public func copy() throws -> StoreCopy {
    try copying.withLock { _ in
      try read { database in
        // The first statement decides which moment the transaction sees.
        _ = try EventJournal.lastPosition(in: database)
        return try StoreCopy(of: database, in: folder)
      }
    }
  }
}
