import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// The table of what the company has decided; until it does, the policy's defaults hold. Versions count the changes.
enum PolicyStore {
  static func write(_ event: WarrantyTermsChanged, to database: Database) throws {
    try set("warranty", WarrantyTerms(event), to: database)
  }

  static func write(_ event: ServiceTermsChanged, to database: Database) throws {
    try set("service", ServiceTerms(event), to: database)
  }

  static func policy(in database: Database) throws -> AfterSalesPolicy {
    var policy = AfterSalesPolicy()
    policy.warranty = try warranty(in: database).terms
    policy.service = try service(in: database).terms
    return policy
  }

  static func warranty(in database: Database) throws -> (terms: WarrantyTerms, version: Int) {
    try get("warranty", in: database) ?? (.standard, 0)
  }

  static func service(in database: Database) throws -> (terms: ServiceTerms, version: Int) {
    try get("service", in: database) ?? (.standard, 0)
  }

  private static func set(_ name: String, _ terms: some Encodable, to database: Database) throws {
    try database.run(
      """
      INSERT INTO terms VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET document = excluded.document, version = version + 1
      """, name, try Document.text(terms))
  }

  private static func get<Terms: Decodable>(
    _ name: String, in database: Database
  ) throws -> (terms: Terms, version: Int)? {
    try database.first("SELECT document, version FROM terms WHERE name = ?", name) {
      (try $0.document(), try $0.int("version"))
    }
  }
}

extension CommandRequest {
  /// Records what the company decides anew, unless somebody else has meanwhile (428, 412), and answers it as it then is.
  func decide<Terms>(
    _ unit: borrowing UnitOfWork, _ find: (Database) throws -> (terms: Terms, version: Int),
    by event: (Instant) throws -> some DomainEvent
  ) throws -> Answer<Terms> {
    try requireMatch(version: try find(unit.database).version)
    try unit.record(try event(occurredAt(in: unit)))
    let (terms, version) = try find(unit.database)
    return Answer(terms, version: version)
  }
}
