import Kernel
import Contracts
import Messaging
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource("customers", scope: .customer, readers: .everyone, writers: [])

extension Feature {
  /// Customers as sales knows them from leads.
  static let customers = Feature(
    tables: [
      .copy("customers"), .copy("customer_leads"), .copy("lead_owners"), .copy("employees"), .copy("shops"),
    ],
    routes: {
      resource.item(Localized(zh: "销售所知的客户", en: "A customer as sales knows it")) { query, database in
        let customer = try CustomerDirectory.find(query.id(), for: query.visibility, .customers, in: database)
        return Answer(CustomerView(customer, leads: try CustomerLeads.list(of: customer.id, in: database)))
      }
      resource.list(
        Localized(zh: "客户列表", en: "Customers"),
        parameters: [.init("q", Localized(zh: "姓名或电话的一部分", en: "Part of the name or phone"))],
        by: { $0.customer.id.text }
      ) { query, page, database in
        try CustomerDirectory.list(
          page, containing: query.text("q"), for: query.visibility, .customers, in: database
        ).map { CustomerView($0) }
      }
    },
    listens: [
      .on(CustomerRegistered.self, copy: CustomerDirectory.copy),
      .on(CustomerUpdated.self, copy: CustomerDirectory.copy),
      .on(LeadCaptured.self, copy: CustomerLeads.copy),
    ] + LeadOwners.listens + EmployeeDirectory.listens,
    secondReadings: [EmployeeDirectory.secondReading, LeadOwners.secondReading],
    names: NameTable.people(.customers), erases: CustomerDirectory.erases)
}

extension Migration {
  static let customers = Migration(
    [
      CustomerDirectory.tables,
      Migration(
        """
        CREATE TABLE customer_leads (lead TEXT PRIMARY KEY, customer TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX customer_leads_customer ON customer_leads (customer, lead);
        """),
    ])
}
