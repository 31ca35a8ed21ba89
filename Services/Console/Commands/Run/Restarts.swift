import Glibc
import ServiceRuntime

/// How a process ended.
enum Ending: Hashable, Sendable, CustomStringConvertible {
  case status(Int32)
  case signal(Int32)

  /// What wait(2) gave.
  init(waitStatus: Int32) {
    let number = waitStatus & 0x7f
    self = number == 0 ? .status((waitStatus >> 8) & 0xff) : .signal(number)
  }

  var description: String {
    switch self {
    case .status(let status): "ended with status \(status)"
    case .signal(let number): "was ended by signal \(number) (\(String(cString: strsignal(number))))"
    }
  }
}

/// When a process that ended unexpectedly is started again: soon after a long life, ever later while it keeps
/// ending early.
struct Restarts: Hashable, Sendable {
  enum Decision: Hashable {
    case again(afterMilliseconds: Int)
    /// It must not run as it is (`ServiceMain.misconfigured`).
    case never
  }

  static let shortest = 500
  static let longest = 10_000
  /// A process that lived so long starts from the shortest pause again.
  static let longLife = 30_000
  static let misconfigured = ServiceMain.misconfigured

  private var pause = shortest

  mutating func ended(_ ending: Ending, afterMilliseconds life: Int) -> Decision {
    if ending == .status(Self.misconfigured) { return .never }
    if life >= Self.longLife { pause = Self.shortest }
    defer { pause = min(Self.longest, pause * 2) }
    return .again(afterMilliseconds: pause)
  }
}
