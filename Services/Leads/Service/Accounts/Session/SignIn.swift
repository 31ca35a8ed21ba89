import Contracts
import HTTP
import Kernel
import LeadsDomain
import ServiceRuntime

/// `POST /v1/session`: an employee signs in.
struct SignIn: Command {
  var code: String
  var password: String
  var occurredAt: Instant? { nil }

  static func run(
    _ request: CommandRequest<Self>, _ context: RouteContext, _ accounts: Accounts
  ) async throws -> Answer<SessionView> {
    // Whoever signs a browser in for somebody else could watch what is done there.
    guard !SameOrigin.isForeign(request.http) else { throw Problem.fromAnotherSite }
    return try await request.body.begin(by: request.caller, request.http, context, accounts)
      .answer(context, accounts.policy)
  }

  /// Begins a session. Throws `LeadError` where a field is wrong by itself, `AccountError`, and what the store throws.
  func begin(
    by caller: Caller, _ request: HTTPRequest, _ context: RouteContext, _ accounts: Accounts
  ) async throws -> OpenSession {
    _ = try context.signing()
    try review(accounts.policy)
    let code = ID<Employee>(code)
    let checked = try await accounts.check(code, password, of: request, context)
    let token = SessionToken()
    let open = try await context.store.transaction(for: context.cause(of: caller)) { unit in
      // What was checked may have changed since, while others had their turn.
      let found = try Accounts.Found(code, in: unit.database)
      guard found.hash == checked.hash, let employee = found.employee else { throw AccountError.wrong }
      let caller = try employee.caller()
      if let renewed = checked.renewed {
        try CredentialStore.renew(renewed, of: code, in: unit.database)
      }
      let session = Session(id: token.id, employee: code, secretHash: token.secretHash, at: unit.now)
      try SessionStore.put(session, in: unit.database)
      return OpenSession(session: session, caller: caller, token: token)
    }
    context.log.info("signed in", ["subject": .string(code.text), "peer": .string(request.peer)], trace: context.trace)
    return open
  }

  private func review(_ policy: AccountsPolicy) throws(LeadError) {
    var review = FieldReview()
    review.text("/code", code, upTo: ID<Employee>.limit)
    if password.isEmpty { review.refuse("/password", .empty) }
    PasswordRule(policy).length("/password", password, &review)
    try review.finish()
  }
}
