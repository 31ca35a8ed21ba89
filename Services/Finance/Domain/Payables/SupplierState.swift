import Contracts
import Kernel

/// A supplier or partner by the code that the company gave it (D2); a code that came with a bill alone is listed as
/// unregistered.
public struct SupplierState: Hashable, Sendable {
  public let code: ID<Supplier>
  public let name: String
  public let active: Bool
  public let isRegistered: Bool

  public init(code: ID<Supplier>, name: String, active: Bool, isRegistered: Bool) {
    (self.code, self.name, self.active, self.isRegistered) = (code, name, active, isRegistered)
  }

  /// As one is that nobody has told of: under its own code.
  public init(unregistered code: ID<Supplier>) {
    self.init(code: code, name: code.text, active: true, isRegistered: false)
  }

  public func register(name: String, active: Bool?) throws(FinanceError) -> SupplierChanged {
    guard !isRegistered else { throw .supplierTaken(code) }
    return try changed(name: name, active: active ?? true)
  }

  /// What is left out stays.
  public func edit(name: String?, active: Bool?) throws(FinanceError) -> SupplierChanged {
    try changed(name: name ?? self.name, active: active ?? self.active)
  }

  private func changed(name: String, active: Bool) throws(FinanceError) -> SupplierChanged {
    var review = FieldReview()
    review.text("/name", name)
    try review.finish()
    return SupplierChanged(code: code, name: name, active: active)
  }
}
