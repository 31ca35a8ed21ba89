import Contracts
import FinanceDomain
import Kernel
import Testing

/// Accounts as tables of cases begin with them, and events in the words of an accountant.
enum Accounts {
  static func day(_ text: String) throws -> BusinessDate { try #require(BusinessDate(text)) }

  /// Ids are numbered as they are made.
  static func books(closed: Set<String> = []) -> Books {
    var last = 0
    return Books(closed: closed) {
      last += 1
      return "id\(last)"
    }
  }

  static func terms(_ plan: [(due: String, amount: Int64)], taxHundredths: Int64 = 1_300) throws -> OrderTerms {
    let total = try Money(plan.reduce(0) { $0 + $1.amount })
    let rate = Percent(hundredths: Int(taxHundredths))
    return OrderTerms(
      lines: [], total: total,
      taxes: [
        TaxShare(
          ratePercent: rate, gross: total, tax: try total.scaled(taxHundredths, over: 10_000 + taxHundredths))
      ],
      instalments: try plan.enumerated().map {
        InstalmentPlan(
          instalmentId: ID("i\($0.offset + 1)"), label: "A\($0.offset + 1)", amount: try Money($0.element.amount),
          dueOn: try day($0.element.due))
      }, promisedOn: nil)
  }

  static func confirmed(_ plan: [(due: String, amount: Int64)], on text: String) throws -> OrderConfirmed {
    OrderConfirmed(
      orderId: "A", number: "SO-A", customerId: "c1", quoteId: nil, leadId: nil, salespersonId: "s1", designerId: nil,
      shop: nil, signedOn: try day(text), signedAt: nil, terms: try terms(plan), erp: nil, occurredAt: moment)
  }

  static func amended(
    _ plan: [(due: String, amount: Int64)], from previous: Int64, on text: String, version: Int = 2
  ) throws -> OrderAmended {
    OrderAmended(
      orderId: "A", customerId: "c1", version: version, salespersonId: "s1", shop: nil, signedOn: try day("2026-03-01"),
      signedAt: nil, previousTotal: try Money(previous), terms: try terms(plan), reason: nil, amendedOn: try day(text),
      erp: nil, occurredAt: moment)
  }

  static func cancelled(on text: String) throws -> OrderCancelled {
    OrderCancelled(
      orderId: "A", customerId: "c1", reason: "x", cancelledOn: try day(text), erp: nil, occurredAt: moment)
  }

  static func reinstated(
    _ plan: [(due: String, amount: Int64)], from previous: Int64, on text: String, version: Int = 2
  ) throws -> OrderReinstated {
    OrderReinstated(
      orderId: "A", customerId: "c1", version: version, salespersonId: "s1", shop: nil, signedOn: try day("2026-03-01"),
      signedAt: nil, previousTotal: try Money(previous), terms: try terms(plan), reason: nil,
      reinstatedOn: try day(text), erp: nil, occurredAt: moment)
  }

  static func delivered(
    _ amount: Int64, on text: String, complete: Bool = false, id: ID<DeliveryNote> = "d1"
  ) throws -> DeliveryNoted {
    let gross = try Money(amount)
    return DeliveryNoted(
      deliveryId: id, number: "DN", orderId: "A", customerId: "c1", salespersonId: nil, shop: nil,
      deliveredOn: try day(text), warehouse: "w", lines: [], amount: gross,
      taxes: [
        TaxShare(ratePercent: Percent(hundredths: 1_300), gross: gross, tax: try gross.scaled(13, over: 113))
      ], isComplete: complete, occurredAt: moment)
  }

  static func takenBack(_ amount: Int64, on text: String, id: ID<DeliveryNote> = "d1") throws -> DeliveryCancelled {
    DeliveryCancelled(
      deliveryId: id, orderId: "A", customerId: "c1", salespersonId: nil, shop: nil, lines: [],
      amount: try Money(amount), taxes: [], reason: "x", cancelledOn: try day(text), occurredAt: moment)
  }

  static let moment = Instant(milliseconds: 0)

  /// Nobody has ordered yet; the customer has credit as (id, free on, amount).
  static func fresh(
    _ credit: [(String, String, Int64)] = [], closed: Set<String> = [], _ facts: CommissionAccount.Facts = .init()
  ) throws -> OrderAccount {
    let books = books(closed: closed)
    let lots = try credit.map { CreditLot(creditID: $0.0, freeOn: try day($0.1), amount: try Money($0.2)) }
    return OrderAccount(
      of: "A", "c1",
      Settlement(
        lots: CreditLots(lots), commissions: ["A": CommissionAccount(of: "A", "c1", facts, books: books)],
        books: books))
  }

  /// An event in a few words: `opened A1 100 on 2026-03-01`.
  static func words(_ event: any DomainEvent) -> String {
    switch event {
    case let event as ReceivableOpened: "opened \(event.label) \(event.amount.amount) on \(event.on)"
    case let event as ReceivableAmended:
      "amended \(event.label) \(event.previousAmount.amount)>\(event.amount.amount) on \(event.on)"
    case let event as ReceivableCancelled: "closed \(event.amount.amount) on \(event.on)"
    case let event as ReceivableReinstated: "owed again \(event.amount.amount) on \(event.on)"
    case let event as CreditAllocated: "allocated \(event.amount.amount) of \(event.creditId) on \(event.on)"
    case let event as AllocationReversed: "freed \(event.amount.amount) of \(event.creditId) on \(event.on)"
    case let event as RevenueRecognised: "revenue \(event.amount.amount) tax \(event.tax.amount) on \(event.on)"
    case let event as RevenueReversed: "revenue -\(event.amount.amount) tax -\(event.tax.amount) on \(event.on)"
    case let event as CreditNotePosted: "credited \(event.amount.amount) surplus \(event.surplus.amount)"
    case let event as CommissionAccrued:
      "earned \(event.amount.amount) on \(event.base.amount) by \(event.planCode)\(event.awaits == nil ? "" : "?")"
    case let event as CommissionAdjusted:
      "took back \(event.amount.amount) of \(event.base.amount) by \(event.planCode)"
    default: type(of: event).type
    }
  }
}
