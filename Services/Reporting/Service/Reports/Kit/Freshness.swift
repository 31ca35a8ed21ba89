import Contracts
import Kernel
import SQLite

/// How far the sources were read when a report was computed, and whether that is enough for what was asked.
struct Freshness {
  let positions: [String: SourcePosition]
  let isProvisional: Bool

  init(for filters: ReportFilters, in database: Database) throws {
    let events = Dictionary(
      uniqueKeysWithValues: try database.all("SELECT source, sum(applied) FROM positions GROUP BY source") {
        ($0.text(0), $0.integer(1))
      })
    positions = Dictionary(
      uniqueKeysWithValues: try database.all("SELECT source, epoch FROM source_epochs") {
        ($0.text(0), SourcePosition(epoch: $0.text(1), events: events[$0.text(0)] ?? 0))
      })
    // A source speaks of each partition by itself; all that it wrote before the least of these times is here.
    let told = try database.first("SELECT min(time) FROM told") { $0.optionalInteger(0) } ?? nil
    let isHeld = try database.exists("SELECT 1 FROM held_keys LIMIT 1")
    guard let told, !isHeld else {
      isProvisional = true
      return
    }
    let slowest = Instant(milliseconds: told)
    isProvisional = filters.asOf > CompanyZone.day(at: slowest) || (filters.knownAt.map { $0 > slowest } ?? false)
  }
}
