import AfterSalesDomain
import Contracts
import Kernel
import SQLite

/// Which crew is where: one job a slot, installations and service requests alike (E8, B13).
enum Appointments {
  /// Refuses a slot in which the crew has another job.
  static func check(
    _ crew: ID<Crew>, on day: BusinessDate, slot: String, for job: String, in database: Database
  ) throws {
    let taken = try database.all(
      "SELECT slot FROM appointments WHERE crew = ? AND on_day = ? AND job != ?", crew.text, day.description, job
    ) { $0.text(0) }
    guard !taken.contains(where: { Slot.overlap($0, slot) }) else {
      throw AfterSalesError.crewBusy(crew: crew, on: day, slot: slot)
    }
  }

  static func set(
    _ job: String, crew: ID<Crew>, on day: BusinessDate, slot: String, to database: Database
  ) throws {
    try database.run("INSERT OR REPLACE INTO appointments VALUES (?, ?, ?, ?)", job, crew.text, day.description, slot)
  }

  static func clear(_ job: String, in database: Database) throws {
    try database.run("DELETE FROM appointments WHERE job = ?", job)
  }
}

/// A job in a crew's calendar (B13).
struct AppointmentView: Codable, Sendable {
  enum Kind: String, Codable, CaseIterable, Sendable { case installation, request }

  var kind: Kind
  /// The id of the installation or the request.
  var job: String
  var customerId: ID<Customer>
  var customerName: String?
  var crewId: ID<Crew>
  var on: BusinessDate
  var slot: String
}

extension Appointments {
  /// The calendar from one day to another, both included, after a job.
  static func list(
    crew: String?, from: BusinessDate?, to: BusinessDate?, after place: (day: String, job: String), limit: Int,
    in database: Database
  ) throws -> [AppointmentView] {
    try database.all(
      """
      SELECT a.job, a.crew, a.on_day, a.slot, i.id IS NOT NULL, coalesce(i.customer, r.customer), c.name
      FROM appointments a LEFT JOIN installations i ON i.id = a.job LEFT JOIN requests r ON r.id = a.job
      LEFT JOIN customers c ON c.id = coalesce(i.customer, r.customer)
      WHERE (?1 IS NULL OR a.crew = ?1) AND (?2 IS NULL OR a.on_day >= ?2) AND (?3 IS NULL OR a.on_day <= ?3)
        AND (a.on_day, a.job) > (?4, ?5) ORDER BY a.on_day, a.job LIMIT ?6
      """, crew, from?.description, to?.description, place.day, place.job, limit
    ) { row in
      AppointmentView(
        kind: row.bool(4) ? .installation : .request, job: row.text(0), customerId: ID(row.text(5)),
        customerName: row.optionalText(6), crewId: ID(row.text(1)),
        on: BusinessDate(row.text(2)) ?? BusinessDate(daysSince1970: 0), slot: row.text(3))
    }
  }
}
