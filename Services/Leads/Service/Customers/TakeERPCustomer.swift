import Contracts
import Inbound
import Kernel
import LeadsDomain
import Messaging
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Takes the ERP's number of a customer: of one whom it calls so already, of whose phone it is, or of one who is
/// registered by this (`Shared/Contracts/README.md#customers-numbers`).
enum TakeERPCustomer {
  static let intake = ERPIntake(
    .customer,
    belongs: { envelope, unit in
      guard let data = try? envelope.erpData(ERPCustomer.self) else { return nil }
      return try named(data, envelope.source, in: unit.database)?.text
    }, take: take)

  private static func take(_ message: ERPMessage, _ unit: borrowing UnitOfWork) throws -> String? {
    let data: ERPCustomer = try message.data()
    var draft = CustomerDraft(name: data.name, phone: data.phone.flatMap { $0.isEmpty ? nil : $0 })
    (draft.wechat, draft.email, draft.address) = (data.wechat, data.email, data.address)
    draft.source = LeadSource(channel: .department, detail: message.source)
    // The company's own fields are asked of people.
    draft = try draft.checked([])
    let known = try named(data, message.source, in: unit.database)
    if let known, try unit.isErased(known.text) {
      throw CannotApply(
        "the customer of this number was erased here; give somebody new a number of their own, or discard it")
    }
    let reached = try draft.phone.flatMap { try CustomerStore.id(of: $0, in: unit.database) }
    if let known, let reached, try !EraseCustomer.family(of: known, in: unit.database).contains(reached) {
      throw CannotApply(
        "the field 'phone' is refused: the number is customer \(known)'s here, and the phone is \(reached)'s; correct one "
          + "of them in the ERP, or merge the two here, and send it again")
    }
    guard let found = known ?? reached else {
      let registered = draft.registered(as: unit.newID(), on: CompanyZone.day(at: message.at))
      try unit.record(registered)
      return try number(registered.customerId, data, message, registered: true, in: unit)
    }
    return known == nil ? try number(found, data, message, registered: false, in: unit) : found.text
  }

  private static func number(
    _ customer: ID<Customer>, _ data: ERPCustomer, _ message: ERPMessage, registered: Bool,
    in unit: borrowing UnitOfWork
  ) throws -> String {
    try unit.record(
      CustomerNumbered(
        customerId: customer, system: message.source, number: data.number, registered: registered,
        occurredAt: message.at))
    return customer.text
  }

  private static func named(
    _ data: ERPCustomer, _ source: String, in database: Database
  ) throws -> ID<Customer>? {
    try ERPCustomers.find(source, ERPCustomerName.text(number: data.number), in: database)
  }
}
