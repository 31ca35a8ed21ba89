import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite

/// The table of installations.
enum Installations {
  static func apply(_ event: InstallationPlanned, to database: Database) throws {
    try write(InstallationState(event), to: database)
  }

  static func change(
    _ id: ID<Installation>, in database: Database, _ body: (inout InstallationState) -> Void
  ) throws {
    guard var state = try state(id, in: database) else { return }
    body(&state)
    try write(state, to: database)
  }

  static func apply(_ event: InstallationCompleted, to database: Database) throws {
    try change(event.installationId, in: database) { $0.apply(event) }
    try InstalledItems.apply(event, to: database)
    try Problems.apply(event, to: database)
    try EvaluationLinks.add(
      event.evaluationHash, of: event.installationId, until: event.evaluationExpiresOn, to: database)
  }

  static func state(_ id: ID<Installation>, in database: Database) throws -> InstallationState? {
    try database.first("SELECT document FROM installations WHERE id = ?", id.text) {
      try Document.state(of: $0.text(0))
    }
  }

  /// Throws 404.
  static func find(_ id: ID<Installation>, in database: Database) throws -> InstallationState {
    guard let state = try state(id, in: database) else { throw Missing.installation(id.text) }
    return state
  }

  static func unfinished(of customer: ID<Customer>, in database: Database) throws -> [InstallationState] {
    try database.all(
      "SELECT document FROM installations WHERE customer = ? AND state IN ('planned', 'scheduled') ORDER BY id",
      customer.text
    ) { try Document.state(of: $0.text(0)) }
  }

  /// Planned and delivered up to a day.
  static func unscheduled(on day: BusinessDate, in database: Database) throws -> [InstallationState] {
    try database.all(
      "SELECT document FROM installations WHERE state = 'planned' AND delivered_on <= ? ORDER BY id", day.description
    ) { try Document.state(of: $0.text(0)) }
  }

  /// What a list of installations can be narrowed to.
  struct Filter {
    var customer: String?
    var order: String?
    var stage: InstallationStage?
    var crew: String?
  }

  static func list(
    _ filter: Filter, after id: String, limit: Int, in database: Database
  ) throws -> [InstallationState] {
    try database.all(
      """
      SELECT document FROM installations WHERE id > ?1 AND (?2 IS NULL OR customer = ?2)
        AND (?3 IS NULL OR order_id = ?3) AND (?4 IS NULL OR state = ?4)
        AND (?5 IS NULL OR document ->> '$.crewId' = ?5) ORDER BY id LIMIT ?6
      """, id, filter.customer, filter.order, filter.stage?.rawValue, filter.crew, limit
    ) { try Document.state(of: $0.text(0)) }
  }

  private static func write(_ state: InstallationState, to database: Database) throws {
    try database.run(
      """
      INSERT INTO installations VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
        state = excluded.state, completed_on = excluded.completed_on, document = excluded.document
      """, state.installationId.text, state.customerId.text, state.orderId.text, state.deliveryId.text,
      state.stage.rawValue, state.deliveredOn.description, state.completedOn?.description, try Document.text(state))
  }
}
