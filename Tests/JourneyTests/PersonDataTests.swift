import AfterSalesService
import Contracts
import FinanceService
import Kernel
import LeadsService
import ReportingService
import SQLite
import SalesService
import ServiceKit
import ServiceRuntime
import Testing

@Suite("What each service gives of all that it holds of a person")
struct PersonDataTests {
  struct Held: Sendable, CustomTestStringConvertible {
    let definition: ServiceDefinition
    let data: PersonData
    var testDescription: String { definition.name }
  }

  static let services = [
    Held(definition: LeadsService.definition(), data: LeadsService.personData),
    Held(definition: SalesService.definition(), data: SalesService.personData),
    Held(definition: FinanceService.definition(), data: FinanceService.personData),
    Held(definition: AfterSalesService.definition(), data: AfterSalesService.personData),
    Held(definition: ReportingService.definition(), data: ReportingService.personData),
  ]

  private static func store(_ held: Held) throws -> Database {
    let database = try Database(path: "", mode: .memory)
    try held.definition.schema.migrate(database, at: Instant(milliseconds: 0))
    return database
  }

  @Test("every table with a customer's column is a section with words, or withheld", arguments: services)
  func tables(_ held: Held) throws {
    let database = try Self.store(held)
    let owned = Set(try held.data.ownedTables(in: database).keys)
    let sections = try held.data.all(in: database)
    #expect(owned.isSubset(of: held.data.withheld.union(sections.map(\.table))))
    #expect(held.data.withheld.isSubset(of: owned))
    #expect(held.data.withheld.isDisjoint(with: sections.map(\.table)))
    for section in sections { #expect(section.title.chinese != section.table, "\(section.table) has no words") }
  }

  @Test("no section is looked for in a whole table", arguments: services)
  func indices(_ held: Held) throws {
    let database = try Self.store(held)
    for section in try held.data.all(in: database) {
      let plan = try database.all(
        "EXPLAIN QUERY PLAN SELECT * FROM \(section.table) WHERE \(section.condition ?? "")", "c-1"
      ) { $0.text(3) }
      #expect(!plan.contains { $0.hasPrefix("SCAN ") }, "\(section.table): \(plan)")
    }
  }

  @Test("every event has words", arguments: Catalog.types.sorted())
  func words(_ type: String) {
    let title = EventWords.title(of: type)
    #expect(title.chinese != type && title.english != type)
  }
}
