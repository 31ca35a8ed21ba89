import ConsoleKit
import ServiceRuntime

/// The demo data for a suite that runs already, as in containers.
package enum Demo {
  /// Leads where nothing else is said.
  package static let size = 2000

  package static let command = Subcommand(
    name: "demo", forms: ["[--demo-size N]", "--remove-accounts"],
    summary: "Fill the running suite with a year of demo data, unless it has customers.",
    options: [
      Option("demo-size", "N", "leads in the demo data (default \(size), at most 9000)"),
      Option("remove-accounts", nil, "take the demo's password away from all who sign in with it, and do nothing else"),
    ],
    body: .concurrent { arguments, settings in
      try arguments.expect()
      if arguments.has("remove-accounts") {
        try await DemoPeople.remove(try settings.client(of: "leads"))
        return 0
      }
      let clients = try settings.clients(roles: Set(Role.allCases), connections: 16)
      await Readiness.wait(for: clients)
      try await DemoData.load(clients, settings, size: try arguments.number("demo-size", in: 1...9000) ?? size)
      if let leads = clients.first(where: { $0.name == "leads" }) { try await DemoPeople.tell(leads) }
      return 0
    })
}
