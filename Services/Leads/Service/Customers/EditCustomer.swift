import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/customers/{id}`: what is left out stays, lists are replaced, null and an empty text take a value away.
struct EditCustomer: DraftCommand {
  static let bodyLimit = BodyLimit.lines

  var draft: CustomerEdit
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CustomerView> {
    let customer = try CustomerStore.find(request.id(), for: request.visibility, in: unit.database)
    try customer.id.requireNotErased(in: unit.database)
    try request.requireMatch(version: customer.version)
    let edit = try request.body.draft.checked(try CustomFieldStore.all(of: .customer, in: unit.database))
    let event = try customer.edit(edit, at: request.occurredAt(in: unit))
    try CustomerStore.refuseTaken(phone: edit.phone.newValue, by: customer.id, in: unit.database)
    if let event { try unit.record(event) }
    return try .customer(customer.id, for: request.visibility, in: unit.database)
  }
}
