import AfterSalesDomain
import Contracts
import Kernel

/// A crew as it is read and edited.
struct CrewView: Codable, Sendable {
  var code: ID<Crew>
  var name: String
  var active: Bool
  /// Who works in it.
  var members: [ID<Employee>]
  /// False: somebody has scheduled it, and nobody has registered it yet.
  var registered: Bool
  var version: Int

  init(_ crew: CrewState, registered: Bool, version: Int) {
    (code, name, active, members) = (crew.code, crew.name, crew.active, crew.members)
    (self.registered, self.version) = (registered, version)
  }

  /// A registered one.
  init(_ crew: CrewState, version: Int) { self.init(crew, registered: true, version: version) }
}
