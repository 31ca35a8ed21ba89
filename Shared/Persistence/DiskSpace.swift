import Glibc

/// Keeps a ballast file beside the store: on a full disk even a checkpoint fails, so there must be something to give
/// back (`Shared/Messaging/README.md#facts-about-sqlite`).
struct DiskSpace {
  private let folder: String
  static let ballastBytes = 8 << 20
  /// Commands are refused below this many free bytes.
  static let reserveBytes = 16 << 20

  init(folder: String) {
    self.folder = folder
  }

  private var ballast: String { "\(folder)/ballast" }

  /// Bytes that this process may still write to the store's disk; nil where the system does not say.
  func free() -> Int? {
    var state = statvfs()
    guard statvfs(folder, &state) == 0 else { return nil }
    return Int(state.f_bavail) * Int(state.f_frsize)
  }

  /// Whether commands may be taken; keeps the ballast in place while there is room, gives it back while there is not.
  func isEnough() -> Bool {
    guard let free = free() else { return true }
    if free >= Self.reserveBytes {
      if access(ballast, F_OK) != 0 { makeBallast() }
      return true
    }
    return false
  }

  func releaseBallast() { unlink(ballast) }

  private func makeBallast() {
    let descriptor = open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    if posix_fallocate(descriptor, 0, off_t(Self.ballastBytes)) != 0 { unlink(ballast) }
    close(descriptor)
  }
}
