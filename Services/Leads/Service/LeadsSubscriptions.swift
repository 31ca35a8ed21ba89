import Contracts
import Kernel
import LeadsDomain
import Messaging
import Persistence
import ServiceRuntime

/// What leads does about other services' events, and the little that it keeps of them.
enum LeadsSubscriptions {
  static func all(_ policy: LeadsPolicy) -> Subscriptions {
    Subscriptions(
      service: Source.leads.rawValue, to: [.sales, .finance, .aftersales],
      [
        .on(ERPOrderReceived.self, react: { event, _, unit in try identify(event, in: unit) }),
        .on(
          QuoteIssued.self, copy: { event, _, database in try OtherServices.copy(event, to: database) },
          react: { event, _, unit in
            guard let lead = try lead(event.leadId, in: unit) else { return }
            if let change = lead.quote(on: event.issuedOn, at: event.occurredAt) { try unit.record(change) }
          }),
        .on(
          OrderConfirmed.self, copy: { event, _, database in try OtherServices.copy(event, to: database) },
          react: { event, _, unit in
            try WinBack.review(
              event.customerId, by: "order", order: event.orderId, on: event.signedOn, at: event.occurredAt,
              policy: policy, in: unit)
            try Referrals.review(event.orderId, on: event.signedOn, at: event.occurredAt, in: unit)
            guard let lead = try lead(event.leadId, in: unit) else { return }
            if let change = lead.win(by: event.orderId, on: event.signedOn, at: event.occurredAt) {
              try unit.record(change)
            }
          }),
        .on(
          QuoteAccepted.self,
          copy: { event, _, database in try OtherServices.close(event.quoteId, "accepted", in: database) }),
        .on(
          QuoteDeclined.self,
          copy: { event, _, database in try OtherServices.close(event.quoteId, "declined", in: database) }),
        .on(OrderAmended.self, copy: { event, _, database in try OtherServices.copy(event, to: database) }),
        .on(OrderCancelled.self, copy: { event, _, database in try OtherServices.copy(event, to: database) }),
        .on(
          ReceiptPosted.self,
          copy: { event, _, database in
            try OtherServices.money(
              event.receiptId.text, event.customerId, event.amount.amount, event.amount.currency, event.receivedOn,
              in: database)
          },
          react: { event, _, unit in
            try Points.review(event.customerId, of: event.number, on: event.receivedOn, at: event.occurredAt, in: unit)
          }),
        .on(
          ReceiptReversed.self,
          copy: { event, _, database in
            try OtherServices.money(
              "\(event.receiptId) reversed", event.customerId, -event.amount.amount, event.amount.currency, event.on,
              in: database)
          },
          react: { event, _, unit in
            try Points.review(event.customerId, of: event.number, on: event.on, at: event.occurredAt, in: unit)
          }),
        .on(
          RefundPosted.self,
          copy: { event, _, database in
            try OtherServices.money(
              event.refundId.text, event.customerId, -event.amount.amount, event.amount.currency, event.refundedOn,
              in: database)
          },
          react: { event, _, unit in
            try Points.review(event.customerId, of: event.number, on: event.refundedOn, at: event.occurredAt, in: unit)
          }),
        .on(
          CreditAllocated.self,
          copy: { event, _, database in
            try OtherServices.orderMoney(
              event.allocationId.text, event.orderId, event.amount.amount, event.amount.currency, event.on, in: database
            )
          },
          react: { event, _, unit in
            guard let order = event.orderId else { return }
            try Referrals.review(order, on: event.on, at: event.occurredAt, in: unit)
          }),
        .on(
          AllocationReversed.self,
          copy: { event, _, database in
            try OtherServices.orderMoney(
              "\(event.allocationId) reversed", event.orderId, -event.amount.amount, event.amount.currency, event.on,
              in: database)
          },
          react: { event, _, unit in
            guard let order = event.orderId else { return }
            try Referrals.review(order, on: event.on, at: event.occurredAt, in: unit)
          }),
        .on(
          CreditNotePosted.self,
          copy: { event, _, database in
            try OtherServices.orderMoney(
              event.creditNoteId.text, event.orderId, -event.surplus.amount, event.surplus.currency, event.creditedOn,
              in: database)
          },
          react: { event, _, unit in
            guard let order = event.orderId else { return }
            try Referrals.review(order, on: event.creditedOn, at: event.occurredAt, in: unit)
          }),
        .on(
          InstallationCompleted.self,
          copy: { event, _, database in
            try database.run(
              "INSERT OR REPLACE INTO installations VALUES (?, ?, ?)", event.installationId.text, event.customerId.text,
              event.completedOn.description)
          }),
        .on(InstallationEvaluated.self, react: { event, _, unit in try takeOver(event, in: unit) }),
      ],
      catchUp: [
        QuoteAccepted.type: .fromNowOn, QuoteDeclined.type: .fromNowOn, OrderAmended.type: .fromNowOn,
        OrderCancelled.type: .fromNowOn,
      ])
  }

  private static func lead(_ id: ID<Lead>?, in unit: borrowing UnitOfWork) throws -> LeadState? {
    guard let id else { return nil }
    guard let lead = try Leads.findIfKnown(id, in: unit.database) else {
      throw WaitsFor(Source.leads.rawValue, id.text)
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
