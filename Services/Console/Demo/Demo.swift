import ConsoleKit
import ServiceRuntime

/// The demo data for a suite that runs already, as in containers.
package enum Demo {
  /// Leads where nothing else is said.
  package static let size = 2000

  package static let command = Subcommand(
    name: "demo", forms: ["[--demo-size N]"],
    summary: "Fill the running suite with a year of demo data, unless it has customers.",
    options: [Option("demo-size", "N", "leads in the demo data (default \(size), at most 9000)")],
    body: .concurrent { arguments, settings in
      try arguments.expect()
      let clients = try settings.clients(roles: Set(Role.allCases), connections: 16)
      await Readiness.wait(for: clients)
      try await DemoData.load(clients, settings, size: try arguments.number("demo-size", in: 1...9000) ?? size)
      return 0
    })
}
