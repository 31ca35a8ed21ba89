import Contracts
import HTTP
import Kernel
import Persistence
import ServiceRuntime

/// Agrees to a request: its command is carried out now, in the requester's name. Where it cannot be, its own refusal is the
/// answer, and the request stays open.
struct GrantApproval: Command {
  /// It is decided when it is decided.
  var occurredAt: Instant? { nil }

  static func run<Owner: EventOwner>(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, for owner: Owner.Type
  ) throws -> Answer<ApprovalView> {
    let visibility = request.visibility
    let id: ID<Approval> = request.id()
    let approval = try ApprovalStore.table.find(id, for: visibility, in: unit.database)
    let manager: ID<Employee> = ID(request.caller.subject)
    try approval.checkDecision(by: manager, at: unit.now)
    // What the command records names the grant, which says how the command was answered.
    let grant: ID<Approval> = unit.newID()
    let answer = try request.perform(approval, causedBy: grant.text, in: unit)
    let event: ApprovalGranted<Owner> = try approval.grant(
      by: manager, answered: answer.status, at: answer.headers["Location"], at: unit.now)
    try unit.record(event, as: grant.text)
    return try ApprovalStore.answer(id, for: visibility, on: unit.today, in: unit.database)
  }
}
