import HTTP
import Kernel
import LeadsDomain
import ServiceRuntime

/// `POST /v1/invitations/{token}`: the employee sets a password, once. Sessions that were begun with an earlier one end.
struct AcceptInvitation: Command {
  var password: String
  var occurredAt: Instant? { nil }

  static func run(
    _ request: CommandRequest<Self>, _ context: RouteContext, _ accounts: Accounts
  ) async throws -> Answer<Nothing> {
    try await request.body.accept(
      request.parameter("token"), by: request.caller, from: request.http.peer, context, accounts)
    return Answer(Nothing(), status: 204)
  }

  /// The link first, then the password: whoever has no link learns nothing, and makes nobody hash.
  func accept(
    _ token: String, by caller: Caller, from peer: String, _ context: RouteContext, _ accounts: Accounts
  ) async throws {
    _ = try context.signing()
    let employee = try context.store.read {
      try InvitationStore.employee(invitedBy: token, at: context.time.now(), in: $0)
    }
    var review = FieldReview()
    PasswordRule(accounts.policy, known: context.isLoopback ? nil : DemoAccounts.password).review(
      "/password", password, of: employee.code, &review)
    try review.finish()
    let hash = try await accounts.hash(password)
    try await context.store.transaction(for: context.cause(of: caller)) { unit in
      let employee = try InvitationStore.employee(invitedBy: token, at: unit.now, in: unit.database)
      try InvitationStore.use(token, at: unit.now, in: unit.database)
      let known = try CredentialStore.known(in: unit.database)
      try CredentialStore.put(
        hash, of: employee.code, isKnown: password == DemoAccounts.password, at: unit.now, in: unit.database)
      try CredentialStore.tellKnown(since: known, in: unit)
      try SessionStore.endAll(of: employee.code, because: .passwordSet, in: unit)
    }
    accounts.forgive(employee.code)
    context.log.info(
      "password set by a link", ["subject": .string(employee.code.text), "peer": .string(peer)], trace: context.trace)
  }
}
