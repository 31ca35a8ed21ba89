import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/customers` (B2, B3).
struct AddCustomer: DraftCommand {
  static let bodyLimit = BodyLimit.lines

  var draft: CustomerDraft
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CustomerView> {
    let draft = try request.body.draft.checked(try CustomFieldStore.all(of: .customer, in: unit.database))
    try CustomerStore.refuseTaken(phone: draft.phone, by: nil, in: unit.database)
    let occurredAt = request.occurredAt(in: unit)
    let registered = draft.registered(as: unit.newID(), on: CompanyZone.day(at: occurredAt))
    try unit.record(registered)
    var customer = CustomerState(registered)
    if let event = customer.complete(draft, at: occurredAt) {
      try unit.record(event)
      customer.apply(event)
    }
    return .created(
      CustomerView(customer, ownerId: nil), at: "/v1/customers/\(customer.id)", version: customer.version)
  }
}
