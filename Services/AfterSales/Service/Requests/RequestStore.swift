import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The tables of requests and of their steps.
enum RequestStore {
  static let numbers = DocumentNumbers(table: "document_numbers")

  static let table = DocumentTable<RequestState>(
    "requests", of: Localized(zh: "服务请求", en: "service request"), key: .init("id") { $0.requestId },
    [
      .init("number") { $0.number }, .init("customer") { $0.customerId }, .init("kind") { $0.kind.rawValue },
      .init("state") { $0.stage.rawValue }, .init("assignees") { "|\($0.assignees.joined(separator: "|"))|" },
    ], belonging: .requests)

  static func request(_ event: ServiceRequested, to database: Database) throws {
    try numbers.take(event.number, to: database)
    try table.write(RequestState(event), to: database)
    try note(RequestStep(event), of: event.requestId, to: database)
  }

  /// Another crew, or none, frees the time of the one that had it.
  static func assign(_ event: ServiceAssigned, to database: Database) throws {
    try change(event.requestId, RequestStep(event), in: database) { $0.apply(event) }
    if let booking = Booking(event) {
      try CalendarStore.set(booking, to: database)
    } else {
      try CalendarStore.clear(event.requestId.text, in: database)
    }
  }

  static func pause(_ event: ServicePaused, to database: Database) throws {
    try change(event.requestId, RequestStep(event), in: database) { $0.apply(event) }
  }

  static func resume(_ event: ServiceResumed, to database: Database) throws {
    try change(event.requestId, RequestStep(event), in: database) { $0.apply(event) }
  }

  static func resolve(_ event: ServiceResolved, to database: Database) throws {
    try change(event.requestId, RequestStep(event), in: database) { $0.apply(event) }
    try ArchiveStore.resolve(event, to: database)
  }

  static func charge(_ event: ServiceCharged, to database: Database) throws {
    try note(RequestStep(event), of: event.requestId, to: database)
  }

  static func confirm(_ event: ServiceConfirmed, to database: Database) throws {
    try change(event.requestId, RequestStep(event), in: database) { $0.apply(event) }
  }

  /// One that the caller sees. Throws 404.
  /// How requests forget a person. Of an assignment the note stands among other words: its step is made anew.
  static let erases: [Erasure] = [
    .documents("requests", ServiceRequested.personal.union(ServiceResolved.personal)),
    Erasure("request_steps") { person, database in
      let steps = try EventJournal.entries(of: person.customer.text, in: database).compactMap { entry in
        RequestStep(try Catalog.decoded(entry.type, entry.data)).map { (request: entry.subject, step: $0) }
      }
      try database.run(
        "DELETE FROM request_steps WHERE request IN (SELECT id FROM requests WHERE customer = ?)", person.customer)
      for (request, step) in steps { try note(step, of: ID(request), to: database) }
      return steps.count
    },
  ]

  static func find(_ id: ID<ServiceRequest>, for visibility: Visibility, in database: Database) throws -> RequestState {
    try table.find(id, for: visibility, in: database)
  }

  static func steps(of id: ID<ServiceRequest>, in database: Database) throws -> [RequestStep] {
    try database.all("SELECT document FROM request_steps WHERE request = ? ORDER BY step", id) { try $0.document() }
  }

  /// Those that still need work.
  static func unresolved(in database: Database) throws -> [RequestState] {
    try table.all("WHERE state IN ('open', 'assigned', 'paused') ORDER BY id", in: database)
  }

  /// What a list of requests can be narrowed to.
  struct Filter {
    var customer: String?
    var stage: RequestStage?
    var kind: ServiceKind?
    /// An outlet, a crew or an employee.
    var assignee: String?
    /// A part of number, description or name, or of a phone that the caller sees unmasked.
    var text: String?
  }

  /// Those that the caller sees, in the order of their ids.
  static func list(
    _ page: PageRequest, _ filter: Filter, for query: QueryRequest, in database: Database
  ) throws -> [RequestState] {
    try table.all(
      """
      LEFT JOIN customers ON customers.id = requests.customer
      WHERE requests.id > ?1 AND (?2 IS NULL OR requests.customer = ?2) AND (?3 IS NULL OR requests.state = ?3)
        AND (?4 IS NULL OR requests.kind = ?4) AND (?5 IS NULL OR instr(requests.assignees, '|' || ?5 || '|'))
        AND (?6 IS NULL OR instr(lower(requests.number || ' ' || (requests.document ->> '$.description') || ' '
          || coalesce(customers.name, '')), lower(?6))
          OR instr(customers.phone, ?6) AND \(Belonging.customers.condition(12)))
        AND \(Belonging.requests.condition(8))
      ORDER BY requests.id LIMIT ?7
      """,
      [
        page.after, filter.customer, filter.stage?.rawValue, filter.kind?.rawValue, filter.assignee, filter.text,
        page.rows,
      ] + query.visibility.seen.values + query.visibility(of: .customer).clear.values, in: database)
  }

  private static func change(
    _ id: ID<ServiceRequest>, _ step: RequestStep, in database: Database, _ body: (inout RequestState) -> Void
  ) throws {
    try table.change(id, in: database, body)
    try note(step, of: id, to: database)
  }

  private static func note(_ step: RequestStep, of id: ID<ServiceRequest>, to database: Database) throws {
    try database.run(
      """
      INSERT INTO request_steps
      SELECT ?1, (SELECT coalesce(max(step), 0) + 1 FROM request_steps WHERE request = ?1), ?2
      """, id, try Document.text(step))
  }
}
