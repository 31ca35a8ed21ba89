import Contracts
import Kernel
import SQLite

/// The hashes of passwords. No event writes them, and none could: events go to every service and stay.
enum CredentialStore {
  static func hash(of employee: ID<Employee>, in database: Database) throws -> String? {
    try database.first("SELECT hash FROM credentials WHERE employee = ?", employee) { try $0.text("hash") }
  }

  /// Whether anybody has a password yet.
  static func isEmpty(in database: Database) throws -> Bool {
    try !database.exists("SELECT 1 FROM credentials LIMIT 1")
  }

  /// `isKnown`: it is the demo's password.
  static func put(
    _ hash: String, of employee: ID<Employee>, isKnown: Bool = false, at now: Instant, in database: Database
  ) throws {
    try database.run(
      """
      INSERT INTO credentials (employee, hash, changed_at, is_known) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, is_known = excluded.is_known
      """, employee, hash, now, isKnown)
  }

  /// The same password, hashed at another cost.
  static func renew(_ hash: String, of employee: ID<Employee>, in database: Database) throws {
    try database.run("UPDATE credentials SET hash = ? WHERE employee = ?", hash, employee)
  }

  static func remove(_ employee: ID<Employee>, in database: Database) throws {
    try database.run("DELETE FROM credentials WHERE employee = ?", employee)
  }

  /// Whose password is the demo's.
  static func known(in database: Database) throws -> [ID<Employee>] {
    try database.all("SELECT employee FROM credentials WHERE is_known ORDER BY employee") { try $0.id("employee") }
  }
}
