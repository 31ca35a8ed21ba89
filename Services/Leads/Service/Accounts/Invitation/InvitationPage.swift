import HTTP
import Kernel
import LeadsDomain
import ServiceRuntime

/// `/invitations/{token}`: the page of a link, where an employee sets a password.
struct InvitationPage: Sendable {
  private static let form = FormPage(PackageResources.invitation_html)

  let accounts: Accounts

  /// The form, or why the link does not open it.
  func show(_ query: QueryRequest, _ context: RouteContext) -> HTTPResponse {
    respond(query, context, alert: nil, status: 200)
  }

  /// Sets the password and leads to the sign-in, or shows the form again.
  func submit(_ query: QueryRequest, _ context: RouteContext) async -> HTTPResponse {
    guard !SameOrigin.isForeign(query.http) else {
      return respond(query, context, alert: Problem.fromAnotherSite.words, status: 403)
    }
    let fields = query.http.form ?? []
    let password = fields.first { $0.name == "password" }?.value ?? ""
    do {
      guard fields.first(where: { $0.name == "again" })?.value == password else {
        let differ = Localized(zh: "两次输入的密码不一致。", en: "The two passwords differ.")
        return respond(query, context, alert: differ, status: 422)
      }
      try await AcceptInvitation(password: password).accept(
        query.parameter("token"), by: query.caller, from: query.http.peer, context, accounts)
      return HTTPResponse(status: 303, headers: ["Location": "/login"])
    } catch {
      let problem = Problem(of: error)
      let details = problem.errors.map(\.detail)
      let alert =
        details.isEmpty
        ? problem.words
        : Localized(
          zh: details.map(\.chinese).joined(separator: " "), en: details.map(\.english).joined(separator: " "))
      return respond(query, context, alert: alert, status: problem.status)
    }
  }

  private func respond(
    _ query: QueryRequest, _ context: RouteContext, alert: Localized?, status: Int
  ) -> HTTPResponse {
    let language = Language(accepting: query.http.headers["Accept-Language"])
    do {
      _ = try context.signing()
      let employee = try context.store.read {
        try InvitationStore.employee(invitedBy: query.parameter("token"), at: query.now, in: $0)
      }
      return Self.form.response(
        in: language,
        [
          "name": "\(employee.name)", "code": "\(employee.code)",
          "shortest": "\(accounts.policy.passwordCharacters)",
        ], alert: alert, status: status)
    } catch {
      return CustomerPage.refusal(Problem(of: error), language)
    }
  }
}
