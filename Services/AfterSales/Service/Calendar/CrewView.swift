import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceRuntime

/// A crew as it is read and edited.
struct CrewView: Codable, Sendable {
  var code: ID<Crew>
  var name: String
  var active: Bool
  /// False: somebody has scheduled it, and nobody has registered it yet.
  var registered: Bool
  var version: Int

  init(_ crew: CrewState, registered: Bool = true, version: Int) {
    (code, name, active) = (crew.code, crew.name, crew.active)
    (self.registered, self.version) = (registered, version)
  }
}

extension Answer where Body == CrewView {
  /// The crew as it now is.
  static func crew(_ code: ID<Crew>, in database: Database) throws -> Answer {
    let (crew, version) = try CrewStore.find(code, in: database)
    return Answer(CrewView(crew, version: version), version: version)
  }
}
