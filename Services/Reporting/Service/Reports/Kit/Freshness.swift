import Contracts
import Kernel
import SQLite

/// How far the sources were read when a report was computed, and whether that is enough for what was asked.
struct Freshness {
  let positions: [String: SourcePosition]
  /// What all sources wrote before this is here; nil where one has not told.
  let told: Instant?
  let isProvisional: Bool

  init(for filters: ReportFilters, in database: Database) throws {
    try self.init(asOf: filters.asOf, knownAt: filters.knownAt, in: database)
  }

  init(asOf: BusinessDate, knownAt: Instant? = nil, in database: Database) throws {
    let events = Dictionary(
      uniqueKeysWithValues: try database.all("SELECT source, sum(applied) FROM positions GROUP BY source") {
        ($0.text(0), $0.integer(1))
      })
    positions = Dictionary(
      uniqueKeysWithValues: try database.all("SELECT source, epoch FROM source_epochs") {
        ($0.text(0), SourcePosition(epoch: $0.text(1), events: events[$0.text(0)] ?? 0))
      })
    // A source speaks of each partition by itself; all that it wrote before the least of these times is here.
    let slowest = try database.first("SELECT min(time) FROM told") { $0.optionalInteger(0) } ?? nil
    told = slowest.map { Instant(milliseconds: $0) }
    let isHeld = try database.exists("SELECT 1 FROM held_keys LIMIT 1")
    guard let told, !isHeld else {
      isProvisional = true
      return
    }
    isProvisional = asOf > CompanyZone.day(at: told) || (knownAt.map { $0 > told } ?? false)
  }
}
