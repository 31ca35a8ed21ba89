import Contracts
import Messaging

/// What after-sales keeps of other services' facts, and what it does about them.
enum AfterSalesSubscriptions {
  static let all = Subscriptions(
    service: Source.aftersales.rawValue, to: [.leads, .sales, .finance],
    [
      .on(CustomerRegistered.self, copy: { event, _, database in try Customers.copy(event, to: database) }),
      .on(CustomerUpdated.self, copy: { event, _, database in try Customers.copy(event, to: database) }),
    ])
}
