import Kernel
import Contracts
import Messaging
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource("customers", scope: .customer, readers: .everyone, writers: [])

extension Feature {
  /// Customers as after-sales knows them from leads.
  static let customers = Feature(
    tables: [.copy("customers"), .copy("lead_owners"), .copy("employees"), .copy("shops")],
    routes: {
      resource.list(
        Localized(zh: "售后所知的客户", en: "Customers as after-sales knows them"),
        parameters: [.init("q", Localized(zh: "姓名或电话的一部分", en: "A part of the name or the phone"))], by: \.id.text
      ) { query, page, database in
        try CustomerDirectory.list(
          page, containing: query.text("q"), for: query.visibility, .customers, in: database
        ).map(CustomerView.init)
      }
      resource.item(Localized(zh: "一位客户", en: "A customer")) { query, database in
        Answer(CustomerView(try CustomerDirectory.find(query.id(), for: query.visibility, .customers, in: database)))
      }
    },
    listens: [
      .on(CustomerRegistered.self, copy: CustomerDirectory.copy),
      .on(CustomerUpdated.self, copy: CustomerDirectory.copy),
    ] + LeadOwners.listens + EmployeeDirectory.listens,
    secondReadings: [EmployeeDirectory.secondReading, LeadOwners.secondReading],
    names: NameTable.people(.customers), erases: CustomerDirectory.erases)
}

extension Migration {
  static let customers = CustomerDirectory.tables
}
