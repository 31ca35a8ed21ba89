import Contracts
import Kernel

/// What is kept of an event to tell it in a line of text (B1, B10), and what customers' cards are folded from. It is kept
/// as JSON, by these names.
public struct TimelineDetail: Codable, Hashable, Sendable {
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
}

extension TimelineDetail {
  public init(
    day: BusinessDate? = nil, number: String? = nil, version: Int? = nil, amount: Money? = nil,
    channel: String? = nil, from: String? = nil, to: String? = nil, salesperson: ID<Employee>? = nil,
    shop: ID<Shop>? = nil, method: PaymentMethod? = nil, label: String? = nil, order: ID<Order>? = nil,
    until: BusinessDate? = nil, count: Int? = nil, text: String? = nil
  ) {
    self.init(
      day: day, number: number, version: version, amount: amount, channel: channel, from: from, to: to,
      salesperson: salesperson?.text, shop: shop?.text, method: method?.rawValue, label: label, orderId: order?.text,
      until: until, count: count, text: text)
  }
}
