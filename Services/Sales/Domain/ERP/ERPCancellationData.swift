import Contracts

/// The data of `joinery.erp.order.cancelled.v1`.
public struct ERPCancellationData: Decodable, Hashable, Sendable {
  public var orderNumber: String
  public var revision: Int
  public var reason: String

  public func reference(source: String) -> ERPReference {
    ERPReference(source: source, orderNumber: orderNumber, revision: revision)
  }
}
