import Kernel

/// How far an order, or a line of one, is in the works (`Shared/Contracts/README.md#production`).
public struct ERPProduction: Codable, Hashable, Sendable {
  public static let type = "joinery.erp.production.changed.v1"

  /// The ERP's number of the order; needed where `orderId` is absent.
  public var orderNumber: String?
  /// The order's id here, of an order that the ERP has from here.
  public var orderId: ID<Order>?
  /// The ERP's number of the line; the whole order without it.
  public var lineNumber: String?
  /// A whole number from 0 that grows with each change; a time in milliseconds does.
  public var revision: Int
  /// How far the works are.
  public var state: ProductionState
  /// The day on which it is to be ready, as the works now see it.
  public var expectedOn: BusinessDate?
  /// Why it is late, in words.
  public var reason: String?
}

/// How far the works are.
public enum ProductionState: String, Codable, CaseIterable, Hashable, Sendable {
  /// It has its place in the works' plan.
  case scheduled
  /// It is being made.
  case started
  /// It is ready to be delivered.
  case finished
  /// It will be later than planned.
  case delayed
}
