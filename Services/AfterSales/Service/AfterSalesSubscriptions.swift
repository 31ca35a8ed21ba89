import Contracts
import Messaging

/// What after-sales keeps of other services' facts, and what it does about them.
enum AfterSalesSubscriptions {
  static let all = Subscriptions(
    service: Source.aftersales.rawValue, to: [.leads, .sales, .finance],
    [
      .on(CustomerRegistered.self, copy: { event, _, database in try Customers.copy(event, to: database) }),
      .on(CustomerUpdated.self, copy: { event, _, database in try Customers.copy(event, to: database) }),
      .on(OrderConfirmed.self, copy: { event, _, database in try Orders.copy(event, to: database) }),
      .on(OrderAmended.self, copy: { event, _, database in try Orders.copy(event, to: database) }),
      .on(OrderCancelled.self, copy: { event, _, database in try Orders.copy(event, to: database) }),
      .on(DeliveryNoted.self, react: { event, _, unit in try PlanInstallation.plan(event, in: unit) }),
      .on(DeliveryCancelled.self, react: { event, _, unit in try PlanInstallation.cancel(event, in: unit) }),
      .on(
        SiteMeasured.self, copy: { event, _, database in try Orders.copy(event, to: database) },
        react: { event, _, unit in try PlanInstallation.brief(event, in: unit) }),
    ],
    catchUp: [
      OrderConfirmed.type: .fromNowOn, OrderAmended.type: .fromNowOn, OrderCancelled.type: .fromNowOn,
      DeliveryNoted.type: .fromNowOn, DeliveryCancelled.type: .fromNowOn, SiteMeasured.type: .fromNowOn,
    ])
}
