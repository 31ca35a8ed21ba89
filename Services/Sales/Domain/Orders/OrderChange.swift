import Contracts
import Kernel

/// Something that happened to an order's terms: an entry of its history (C7).
public struct OrderChange: Codable, Sendable {
  public enum Kind: String, Codable, CaseIterable, Sendable {
    case confirmed, amended, cancelled, reinstated
  }

  public var kind: Kind
  public var version: Int
  public var on: BusinessDate
  public var at: Instant
  public var reason: String?
  public var total: Money
  /// What an amendment, or a reinstatement, changed.
  public var diff: TermsDiff?

  public init(_ event: OrderConfirmed) {
    (kind, version, total) = (.confirmed, 1, event.terms.total)
    (on, at) = (event.signedOn, event.occurredAt)
  }

  /// `order` is as it was before.
  public init(_ event: OrderAmended, of order: OrderState) {
    (kind, version, total, reason) = (.amended, event.version, event.terms.total, event.reason)
    (on, at) = (event.amendedOn, event.occurredAt)
    diff = TermsDiff(from: order.terms, to: event.terms)
  }

  public init(_ event: OrderCancelled, of order: OrderState) {
    (kind, version, total, reason) = (.cancelled, order.version, order.terms.total, event.reason)
    (on, at) = (event.cancelledOn, event.occurredAt)
  }

  /// `order` is as it was before.
  public init(_ event: OrderReinstated, of order: OrderState) {
    self.init(event.amendment, of: order)
    kind = .reinstated
  }
}
