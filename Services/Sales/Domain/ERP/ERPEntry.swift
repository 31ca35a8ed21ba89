import Contracts
import Kernel

/// What sales knows of an order of the ERP, by (`ce_source`, `orderNumber`), with the last revision taken
/// (`Services/Sales/README.md#orders-of-the-erp`).
public enum ERPEntry: Hashable, Sendable {
  case absent
  /// For leads to name its customer.
  case waiting(revision: Int)
  case placed(revision: Int, ID<Order>)
  /// Before it was placed, or after: then it is still that order.
  case cancelled(revision: Int, ID<Order>? = nil)

  var revision: Int? {
    switch self {
    case .absent: nil
    case .waiting(let revision), .placed(let revision, _), .cancelled(let revision, _): revision
    }
  }

  /// The order that it is here.
  public var order: ID<Order>? {
    switch self {
    case .absent, .waiting: nil
    case .placed(_, let order): order
    case .cancelled(_, let order): order
    }
  }

  /// What the ERP says of an order.
  public enum Message: Hashable, Sendable {
    /// The whole order as it now is, called `placed` or `changed`: either may come first.
    case order
    case cancellation
  }

  /// What is to be done about it.
  public enum Decision: Hashable, Sendable {
    /// Take it in, in place of what waited; leads is asked for its customer.
    case receive
    case amend(ID<Order>)
    case cancel(ID<Order>)
    /// The order that was cancelled goes on, with its deliveries and what was paid.
    case reinstate(ID<Order>)
    /// Remember the cancellation: the order is not placed here.
    case noteCancellation
    /// Of a revision that was taken or overtaken before: count and drop.
    case stale
  }

  /// A higher revision takes the place of a lower one, whatever either was; a lower or equal one is stale.
  public func decide(_ message: Message, revision: Int) -> Decision {
    if let known = self.revision, revision <= known { return .stale }
    switch (message, self) {
    case (.order, .placed(_, let order)): return .amend(order)
    case (.order, .cancelled(_, let order?)): return .reinstate(order)
    case (.order, _): return .receive
    case (.cancellation, .placed(_, let order)): return .cancel(order)
    case (.cancellation, _): return .noteCancellation
    }
  }

  /// Whether the answer of leads to that revision places the order: only the entry that waits for just this one.
  public func isPlaced(byAnswerTo revision: Int) -> Bool { self == .waiting(revision: revision) }
}
