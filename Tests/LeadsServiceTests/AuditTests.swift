import Contracts
import Kernel
import LeadsService
import Messaging
import ServiceRuntime
import TestSupport
import Testing

@Suite("Who changed what in leads")
struct AuditTests {
  @Test("each field's old and new value, who, in which role and by which request; managers and auditors alone read it")
  func trail() async throws {
    let house = try await House()
    try await house.employ()
    let me = try house.headers("me", [.netSales, .finance], shop: "shop-1")
    let lead = try await house.service.send(
      "POST", "/v1/leads", #"{"name":"客户","phone":"13800000001","source":{"channel":"online"}}"#, headers: me)
    let id = try #require(lead.json["id"]?.string)
    let customer = try #require(lead.json["customerId"]?.string)
    let edited = try await house.service.send(
      "PATCH", "/v1/leads/\(id)", #"{"phone":"13900000001","wechat":"wx1"}"#,
      headers: me.merging(["If-Match": "\"v1\""]) { $1 })
    #expect(edited.status == 200)
    let cleared = try await house.service.send(
      "PATCH", "/v1/leads/\(id)", #"{"wechat":null}"#,
      headers: try house.headers("boss", [.manager]).merging(["If-Match": "\"v2\""]) { $1 })
    #expect(cleared.status == 200)

    let manager = try house.headers("boss", [.manager])
    for query in ["subject=\(id)", "subject=\(id)&customerId=\(customer)"] {
      let trail = try await house.service.send("GET", "/v1/audit?\(query)", headers: manager)
      let entries = try #require(trail.json["items"]?.array)
      #expect(entries.count == 3, "\(query)")
      let edit = try #require(entries.dropFirst().first)
      #expect(edit["actor"] == "me" && edit["actorRole"] == "net-sales")
      #expect(edit["requestId"]?.string == edited.headers["x-request-id"])
      let changes = edit["changes"]?.array ?? []
      #expect(changes.map { $0["field"] } == ["/profile/phone", "/profile/wechat"])
      #expect(changes.first?["from"] == "13800000001" && changes.first?["to"] == "13900000001")
      #expect(changes.last?["from"] == nil && changes.last?["to"] == "wx1")
      let last = try #require(entries.last)
      #expect(last["actor"] == "boss" && last["actorRole"] == "manager")
      let gone = last["changes"]?.array ?? []
      #expect(gone.map { $0["field"] } == ["/profile/wechat"] && gone.first?["from"] == "wx1")
      #expect(gone.first?["to"] == nil)
    }

    let page = try await house.service.send("GET", "/v1/audit?subject=\(id)&limit=2", headers: manager)
    #expect(page.json["items"]?.array?.count == 2 && page.json["nextCursor"] != nil)
    #expect(try await house.service.send("GET", "/v1/audit", headers: manager).status == 422)
    #expect(try await house.service.send("GET", "/v1/audit?subject=\(id)", headers: me).status == 403)
    let auditor = try house.headers("a", [.auditor])
    #expect(try await house.service.send("GET", "/v1/audit?subject=\(id)", headers: auditor).status == 200)

    try await eventually {
      house.broker.records("joinery.leads").contains { (try? Envelope($0))?.actorRole == "net-sales" }
    }
    await house.service.stop()
  }
}
