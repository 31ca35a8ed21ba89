import Contracts
import Kernel

/// The data of `joinery.erp.order.registered.v1`: the ERP's number of an order that it got from here.
public struct ERPRegistrationData: Decodable, Hashable, Sendable {
  public var orderNumber: String
  public var orderId: ID<Order>
  /// The revision under which the ERP has it: what it changes later has a higher one. 0 without it.
  public var revision: Int?

  public func reference(source: String) -> ERPReference {
    ERPReference(source: source, orderNumber: orderNumber, revision: revision ?? 0)
  }
}
