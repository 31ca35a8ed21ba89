import Kernel

/// Slows down whoever guesses passwords: after some wrong tries of an account, or from an address, the next try waits,
/// each time longer, until there has been none for a while. Refused tries do not count, so that a wait ends.
public struct SignInThrottle: Sendable {
  /// Whose tries are counted.
  public enum Subject: Hashable, Sendable {
    /// An employee's code, whether there is one or not.
    case account(String)
    /// Where the request came from.
    case address(String)
  }

  private struct Tries: Sendable {
    var wrong: Int
    var last: Instant
  }

  private let policy: AccountsPolicy
  private var tries: [Subject: Tries] = [:]

  public init(_ policy: AccountsPolicy) {
    self.policy = policy
  }

  /// Whole seconds until the next try of all these is taken; nil where it is taken now.
  public func wait(of subjects: [Subject], at now: Instant) -> Int? {
    let waits = subjects.compactMap { subject -> Int? in
      guard let tries = tries[subject] else { return nil }
      // A clock that was set back makes no wait longer than it was.
      let passed = max(0, now.milliseconds - tries.last.milliseconds)
      let left = Int64(delay(after: tries.wrong)) * 1000 - passed
      return left > 0 ? Int((left + 999) / 1000) : nil
    }
    return waits.max()
  }

  /// A try was wrong.
  public mutating func noteWrong(_ subjects: [Subject], at now: Instant) {
    for subject in subjects {
      var known = tries[subject].flatMap { isForgotten($0, at: now) ? nil : $0 } ?? Tries(wrong: 0, last: now)
      known.wrong += 1
      known.last = now
      tries[subject] = known
    }
    if tries.count > policy.rememberedTries { forget(at: now) }
  }

  /// Somebody knew the password: what was wrong before was a typing error. An address keeps its tries, since whoever
  /// guesses may have an account of their own.
  public mutating func noteRight(account: String) { tries[.account(account)] = nil }

  /// How many accounts and addresses are remembered.
  public var count: Int { tries.count }

  private func delay(after wrong: Int) -> Int {
    guard wrong >= policy.freeTries else { return 0 }
    let doublings = min(wrong - policy.freeTries, 30)
    return min(policy.firstWaitSeconds << doublings, policy.longestWaitSeconds)
  }

  private func isForgotten(_ tries: Tries, at now: Instant) -> Bool {
    now.milliseconds - tries.last.milliseconds >= Int64(policy.forgottenAfterSeconds) * 1000
  }

  /// Half of them at once, so that not each further one costs a look at all.
  private mutating func forget(at now: Instant) {
    tries = tries.filter { !isForgotten($0.value, at: now) }
    guard tries.count > policy.rememberedTries else { return }
    let newest = tries.sorted { $0.value.last > $1.value.last }.prefix(policy.rememberedTries / 2)
    tries = Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
  }
}
