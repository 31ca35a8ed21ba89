import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// Which leads are whose; the events of leads write it.
enum CustomerLeads {
  static func copy(_ event: LeadCaptured, to database: Database) throws {
    try database.run("INSERT OR REPLACE INTO customer_leads VALUES (?, ?)", event.leadId, event.customerId)
  }

  static func list(of customer: ID<Customer>, in database: Database) throws -> [ID<Lead>] {
    try database.all("SELECT lead FROM customer_leads WHERE customer = ? ORDER BY lead", customer) { try $0.id("lead") }
  }

  /// Refuses a document for a customer whose event has not come or whom the caller does not see, or with a lead that is
  /// not that customer's (422).
  static func require(
    _ customer: ID<Customer>, for visibility: Visibility, lead: ID<Lead>?, in database: Database
  ) throws {
    try CustomerDirectory.require(customer, for: visibility, .customers, in: database)
    guard let lead else { return }
    let owner: ID<Customer>? = try database.first("SELECT customer FROM customer_leads WHERE lead = ?", lead) {
      try $0.id("customer")
    }
    guard let owner else {
      throw Problem.invalidField(
        "/leadId", "unknown-lead",
        Localized(
          zh: "没有这条线索;若刚录入,请稍后重试,数据可能还在路上。",
          en: "There is no such lead here; one captured a moment ago may still be on its way: try again soon."))
    }
    guard owner == customer else {
      throw Problem.invalidField(
        "/leadId", "lead-of-another-customer",
        Localized(zh: "这条线索属于另一位客户;请检查编号。", en: "This lead belongs to another customer; check the id."))
    }
  }
}
