import Kernel

@testable import ServiceRuntime

extension Visibility {
  /// What somebody sees of customers' money, where nothing else is said.
  static func of(_ caller: Caller, in scope: Scope = .money) -> Visibility {
    Visibility(of: caller, in: scope, by: caller.roles, at: Instant(milliseconds: 1_795_000_000_000))
  }

  /// What those see who see all.
  static let everything = of(.local)
}
