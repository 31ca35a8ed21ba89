import Contracts
import Kernel
import LeadsDomain
import Messaging
import Persistence
import ServiceRuntime

/// What leads does about other services' events. It keeps no copies: it answers.
enum LeadsSubscriptions {
  static let all = Subscriptions(
    service: Source.leads.rawValue, to: [.sales],
    [
      .on(ERPOrderReceived.self, react: { event, _, unit in try identify(event, in: unit) }),
      .on(
        QuoteIssued.self,
        react: { event, _, unit in
          guard let lead = try lead(event.leadId, in: unit) else { return }
          if let change = lead.quote(on: event.issuedOn, at: event.occurredAt) { try unit.record(change) }
        }),
      .on(
        OrderConfirmed.self,
        react: { event, _, unit in
          guard let lead = try lead(event.leadId, in: unit) else { return }
          if let change = lead.win(by: event.orderId, on: event.signedOn, at: event.occurredAt) {
            try unit.record(change)
          }
        }),
    ])

  private static func lead(_ id: ID<Lead>?, in unit: borrowing UnitOfWork) throws -> LeadState? {
    guard let id else { return nil }
    guard let lead = try Leads.findIfKnown(id, in: unit.database) else {
      throw NotYet(Source.leads.rawValue, id.text)
    }
    return lead
  }

  /// Names the customer of an ERP order: by the ERP's number, by phone, or registered now (`erp.md`).
  private static func identify(_ event: ERPOrderReceived, in unit: borrowing UnitOfWork) throws {
    let name = ERPCustomerName.text(number: event.customer.number, orderNumber: event.erp.orderNumber)
    let known = try unit.database.first(
      "SELECT customer FROM erp_customers WHERE source = ? AND name = ?", event.erp.source, name
    ) { ID<Customer>($0.text(0)) }
    let phone = Phone(event.customer.phone)?.digits ?? ""
    let found = try known ?? Customers.find(phone: phone, in: unit.database)
    let customerID =
      try found
      ?? register(
        name: event.customer.name, phone: phone, wechat: event.customer.wechat, email: event.customer.email,
        address: event.customer.address ?? Address(),
        source: LeadSource(channel: .department, detail: event.erp.source),
        on: CompanyZone.day(at: event.occurredAt), in: unit)
    try unit.record(
      ERPCustomerIdentified(
        customerId: customerID, erp: event.erp, customerNumber: event.customer.number, registered: found == nil))
  }
}
