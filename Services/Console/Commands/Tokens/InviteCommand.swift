import ConsoleKit
import JSON
import Kernel
import ServiceRuntime

/// Makes a link by which an employee sets a password: for the first manager, and for one who has lost the way in.
enum InviteCommand {
  static let command = Subcommand(
    name: "invite", forms: ["CODE [--name NAME]"],
    summary: "Make a link by which an employee sets a password, and print it.",
    options: [Option("name", "NAME", "register CODE as a manager of that name first, unless it is registered")],
    body: .concurrent { arguments, settings in
      try arguments.expect("CODE")
      let leads = try settings.client(of: "leads")
      if let name = arguments.text("name") { try await register(arguments.words[0], name: name, in: leads) }
      Terminal.print(try await link(of: arguments.words[0], in: leads))
      return 0
    })

  private struct Made: Decodable {
    let url: String
    let expiresAt: String
  }

  private struct Known: Decodable {}

  private struct Page: Decodable {
    let items: [Known]
  }

  /// The code under which the first manager of an empty store is registered.
  static let firstManager = "manager"

  /// The first manager's link, for a store without employees; nil for another, and where nobody can sign in.
  static func firstLink(in leads: ServiceClient) async throws -> String? {
    let page: Page = try await leads.get("/v1/employees?limit=1")
    guard page.items.isEmpty, try await leads.answer("GET", "/v1/session").status == 200 else { return nil }
    try await register(firstManager, name: firstManager, in: leads)
    return try await link(of: firstManager, in: leads)
  }

  private static func register(_ code: String, name: String, in leads: ServiceClient) async throws {
    do {
      let body: JSON = ["code": .string(code), "name": .string(name), "role": "manager", "roles": ["operations"]]
      try await leads.send("POST", "/v1/employees", body: body.bytes)
    } catch let refusal as ServiceClient.Refusal where refusal.type == "/problems/code-taken" {
      return
    }
  }

  private static func link(of code: String, in leads: ServiceClient) async throws -> String {
    let made: Made = try await leads.post("/v1/employees/\(code)/invite")
    return "\(leads.address)\(made.url) (once, until \(made.expiresAt))"
  }
}
