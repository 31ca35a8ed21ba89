import Kernel

/// A customer on credit hold, with finance's reasons.
public struct CreditHold: Error, Hashable, Sendable {
  public let customer: ID<Customer>
  public let reasons: String

  public init(customer: ID<Customer>, reasons: String) {
    (self.customer, self.reasons) = (customer, reasons)
  }
}

/// How a customer stands with finance when an order is confirmed (H5; `Services/Sales/README.md#credit-hold`).
public struct CreditStanding: Hashable, Sendable {
  public var customer: ID<Customer>
  /// Nil where finance holds nothing back.
  public var heldFor: String?
  /// Money that lies with us unallocated, in minor units.
  public var unallocated: Int64
  /// What confirmed orders come to that finance has not billed yet, in minor units: the money is spoken for.
  public var unbilled: Int64

  public init(customer: ID<Customer>, heldFor: String?, unallocated: Int64, unbilled: Int64) {
    (self.customer, self.heldFor) = (customer, heldFor)
    (self.unallocated, self.unbilled) = (unallocated, unbilled)
  }

  /// Refuses an order of a customer on hold, unless what lies with us pays all of it.
  public func admit(_ total: Money) throws(CreditHold) {
    guard let heldFor, total.amount > unallocated - unbilled else { return }
    throw CreditHold(customer: customer, reasons: heldFor)
  }
}
