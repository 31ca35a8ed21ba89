import Contracts
import Kernel

extension OrderState {
  /// What the works' word makes of the order (`Shared/Contracts/README.md#production`). Throws `OrderError` or
  /// `InvalidField`.
  public func produced(_ data: ERPProduction, at time: Instant) throws -> ProductionChanged {
    try check()
    try TextRule.check(data.reason, at: "/reason")
    let lineId = try data.lineNumber.map { number throws(InvalidField) in
      guard let line = line(numbered: number) else { throw InvalidField("/lineNumber", .notOfOrder) }
      return line.lineId
    }
    return ProductionChanged(
      orderId: orderId, customerId: customerId, salespersonId: salespersonId, shop: shop, lineId: lineId,
      state: data.state, expectedOn: data.expectedOn,
      isLate: data.state.isLate(expectedOn: data.expectedOn, promisedOn: terms.promisedOn), reason: data.reason,
      occurredAt: time)
  }

  /// A line by the ERP's number of it, or by its id here where the order came from here.
  func line(numbered number: String) -> PricedLine? {
    let id = erp.map { ERPOrderData.lineID($0, number) }
    return terms.lines.first { $0.lineId.text == number || $0.lineId == id }
  }
}

extension ProductionState {
  /// By the works' own word, or since it is to be ready after the day that was promised. What is ready is late no more: it
  /// can be delivered.
  public func isLate(expectedOn: BusinessDate?, promisedOn: BusinessDate?) -> Bool {
    switch self {
    case .finished: return false
    case .delayed: return true
    case .scheduled, .started:
      guard let promisedOn, let expectedOn else { return false }
      return expectedOn > promisedOn
    }
  }
}

/// The last word of the works on an order, or on a line of one.
public struct ProductionStatus: Codable, Hashable, Sendable {
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var lineId: ID<OrderLine>?
  public var state: ProductionState
  public var expectedOn: BusinessDate?
  public var reason: String?
  public var at: Instant

  public init(_ event: ProductionChanged) {
    (orderId, customerId, lineId) = (event.orderId, event.customerId, event.lineId)
    (state, expectedOn) = (event.state, event.expectedOn)
    (reason, at) = (event.reason, event.occurredAt)
  }

  public func isLate(promisedOn: BusinessDate?) -> Bool { state.isLate(expectedOn: expectedOn, promisedOn: promisedOn) }
}
