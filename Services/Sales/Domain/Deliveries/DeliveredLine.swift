import Contracts
import Kernel

/// How much of a line of an order is delivered, all notes together.
public struct DeliveredLine: Codable, Hashable, Sendable {
  public var lineId: ID<OrderLine>
  /// In millionths of the line's unit, since notes may have other scales than the order.
  public var millionths: Int64
  /// What these deliveries are worth.
  public var amount: Money
}
