import Contracts
import Kernel

/// Something that waits for somebody. It is asked of what is there, never stored: it goes when its cause goes.
public struct Reminder: Hashable, Sendable {
  /// The id of the installation, the request or the problem.
  public let subject: String
  public let customerId: ID<Customer>
  public let dueOn: BusinessDate
  public let ownerId: ID<Employee>?
  public let detail: String?

  /// Days since it was due; 0 on the day itself and before it.
  public func overdueDays(on day: BusinessDate) -> Int { max(0, day.days(since: dueOn)) }
}
