import Glibc

/// The mark that one process owns a store; the kernel takes it back when the process ends, however it ends.
public struct StoreLock: ~Copyable, Sendable {
  private let descriptor: Int32

  /// Throws where another process has the store, with its pid; the folder must be there.
  public init(folder: String) throws(StoreError) {
    let opened = open("\(folder)/owner.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw .failed("\(folder)/owner.lock: \(String(cString: strerror(errno)))") }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      var text = [UInt8](repeating: 0, count: 16)
      let count = max(0, pread(opened, &text, text.count, 0))
      close(opened)
      throw .owned(folder: folder, pid: Int32(String(decoding: text.prefix(count), as: UTF8.self)))
    }
    let pid = Array(String(getpid()).utf8)
    ftruncate(opened, 0)
    pwrite(opened, pid, pid.count, 0)
    descriptor = opened
  }

  deinit { close(descriptor) }
}
