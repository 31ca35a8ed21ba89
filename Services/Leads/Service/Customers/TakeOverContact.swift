import Contracts
import Kernel
import LeadsDomain
import Messaging
import Persistence

/// What customers write of their contact data on an evaluation (E6).
enum TakeOverContact {
  static func take(_ event: InstallationEvaluated, _ unit: borrowing UnitOfWork) throws {
    guard let contact = event.contact else { return }
    guard let customer = try CustomerStore.customer(event.customerId, in: unit.database) else {
      throw WaitsFor(Source.leads.rawValue, event.customerId.text)
    }
    let holder = try contact.phone.flatMap(Phone.init).flatMap {
      try CustomerStore.id(of: $0.digits, in: unit.database)
    }
    let owner = try CustomerStore.owner(of: customer.id, in: unit.database)
    for event in customer.takeOver(event, phoneOf: holder, owner: owner) { try unit.record(event) }
  }
}
