import ConsoleKit
import JSON
import ServiceRuntime

/// Has reporting empty its read models and read everything anew.
enum Rebuild {
  static let command = Subcommand(
    name: "rebuild", forms: [""], summary: "Empty the read models of reporting and build them anew.",
    body: .concurrent { arguments, settings in
      try arguments.expect()
      try await settings.client(of: "reporting").send("POST", "/ops/rebuild", body: JSON.object([]).bytes, seconds: 600)
      Terminal.print("reporting reads everything anew; 'joinery streams' shows how far it is")
      return 0
    })
}
