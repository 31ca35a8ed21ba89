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
