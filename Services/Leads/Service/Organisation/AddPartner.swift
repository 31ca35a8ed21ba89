import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/partners` (A2, B20).
struct AddPartner: Command {
  var name: String
  var kind: String?
  var contactName: String?
  var phone: String?
  var ownerId: ID<Employee>?
  var active: Bool?
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<PartnerView> {
    let body = request.body
    let event = try PartnerState.register(
      PartnerChanged(
        partnerId: unit.newID(), name: body.name, kind: body.kind ?? "decorator", contactName: body.contactName,
        phone: body.phone, ownerId: body.ownerId, active: body.active ?? true,
        occurredAt: request.occurredAt(in: unit)))
    try unit.record(event)
    return .created(
      PartnerView(PartnerState(event), leads: 0, won: 0, version: 1), at: "/v1/partners/\(event.partnerId)")
  }
}
