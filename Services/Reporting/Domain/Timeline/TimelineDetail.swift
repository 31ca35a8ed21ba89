import Contracts
import Kernel

/// What is kept of a customer's event to tell it in a line of text (B1, B10).
public struct EventDetail: Codable, Hashable, Sendable {
  /// The event's own business day.
  public var day: BusinessDate?
  /// A document's number, or that of the ERP's order.
  public var number: String?
  public var version: Int?
  public var amount: Money?
  public var channel: String?
  public var from: String?
  public var to: String?
  public var salesperson: String?
  public var shop: String?
  /// How money changed hands.
  public var method: String?
  /// What it is called: an instalment, an expense's item, a slot.
  public var label: String?
  public var orderId: String?
  /// Due, valid, or scheduled for.
  public var until: BusinessDate?
  /// Problems of an installation, changes of a measurement, hundredths of a score.
  public var count: Int?
  /// What somebody wrote: a summary or a reason.
  public var text: String?

  public init() {}

  public init(_ event: CustomerRegistered) {
    day = event.registeredOn
    channel = event.source.channel.rawValue
  }

  public init(_ event: LeadCaptured) {
    day = event.capturedOn
    channel = event.source.channel.rawValue
    to = event.ownerId?.text
    text = event.notes
  }

  public init(_ event: LeadAssigned) {
    from = event.from?.text
    to = event.to.text
    text = event.reason
  }

  public init(_ event: LeadStageChanged) {
    day = event.changedOn
    from = event.from.rawValue
    to = event.to.rawValue
    text = event.reason
  }

  public init(_ event: LeadsMerged) {
    day = event.mergedOn
    to = event.intoLeadId.text
    channel = event.firstSource.channel.rawValue
  }

  public init(_ event: LeadsUnmerged) {
    day = event.unmergedOn
    from = event.intoLeadId.text
  }

  public init(_ event: TouchRecorded) {
    channel = event.channel
    salesperson = event.employeeId.text
    text = event.notes
  }

  public init(_ event: CustomerReactivated) {
    day = event.on
    from = event.lapsedOn.description
  }

  public init(_ event: ActivityLogged) {
    channel = event.channel.rawValue
    salesperson = event.employeeId.text
    text = event.summary
  }

  public init(_ event: ERPCustomerIdentified) {
    number = event.erp.orderNumber
  }

  public init(_ event: QuoteDrafted) {
    number = event.number
    version = event.version
    amount = event.total
    salesperson = event.salespersonId.text
  }

  public init(_ event: QuoteIssued) {
    day = event.issuedOn
    version = event.version
    amount = event.total
    salesperson = event.salespersonId.text
  }

  public init(_ event: QuoteAccepted) {
    day = event.acceptedOn
    version = event.version
  }

  public init(_ event: QuoteDeclined) {
    day = event.declinedOn
    version = event.version
    text = event.reason
  }

  public init(_ event: OrderConfirmed) {
    day = event.signedOn
    number = event.number
    amount = event.terms.total
    salesperson = event.salespersonId?.text
    shop = event.shop?.text
  }

  public init(_ event: OrderAmended) {
    day = event.amendedOn
    version = event.version
    amount = event.terms.total
    salesperson = event.salespersonId?.text
    shop = event.shop?.text
    text = event.reason
  }

  public init(_ event: OrderCancelled) {
    day = event.cancelledOn
    text = event.reason
  }
}
