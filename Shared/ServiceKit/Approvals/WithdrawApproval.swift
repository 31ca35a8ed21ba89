import Contracts
import Kernel
import Persistence
import ServiceRuntime

/// Takes one's own request back.
struct WithdrawApproval: Command {
  /// It is decided when it is decided.
  var occurredAt: Instant? { nil }

  static func run<Owner: EventOwner>(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, for owner: Owner.Type
  ) throws -> Answer<ApprovalView> {
    let visibility = request.visibility
    let id: ID<Approval> = request.id()
    let approval = try ApprovalStore.table.find(id, for: visibility, in: unit.database)
    let event: ApprovalWithdrawn<Owner> = try approval.withdraw(by: ID(request.caller.subject), at: unit.now)
    try unit.record(event)
    return try ApprovalStore.answer(id, for: visibility, on: unit.today, in: unit.database)
  }
}
