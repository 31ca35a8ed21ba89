import HTTP
import Kernel
import Testing

@testable import ReportingService
@testable import ServiceRuntime

@Suite struct AccessTests {
  private func model() throws -> ReadModel {
    var feed = Feed()
    try feed.add(Samples.customer("c1", "欧阳明月", phone: "13812345678", community: "翠湖天地"))
    return try ReadModel(feed.entries)
  }

  @Test(
    "Who is not to reach customers sees their phones masked, and finds nobody by one",
    arguments: [
      ([Role.operations], false), ([.finance], false), ([.service], true), ([.manager], true), ([.auditor], true),
    ])
  func phones(roles: [Role], sees: Bool) throws {
    let model = try model()
    let caller = Caller(subject: "somebody", name: "Somebody", roles: Set(roles))
    func search(_ text: String) throws -> [CustomerFound] {
      let query = ReadModel.query([("q", text)], as: caller, scope: .customer)
      return try CustomerSearch(query).run(after: "", 10, in: model.database)
    }
    #expect(try search("欧阳").map(\.phone) == [sees ? "13812345678" : "138****5678"])
    #expect(try search("1234").count == (sees ? 1 : 0))
    #expect(try search("12").count == (sees ? 1 : 0))
    let profile = try #require(try model.card(of: "c1", as: caller).profile)
    #expect(profile.phone == (sees ? "13812345678" : "138****5678"))
    #expect(profile.wechat == (sees ? "wx-c1" : "w***"))
  }

  @Test("An installer finds nobody where he has no job")
  func installer() throws {
    let caller = Caller(subject: "somebody", name: "Somebody", roles: [.installer])
    let query = ReadModel.query([("q", "欧阳")], as: caller, scope: .customer)
    #expect(try CustomerSearch(query).run(after: "", 10, in: try model().database).isEmpty)
  }
}
