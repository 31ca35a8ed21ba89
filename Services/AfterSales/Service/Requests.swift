import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// A step of a request's life (E5): what happened, when, by whom, with what words. Nobody edits it.
struct RequestStep: Codable, Sendable {
  enum Kind: String, Codable, CaseIterable, Sendable {
    case requested, assigned, paused, resumed, resolved, charged, confirmed
  }

  var kind: Kind
  var at: Instant
  var by: ID<Employee>?
  var note: String?
}

/// The tables of requests and of their steps.
enum Requests {
  static func apply(_ event: ServiceRequested, to database: Database) throws {
    try DocumentNumbers(table: "document_numbers").take(event.number, to: database)
    let state = RequestState(event)
    try write(state, to: database)
    try note(
      RequestStep(kind: .requested, at: event.occurredAt, by: event.by, note: event.description), of: event.requestId,
      to: database)
  }

  static func apply(_ event: ServiceAssigned, to database: Database) throws {
    try change(event.requestId, in: database) { $0.apply(event) }
    let job = event.requestId.text
    if let crew = event.crewId, let day = event.on, let slot = event.slot {
      try Appointments.set(job, crew: crew, on: day, slot: slot, to: database)
    } else {
      try Appointments.clear(job, in: database)
    }
    let whom = [event.outlet?.text, event.crewId?.text, event.employeeId?.text].compactMap { $0 }
    try note(
      RequestStep(
        kind: .assigned, at: event.occurredAt, by: event.by,
        note: (whom + [event.on?.description, event.slot, event.note].compactMap { $0 }).joined(separator: ", ")),
      of: event.requestId, to: database)
  }

  static func apply(_ event: ServicePaused, to database: Database) throws {
    try change(event.requestId, in: database) { $0.apply(event) }
    try note(
      RequestStep(kind: .paused, at: event.occurredAt, by: event.by, note: event.reason), of: event.requestId,
      to: database)
  }

  static func apply(_ event: ServiceResumed, to database: Database) throws {
    try change(event.requestId, in: database) { $0.apply(event) }
    try note(RequestStep(kind: .resumed, at: event.occurredAt, by: event.by), of: event.requestId, to: database)
  }

  static func apply(_ event: ServiceResolved, to database: Database) throws {
    try change(event.requestId, in: database) { $0.apply(event) }
    try InstalledItems.apply(event, to: database)
    try note(
      RequestStep(kind: .resolved, at: event.occurredAt, by: event.by, note: event.work), of: event.requestId,
      to: database)
  }

  static func apply(_ event: ServiceCharged, to database: Database) throws {
    try note(
      RequestStep(kind: .charged, at: event.occurredAt, by: nil, note: "\(event.amount)"), of: event.requestId,
      to: database)
  }

  static func apply(_ event: ServiceConfirmed, to database: Database) throws {
    try change(event.requestId, in: database) { $0.apply(event) }
    try note(RequestStep(kind: .confirmed, at: event.occurredAt, by: event.by), of: event.requestId, to: database)
  }

  static func state(_ id: ID<ServiceRequest>, in database: Database) throws -> RequestState? {
    try database.first("SELECT document FROM requests WHERE id = ?", id.text) { try Document.state(of: $0.text(0)) }
  }

  /// Throws 404.
  static func find(_ id: ID<ServiceRequest>, in database: Database) throws -> RequestState {
    guard let state = try state(id, in: database) else { throw Missing.request(id.text) }
    return state
  }

  static func steps(of id: ID<ServiceRequest>, in database: Database) throws -> [RequestStep] {
    try database.all("SELECT document FROM request_steps WHERE request = ? ORDER BY step", id.text) {
      try Document.state(of: $0.text(0))
    }
  }

  /// Those that still need work.
  static func unresolved(in database: Database) throws -> [RequestState] {
    try database.all("SELECT document FROM requests WHERE state IN ('open', 'assigned', 'paused') ORDER BY id") {
      try Document.state(of: $0.text(0))
    }
  }

  /// What a list of requests can be narrowed to.
  struct Filter {
    var customer: String?
    var stage: RequestStage?
    var kind: ServiceKind?
    /// An outlet, a crew or an employee.
    var assignee: String?
    var text: String?
  }

  static func list(_ filter: Filter, after id: String, limit: Int, in database: Database) throws -> [RequestState] {
    try database.all(
      """
      SELECT r.document FROM requests r LEFT JOIN customers c ON c.id = r.customer
      WHERE r.id > ?1 AND (?2 IS NULL OR r.customer = ?2) AND (?3 IS NULL OR r.state = ?3)
        AND (?4 IS NULL OR r.kind = ?4) AND (?5 IS NULL OR instr(r.assignees, '|' || ?5 || '|'))
        AND (?6 IS NULL OR instr(lower(r.number || ' ' || (r.document ->> '$.description') || ' '
          || coalesce(c.name || ' ' || c.phone, '')), lower(?6)))
      ORDER BY r.id LIMIT ?7
      """, id, filter.customer, filter.stage?.rawValue, filter.kind?.rawValue, filter.assignee, filter.text, limit
    ) { try Document.state(of: $0.text(0)) }
  }

  private static func change(
    _ id: ID<ServiceRequest>, in database: Database, _ body: (inout RequestState) -> Void
  ) throws {
    guard var state = try state(id, in: database) else { return }
    body(&state)
    try write(state, to: database)
  }

  private static func write(_ state: RequestState, to database: Database) throws {
    let assignees = [state.outlet?.text, state.crewId?.text, state.employeeId?.text].compactMap { $0 }
    try database.run(
      """
      INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
        state = excluded.state, assignees = excluded.assignees, document = excluded.document
      """, state.requestId.text, state.number, state.customerId.text, state.kind.rawValue, state.stage.rawValue,
      "|\(assignees.joined(separator: "|"))|", try Document.text(state))
  }

  private static func note(_ step: RequestStep, of id: ID<ServiceRequest>, to database: Database) throws {
    try database.run(
      """
      INSERT INTO request_steps
      SELECT ?1, (SELECT coalesce(max(step), 0) + 1 FROM request_steps WHERE request = ?1), ?2
      """, id.text, try Document.text(step))
  }
}
