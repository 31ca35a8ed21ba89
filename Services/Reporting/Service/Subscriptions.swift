import Contracts
import Messaging
import ReportingDomain

extension Subscriptions {
  /// Every event that the read models are made of.
  static let reporting: Subscriptions = {
    var subscriptions = Subscriptions(
      service: "reporting", to: Source.allCases,
      EventHandler.ofLeadsAndSales + EventHandler.ofFinance + EventHandler.ofAfterSales)
    subscriptions.settle = FactTable.addUp
    return subscriptions
  }()
}

extension EventHandler {
  fileprivate static let ofLeadsAndSales: [EventHandler] = [
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
      try OriginCopies.register(event, origin, in: database)
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
    .on(LeadsMerged.self) { event, origin, database in
      try LeadMergeCopies.merge(
        event.leadId, into: event.intoLeadId, undone: false, on: event.mergedOn, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(LeadsUnmerged.self) { event, origin, database in
      try LeadMergeCopies.merge(
        event.leadId, into: event.intoLeadId, undone: true, on: event.unmergedOn, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(TouchRecorded.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CustomerReactivated.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ActivityLogged.self) { event, origin, database in
      try ActivityCopies.log(event, origin, in: database)
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
    .on(SegmentDefined.self) { event, _, database in
      try database.run(
        "INSERT INTO segments VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name", event.segmentId.text,
        event.name)
    },
    .on(SegmentChanged.self) { event, origin, database in
      try FactTable.segments.keep(
        FactTable.Fact(
          day: event.on, keys: ["segment": event.segmentId.text], values: [event.isMember ? "joined" : "leavers": 1]),
        part: 0, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CustomerTierChanged.self) { event, origin, database in
      let left = event.from.map { FactTable.Fact(day: event.on, keys: ["segment": $0], values: ["leavers": 1]) }
      let joined = FactTable.Fact(day: event.on, keys: ["segment": event.to], values: ["joined": 1])
      try FactTable.segments.keep([left, joined].compactMap { $0 }, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(DeliveryNoted.self) { event, origin, database in
      try OrderCopies.deliver(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(SiteMeasured.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CustomerUpdated.self) { event, origin, database in
      try CustomerCopies.update(event, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ReminderRaised.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
  ]

  fileprivate static let ofFinance: [EventHandler] = [
    .on(ReceivableOpened.self) { event, origin, database in
      try ReceivableCopies.open(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ReceivableAmended.self) { event, origin, database in
      try ReceivableCopies.amend(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ReceivableCancelled.self) { event, origin, database in
      try ReceivableCopies.cancel(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ReceiptPosted.self) { event, origin, database in
      try OriginCopies.add(
        ["received": event.amount.amount], of: event.customerId, on: event.receivedOn, event.amount.currency, origin,
        in: database)
      try CashCopies.move(in: event.amount, event.method, on: event.receivedOn, origin, in: database)
      try ReceivableCopies.credit(event.customerId, event.entry, origin, database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ReceiptReversed.self) { event, origin, database in
      try OriginCopies.add(
        ["received": -event.amount.amount], of: event.customerId, on: event.on, event.amount.currency, origin,
        in: database)
      try CashCopies.move(out: event.amount, event.method, on: event.on, origin, in: database)
      try ReceivableCopies.credit(event.customerId, event.entry, origin, database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CreditAllocated.self) { event, origin, database in
      let part = AllocatedPart(event)
      try ReceivableCopies.allocate(part, event.entry, origin, in: database)
      try OrderCopies.receive(part, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(AllocationReversed.self) { event, origin, database in
      let part = AllocatedPart(event)
      try ReceivableCopies.allocate(part, event.entry, origin, in: database)
      try OrderCopies.receive(part, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(RefundPosted.self) { event, origin, database in
      try OriginCopies.add(
        ["refunded": event.amount.amount], of: event.customerId, on: event.refundedOn, event.amount.currency, origin,
        in: database)
      try CashCopies.move(out: event.amount, event.method, on: event.refundedOn, origin, in: database)
      try ReceivableCopies.credit(event.customerId, event.entry, origin, database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CreditNotePosted.self) { event, origin, database in
      try ReceivableCopies.credit(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(RevenueRecognised.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CreditLimitSet.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CreditHeld.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CreditReleased.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(RevenueReversed.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ExpenseRecorded.self) { event, origin, database in
      try ExpenseCopies.record(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ExpensePaid.self) { event, origin, database in
      try ExpenseCopies.pay(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ExpenseReversed.self) { event, origin, database in
      try ExpenseCopies.reverse(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CommissionAccrued.self) { event, origin, database in
      try CommissionCopies.keep("accrued", event.amount, event.salespersonId, on: event.on, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CommissionAdjusted.self) { event, origin, database in
      try CommissionCopies.keep("adjusted", event.amount, event.salespersonId, on: event.on, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(CommissionPaid.self) { event, origin, database in
      try CommissionCopies.keep("paid", event.amount, event.salespersonId, on: event.paidOn, origin, in: database)
      try CashCopies.move(out: event.amount, event.method, on: event.paidOn, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: nil, origin, in: database)
    },
    .on(PaymentPosted.self) { event, origin, database in
      try CashCopies.move(out: event.amount, event.method, on: event.paidOn, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: nil, origin, in: database)
    },
    .on(PaymentReversed.self) { event, origin, database in
      try CashCopies.move(in: event.amount, event.method, on: event.on, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: nil, origin, in: database)
    },
    .on(SupplierChanged.self) { event, _, database in
      try database.run(
        "INSERT INTO suppliers VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name", event.code.text,
        event.name)
    },
  ]

  fileprivate static let ofAfterSales: [EventHandler] = [
    .on(CrewChanged.self) { event, _, database in
      try database.run(
        "INSERT INTO crews VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name", event.code.text, event.name)
    },
    .on(InstallationPlanned.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(InstallationScheduled.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(InstallationCancelled.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(InstallationCompleted.self) { event, origin, database in
      try WorkCopies.complete(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(InstallationEvaluated.self) { event, origin, database in
      try WorkCopies.evaluate(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ServiceRequested.self) { event, origin, database in
      try WorkCopies.request(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ServiceResolved.self) { event, origin, database in
      try WorkCopies.resolve(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ServiceConfirmed.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ServiceCharged.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(MaintenanceDue.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ProblemClosed.self) { event, origin, database in
      try WorkCopies.close(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ServiceAssigned.self) { event, origin, database in
      try WorkCopies.assign(event, origin, in: database)
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ServicePaused.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(ServiceResumed.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
    .on(BriefRead.self) { event, origin, database in
      try CustomerEvents.keep(EventDetail(event), of: event.customerId, origin, in: database)
    },
  ]
}
