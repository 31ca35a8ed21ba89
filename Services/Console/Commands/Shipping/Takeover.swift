import ConsoleKit
import Glibc

/// Puts this machine in the place of a lost one: what is shipped is claimed, the stores are finished and the suite runs
/// here (`Shared/Shipping/README.md#one-writer`).
enum Takeover {
  static let command = Subcommand(
    name: "takeover", forms: ["--from DESTINATION [--topics-lost]"],
    summary: "Take over from a lost machine: end the standby here, recover, and run the suite until Ctrl-C.",
    options: [
      ShippedFrom.option,
      Option("topics-lost", nil, "the brokers of --kafka are lost: do not look for epochs in their topics"),
    ],
    body: .blocking { arguments, settings in
      try arguments.expect()
      let destination = try ShippedFrom.destination(arguments, settings.environment)
      try StandbyMark.end(settings.data)
      try Recover.all(settings, destination, topicsLost: arguments.has("topics-lost"))
      if settings.environment["JOINERY_SHIPPING_TO"]?.isEmpty != false {
        Terminal.note("joinery: JOINERY_SHIPPING_TO is not set: from here on nothing is shipped")
      }
      return try Up.run(settings, demoSize: 0)
    })
}
