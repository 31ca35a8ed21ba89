import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension Feature {
  /// Who works, or worked, on which installation and request. All events of a customer come in one stream, so these
  /// never wait.
  static let jobs = Feature(
    tables: [.copy("jobs"), .copy("outlets")],
    listens: [
      .on(InstallationPlanned.self, copy: JobTable.plan), .on(InstallationScheduled.self, copy: JobTable.schedule),
      .on(InstallationCompleted.self, copy: JobTable.complete),
      .on(InstallationCancelled.self, copy: JobTable.cancel), .on(ServiceRequested.self, copy: JobTable.request),
      .on(ServiceAssigned.self, copy: JobTable.assign), .on(ServiceResolved.self, copy: JobTable.resolve),
      .on(
        OutletChanged.self,
        copy: { event, database in
          try database.run(
            "INSERT INTO outlets VALUES (?, ?) ON CONFLICT DO UPDATE SET shop = excluded.shop", event.code, event.shop)
        }),
    ],
    secondReadings: [.ofEverything("owners")])
}

enum JobTable {
  @Sendable static func plan(_ event: InstallationPlanned, in database: Database) throws {
    try database.run(
      "INSERT INTO jobs (job_id, is_request, customer_id, order_id) VALUES (?, 0, ?, ?)", event.installationId,
      event.customerId, event.orderId)
  }

  @Sendable static func schedule(_ event: InstallationScheduled, in database: Database) throws {
    try database.run("UPDATE jobs SET crew = ? WHERE job_id = ?", event.crewId, event.installationId)
  }

  @Sendable static func complete(_ event: InstallationCompleted, in database: Database) throws {
    try database.run(
      "UPDATE jobs SET crew = ?, ended_on = ? WHERE job_id = ?", event.crewId, event.completedOn, event.installationId)
  }

  /// Nobody goes there any more.
  @Sendable static func cancel(_ event: InstallationCancelled, in database: Database) throws {
    try database.run("UPDATE jobs SET crew = NULL WHERE job_id = ?", event.installationId)
  }

  @Sendable static func request(_ event: ServiceRequested, in database: Database) throws {
    try database.run(
      "INSERT INTO jobs (job_id, is_request, customer_id) VALUES (?, 1, ?)", event.requestId, event.customerId)
  }

  @Sendable static func assign(_ event: ServiceAssigned, in database: Database) throws {
    try database.run(
      "UPDATE jobs SET crew = ?, employee = ?, outlet = ? WHERE job_id = ?", event.crewId, event.employeeId,
      event.outlet, event.requestId)
  }

  @Sendable static func resolve(_ event: ServiceResolved, in database: Database) throws {
    try database.run("UPDATE jobs SET ended_on = ? WHERE job_id = ?", event.resolvedOn, event.requestId)
  }
}

extension Migration {
  /// Whose jobs, orders and crews are.
  static let jobs = Migration(
    """
    CREATE TABLE jobs (
      job_id TEXT PRIMARY KEY, is_request INTEGER NOT NULL, customer_id TEXT NOT NULL, order_id TEXT, crew TEXT,
      employee TEXT, outlet TEXT, ended_on TEXT) STRICT, WITHOUT ROWID;
    CREATE TABLE outlets (code TEXT PRIMARY KEY, shop TEXT) STRICT, WITHOUT ROWID;
    CREATE INDEX jobs_customer ON jobs (customer_id);
    ALTER TABLE employees ADD COLUMN shop TEXT;
    CREATE INDEX employees_shop ON employees (shop) WHERE shop IS NOT NULL;
    ALTER TABLE crews ADD COLUMN members TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE orders ADD COLUMN designer TEXT;
    """)
}
