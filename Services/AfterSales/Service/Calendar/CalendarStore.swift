import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of who is where: a row a job, installations and service requests alike (E8, B13).
enum CalendarStore {
  /// What a crew has on a day; without one, whether it works at all.
  static func calendar(
    of crew: ID<Crew>, on day: BusinessDate?, in database: Database
  ) throws -> CrewCalendar {
    let bookings = try database.all(
      "SELECT job, on_day, slot FROM appointments WHERE crew = ? AND on_day = ?", crew, day
    ) { row in
      Booking(job: try row.text("job"), crew: crew, on: try row.date("on_day"), slot: try row.text("slot"))
    }
    return CrewCalendar(
      crew: crew, isActive: try CrewStore.table.entry(crew, in: database)?.state.active ?? true, bookings: bookings)
  }

  static func set(_ booking: Booking, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO appointments VALUES (?, ?, ?, ?)", booking.job, booking.crew, booking.on, booking.slot)
  }

  static func clear(_ job: String, in database: Database) throws {
    try database.run("DELETE FROM appointments WHERE job = ?", job)
  }

  /// The calendar from one day to another, both included, in the order of days and jobs: of the jobs and the requests
  /// that the caller sees.
  static func list(
    _ query: QueryRequest, _ page: PageRequest, crew: String?, from: BusinessDate?, to: BusinessDate?,
    in database: Database
  ) throws -> [AppointmentView] {
    let after = page.cursor?.values.map { $0.string ?? "" } ?? ["", ""]
    return try database.all(
      """
      SELECT a.job, a.crew, a.on_day, a.slot, installations.id IS NOT NULL AS is_installation,
        coalesce(installations.customer, requests.customer) AS customer, c.name
      FROM appointments a LEFT JOIN installations ON installations.id = a.job LEFT JOIN requests ON requests.id = a.job
      LEFT JOIN customers c ON c.id = coalesce(installations.customer, requests.customer)
      WHERE (?1 IS NULL OR a.crew = ?1) AND (?2 IS NULL OR a.on_day >= ?2) AND (?3 IS NULL OR a.on_day <= ?3)
        AND (a.on_day, a.job) > (?4, ?5)
        AND (installations.id IS NOT NULL AND \(Belonging.installations.condition(7))
          OR requests.id IS NOT NULL AND \(Belonging.requests.condition(11)))
      ORDER BY a.on_day, a.job LIMIT ?6
      """,
      [crew, from, to, after[0], after[1], page.rows] + query.visibility.seen.values
        + query.visibility(of: .request).seen.values
    ) { row in
      AppointmentView(
        kind: try row.bool("is_installation") ? .installation : .request, job: try row.text("job"),
        customerId: try row.id("customer"), customerName: try row.optionalText("name"), crewId: try row.id("crew"),
        on: try row.date("on_day"), slot: try row.text("slot"))
    }
  }
}
