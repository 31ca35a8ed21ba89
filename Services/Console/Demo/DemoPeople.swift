import ConsoleKit
import JSON
import ServiceRuntime

/// The demo's people who sign in with a password that is told to everybody.
package enum DemoPeople {
  private struct Made: Decodable {
    let url: String
  }

  private struct Known: Decodable {
    struct Account: Decodable {
      let code: String
      let role: String
    }

    let accounts: [Account]
  }

  /// Gives each of them the password by a link, as a manager would; none where leads listens elsewhere than on loopback,
  /// and where nobody can sign in.
  static func open(in leads: ServiceClient) async throws {
    do {
      for code in DemoAccounts.codes {
        let made: Made = try await leads.post("/v1/employees/\(code)/invite")
        let body: JSON = ["password": .string(DemoAccounts.password)]
        try await leads.send("POST", "/v1\(made.url)", body: body.bytes)
      }
    } catch let refusal as ServiceClient.Refusal where [409, 422].contains(refusal.status) {
      Terminal.note("the demo's people have no passwords here ('joinery invite CODE' makes links): \(refusal)")
    }
  }

  /// Tells who can sign in with it, a line each; nothing where nobody can.
  package static func tell(_ leads: ServiceClient) async throws {
    let known: Known = try await leads.get("/v1/demo-accounts")
    guard !known.accounts.isEmpty else { return }
    Terminal.print(
      "demo people sign in at \(leads.address)/login with the password '\(DemoAccounts.password)': "
        + known.accounts.map { "\($0.code) (\($0.role))" }.joined(separator: ", "))
  }

  /// Takes the password away from all who have it.
  static func remove(_ leads: ServiceClient) async throws {
    let removed: Known = try leads.decode(try await leads.send("DELETE", "/v1/demo-accounts"))
    Terminal.print(
      removed.accounts.isEmpty
        ? "nobody signs in with the demo's password"
        : "\(removed.accounts.map(\.code).joined(separator: ", ")) sign in no more; 'joinery invite CODE' gives each a password of their own"
    )
  }
}
