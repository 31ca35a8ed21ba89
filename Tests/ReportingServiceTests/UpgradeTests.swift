import Contracts
import Foundation
import Kernel
import Persistence
import SQLite
import Testing

@testable import ReportingService

@Suite struct UpgradeTests {
  /// The tables of a store of the build before, filled with what the present one makes of these events.
  private func before(_ model: ReadModel) throws -> Database {
    let database = try Database(path: "", mode: .memory)
    let schema = Schema("reporting", Array(ReportingService.migrations.prefix(5)))
    try schema.migrate(database, at: Instant(milliseconds: 0))
    let tables = try database.all(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'schema_steps' AND name NOT LIKE '%fts%'"
    ) { $0.text(0) }
    for table in tables {
      // The amount that is open stood in another table.
      let extra = table == "receivables" ? ["open"] : []
      let columns = try database.all("SELECT name FROM pragma_table_info(?)", table) { $0.text(0) }
        .filter { !extra.contains($0) }
      let open = "(SELECT s.open FROM receivable_sums s WHERE s.receivable_id = receivables.receivable_id)"
      let rows = try model.database.all(
        "SELECT \((columns + extra.map { _ in open }).joined(separator: ", ")) FROM \(table)"
      ) { row in (0..<row.columnCount).map { row.value($0) } }
      let marks = (columns + extra).map { _ in "?" }.joined(separator: ", ")
      for row in rows {
        try database.run(
          "INSERT INTO \(table) (\((columns + extra).joined(separator: ", "))) VALUES (\(marks))", row)
      }
    }
    return database
  }

  @Test("A store of the build before, upgraded and read anew, has the rows that its events make now")
  func upgrade() throws {
    var random = SplitMix64(seed: 4711)
    let entries = try Samples.history(customers: 40, using: &random).entries
    let model = try ReadModel(entries)
    let database = try before(model)
    let definition = ReportingService.definition()
    try definition.schema.migrate(database, at: Instant(milliseconds: 0))
    // As `rebuild` does, which a second reading of everything makes due.
    for table in try definition.tables() { try database.execute("DELETE FROM \(table)") }
    let upgraded = try ReadModel(in: database)
    #expect(try upgraded.rows().isEmpty)
    for (source, entry) in entries { try upgraded.feed(source, entry) }
    let expected = try model.rows()
    #expect(expected.count > 100)
    let difference = Set(expected).symmetricDifference(try upgraded.rows())
    #expect(difference.isEmpty, "\(difference.sorted().prefix(6))")
  }

  @Test("Every report says the same by the sums and by the facts, of any days and as of any day", arguments: 0..<4)
  func sums(seed: UInt64) throws {
    var random = SplitMix64(seed: 99 + seed)
    let model = try ReadModel(try Samples.history(customers: 30, using: &random).interleaved(using: &random))
    let days = try model.database.all("SELECT DISTINCT day FROM receivable_facts ORDER BY day") { $0.text(0) }
    #expect(days.count > 10)
    let some = (0..<6).compactMap { _ in days.randomElement(using: &random) }
    var spans = (["2020-01-01"] + some + ["2030-01-01"]).map { [("asOf", $0)] }
    for _ in 0..<4 {
      let ends = (0..<3).compactMap { _ in days.randomElement(using: &random) }.sorted()
      spans.append([("from", ends[0]), ("to", ends[1]), ("asOf", ends[2])])
      spans.append([("from", ends[0]), ("to", ends[2]), ("asOf", ends[1])])
    }
    for span in spans {
      let query = ReadModel.query(span)
      let filters = try ReportFilters(query, for: query.visibility)
      for shape in ReportShape.all {
        for grouping in shape.groupings {
          let sums = try Figures(shape, [grouping], filters, in: model.database)
          let facts = try Figures(shape, [grouping], filters.fromFacts, in: model.database)
          #expect(sums.lines == facts.lines, "\(shape.name) by \(grouping.name), \(span)")
        }
      }
    }
  }

  @Test("The text of a report is the one that JSONEncoder writes")
  func reportText() throws {
    var random = SplitMix64(seed: 5)
    let model = try ReadModel(try Samples.history(customers: 30, using: &random).entries)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for shape in ReportShape.all {
      for grouping in shape.groupings {
        for from in [[], [("from", "2030-01-01")]] {
          let parameters = [("groupBy", grouping.name)] + from
          #expect(
            String(decoding: try model.answer(shape, parameters).json(), as: UTF8.self)
              == String(decoding: try encoder.encode(model.report(shape, parameters)), as: UTF8.self), "\(shape.name)")
        }
      }
    }
  }
}
