#if DEBUG
  import Glibc
#endif

/// A place where a test may have the process end as by `kill -9`: it makes a file `<executable>.<point>` in the folder
/// that `CRASH_POINTS` names, and the next pass takes the file away and ends the process. Release builds have none.
public enum CrashPoint: String, Sendable {
  case beforeCommit = "before-commit"
  case afterCommit = "after-commit"
  /// Events were given to the producer client; the broker may have them or not.
  case afterProduce = "after-produce"
  /// The broker has said that it has them; nothing here knows yet.
  case beforeAcknowledgement = "before-acknowledgement"
  /// They count as acknowledged; the cursor is not written yet.
  case afterAcknowledgement = "after-acknowledgement"
  /// Events of others were applied; the positions are not written yet.
  case afterApply = "after-apply"
  /// A step of the schema was made; that it was is not written yet.
  case inMigration = "in-migration"

  #if DEBUG
    private static let prefix: String? = getenv("CRASH_POINTS").map { folder in
      let name = CommandLine.arguments.first?.split(separator: "/").last ?? ""
      return "\(String(cString: folder))/\(name)."
    }
  #endif

  public func pass() {
    #if DEBUG
      guard let prefix = Self.prefix, unlink(prefix + rawValue) == 0 else { return }
      kill(getpid(), SIGKILL)
    #endif
  }
}
