import Kernel
import LeadsDomain

/// A shop as the API shows one.
struct ShopView: Codable, Sendable {
  var code: ID<Shop>
  var name: String
  var address: String?
  var version: Int
}

extension ShopView {
  init(_ shop: ShopState, version: Int) {
    self.init(code: shop.code, name: shop.name, address: shop.address, version: version)
  }
}
