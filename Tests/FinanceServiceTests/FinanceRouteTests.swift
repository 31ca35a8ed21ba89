import Contracts
import Foundation
import JSON
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@testable import FinanceService

@Suite("The API of finance around receivables")
struct FinanceRouteTests {
  let folder = TemporaryFolder()

  /// A service that knows two customers.
  func start() async throws -> TestService {
    let broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    let clock = ManualClock()
    let service = try TestService(FinanceService.definition(), in: folder.path, broker: broker)
    let leads = try FakeSource(.leads, in: folder.path, broker: broker, clock: clock)
    for (id, name, phone) in [("c1", "陈 <伟>", "13800138000"), ("c2", "Li Na", "13900139000")] {
      try leads.publish(
        CustomerRegistered(
          customerId: ID(id), name: name, phone: phone, wechat: nil, email: nil, address: Address(),
          source: LeadSource(channel: .own), registeredOn: BusinessDate(daysSince1970: 20_500)))
    }
    try await service.ready()
    try await eventually {
      clock.advance(milliseconds: 1_100)
      try leads.step()
      return try await service.send("GET", "/v1/customers/c2").status == 200
    }
    return service
  }

  static func counts(_ report: JSON) -> [Int64?] {
    ["rows", "taken", "known", "unmatched", "ignored", "refused"].map { name in
      if case .number(let digits)? = report[name] { Int64(digits) } else { nil }
    }
  }

  @Test("opening balances and a bank statement are imported: dry run first, then once, each row with its result")
  func imports() async throws {
    let service = try await start()
    let opening =
      "\u{feff}电话,金额,日期,到期日,单号\r\n13800138000,\"1,000.50\",2026-01-01,2026/02/01,期初-1\r\n"
      + "13900139000,200,20260101,2026-01-31,期初-2\r\n13800138000,-1,2026-01-01,2026-02-01,期初-3\r\n"
      + "130,1,2026-01-01,2026-02-01,x\r\n13800138000,1.234,2026-01-01,2026-02-30,x\r\n"
    func post(_ what: String, _ csv: String) async throws -> TestClient.Answer {
      try await service.send(
        "POST", "/v1/imports/\(what)", bytes: Data(csv.utf8), headers: ["Content-Type": "text/csv"])
    }
    let dry = try await post("opening-balances?dryRun=true", opening)
    #expect(dry.status == 200 && Self.counts(dry.json) == [5, 2, 0, 0, 0, 3], "\(dry.text)")
    #expect(try await service.send("GET", "/v1/receivables").json["items"]?.array?.isEmpty == true)
    #expect(Self.counts(try await post("opening-balances", opening).json) == [5, 2, 0, 0, 0, 3])
    #expect(Self.counts(try await post("opening-balances", opening).json) == [5, 0, 2, 0, 0, 3])
    let changed = opening.replacing("13900139000,200", with: "13900139000,300")
    #expect(Self.counts(try await post("opening-balances", changed).json) == [5, 0, 1, 0, 0, 4])
    let items = try await service.send("GET", "/v1/receivables?customerId=c1&asOf=2026-01-15").json["items"]?.array
    #expect(items?.count == 1 && items?[0]["open"]?["amount"] == 100_050 && items?[0]["state"] == "open")
    #expect(items?[0]["dueOn"] == "2026-02-01" && items?[0]["label"] == "期初-1")

    let bank =
      "交易日期,收入金额,对方户名,摘要,流水号\n20260110,1000.50,某公司,货款 13800138000,B1\n"
      + "20260111,200.00,Li Na,,B2\n20260111,5.00,Li Na,,B3\n20260111,-5.00,房东,房租,B4\n"
    #expect(Self.counts(try await post("bank-statement?dryRun=true", bank).json) == [4, 2, 0, 1, 1, 0])
    let taken = try await post("bank-statement", bank).json
    #expect(Self.counts(taken) == [4, 2, 0, 1, 1, 0])
    // A name alone is not enough; it is suggested.
    let suggestion = taken["results"]?.array?[2]["suggestions"]?.array?[0]
    #expect(suggestion?["customerId"] == "c2" && suggestion?["because"]?.array?.count == 1)
    #expect(Self.counts(try await post("bank-statement", bank).json) == [4, 0, 2, 1, 1, 0])
    let other = bank.replacing("1000.50", with: "1000.51")
    #expect(Self.counts(try await post("bank-statement", other).json) == [4, 0, 1, 1, 1, 1])
    let aging = try await service.send("GET", "/v1/aging?asOf=2026-03-01").json["items"]?.array
    #expect(aging?.isEmpty == true, "all is paid")
    #expect(try await post("bank-statement", "a,b\n1,2\n").problem == "csv-unknown-column")
    #expect(try await post("bank-statement", "金额,日期\n1,2\n").problem == "csv-missing-column")
    await service.stop()
  }

  @Test("a long file is taken in pieces with a result for each row; a dry run knows what its own earlier rows name")
  func longImport() async throws {
    let service = try await start()
    let rows = (1...250).map { "c1,\($0).00,2026-01-01,2026-02-01,期初-\($0)" } + ["c1,7.00,2026-01-01,2026-02-01,期初-7"]
    let file = Data(
      (["customerId,amount,on,dueOn,reference"] + rows + [rows[0] + "x", ""]).joined(separator: "\n").utf8)
    for (path, expected) in [
      ("?dryRun=true", [252, 251, 1, 0, 0, 0]), ("", [252, 251, 1, 0, 0, 0]), ("", [252, 0, 252, 0, 0, 0]),
    ] as [(String, [Int64])] {
      let report = try await service.send(
        "POST", "/v1/imports/opening-balances\(path)", bytes: file, headers: ["Content-Type": "text/csv"])
      #expect(Self.counts(report.json) == expected, "\(path) \(report.text.prefix(300))")
      let results = report.json["results"]?.array ?? []
      #expect(results.map { $0["row"] } == (2...253).map { JSON($0) })
    }
    // One amount is another in the last row but one.
    let other = Data(
      String(decoding: file, as: UTF8.self).replacing(
        "c1,7.00,2026-01-01,2026-02-01,期初-7\nc1,1", with: "c1,8.00,2026-01-01,2026-02-01,期初-7\nc1,1"
      ).replacing("期初", with: "二期").utf8)
    let dry = try await service.send(
      "POST", "/v1/imports/opening-balances?dryRun=true", bytes: other, headers: ["Content-Type": "text/csv"])
    #expect(Self.counts(dry.json) == [252, 251, 0, 0, 0, 1])
    let real = try await service.send(
      "POST", "/v1/imports/opening-balances", bytes: other, headers: ["Content-Type": "text/csv"])
    #expect(Self.counts(real.json) == [252, 251, 0, 0, 0, 1])
    await service.stop()
  }

  @Test("statements, receipts and their printed forms; the same external id with the same content is one receipt")
  func documents() async throws {
    let service = try await start()
    let body =
      #"{"customerId":"c1","amount":{"amount":1299900,"currency":"CNY"},"method":"bank","#
      + #""receivedOn":"2026-03-01","externalId":"X-1"}"#
    let first = try await service.send("POST", "/v1/receipts", body)
    #expect(first.status == 201 && first.json["unallocated"]?["amount"] == 1_299_900)
    let again = try await service.send("POST", "/v1/receipts", body)
    #expect(again.status == 200 && again.json == first.json)
    let other = try await service.send("POST", "/v1/receipts", body.replacing("1299900", with: "1299901"))
    #expect(other.status == 409 && other.problem == "external-id-reused")
    let typo = try await service.send("POST", "/v1/receipts", body.replacing("externalId", with: "externalID"))
    #expect(typo.status == 422 && typo.pointers == ["/externalID"])

    let statement = try await service.send("GET", "/v1/statements/c1?from=2026-01-01&to=2026-03-31").json
    #expect(statement["opening"]?["amount"] == 0 && statement["closing"]?["amount"] == -1_299_900)
    let line = statement["lines"]?.array?[0]
    #expect(line?["kind"] == "receipt" && line?["documentNumber"] == "RC-2026-000001" && line?["on"] == "2026-03-01")
    #expect(line?["credit"]?["amount"] == 1_299_900 && line?["debit"]?["amount"] == 0)
    #expect(statement["aging"]?["unallocated"]?["amount"] == 1_299_900 && statement["aging"]?["total"]?["amount"] == 0)
    let reversed = try await service.send("GET", "/v1/statements/c1?from=2026-03-31&to=2026-01-01")
    #expect(reversed.status == 422)

    let id = try #require(first.json["id"]?.string)
    for (path, chinese, english) in [
      ("/v1/statements/c1.html", "对账单", "Statement of account"), ("/v1/receipts/\(id).html", "收据", "Receipt"),
    ] {
      let zh = try await service.send("GET", "\(path)?lang=zh&paper=241mm")
      #expect(zh.status == 200 && zh.text.contains("<h1>\(chinese)</h1>") && zh.text.contains("241mm 140mm"))
      let en = try await service.send("GET", path)
      #expect(en.text.contains("<h1>\(english)</h1>") && en.text.contains("size: A4") && en.text.contains("12,999.00"))
      #expect(en.text.contains("陈 &lt;伟&gt;") && !en.text.contains("<伟>"))
      #expect(try await service.send("GET", "\(path)?paper=A3").status == 422)
    }
    for path in ["/v1/statements/c1.xlsx?lang=en", "/v1/aging.xlsx?groupBy=shop"] {
      let sheet = try await service.send("GET", path)
      #expect(sheet.status == 200 && sheet.body.starts(with: Data("PK".utf8)), "\(path)")
    }
    let trial = try await service.send("GET", "/v1/trial-balance?asOf=2026-03-01").json
    #expect(trial["asOf"] == "2026-03-01" && trial["rows"]?.array?.map { $0["account"] } == ["deposits", "money.bank"])
    #expect(trial["rows"]?.array?[1]["name"] == "Bank")
    let ledger = try await service.send("GET", "/v1/ledger?account=deposits&from=2026-03-01&to=2026-03-01").json
    #expect(ledger["items"]?.array?.count == 1)
    await service.stop()
  }
}
