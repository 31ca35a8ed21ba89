import Kernel

/// Why the store could not do what it was asked; nothing was changed, except where the outcome is said to be unknown.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another process owns it.
  case owned(folder: String, pid: Int32?)
  /// A newer build has been here.
  case newerSchema(component: String, found: Int, known: Int)
  /// The disk is full or about to be.
  case diskFull
  /// More commands wait than the store takes.
  case overloaded
  /// The file failed; the store is being reopened. Whether the command took effect is unknown: send it again with the
  /// same Idempotency-Key.
  case failed(String)
  case closed
  /// Commands are not taken now, with the reason: the topic is not checked yet, or somebody else writes it.
  case refusing(String)
  /// It is committed here and not at the destination that commands wait for, with the reason: whether it survives is
  /// unknown. Send it again with the same Idempotency-Key.
  case unshipped(String)
  /// An event may have at most 256 KiB (`Shared/Messaging/README.md#envelope`).
  case eventTooLarge(type: String, bytes: Int)

  /// Whether the command may have taken effect, or take effect later.
  public var isOfUnknownOutcome: Bool {
    switch self {
    case .failed, .unshipped: true
    case .owned, .newerSchema, .diskFull, .overloaded, .closed, .refusing, .eventTooLarge: false
    }
  }

  public var description: String {
    switch self {
    case .owned(let folder, let pid):
      "the store in '\(folder)' belongs to a running process" + (pid.map { " (pid \($0))" } ?? "")
        + "; stop that one first, or give this one a folder of its own"
    case .newerSchema(let component, let found, let known):
      "the store has version \(found) of the tables of '\(component)', this build knows \(known): "
        + "start the newer build again, or restore a backup made before the upgrade"
    case .diskFull: "the disk is full: free some space; the service goes on by itself"
    case .overloaded: "too many commands are waiting: try again in a moment"
    case .failed(let reason): "the store failed and is being reopened: \(reason)"
    case .closed: "the service is stopping"
    case .refusing(let reason): reason
    case .unshipped(let reason): "it is not at the destination that it has to be shipped to: \(reason)"
    case .eventTooLarge(let type, let bytes):
      "an event of type \(type) would have \(bytes) bytes, at most \(EventJournal.sizeLimit) are allowed"
    }
  }
}
