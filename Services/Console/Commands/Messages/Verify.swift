import ConsoleKit
import FoundationEssentials
import JSON
import ServiceRuntime

/// Proves that nothing was lost, doubled or reordered: every service folds its own event journal and those that it
/// reads, and compares; beside that, the event journals are compared with each other.
enum Verify {
  static let command = Subcommand(
    name: "verify", forms: ["[--json] [--wait SECONDS]"],
    summary: "Compare all stores with all event journals; status 1 where something differs.",
    options: [
      Option("json", nil, "one JSON object"),
      Option("wait", "SECONDS", "how long consumers may take to catch up before the comparison (default 10)"),
    ],
    body: .concurrent { arguments, settings in
      try arguments.expect()
      let wait = try arguments.number("wait", in: 0...3600) ?? 10
      let outcome = try await run(try settings.clients(), wait: wait)
      if arguments.has("json") {
        Terminal.print(try JSON(encoding: outcome).text)
      } else {
        for line in outcome.lines { Terminal.print(harmless(line)) }
      }
      return outcome.differences.isEmpty ? 0 : 1
    })

  struct Outcome: Codable, Hashable {
    var services: [String]
    /// Events of all event journals.
    var events = 0
    var differences: [String] = []
    /// Keys whose events wait in sight: no differences.
    var held: [String] = []
    /// Consumers that had not caught up.
    var behind: [String] = []

    var lines: [String] {
      let result =
        differences.isEmpty
        ? "nothing lost, doubled or reordered: \(events) events of \(services.count) services"
        : "\(differences.count) differences in \(events) events of \(services.count) services"
      return behind + held + differences + [result]
    }
  }

  /// Journals are read in pages of so many events, at most.
  private static let pageSize = 1000
  private static let patience = 600

  static func run(_ clients: [ServiceClient], wait: Int) async throws -> Outcome {
    var outcome = Outcome(services: clients.map(\.name))
    let (before, reports) = try await quiet(clients, wait: wait)
    outcome.behind = lag(in: reports)

    // From here on each store is compared as it is at this moment, however busy it is.
    var sessions: [(client: ServiceClient, started: VerificationStarted)] = []
    for client in clients { sessions.append((client, try await client.post("/ops/verify", seconds: patience))) }

    var publishers: [(client: ServiceClient, source: String, last: Int64)] = []
    for (client, report) in zip(clients, reports) {
      guard let source = report.publishing?.source else { continue }
      let page: JournalIndex = try await client.get("/ops/journal?after=0&limit=1")
      publishers.append((client, source, page.last))
    }
    let bar = ProgressBar("events compared", total: Int(publishers.reduce(0) { $0 + $1.last }))
    var check = JournalCheck()
    for (client, source, last) in publishers {
      let readers = sessions.filter { $0.started.sources.contains(source) }
      try await read(client, upTo: last, into: &check, of: source) { page, count in
        try await hand(page, to: readers)
        bar.advance(by: count)
      }
    }
    bar.finish()
    // Journals were measured one after the other: a cause may have been written after its journal's turn.
    for (client, _, last) in publishers where !check.withoutCause.isEmpty {
      var position = last
      while true {
        let page: JournalIndex = try await client.get("/ops/journal?after=\(position)&limit=\(pageSize)")
        check.addLate(page)
        guard let end = page.events.last?.position, end < page.last else { break }
        position = end
      }
    }
    outcome.events = check.events
    outcome.differences = check.differences
    outcome.differences += try await causes(check, publishers)

    for (client, started) in sessions {
      let result: VerificationResult = try await client.post(
        "/ops/verify/\(started.session)/compare", seconds: patience)
      outcome.differences += result.differences.map { "\(client.name): \($0)" }
      for (_, source, last) in publishers {
        guard let applied = result.applied[source] else { continue }
        if applied > last {
          outcome.differences.append("\(client.name) applied \(applied) events of \(source), which wrote \(last)")
        }
        // What was there before the wait should have come in that time: it is not on its way, it is missing.
        if wait > 0, let expected = before[source], applied < expected {
          outcome.differences.append(
            "\(client.name) lacks events of \(source): it applied \(applied) of the \(expected) that were written "
              + "more than \(wait) s ago; see 'joinery streams'")
        }
      }
    }
    for client in clients {
      outcome.held += try await DeadLetters.all(of: client).map {
        "held, in sight: \(client.name):\($0.id) \($0.source) \($0.key), \($0.records) records, \($0.state): \($0.reason)"
      }
    }
    return outcome
  }

  /// Waits until every consumer has what was written, for so many seconds at most. Gives how many events each source
  /// had at first, and how things stand now.
  private static func quiet(
    _ clients: [ServiceClient], wait: Int
  ) async throws -> (before: [String: Int64], reports: [StreamsReport]) {
    let end = ContinuousClock.now + .seconds(wait)
    var before: [String: Int64]?
    while true {
      var reports: [StreamsReport] = []
      for client in clients { reports.append(try await client.get("/ops/streams")) }
      let first = before ?? events(in: reports)
      before = first
      if lag(in: reports).isEmpty || ContinuousClock.now >= end { return (first, reports) }
      try await Task.sleep(for: .milliseconds(200))  // between two looks
    }
  }

  private static func events(in reports: [StreamsReport]) -> [String: Int64] {
    Dictionary(uniqueKeysWithValues: reports.compactMap(\.publishing).map { ($0.source, $0.events) })
  }

  /// Who is behind whom, in words.
  static func lag(in reports: [StreamsReport]) -> [String] {
    let written = events(in: reports)
    return reports.flatMap { report in
      report.consuming.compactMap { of in
        guard let events = written[of.source], of.applied < events else { return nil }
        return "\(report.service) is behind \(of.source): \(of.applied) of \(events) events"
      }
        + report.outside.sorted { $0.key < $1.key }.compactMap { topic, lag in
          lag > 0 ? "\(report.service) has \(lag) records of \(topic) still to read" : nil
        }
    }
  }

  /// Reads an event journal as far as it went at the beginning; the next page is fetched while one is handed on.
  private static func read(
    _ client: ServiceClient, upTo last: Int64, into check: inout JournalCheck, of source: String,
    _ handOn: (_ page: [UInt8], _ events: Int) async throws -> Void
  ) async throws {
    var position: Int64 = 0
    var fetched: [UInt8]? = last > 0 ? try await page(of: client, after: 0) : nil
    while let bytes = fetched {
      let index: JournalIndex = try client.decode(bytes)
      guard let end = index.events.last?.position, end > position else { break }
      position = end
      check.add(index, of: source)
      async let following = end < last ? page(of: client, after: end) : nil
      try await handOn(bytes, index.events.count)
      fetched = try await following
    }
    if position < last {
      check.differences.append("the event journal of \(source) ends at \(position) and should go to \(last)")
    }
  }

  private static func page(of client: ServiceClient, after position: Int64) async throws -> [UInt8] {
    try await client.send("GET", "/ops/journal?after=\(position)&limit=\(pageSize)", seconds: patience)
  }

  private static func hand(
    _ page: [UInt8], to readers: [(client: ServiceClient, started: VerificationStarted)]
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (client, started) in readers {
        group.addTask {
          try await client.send("POST", "/ops/verify/\(started.session)/events", body: page, seconds: patience)
        }
      }
      try await group.waitForAll()
    }
  }

  /// Names the events whose cause stands in no event journal.
  private static func causes(
    _ check: JournalCheck, _ publishers: [(client: ServiceClient, source: String, last: Int64)]
  ) async throws -> [String] {
    let missing = check.withoutCause
    var lines: [String] = []
    for (source, position) in missing.prefix(JournalCheck.shown) {
      guard let client = publishers.first(where: { $0.source == source })?.client else { continue }
      let page: JournalPage = try await client.get("/ops/journal?after=\(position - 1)&limit=1")
      guard let event = page.events.first else { continue }
      lines.append(
        "event \(event.id) (\(event.type)) names the cause \(event.causationId), which is in no event journal")
    }
    if missing.count > lines.count { lines.append("\(missing.count - lines.count) events more without their cause") }
    return lines
  }
}
