import Contracts
import Crypto
import Kernel
import LeadsDomain
import ServiceRuntime

/// `PUT /v1/session/password`: ends all sessions of the employee, this one too, so that the new password is tried at once.
struct ChangePassword: Command {
  var old: String
  var new: String
  var occurredAt: Instant? { nil }

  static func run(
    _ request: CommandRequest<Self>, _ context: RouteContext, _ accounts: Accounts
  ) async throws -> Answer<Nothing> {
    _ = try context.signing()
    let employee = ID<Employee>(request.caller.subject)
    let (old, new) = (request.body.old, request.body.new)
    var review = FieldReview()
    let rule = PasswordRule(accounts.policy, known: DemoAccounts.password)
    rule.length("/old", old, &review)
    rule.review("/new", new, of: employee, &review)
    try review.finish()
    let checked: Accounts.Checked
    do {
      checked = try await accounts.check(employee, old, of: request.http, context)
    } catch AccountError.wrong {
      throw wrongOld
    }
    let hash = try await accounts.hash(new)
    try await context.store.transaction(for: context.cause(of: request.caller)) { unit in
      // Somebody else may have been faster, with a link or from another browser.
      guard try CredentialStore.hash(of: employee, in: unit.database) == checked.hash else { throw wrongOld }
      try CredentialStore.put(hash, of: employee, at: unit.now, in: unit.database)
      try SessionStore.endAll(of: employee, because: .passwordSet, in: unit)
    }
    context.log.info("password changed", ["subject": .string(employee.text), "peer": .string(request.http.peer)])
    var answer = Answer(Nothing(), status: 204)
    SessionCookies(context).drop(from: &answer.headers)
    return answer
  }

  private static let wrongOld = Problem.invalidField(
    "/old", "wrong-password", Localized(zh: "旧密码不正确。", en: "This is not the present password."))
}
