import Contracts
import Foundation
import Kernel
import LeadsService
import Messaging
import Persistence
import ServiceRuntime
import TestSupport
import Testing

@Suite("The leads service")
struct LeadsServiceTests {
  let folder = TemporaryFolder()

  static func broker() -> InMemoryBroker {
    InMemoryBroker(topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
  }

  func start(_ tokens: Tokens? = nil, clock: ManualClock? = nil) async throws -> TestService {
    let service = try TestService(
      LeadsService.definition(), in: folder.path, broker: Self.broker(), clock: clock?.source ?? .system,
      tokens: tokens)
    try await service.ready()
    return service
  }

  static func lead(_ phone: String = "13800138000", name: String = "陈伟", more: String = "") -> String {
    #"{"name":"\#(name)","phone":"\#(phone)","source":{"channel":"online"}\#(more)}"#
  }

  func position(_ service: TestService) throws -> Int64 {
    try service.running.store.read { try EventJournal.lastPosition(in: $0) }
  }

  @Test("a captured lead is answered, kept, published, and its phone is protected for its owner")
  func capture() async throws {
    let service = try await start()
    let answer = try await service.send("POST", "/v1/leads", Self.lead("+86 138 0013 8000", more: #","ownerId":"s-1""#))
    #expect(answer.status == 201)
    #expect(answer.json["stage"] == "new" && answer.json["phone"] == "13800138000" && answer.json["ownerId"] == "s-1")
    let id = try #require(answer.json["id"]?.string)
    #expect(answer.headers["location"] == "/v1/leads/\(id)" && answer.headers["etag"] == "\"v1\"")
    #expect(try await service.send("GET", "/v1/leads/\(id)").json == answer.json)

    let refused = try await service.send("POST", "/v1/leads", Self.lead("0086 13800138000", name: "别人"))
    #expect(refused.status == 409 && refused.problem == "duplicate-lead")
    #expect(refused.json["ownerId"] == "s-1" && refused.json["stage"] == "new")
    #expect(!refused.text.contains("陈伟") && !refused.text.contains(id))

    try await eventually {
      service.broker.records("joinery.leads").contains { $0.key != nil && $0.value?.isEmpty == false }
    }
    let types = service.broker.records("joinery.leads").compactMap { try? Envelope($0).type }.filter {
      !$0.contains("heads")
    }
    #expect(types == ["joinery.leads.customer.registered.v1", LeadCaptured.type])
    await service.stop()
  }

  @Test("after the protected period, or once a lead is lost, the phone is free, and the customer stays the same")
  func protection() async throws {
    let clock = ManualClock()
    let service = try await start(clock: clock)
    let first = try await service.send("POST", "/v1/leads", Self.lead())
    clock.advance(milliseconds: 30 * 86_400_000)
    #expect(try await service.send("POST", "/v1/leads", Self.lead()).status == 409)
    clock.advance(milliseconds: 86_400_000)
    let second = try await service.send("POST", "/v1/leads", Self.lead())
    #expect(second.status == 201 && second.json["customerId"] == first.json["customerId"])
    let id = try #require(second.json["id"]?.string)
    #expect(try await service.send("POST", "/v1/leads/\(id)/stage", #"{"stage":"lost","reason":"太贵"}"#).status == 200)
    #expect(try await service.send("POST", "/v1/leads", Self.lead()).status == 201)
    #expect(try await service.send("GET", "/v1/customers").json["items"]?.array?.count == 1)
    await service.stop()
  }

  @Test("a lead that comes back from lost is protected again, unless somebody else has the phone meanwhile")
  func protectedAgain() async throws {
    let service = try await start()
    func move(_ id: String, _ stage: String) async throws -> Int {
      try await service.send("POST", "/v1/leads/\(id)/stage", #"{"stage":"\#(stage)"}"#).status
    }
    let first = try #require(try await service.send("POST", "/v1/leads", Self.lead()).json["id"]?.string)
    #expect(try await move(first, "lost") == 200)
    #expect(try await move(first, "contacted") == 200)
    #expect(try await service.send("POST", "/v1/leads", Self.lead()).status == 409)
    #expect(try await move(first, "lost") == 200)
    let second = try await service.send("POST", "/v1/leads", Self.lead(more: #","wechat":"wx2","email":"n@x.cn""#))
    #expect(second.status == 201 && second.json["wechat"] == "wx2" && second.json["email"] == "n@x.cn")
    #expect(try await move(first, "contacted") == 200)
    let third = try await service.send("POST", "/v1/leads", Self.lead())
    #expect(third.status == 409 && third.json["stage"] == "new")
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("duplicates and searches are asked in any width and spacing")
  func searches() async throws {
    let service = try await start()
    let address = #","address":{"community":"保利花园","room":"1702"}"#
    #expect(try await service.send("POST", "/v1/leads", Self.lead(name: "Chen Wei", more: address)).status == 201)
    for query in [
      "community=%E4%BF%9D%E5%88%A9%20%E8%8A%B1%E5%9B%AD&room=%EF%BC%91%EF%BC%97%EF%BC%90%EF%BC%92%E5%AE%A4",
      "phone=%2B86%20138%200013%208000", "name=CHEN%20WEI",
    ] {
      let found = try await service.send("GET", "/v1/leads/duplicates?\(query)")
      #expect(found.json["items"]?.array?.count == 1, "\(query)")
    }
    for text in ["138%200013", "138-0013", "%EF%BC%91%EF%BC%93%EF%BC%98", "CHEN", "wei"] {
      for list in ["leads", "customers"] {
        let found = try await service.send("GET", "/v1/\(list)?q=\(text)")
        #expect(found.json["items"]?.array?.count == 1, "\(list) \(text)")
      }
    }
    await service.stop()
  }

  @Test("of many captures of one phone at once exactly one is taken")
  func race() async throws {
    let service = try await start()
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<30 { group.addTask { try await service.send("POST", "/v1/leads", Self.lead()).status } }
      return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(statuses == [201: 1, 409: 29])
    await service.stop()
  }

  @Test("the same key and body is the same lead; another body under the key is refused")
  func idempotency() async throws {
    let service = try await start()
    let key = ["Idempotency-Key": "\"k-1\""]
    let first = try await service.send("POST", "/v1/leads", Self.lead(), headers: key)
    let again = try await service.send("POST", "/v1/leads", Self.lead(), headers: key)
    #expect(first.status == 201 && again.status == 201 && again.body == first.body)
    #expect(again.headers["location"] == first.headers["location"])
    let other = try await service.send("POST", "/v1/leads", Self.lead("13900139000"), headers: key)
    #expect(other.status == 422 && other.problem == "idempotency-key-reused")
    #expect(try position(service) == 2)
    await service.stop()
  }

  @Test(
    "bad input gets its problem with field and remedy, and changes nothing",
    arguments: [
      (#"{"name":"#, 400, "not-json", []),
      ("", 422, "invalid-fields", ["/name"]),
      ("[]", 422, "invalid-fields", [""]),
      (lead(more: #","phon":"1""#), 422, "invalid-fields", ["/phon"]),
      (#"{"phone":"13800138000","source":{"channel":"online"}}"#, 422, "invalid-fields", ["/name"]),
      (lead(name: " "), 422, "invalid-fields", ["/name"]),
      (lead("1"), 422, "invalid-fields", ["/phone"]),
      (#"{"name":"a","phone":13800138000,"source":{"channel":"online"}}"#, 422, "invalid-fields", ["/phone"]),
      (#"{"name":"a","phone":"13800138000","source":{"channel":"radio"}}"#, 422, "invalid-fields", ["/source/channel"]),
      (lead(more: #","budget":{"amount":-1,"currency":"CNY"}"#), 422, "invalid-fields", ["/budget/amount"]),
      (
        lead(more: #","budget":{"amount":9007199254740993,"currency":"CNY"}"#), 422, "invalid-fields",
        ["/budget/amount"]
      ),
      (
        lead(more: #","budget":{"amount":99999999999999999999,"currency":"CNY"}"#), 422, "invalid-fields",
        ["/budget/amount"]
      ),
      (lead(more: #","budget":{"amount":1.5,"currency":"CNY"}"#), 422, "invalid-fields", ["/budget/amount"]),
      (lead(more: #","budget":{"amount":1,"currency":"XXX"}"#), 422, "invalid-fields", ["/budget/currency"]),
      (lead(more: #","occurredAt":"2026-02-30T00:00:00Z""#), 422, "invalid-fields", ["/occurredAt"]),
      (lead(more: #","occurredAt":"2999-01-01T00:00:00Z""#), 422, "invalid-fields", ["/occurredAt"]),
      (lead(name: String(repeating: "长", count: 201)), 422, "invalid-fields", ["/name"]),
    ] as [(String, Int, String, [String])])
  func badInput(body: String, status: Int, problem: String, pointers: [String]) async throws {
    let service = try await start()
    let answer = try await service.send("POST", "/v1/leads", body)
    #expect(answer.status == status && answer.problem == problem && answer.pointers == pointers)
    #expect(answer.headers["content-type"] == "application/problem+json")
    let chinese = try await service.send("POST", "/v1/leads", body, headers: ["Accept-Language": "zh-CN"])
    #expect(chinese.status == status && chinese.json["title"] != answer.json["title"])
    #expect(try position(service) == 0)
    await service.stop()
  }

  @Test("10 MB, invalid UTF-8, another content type, unknown ids")
  func worse() async throws {
    let service = try await start()
    let long = try await service.send(
      "POST", "/v1/leads", Self.lead(more: #","notes":"\#(String(repeating: "x", count: 10 << 20))""#))
    #expect(long.status == 413 && long.text.contains("exceeds"))
    let invalid = try await service.send(
      "POST", "/v1/leads",
      bytes: Data(
        Array(#"{"name":""#.utf8) + [0xff, 0xfe] + Array(#"","phone":"13800138000","source":{"channel":"own"}}"#.utf8)))
    #expect(invalid.status == 400 && invalid.problem == "not-json")
    let form = try await service.send("POST", "/v1/leads", Self.lead(), headers: ["Content-Type": "text/plain"])
    #expect(form.status == 415)
    for (method, path, body) in [
      ("GET", "/v1/leads/nobody", nil), ("GET", "/v1/customers/nobody", nil),
      ("POST", "/v1/leads/nobody/stage", #"{"stage":"lost"}"#), ("GET", "/v1/nothing", nil),
    ] {
      #expect(try await service.send(method, path, body).status == 404)
    }
    #expect(try await service.send("DELETE", "/v1/leads").status == 405)
    #expect(try await service.send("GET", "/v1/leads?limit=0").pointers == ["/limit"])
    #expect(try await service.send("GET", "/v1/leads?cursor=x").pointers == ["/cursor"])
    #expect(try await service.send("GET", "/v1/leads?stage=old").pointers == ["/stage"])
    #expect(try position(service) == 0)
    await service.stop()
  }

  @Test("an edit needs the ETag of what was read")
  func editing() async throws {
    let service = try await start()
    let made = try await service.send("POST", "/v1/employees", #"{"code":"s-1","name":"李娜","role":"net-sales"}"#)
    #expect(made.status == 201)
    #expect(
      try await service.send("POST", "/v1/employees", #"{"code":"s-1","name":"x","role":"shop"}"#).problem
        == "code-taken")
    let edit = #"{"shop":"foshan-1"}"#
    #expect(try await service.send("PATCH", "/v1/employees/s-1", edit).status == 428)
    #expect(try await service.send("PATCH", "/v1/employees/s-1", edit, headers: ["If-Match": "\"v9\""]).status == 412)
    let done = try await service.send("PATCH", "/v1/employees/s-1", edit, headers: ["If-Match": "\"v1\""])
    #expect(done.status == 200 && done.headers["etag"] == "\"v2\"" && done.json["name"] == "李娜")
    #expect(try await service.send("PATCH", "/v1/employees/s-1", edit, headers: ["If-Match": "\"v1\""]).status == 412)
    let unchanged = try await service.send("GET", "/v1/employees/s-1", headers: ["If-None-Match": "\"v2\""])
    #expect(unchanged.status == 304)
    await service.stop()
  }

  @Test("roles decide who may; refusals say what is needed")
  func roles() async throws {
    let tokens = try Tokens(secret: String(repeating: "k", count: 40), keySet: nil)
    let service = try await start(tokens)
    func token(_ role: Role) throws -> [String: String] {
      let caller = Caller(subject: "e-\(role.rawValue)", name: "x", roles: [role])
      return ["Authorization": "Bearer \(try tokens.sign(caller, at: TimeSource.system.now(), validFor: 600))"]
    }
    #expect(try await service.send("GET", "/v1/leads").status == 401)
    #expect(try await service.send("POST", "/v1/leads", Self.lead(), headers: token(.auditor)).status == 403)
    #expect(try await service.send("GET", "/v1/leads", headers: token(.auditor)).status == 200)
    #expect(
      try await service.send(
        "POST", "/v1/employees", #"{"code":"a","name":"a","role":"shop"}"#, headers: token(.netSales)
      ).status == 403)
    let lead = try await service.send("POST", "/v1/leads", Self.lead(), headers: token(.netSales))
    #expect(lead.status == 201 && lead.json["ownerId"] == "e-net-sales")
    let history = Self.lead("13900139000", more: #","occurredAt":"2026-01-05T02:00:00Z""#)
    #expect(
      try await service.send("POST", "/v1/leads", history, headers: token(.netSales)).problem
        == "occurred-at-not-allowed")
    let imported = try await service.send("POST", "/v1/leads", history, headers: token(.operations))
    #expect(imported.json["capturedOn"] == "2026-01-05" && imported.json["ownerId"] == nil)
    #expect(try await service.send("GET", "/livez").status == 200)
    await service.stop()
  }

  @Test("when a lead came can be asked for; a manager's grant captures it in the seller's name")
  func backdating() async throws {
    let tokens = try Tokens(secret: String(repeating: "k", count: 40), keySet: nil)
    let service = try await start(tokens)
    func token(_ role: Role) throws -> [String: String] {
      let caller = Caller(subject: "e-\(role.rawValue)", name: "x", roles: [role])
      return ["Authorization": "Bearer \(try tokens.sign(caller, at: TimeSource.system.now(), validFor: 600))"]
    }
    let history = Self.lead(more: #","occurredAt":"2026-01-05T02:00:00Z","approvalReason":"展会名片""#)
    let asked = try await service.send("POST", "/v1/leads", history, headers: token(.netSales))
    #expect(asked.status == 202 && asked.json["requesterId"] == "e-net-sales")
    #expect(try await service.send("GET", "/v1/leads", headers: token(.manager)).json["items"] == [])
    let place = try #require(asked.headers["location"])
    let granted = try await service.send("POST", "\(place)/grant", "{}", headers: token(.manager))
    #expect(granted.status == 200 && granted.json["status"] == 201)
    let made = try #require(granted.json["location"]?.string)
    let lead = try await service.send("GET", made, headers: token(.netSales))
    #expect(lead.json["capturedOn"] == "2026-01-05" && lead.json["ownerId"] == "e-net-sales")
    await service.stop()
  }

  @Test("a lead of somebody else's is not there for a salesperson; the pool is, and so are those of the own shop")
  func scope() async throws {
    let tokens = try Tokens(secret: String(repeating: "k", count: 40), keySet: nil)
    let service = try await start(tokens)
    func token(_ subject: String, _ role: Role, shop: String? = nil) throws -> [String: String] {
      let caller = Caller(subject: subject, name: "x", roles: [role], shop: shop)
      return ["Authorization": "Bearer \(try tokens.sign(caller, at: TimeSource.system.now(), validFor: 600))"]
    }
    let manager = try token("m", .manager)
    for (code, shop) in [("a", "foshan"), ("b", "shenzhen")] {
      let body = #"{"code":"\#(code)","name":"x","role":"net-sales","shop":"\#(shop)"}"#
      #expect(try await service.send("POST", "/v1/employees", body, headers: manager).status == 201)
    }
    func lead(_ phone: String, _ more: String = "") async throws -> String {
      try #require(
        try await service.send("POST", "/v1/leads", Self.lead(phone, more: more), headers: manager).json["id"]?.string)
    }
    let (owned, pool) = (try await lead("13800138000", #","ownerId":"a""#), try await lead("13800138001"))
    for (headers, sees) in [
      (try token("a", .netSales), true), (try token("b", .netSales), false),
      (try token("s", .shop, shop: "foshan"), true), (try token("s", .shop, shop: "shenzhen"), false), (manager, true),
    ] {
      let read = try await service.send("GET", "/v1/leads/\(owned)", headers: headers)
      #expect(read.status == (sees ? 200 : 404) && (sees || read.problem == "not-found" && read.json["ownerId"] == nil))
      let edited = try await service.send(
        "PATCH", "/v1/leads/\(owned)", "{}", headers: headers.merging(["If-Match": "\"v1\""]) { $1 })
      #expect(edited.status == (sees ? 200 : 404))
      #expect(try await service.send("GET", "/v1/leads/\(pool)", headers: headers).status == 200)
      #expect(
        try await service.send("GET", "/v1/leads", headers: headers).json["items"]?.array?.count == (sees ? 2 : 1))
    }
    await service.stop()
  }

  @Test("lists come in pages in a stable order, and as CSV")
  func lists() async throws {
    let service = try await start()
    for index in 0..<7 {
      _ = try await service.send(
        "POST", "/v1/leads", Self.lead("1380013800\(index)", name: index == 3 ? "=cmd" : "名\(index)"))
    }
    var names: [String] = []
    var path: String? = "/v1/leads?limit=3"
    while let next = path {
      let page = try await service.send("GET", next).json
      names += page["items"]?.array?.compactMap { $0["name"]?.string } ?? []
      path = page["nextCursor"]?.string.map { "/v1/leads?limit=3&cursor=\($0)" }
    }
    #expect(names == ["名0", "名1", "名2", "=cmd", "名4", "名5", "名6"])
    let csv = try await service.send("GET", "/v1/leads.csv")
    #expect(
      csv.body.starts(with: [0xef, 0xbb, 0xbf]) && csv.text.contains("'=cmd") && csv.text.contains("source.channel"))
    let none = try await service.send("GET", "/v1/leads.csv?stage=won")
    #expect(none.text.split(separator: "\r\n").first == csv.text.split(separator: "\r\n").first)
    let page = try await service.send("GET", "/v1/leads?limit=2&channel=online&q=%E5%90%8D")
    let link = try #require(page.headers["link"])
    #expect(link.contains("limit=2") && link.contains("channel=online") && link.contains("q=%E5%90%8D"))
    let found = try await service.send("GET", "/v1/leads?q=%E5%90%8D4")
    #expect(found.json["items"]?.array?.count == 1)
    await service.stop()
  }

  @Test("traces go from the request into the event's headers")
  func traces() async throws {
    let service = try await start()
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    let answer = try await service.send(
      "POST", "/v1/leads", Self.lead(), headers: ["traceparent": "00-\(trace)-00f067aa0ba902b7-01"])
    let request = try #require(answer.headers["x-request-id"])
    try await eventually { service.broker.records("joinery.leads").filter { $0.key != nil }.count == 2 }
    for record in service.broker.records("joinery.leads").filter({ $0.key != nil }) {
      let envelope = try Envelope(record)
      #expect(envelope.traceparent?.contains(trace) == true)
      #expect(envelope.correlationID == request && envelope.causationID == request)
    }
    await service.stop()
  }

  @Test(
    "a stored value that cannot be read is told, and never replaced",
    arguments: [
      ("leads", "document = json_set(document, '$.stage', 'asleep')"),
      ("leads", "document = json_set(document, '$.capturedOn', 'yesterday')"),
      ("leads", "document = json_set(document, '$.profile.custom', 'no list')"),
      ("leads", "document = json_set(document, '$.profile.budget', json('{\"amount\":5,\"currency\":\"XXX\"}'))"),
      ("leads", "document = json_remove(document, '$.version')"), ("leads", "document = ''"),
      ("customers", "status = 'asleep'"), ("customers", "registered_on = 'yesterday'"),
    ])
  func corrupt(table: String, damage: String) async throws {
    let service = try await start()
    let made = try await service.send("POST", "/v1/leads", Self.lead()).json
    let path =
      table == "leads"
      ? "/v1/leads/\(made["id"]?.string ?? "")" : "/v1/customers/\(made["customerId"]?.string ?? "")"
    #expect(try await service.send("GET", path).status == 200)
    try await service.running.store.transaction(for: Cause(actor: "test", correlationID: "damage")) { unit in
      try unit.database.execute("UPDATE \(table) SET \(damage)")
    }
    let read = try await service.send("GET", path)
    #expect(read.status == 500, "\(read.text)")
    await service.stop()
  }

  @Test("the tables are the fold of the event journal, and a row that is not is named")
  func verify() async throws {
    let service = try await start()
    for index in 0..<20 {
      let lead = try await service.send("POST", "/v1/leads", Self.lead("138001380\(10 + index)")).json
      let id = try #require(lead["id"]?.string)
      _ = try await service.send(
        "POST", "/v1/leads/\(id)/stage", #"{"stage":"\#(index % 2 == 0 ? "contacted" : "lost")"}"#)
      _ = try await service.send("POST", "/v1/leads/\(id)/assign", #"{"ownerId":"s-\#(index % 3)"}"#)
      _ = try await service.send(
        "POST", "/v1/activities",
        #"{"customerId":"\#(lead["customerId"]?.string ?? "")","leadId":"\#(id)","channel":"phone","at":"2026-11-01T02:00:00Z","summary":"谈"}"#
      )
    }
    try await service.expectNoDifferences()
    try await service.running.store.transaction(for: Cause(actor: "test", correlationID: "damage")) { unit in
      _ = try unit.database.run("UPDATE leads SET owner = 'thief' WHERE phone = '13800138010'")
    }
    let found = try await service.send("GET", "/ops/verify").json["differences"]?.array ?? []
    #expect(found.count == 2 && found.allSatisfy { $0.string?.contains("leads") == true })
    // Which row and which columns, and nothing of what they say of people.
    #expect(found.allSatisfy { $0.string?.contains("which differs in owner") == true }, "\(found)")
    #expect(found.allSatisfy { $0.string?.contains("13800138010") == false && $0.string?.contains("thief") == false })
    await service.stop()
  }
}
