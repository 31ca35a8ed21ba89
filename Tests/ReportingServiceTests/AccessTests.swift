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
    "Installers see no phone, and find nobody by one",
    arguments: [
      ([Role.installer], false), ([.installer, .service], true), ([.manager], true), ([.auditor], true),
    ])
  func phones(roles: [Role], sees: Bool) throws {
    let database = try model().database
    let caller = Caller(subject: "somebody", name: "Somebody", roles: Set(roles))
    func search(_ text: String) throws -> [CustomerFound] {
      let query = QueryRequest(
        caller: caller, http: HTTPRequest(path: "/", query: [(name: "q", value: text)]), now: Instant(milliseconds: 0))
      return try CustomerSearch(query).run(after: "", 10, in: database)
    }
    #expect(try search("欧阳").map(\.phone) == [sees ? "13812345678" : "*********78"])
    #expect(try search("1234").count == (sees ? 1 : 0))
    #expect(try search("12").count == (sees ? 1 : 0))
    let names = try Names(database, .english)
    let card = try #require(
      try CustomerCard.find(
        "c1", seesContacts: caller.seesContacts, asOf: Samples.day("2026-12-31"), names, in: database)?.profile)
    #expect(card.phone == (sees ? "13812345678" : "*********78"))
    #expect((card.wechat != nil) == sees)
  }
}
