import ConsoleKit
import JSON
import ServiceRuntime

/// Has a service write its event journal into its topic again, for readers other than the suite's own.
enum Replay {
  static let command = Subcommand(
    name: "replay", forms: ["--service S [--from POSITION]"],
    summary: "Write a service's event journal into its topic again.",
    options: [
      Option("service", "S", "whose event journal"),
      Option("from", "POSITION", "begin there (default 1: all)"),
    ],
    body: .concurrent { arguments, settings in
      try arguments.expect()
      let service = try settings.service(named: arguments.text("service"))
      guard service.source != nil else { throw Failure("\(service.name) publishes nothing; it has 'joinery rebuild'") }
      let from = try arguments.number("from", in: 1...Int.max) ?? 1
      try await settings.client(of: service.name).send("POST", "/ops/replay?from=\(from)", body: JSON.object([]).bytes)
      Terminal.print("\(service.name) writes its events from position \(from) on again")
      return 0
    })
}
