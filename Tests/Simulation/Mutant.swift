/// A fault that no service has, put into one on purpose: the checker must find each (`Tests/README.md#mutants`).
public enum Mutant: String, CaseIterable, Sendable {
  /// A consumer steps over an event as if it had applied it.
  case dropOne = "drop-one"
  /// A consumer applies an event a second time.
  case applyTwice = "apply-twice"
  /// A consumer applies two events of a key in the other order.
  case swapTwo = "swap-two"
  /// A service that was killed comes back without its last event, as if that had not been synced.
  case loseOnRestart = "lose-on-restart"
  /// A relay publishes an event under the number of the one before.
  case reuseNumber = "reuse-number"
}
