import AfterSalesDomain
import Contracts
import Kernel

/// A service outlet as it is read and edited (E4).
struct OutletView: Codable, Sendable {
  var code: ID<Outlet>
  var name: String
  var area: String?
  var skills: [String]
  /// Jobs a day.
  var capacity: Int?
  var active: Bool
  var shop: ID<Shop>?
  var version: Int

  init(_ outlet: OutletState, version: Int) {
    (code, name, area, skills) = (outlet.code, outlet.name, outlet.area, outlet.skills)
    (capacity, active, shop, self.version) = (outlet.capacity, outlet.active, outlet.shop, version)
  }
}
