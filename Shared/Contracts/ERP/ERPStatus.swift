import Kernel

/// What became of a message of the ERP's bridge, on the topic that the bridge reads
/// (`Shared/Contracts/README.md#answers-to-the-bridge`). No event: nobody here listens.
public struct ERPOrderStatus: Codable, Hashable, Sendable {
  public static let type = "joinery.erp.order.status.v1"

  public enum State: String, Codable, CaseIterable, Hashable, Sendable {
    /// Taken, and waiting: an order for its customer to be named, anything else for what it refers to.
    case waiting
    /// It is here: an order was placed, a product or a delivery noted.
    case accepted
    /// What is here was.
    case amended
    /// What is here was, or what waited.
    case cancelled
    /// Set aside; `reason` says what to change.
    case parked
    /// Its id or its revision was taken with other content.
    case conflict
    /// Given up: a later revision was taken.
    case superseded
    /// A person here had it applied again; what came of it follows.
    case redriven
    /// A person here gave it up; it may be sent again, with the same id.
    case discarded
  }

  /// What the message is about.
  public var about: ERPKind? = nil
  /// The ERP's name of it: of an order its number, of a product its code; absent where it cannot be read.
  public var subject: String? = nil
  /// The `ce_source` of the ERP; absent where the record names none.
  public var source: String? = nil
  /// The ERP's number of an order; absent where it cannot be read, and of anything else.
  public var orderNumber: String? = nil
  /// The revision that the message has.
  public var revision: Int? = nil
  /// What happened.
  public var state: State
  /// What to change, for whoever builds the bridge; without personal data.
  public var reason: String? = nil
  /// The `ce_id` of the message; absent where nobody's message made it so.
  public var messageId: String? = nil
  /// The order that it is here.
  public var orderId: ID<Order>? = nil
  /// The id of what it is here, where that is no order: of a shipment the delivery note's.
  public var entityId: String? = nil
  /// The later revision, where it was superseded.
  public var supersededBy: Int? = nil
  /// When it happened.
  public var at: Instant
}
