import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceRuntime

/// A service outlet as it is read and edited (E4).
struct OutletView: Codable, Sendable {
  var code: ID<Outlet>
  var name: String
  var area: String?
  var skills: [String]
  /// Jobs a day.
  var capacity: Int?
  var active: Bool
  var version: Int

  init(_ outlet: OutletState, version: Int) {
    (code, name, area, skills) = (outlet.code, outlet.name, outlet.area, outlet.skills)
    (capacity, active, self.version) = (outlet.capacity, outlet.active, version)
  }
}

extension Answer where Body == OutletView {
  /// The outlet as it now is.
  static func outlet(_ code: ID<Outlet>, in database: Database) throws -> Answer {
    let (outlet, version) = try OutletStore.table.find(code, in: database)
    return Answer(OutletView(outlet, version: version), version: version)
  }
}
