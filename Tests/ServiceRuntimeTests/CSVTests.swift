import Kernel
import Persistence
import SQLite
import TestSupport
import Testing

@testable import ServiceRuntime

private let words = Localized(zh: "词", en: "A word")

@Suite("Lists as CSV")
struct CSVTests {
  @Test(arguments: [
    (CSV.Cell.text("plain 中文"), "plain 中文"), (.text("a,b"), "\"a,b\""), (.text("a\"b"), "\"a\"\"b\""),
    (.text("a\r\nb"), "\"a\r\nb\""), (.text("=1+1"), "'=1+1"), (.text("+86 139"), "'+86 139"), (.text("-x"), "'-x"),
    (.text("@x"), "'@x"), (.text("\tx"), "'\tx"), (.text("\rx"), "\"'\rx\""), (.text("\nx"), "\"'\nx\""),
    (.text("=\"a\",b"), "\"'=\"\"a\"\",b\""), (.text("＝1"), "'＝1"), (.text("＋1"), "'＋1"), (.text("－1"), "'－1"),
    (.text("＠x"), "'＠x"), (.text("'t"), "''t"), (.text("'=1"), "''=1"), (.text("a=1"), "a=1"), (.text(" =1"), " =1"),
    (.text("=\u{301}1"), "'=\u{301}1"), (.number("-12.50"), "-12.50"), (.empty, ""), (.text(""), ""),
  ])
  func writesCells(_ cell: CSV.Cell, _ text: String) {
    var csv = CSV(columns: ["a", "b"])
    csv.append([cell, .number("1")])
    #expect(csv.take() == Array("\u{feff}a,b\r\n\(text),1\r\n".utf8))
    csv.append([.empty, .empty])
    #expect(csv.take() == Array(",\r\n".utf8))
  }

  @Test("what is said of a table stands above it, an empty line in between")
  func linesAbove() {
    let csv = CSV(columns: ["a"], below: [[.text("asOf"), .text("2026-11-22")], [.text("total"), .number("1.00")]])
    #expect(csv.bytes == Array("\u{feff}asOf,2026-11-22\r\ntotal,1.00\r\n\r\na\r\n".utf8))
  }

  private struct Row: Codable, Sendable {
    struct Place: Codable, Sendable {
      var shop: ID<Shop>?
      var note: String?
    }

    var id: ID<Employee>
    var ownerId: ID<Employee>?
    var orderId: ID<Order>
    var supplierCode: ID<Supplier>
    var supplierName: String
    var price: Money
    var budget: Money?
    var amount: Quantity
    var on: BusinessDate
    var at: Instant?
    var share: Percent
    var place: Place?
    var tags: [String]
  }

  private static let names = [
    NameTable(of: Employee.self, in: "employees"), NameTable(of: Shop.self, in: "shops"),
    NameTable(of: Supplier.self, in: "employees"),
  ]

  private func table(_ form: CSVForm, _ names: [NameTable] = [], of rows: [Row]) throws -> [String] {
    let database = try Database(path: "", mode: .memory)
    try database.execute(
      """
      CREATE TABLE employees (code TEXT PRIMARY KEY, name TEXT NOT NULL);
      INSERT INTO employees VALUES ('e-1', '=安娜'), ('e-2', '本');
      CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT NOT NULL);
      """)
    let table = try CSVColumns(of: Row.self).table(form, named: names)
    var csv = CSV(columns: table.header)
    let query = QueryRequest(caller: .local, http: .init(path: "/"), now: Instant(milliseconds: 0))
    for row in try table.rows(rows, for: query, in: database) { csv.append(row) }
    return String(decoding: csv.bytes.dropFirst(3), as: UTF8.self).split(separator: "\r\n").map(String.init)
  }

  private static func row(_ price: Money) throws -> Row {
    Row(
      id: "e-2", ownerId: "e-1", orderId: "o-1", supplierCode: "e-1", supplierName: "厂", price: price, budget: nil,
      amount: try #require(Quantity(1250, scale: 2)), on: try #require(BusinessDate("2026-11-22")),
      at: Instant("2026-11-22T16:30:05.678Z"), share: Percent(hundredths: -1250),
      place: .init(shop: "s-9", note: "+86 138"), tags: ["a", "b"])
  }

  @Test(
    "amounts have their currency's decimals, or are whole minor units",
    arguments: [
      ("CNY", 1_299_905, "12999.05"), ("CNY", -5, "-0.05"), ("JPY", 1500, "1500"), ("KWD", 1250, "1.250"),
      ("KWD", -1, "-0.001"), ("CNY", 9_007_199_254_740_991, "90071992547409.91"),
    ] as [(String, Int64, String)])
  func money(code: String, amount: Int64, decimal: String) throws {
    try CompanyZone.use("Asia/Shanghai")
    let rows = [try Self.row(try Money(amount, try #require(Currency(code))))]
    let people = try table(CSVForm(), of: rows)
    #expect(
      people == [
        "id,ownerId,orderId,supplierCode,supplierName,price,price.currency,budget,budget.currency,amount,on,at,share,"
          + "place.shop,place.note,tags",
        "e-2,e-1,o-1,e-1,厂,\(decimal),\(code),,,12.50,2026-11-22,2026-11-23 00:30:05,-12.5,s-9,'+86 138,"
          + "\"[\"\"a\"\",\"\"b\"\"]\"",
      ])
    var form = CSVForm()
    (form.money, form.times) = (.minor, .utc)
    let machine = try table(form, of: rows)
    #expect(machine[0].contains(",price.amount,price.currency,budget.amount,budget.currency,amount,"))
    #expect(machine[1].contains(",\(amount),\(code),,,12.50,2026-11-22,2026-11-22T16:30:05.678Z,"))
  }

  @Test("names stand beside the ids that have some, and nowhere twice")
  func names() throws {
    let lines = try table(CSVForm(), Self.names, of: [try Self.row(Money(1)), try Self.row(Money(2))])
    #expect(lines[0].hasPrefix("id,ownerId,ownerName,orderId,supplierCode,supplierName,price,"))
    #expect(lines[0].contains(",place.shop,place.shopName,place.note,"))
    #expect(lines[1].hasPrefix("e-2,e-1,'=安娜,o-1,e-1,厂,0.01,CNY") && lines[1].contains(",s-9,,'+86 138,"))
    #expect(try table(CSVForm(), Self.names, of: []) == [lines[0]])
  }

  @Test(
    "whoever is not to see somebody is not told the name",
    arguments: [(Role.manager, 2), (.netSales, 1), (.finance, 2)])
  func namesSeen(role: Role, count: Int) throws {
    let database = try Database(path: "", mode: .memory)
    try database.execute(
      """
      CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT NOT NULL, owner TEXT NOT NULL);
      INSERT INTO customers VALUES ('c-1', '张', 'me'), ('c-2', '李', 'other'), ('c-3', '王', 'me');
      """)
    let names = NameTable(of: Customer.self, in: "customers", by: "id", seenIn: .customer) { first in
      "(?\(first) = 2 OR customers.owner = ?\(first + 1) OR customers.owner = ?\(first + 2) AND ?\(first + 3) IS NULL)"
    }
    let caller = Caller(subject: "me", name: "me", roles: [role])
    let query = QueryRequest(caller: caller, http: .init(path: "/"), now: Instant(milliseconds: 0))
    let found = try names.names(of: ["c-1", "c-2", "c-9"], for: query, in: database)
    #expect(found.count == count && found["c-1"] == "张")
  }

  // MARK: Over HTTP

  private struct Number: Codable, Sendable {
    var number: String
  }

  private static let length = 1_203

  /// Counts to `length`. `at-once` works out all rows whatever it is asked for, and would be refused a second time.
  private static func definition() -> ServiceDefinition {
    let numbers = Resource("numbers", scope: .company, readers: .everyone, writers: [])
    let whole = Resource("whole", scope: .company, readers: .everyone, writers: [])
    let broken = Resource("broken", scope: .company, readers: .everyone, writers: [])
    @Sendable func count(_ page: PageRequest) -> [Number] {
      let first = (Int(page.after) ?? 0) + 1
      return (first..<max(first, min(first + page.rows, length + 1))).map {
        Number(number: String(repeating: "0", count: 4 - "\($0)".count) + "\($0)")
      }
    }
    return ServiceDefinition(
      name: "reporting", title: words, source: nil, port: 0,
      features: [
        Feature(routes: {
          numbers.list(words, by: \.number) { _, page, _ in count(page) }
          whole.list(words, atOnce: true, by: \.number) { _, page, _ in
            guard page.cursor == nil else { throw Problem.notFound(words, "a second page") }
            return count(page)
          }
          broken.list(words, by: \.number) { _, page, _ in
            guard page.cursor == nil else { throw Problem.notFound(words, "a second page") }
            return count(page)
          }
        })
      ], migrations: [], listeningTo: [])
  }

  private func withService(_ body: (TestService) async throws -> Void) async throws {
    let folder = TemporaryFolder()
    let service = try TestService(Self.definition(), in: folder.path, broker: InMemoryBroker(topics: [:]))
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(service)) } catch { outcome = .failure(error) }
    await service.stop()
    try outcome.get()
  }

  @Test("a list is whole and in its order unless a page is asked for")
  func whole() async throws {
    try await withService { service in
      for path in ["/v1/numbers.csv", "/v1/whole.csv"] {
        let csv = try await service.send("GET", path)
        #expect(
          csv.status == 200 && csv.headers["x-next-cursor"] == nil && csv.headers["x-time-zone"] == "Asia/Shanghai")
        let lines = csv.text.split(separator: "\r\n").dropFirst().map { Int($0) }
        #expect(lines == Array(1...Self.length), "\(path)")
      }
      let accepted = try await service.send("GET", "/v1/numbers", headers: ["Accept": "text/csv"])
      let whole = try await service.send("GET", "/v1/numbers.csv")
      #expect(accepted.body == whole.body)
      var (found, cursor): ([String], String?) = ([], nil)
      repeat {
        let page = try await service.send("GET", "/v1/numbers.csv?limit=400" + (cursor.map { "&cursor=\($0)" } ?? ""))
        found += page.text.split(separator: "\r\n").dropFirst().map(String.init)
        cursor = page.headers["x-next-cursor"]
      } while cursor != nil
      #expect(found.count == Self.length && Set(found).count == Self.length)
    }
  }

  @Test("a list that cannot be read to its end is cut off, and not short")
  func brokenOff() async throws {
    try await withService { service in
      await #expect(throws: (any Error).self) { try await service.send("GET", "/v1/broken.csv") }
      let page = try await service.send("GET", "/v1/broken.csv?limit=1")
      #expect(page.status == 200)
    }
  }

  @Test(
    "another form is refused, and any in JSON",
    arguments: [
      ("/v1/numbers.csv?money=fen", "money"), ("/v1/numbers.csv?times=gmt", "times"),
      ("/v1/numbers?money=minor", "money"),
      ("/v1/numbers.csv?meta=lines", "meta"), ("/v1/numbers.csv?limit=501", "limit"),
    ])
  func refused(path: String, parameter: String) async throws {
    try await withService { service in
      let answer = try await service.send("GET", path)
      #expect(answer.status == 422 && answer.pointers == ["/\(parameter)"], "\(path)")
    }
  }
}
