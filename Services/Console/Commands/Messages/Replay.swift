import ConsoleKit
import Contracts
import JSON
import ServiceRuntime

/// Has services write their event journals into their topics again, for readers other than the suite's own, and waits
/// until the broker has all of it.
enum Replay {
  static let command = Subcommand(
    name: "replay", forms: ["TOPIC … [--from POSITION]", "--service S [--from POSITION]"],
    summary: "Write services' event journals into their topics again, one topic after another.",
    options: [
      Option("service", "S", "whose event journal, instead of the topic's name"),
      Option("from", "POSITION", "of one topic: begin there (default 1: all)"),
    ],
    body: .concurrent { arguments, settings in
      let services = try services(arguments, settings)
      let from = try arguments.number("from", in: 1...Int.max)
      guard from == nil || services.count == 1 else {
        throw Failure("--from is a position of one event journal; name one topic with it")
      }
      for service in services { try await run(service, from: from ?? 1, settings) }
      return 0
    })

  /// So long nothing may get on.
  private static let patience = Duration.seconds(60)

  /// Whose journals are meant. Throws where a word is no service's topic.
  static func services(_ arguments: Arguments, _ settings: Settings) throws(Failure) -> [KnownService] {
    if arguments.has("service") {
      try arguments.expect()
      let service = try settings.service(named: arguments.text("service"))
      guard service.source != nil else { throw Failure("\(service.name) publishes nothing; it has 'joinery rebuild'") }
      return [service]
    }
    let publishing = settings.services.filter { $0.source != nil }
    let topics = publishing.compactMap(\.source?.topic).joined(separator: ", ")
    guard !arguments.words.isEmpty else { throw Failure("TOPIC is missing: one or more of \(topics)") }
    var found: [KnownService] = []
    for topic in arguments.words {
      guard let service = publishing.first(where: { $0.source?.topic == topic }) else {
        throw Failure("'\(topic)' is no topic with an event journal: it is one of \(topics)")
      }
      if !found.contains(service) { found.append(service) }
    }
    return found
  }

  private static func run(_ service: KnownService, from: Int, _ settings: Settings) async throws {
    let client = try settings.client(of: service.name)
    let before = try await publishing(client)
    guard before.state == "running" else {
      throw Failure(
        "\(service.name) does not publish (\(before.state)): \(before.reason ?? "try again when it is ready")")
    }
    try await client.send("POST", "/ops/replay?from=\(from)", body: JSON.object([]).bytes)
    let bar = ProgressBar(service.source?.topic ?? service.name, total: Int(before.events) - from + 1)
    var last = (position: Int64?.none, at: ContinuousClock.now)
    while true {
      let now = try await publishing(client)
      guard now.instance == before.instance else {
        throw Failure("\(service.name) was restarted meanwhile and forgot the rest; run this again")
      }
      if let position = now.replaying { bar.set(min(Int(position), Int(before.events)) - from + 1) }
      if now.replays ?? 0 > before.replays ?? 0 { break }
      if now.replaying != last.position { last = (now.replaying, .now) }
      guard ContinuousClock.now - last.at < patience else {
        throw Failure(
          "\(service.name) got nothing written for a minute (\(now.away ?? "no reason given")); it goes on by itself")
      }
      try await Task.sleep(for: .milliseconds(200))
    }
    bar.set(max(0, Int(before.events) - from + 1))
    bar.finish()
    Terminal.print("\(service.name) has written its events from position \(from) on again")
  }

  /// Throws where the service has no part that publishes.
  private static func publishing(_ client: ServiceClient) async throws -> StreamsReport.Publishing {
    let report: StreamsReport = try await client.get("/ops/streams")
    guard let publishing = report.publishing else { throw Failure("\(client.name) publishes nothing") }
    return publishing
  }
}
