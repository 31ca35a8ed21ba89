import Contracts
import Kernel

/// What is still open with a person who is to be erased: told first (`Services/Leads/README.md#erasing`).
public struct OpenMatters: Hashable, Sendable {
  /// Open receivables, an amount a currency.
  public var owed: [Money]
  /// The last day of a warranty that runs.
  public var warrantyUntil: BusinessDate?

  public init(owed: [Money], warrantyUntil: BusinessDate?) {
    self.owed = owed
    self.warrantyUntil = warrantyUntil
  }

  /// Throws where something is open on that day, unless it is to be done all the same.
  public func check(on day: BusinessDate, despiteOpen: Bool) throws(LeadError) {
    let owed = owed.filter { $0.amount > 0 }
    let warranty = warrantyUntil.flatMap { $0 >= day ? $0 : nil }
    guard !despiteOpen, !owed.isEmpty || warranty != nil else { return }
    throw .openMatters(owed: owed, warrantyUntil: warranty)
  }
}
