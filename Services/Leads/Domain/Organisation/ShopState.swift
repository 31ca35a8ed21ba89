import Contracts
import Kernel

/// A shop, by the code that the company chose.
public struct ShopState: Hashable, Sendable {
  public var code: ID<Shop>
  public var name: String
  public var address: String?

  public init(code: ID<Shop>, name: String, address: String?) {
    (self.code, self.name, self.address) = (code, name, address)
  }

  public init(_ event: ShopChanged) {
    self.init(code: event.code, name: event.name, address: event.address)
  }

  public static func register(_ code: ID<Shop>, name: String, address: String?) throws(LeadError) -> ShopChanged {
    var review = FieldReview()
    review.text("/name", name)
    review.length("/address", address)
    try review.finish()
    return ShopChanged(code: code, name: name, address: address)
  }

  /// What is left out stays; null takes the address away.
  public func edit(name: String?, address: Patch<String>) throws(LeadError) -> ShopChanged {
    try Self.register(code, name: name ?? self.name, address: address.applied(to: self.address))
  }
}
