import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/partners/{id}`: what is left out stays, null takes a value away.
struct EditPartner: DraftCommand {
  var draft: PartnerEdit
  var occurredAt: Instant?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<PartnerView> {
    let id: ID<Partner> = request.id()
    let (partner, version) = try PartnerStore.table.find(id, in: unit.database)
    try request.requireMatch(version: version)
    try unit.record(try partner.edit(request.body.draft, at: request.occurredAt(in: unit)))
    return try PartnerStore.answer(id, in: unit.database)
  }
}
