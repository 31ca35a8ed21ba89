import Contracts
import Messaging
import ReportingDomain

extension Subscriptions {
  /// Every event that the read models are made of.
  static let reporting = Subscriptions(
    service: "reporting", to: Source.allCases,
    [
      .on(EmployeeChanged.self) { event, _, database in
        try database.run(
          "INSERT INTO employees VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name", event.code.text,
          event.name)
      },
      .on(ShopChanged.self) { event, _, database in
        try database.run(
          "INSERT INTO shops VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name", event.code.text, event.name)
      },
      .on(CustomerRegistered.self) { event, origin, database in
        try CustomerCopies.register(event, in: database)
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(LeadCaptured.self) { event, origin, database in
        try LeadCopies.capture(event, origin, in: database)
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(LeadAssigned.self) { event, origin, database in
        try database.run("UPDATE leads SET owner_id = ? WHERE lead_id = ?", event.to.text, event.leadId.text)
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(LeadStageChanged.self) { event, origin, database in
        try LeadCopies.move(event, origin, in: database)
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(ActivityLogged.self) { event, origin, database in
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(ERPCustomerIdentified.self) { event, origin, database in
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(QuoteDrafted.self) { event, origin, database in
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(QuoteIssued.self) { event, origin, database in
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(QuoteAccepted.self) { event, origin, database in
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(QuoteDeclined.self) { event, origin, database in
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(OrderConfirmed.self) { event, origin, database in
        try OrderCopies.confirm(event, origin, in: database)
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(OrderAmended.self) { event, origin, database in
        try OrderCopies.amend(event, origin, in: database)
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
      .on(OrderCancelled.self) { event, origin, database in
        try OrderCopies.cancel(event, origin, in: database)
        try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
      },
    ])
}
