import Contracts
import HTTP
import JSON
import Kernel
import Persistence

/// What a command comes to: its answer, or a request for the approval that it needs.
enum CommandAnswer<Result: Codable & Sendable>: Sendable {
  case done(Answer<Result>)
  case asked(Answer<ApprovalView>)

  /// Runs a command. One that needs an approval leaves nothing behind but the request, where it says why it should get
  /// one. Throws what the command throws, and 409 where nobody asks.
  init<Body: Command>(
    to command: CommandRequest<Body>, _ unit: borrowing UnitOfWork, _ approvals: ApprovalKeeper?,
    _ body: (CommandRequest<Body>, borrowing UnitOfWork) throws -> Answer<Result>
  ) throws {
    guard let approvals, let reason = (command.body as? any ApprovableCommand)?.approvalReason else {
      let answer = try body(command, unit)
      let needs = command.needs.open
      guard needs.isEmpty else { throw ApprovalNeeded(needs: needs).problem }
      self = .done(answer)
      return
    }
    var checks = FieldChecks()
    checks.text("/approvalReason", reason, upTo: FieldChecks.longText)
    try checks.finish()
    do {
      self = .done(
        try unit.savepoint {
          let answer = try body(command, unit)
          let needs = command.needs.open
          guard needs.isEmpty else { throw ApprovalNeeded(needs: needs) }
          return answer
        })
    } catch let needed as ApprovalNeeded {
      self = .asked(try Self.ask(needed.needs, because: reason, command, unit, approvals))
    }
  }

  private static func ask(
    _ needs: [ApprovalNeed], because reason: String, _ command: CommandRequest<some Command>,
    _ unit: borrowing UnitOfWork, _ approvals: ApprovalKeeper
  ) throws -> Answer<ApprovalView> {
    guard let role = command.admission.actingRole else { throw ApprovalNeeded(needs: needs).problem }
    let named = (try? JSON(parsing: command.http.body))?["customerId"]?.string.map { ID<Customer>($0) }
    let view = try approvals.request(
      ApprovalKeeper.Asked(
        needs: needs, customer: command.needs.customer ?? named, reason: reason, caller: command.caller, role: role,
        method: command.http.method, path: command.http.path, body: command.http.body), unit)
    return Answer(view, status: 202, location: "/v1/approvals/\(view.id)")
  }

  func response() throws -> HTTPResponse {
    switch self {
    case .done(let answer): try HTTPResponse(answer)
    case .asked(let answer): try HTTPResponse(answer)
    }
  }

  /// What is remembered of the response under an idempotency key.
  func kept(_ response: HTTPResponse, request: Int64) throws -> IdempotencyKeys.Kept {
    switch self {
    case .done(let answer): try response.kept(of: answer, request: request)
    case .asked(let answer): try response.kept(of: answer, request: request)
    }
  }
}
