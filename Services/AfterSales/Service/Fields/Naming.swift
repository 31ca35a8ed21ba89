import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// Crews and outlets that a command may name (`Services/AfterSales/README.md#calendar`): role `operations` brings codes
/// that nobody has registered.
extension CommandRequest {
  /// Throws 422 for a crew that is unknown or works no more, and where the caller sees the own things alone, for one
  /// that he or she does not work in.
  func requireNameable(crew: ID<Crew>?, in database: Database) throws {
    let cut = visibility.seen
    guard let crew, !caller.roles.contains(.operations) else { return }
    guard let state = try CrewStore.table.entry(crew, in: database)?.state else {
      throw Problem.unknownName(
        "/crewId", "unknown-crew", Localized(zh: "安装班组“\(crew)”", en: "crew '\(crew)'"))
    }
    guard state.active else { throw InvalidFields("/crewId", .inactiveCrew) }
    guard cut.isAll || state.members.contains(ID(caller.subject)) else {
      throw Problem.invalidField(
        "/crewId", "not-yours-to-name",
        Localized(
          zh: "您只能安排本人所在的班组；如需其他班组，请由售后主管办理。",
          en: "You name a crew that you work in; have after-sales do it for another one."))
    }
  }

  /// Throws 422 for an outlet that is unknown or works no more.
  func requireKnown(outlet: ID<Outlet>?, in database: Database) throws {
    guard let outlet, !caller.roles.contains(.operations) else { return }
    guard let state = try OutletStore.table.entry(outlet, in: database)?.state else {
      throw Problem.unknownName(
        "/outlet", "unknown-outlet", Localized(zh: "服务网点“\(outlet)”", en: "service outlet '\(outlet)'"))
    }
    guard state.active else {
      throw Problem.invalidField(
        "/outlet", "inactive-outlet",
        Localized(zh: "该网点已停用；请选择其他网点。", en: "This outlet is not active; choose another one."))
    }
  }
}
