import Contracts
import Kernel

/// What is promised of an order and not delivered yet (C11).
public struct DeliveryPromise: Hashable, Sendable {
  public var promisedOn: BusinessDate
  /// Whole days after the promised one; 0 where it is not overdue.
  public var overdueDays: Int
  public var lines: [Line]

  public struct Line: Hashable, Sendable {
    public var lineId: ID<OrderLine>
    public var description: String
    public var remaining: Quantity
  }
}

extension OrderState {
  /// Nil for an order that is all delivered, or without a promised day.
  public func promise(asOf day: BusinessDate) -> DeliveryPromise? {
    guard let promised = terms.promisedOn, progress != .complete else { return nil }
    return DeliveryPromise(
      promisedOn: promised, overdueDays: max(0, day.days(since: promised)),
      lines: remainingLines.map { line in
        DeliveryPromise.Line(
          lineId: line.lineId, description: terms.lines.first { $0.lineId == line.lineId }?.description ?? "",
          remaining: line.quantity)
      })
  }
}
