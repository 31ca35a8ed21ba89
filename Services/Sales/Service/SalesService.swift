import Contracts
import Messaging
import ServiceRuntime

/// Products, quotes and orders, and the orders of the ERP.
public enum SalesService {
  public static func definition() -> ServiceDefinition {
    var definition = ServiceDefinition(
      name: "sales", title: Localized(zh: "Joinery 销售服务", en: "Joinery sales"), source: .sales, port: 8102,
      schema: SalesSchema.schema, copies: SalesSchema.copies, apply: Apply.apply, subscriptions: subscriptions,
      routes: SalesRoutes.routes)
    definition.unverified = SalesSchema.unverified
    return definition
  }

  private static var subscriptions: Subscriptions {
    Subscriptions(
      service: "sales", to: [.leads, .finance],
      [
        .on(CustomerRegistered.self, copy: { event, _, database in try Customers.copy(event, to: database) }),
        .on(LeadCaptured.self, copy: { event, _, database in try Customers.copy(event, to: database) }),
        .on(CustomerUpdated.self, copy: { event, _, database in try Customers.copy(event, to: database) }),
        .on(CreditHeld.self, copy: { event, _, database in try CreditHolds.copy(event, to: database) }),
        .on(CreditReleased.self, copy: { event, _, database in try CreditHolds.copy(event, to: database) }),
        .on(
          ReceiptPosted.self,
          copy: { event, _, database in try CreditHolds.copy(event.entry, of: event.customerId, to: database) }),
        .on(
          ReceiptReversed.self,
          copy: { event, _, database in try CreditHolds.copy(event.entry, of: event.customerId, to: database) }),
        .on(
          CreditAllocated.self,
          copy: { event, _, database in try CreditHolds.copy(event.entry, of: event.customerId, to: database) }),
        .on(
          AllocationReversed.self,
          copy: { event, _, database in try CreditHolds.copy(event.entry, of: event.customerId, to: database) }),
        .on(
          RefundPosted.self,
          copy: { event, _, database in try CreditHolds.copy(event.entry, of: event.customerId, to: database) }),
        .on(
          CreditNotePosted.self,
          copy: { event, _, database in try CreditHolds.copy(event.entry, of: event.customerId, to: database) }),
        .on(
          ReceivableOpened.self,
          copy: { event, _, database in
            try CreditHolds.copy(event.entry, of: event.customerId, for: event.orderId, to: database)
          }),
        .on(ERPCustomerIdentified.self, react: { event, _, unit in try PlaceERPOrder.place(event, in: unit) }),
      ],
      outside: [TakeERPOrder.handler])
  }
}
