import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// A service's copy of who works on which customer's leads, in its table `lead_owners`; the events of leads write it.
public enum LeadOwners {
  public static let tables = Migration(
    """
    CREATE TABLE lead_owners (lead TEXT PRIMARY KEY, customer TEXT NOT NULL, owner TEXT) STRICT, WITHOUT ROWID;
    CREATE INDEX lead_owners_customer ON lead_owners (customer, owner);
    """)

  /// What those write who keep the copy.
  public static let listens: [EventHandler] = [
    .on(LeadCaptured.self, copy: copy), .on(LeadAssigned.self, copy: copy),
  ]
  /// For stores of before there was the copy.
  public static let secondReading = SecondReading("lead-owners", listens)

  /// Whose a customer is by the leads.
  public static func tie(_ customer: String) -> Belonging.Tie {
    .through("lead_owners", where: "lead_owners.customer = \(customer)", Belonging(.employee("lead_owners.owner")))
  }

  static func copy(_ event: LeadCaptured, to database: Database) throws {
    try write(event.leadId, of: event.customerId, owner: event.ownerId, to: database)
  }

  static func copy(_ event: LeadAssigned, to database: Database) throws {
    try write(event.leadId, of: event.customerId, owner: event.to, to: database)
  }

  private static func write(
    _ lead: ID<Lead>, of customer: ID<Customer>, owner: ID<Employee>?, to database: Database
  ) throws {
    try database.run("INSERT OR REPLACE INTO lead_owners VALUES (?, ?, ?)", lead, customer, owner)
  }
}
