import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// Names the customer of an ERP order: by the ERP's number, by phone, or registered now
/// (`Services/Leads/README.md#customers`).
enum IdentifyERPCustomer {
  static func identify(_ event: ERPOrderReceived, _ unit: borrowing UnitOfWork) throws {
    let name = ERPCustomerName.text(number: event.customer.number, orderNumber: event.erp.orderNumber)
    let named = try ERPCustomers.find(event.erp.source, name, in: unit.database)
    // Of a person who was erased the orders of before stay; with a new one somebody comes anew.
    let known =
      if let named, try unit.isErased(named.text),
        try !unit.isErased(event.erp.key)
      {
        ID<Customer>?.none
      } else {
        named
      }
    let phone = Phone(event.customer.phone)
    let found = try known ?? phone.flatMap { try CustomerStore.id(of: $0.digits, in: unit.database) }
    let customer = found ?? unit.newID()
    if found == nil {
      try unit.record(
        CustomerRegistered(
          customerId: customer, name: event.customer.name, phone: phone?.digits ?? "", wechat: event.customer.wechat,
          email: event.customer.email, address: event.customer.address ?? Address(),
          source: LeadSource(channel: .department, detail: event.erp.source),
          registeredOn: CompanyZone.day(at: event.occurredAt)))
    }
    try unit.record(
      ERPCustomerIdentified(
        customerId: customer, erp: event.erp, customerNumber: event.customer.number, registered: found == nil))
  }

  static func note(_ event: ERPCustomerIdentified, to database: Database) throws {
    try ERPCustomers.note(
      event.customerId, as: ERPCustomerName.text(number: event.customerNumber, orderNumber: event.erp.orderNumber),
      of: event.erp.source, to: database)
  }
}
