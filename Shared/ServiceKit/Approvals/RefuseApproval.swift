import Contracts
import Kernel
import Persistence
import ServiceRuntime

/// Says no to a request, and why.
struct RefuseApproval: Command {
  var reason: String
  /// It is decided when it is decided.
  var occurredAt: Instant? { nil }

  static func run<Owner: EventOwner>(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, for owner: Owner.Type
  ) throws -> Answer<ApprovalView> {
    var checks = FieldChecks()
    checks.text("/reason", request.body.reason, upTo: FieldChecks.longText)
    try checks.finish()
    let visibility = request.visibility
    let id: ID<Approval> = request.id()
    let approval = try ApprovalStore.table.find(id, for: visibility, in: unit.database)
    let event: ApprovalRefused<Owner> = try approval.refuse(
      by: ID(request.caller.subject), because: request.body.reason, at: unit.now)
    try unit.record(event)
    return try ApprovalStore.answer(id, for: visibility, on: unit.today, in: unit.database)
  }
}
