import Kernel
import LeadsDomain

/// A shop as the API shows one.
struct ShopView: Codable, Sendable {
  var code: ID<Shop>
  var name: String
  var address: String?
  var version: Int

  init(_ shop: ShopState) {
    code = shop.code
    name = shop.name
    address = shop.address
    version = shop.version
  }
}
