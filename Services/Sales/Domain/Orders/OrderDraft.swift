import Contracts
import Kernel

/// An order as it is signed, before it is confirmed (C6): of an accepted quote at its prices, or of lines priced now.
public struct OrderDraft: Sendable {
  public var customerId: ID<Customer>
  public var quote: QuoteState?
  public var priced: PricedLines
  public var leadId: ID<Lead>?
  public var salespersonId: ID<Employee>
  public var designerId: ID<Employee>?
  public var shop: ID<Shop>?
  public var signedOn: BusinessDate
  public var signedAt: SigningPlace
  public var promisedOn: BusinessDate
  public var instalments: [InstalmentDraft]

  public init(
    customerId: ID<Customer>, quote: QuoteState?, priced: PricedLines, leadId: ID<Lead>?, salespersonId: ID<Employee>,
    designerId: ID<Employee>?, shop: ID<Shop>?, signedOn: BusinessDate, signedAt: SigningPlace,
    promisedOn: BusinessDate, instalments: [InstalmentDraft]
  ) {
    (self.customerId, self.quote, self.priced, self.leadId) = (customerId, quote, priced, leadId)
    (self.salespersonId, self.designerId, self.shop) = (salespersonId, designerId, shop)
    (self.signedOn, self.signedAt, self.promisedOn) = (signedOn, signedAt, promisedOn)
    self.instalments = instalments
  }

  /// Of the quote's lead, where none is named.
  public var lead: ID<Lead>? { leadId ?? quote?.leadId }

  /// The order with its plan of instalments. Refuses a promise before the signature, and a plan that is not the total.
  public func confirmed(
    as id: ID<Order>, number: String, at time: Instant, newID: () -> ID<Instalment>
  ) throws(InvalidField) -> OrderConfirmed {
    guard promisedOn >= signedOn else { throw InvalidField("/promisedOn", .before(signedOn)) }
    let plan = try Instalments.plan(instalments, of: priced.total, newID: newID)
    return OrderConfirmed(
      orderId: id, number: number, customerId: customerId, quoteId: quote?.quoteId, leadId: lead,
      salespersonId: salespersonId, designerId: designerId, shop: shop, signedOn: signedOn, signedAt: signedAt,
      terms: OrderTerms(
        lines: priced.lines, total: priced.total, taxes: priced.taxes, instalments: plan, promisedOn: promisedOn),
      erp: nil, occurredAt: time)
  }
}

extension ERPOrderReceived {
  /// The order that waited, for the customer that leads has named. The ERP has promised it: it is placed on a credit hold
  /// too, and flagged.
  public func confirmed(
    as id: ID<Order>, number: String, for customer: ID<Customer>, isHeld: Bool
  ) -> OrderConfirmed {
    OrderConfirmed(
      orderId: id, number: number, customerId: customer, quoteId: nil, leadId: nil, salespersonId: salespersonId,
      designerId: nil, shop: shop, signedOn: signedOn, signedAt: signedAt, terms: terms, erp: erp,
      onCreditHold: isHeld ? true : nil, occurredAt: occurredAt)
  }
}
