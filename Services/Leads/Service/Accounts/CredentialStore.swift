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

  static func put(_ hash: String, of employee: ID<Employee>, at now: Instant, in database: Database) throws {
    try database.run(
      """
      INSERT INTO credentials (employee, hash, changed_at) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
      """, employee, hash, now)
  }
}
