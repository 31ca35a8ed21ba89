import ConsoleKit
import FoundationEssentials
import JSON
import Kernel
import Messaging
import ServiceRuntime

/// Keys that are held: what they wait for, and what to do with them.
enum DeadLetters {
  static let command = Subcommand(
    name: "dead-letters",
    forms: [
      "[list] [FILTERS] [--json]", "show SERVICE:ID", "redrive SERVICE:ID", "redrive FILTERS [--dry-run]",
      "discard SERVICE:ID --reason TEXT", "discard FILTERS --reason TEXT [--yes]",
    ],
    summary: "List, show, redrive or discard held keys, one or all that filters name (--service to --state).",
    options: [
      Option("service", "S", "of this service; then an id may stand alone"),
      Option("source", "X", "events of this source: leads, sales …, or an outside ce_source"),
      Option("matching", "TEXT", "held for a reason with this text in it"),
      Option("since", "TIME", "held since then or later: 2h, 7d, or 2026-11-22T08:30:00Z"),
      Option("state", "STATE", "waiting or parked"),
      Option("reason", "TEXT", "discard: why, which is kept; list and redrive: the same as --matching"),
      Option("dry-run", nil, "redrive: only say which"),
      Option("yes", nil, "discard by filters: do it; without it only say what would be"),
      Option("json", nil, "list: one JSON array"),
    ],
    body: .concurrent { arguments, settings in
      let verb = arguments.words.first ?? "list"
      guard ["list", "show", "redrive", "discard"].contains(verb) else {
        throw Failure("there is no '\(verb)': it is list, show, redrive or discard")
      }
      let takesAll = verb == "list" || verb != "show" && arguments.words.count == 1
      guard !takesAll else {
        if !arguments.words.isEmpty { try arguments.expect(verb) }
        let filter = try HeldFilter(arguments, settings, isDiscard: verb == "discard")
        switch verb {
        case "list": return try await list(filter, settings, isJSON: arguments.has("json"))
        case "redrive": return try await redrive(filter, settings, isDry: arguments.has("dry-run"))
        default:
          return try await discard(filter, settings, try why(arguments), isAgreed: arguments.has("yes"))
        }
      }
      try arguments.expect("list, show, redrive or discard", "the id of a held key")
      let (client, id) = try held(arguments, settings)
      switch verb {
      case "show":
        for line in lines(of: try await client.get("/ops/dead-letters/\(id)")) { Terminal.print(line) }
        return 0
      case "redrive":
        let letter: DeadLetter = try await client.post("/ops/dead-letters/\(id)/redrive")
        return tell([try await Redrive.outcome(of: [letter], client)])
      default:
        let reason = try why(arguments)
        let letter: DeadLetter = try await client.post(
          "/ops/dead-letters/\(id)/discard", ["reason": .string(reason)])
        Terminal.print(
          "\(letter.source) \(letter.key): its first record is discarded, \(letter.records - 1) go on")
        return 0
      }
    })

  private static func why(_ arguments: Arguments) throws(Failure) -> String {
    guard let reason = arguments.text("reason"), !reason.isEmpty else {
      throw Failure("--reason TEXT is missing: it is kept with who discarded the record")
    }
    return reason
  }

  /// All held keys of a service, or those that the query names.
  static func all(of client: ServiceClient, _ query: String = "") async throws -> [DeadLetter] {
    var letters: [DeadLetter] = []
    try await HeldFilter.pages("/ops/dead-letters?limit=500\(query)") { path in
      let page: Page<DeadLetter> = try await client.get(path)
      letters += page.items
      return page.nextCursor
    }
    return letters
  }

  // MARK: By filters

  private static func list(_ filter: HeldFilter, _ settings: Settings, isJSON: Bool) async throws -> Int32 {
    var letters: [(service: String, letter: DeadLetter)] = []
    for client in try settings.clients(of: filter.services) {
      letters += try await all(of: client, filter.query).map { (client.name, $0) }
    }
    if isJSON {
      let items = try letters.map { service, letter -> JSON in
        guard case .object(let members) = try JSON(encoding: letter) else { return .null }
        return .object([JSON.Member("service", .string(service))] + members)
      }
      Terminal.print(JSON.array(items).text)
    } else {
      Terminal.print(letters.isEmpty ? "no key is held" : table(letters))
    }
    return 0
  }

  private static func redrive(_ filter: HeldFilter, _ settings: Settings, isDry: Bool) async throws -> Int32 {
    try filter.requireAny("redrive")
    guard !isDry else {
      return try await list(filter, settings, isJSON: false)
    }
    var outcomes: [Redrive.Outcome] = []
    for client in try settings.clients(of: filter.services) {
      outcomes.append(try await Redrive.run(client, filter.query))
    }
    return tell(outcomes)
  }

  /// Says what came of it; status 1 where something is still held.
  private static func tell(_ outcomes: [Redrive.Outcome]) -> Int32 {
    for outcome in outcomes { Terminal.print(outcome.text) }
    return outcomes.allSatisfy(\.isWhole) ? 0 : 1
  }

  private static func discard(
    _ filter: HeldFilter, _ settings: Settings, _ reason: String, isAgreed: Bool
  ) async throws -> Int32 {
    try filter.requireAny("discard")
    let body: JSON = ["reason": .string(reason)]
    var letters: [(service: String, letter: DeadLetter)] = []
    for client in try settings.clients(of: filter.services) {
      let path = "/ops/dead-letters/discard?limit=\(Redrive.page)\(filter.query)\(isAgreed ? "" : "&dryRun=true")"
      try await HeldFilter.pages(path) { path in
        let page: Page<DeadLetter> = try await client.post(path, body)
        letters += page.items.map { (client.name, $0) }
        return page.nextCursor
      }
    }
    guard !letters.isEmpty else {
      Terminal.print("no key is held that this names")
      return 0
    }
    Terminal.print(table(letters))
    let rest = letters.reduce(0) { $0 + $1.letter.records - 1 }
    Terminal.print(
      isAgreed
        ? "the first records of \(letters.count) keys are discarded, \(rest) records go on"
        : "the first records of these \(letters.count) keys would be discarded, and \(rest) records go on: say --yes")
    return 0
  }

  static func table(_ letters: [(service: String, letter: DeadLetter)]) -> String {
    var table = TextTable(["id", "state", "source", "key", "records", "since", "reason"], figures: [4])
    for (service, letter) in letters {
      table.add(
        "\(service):\(letter.id)", letter.state, letter.source, letter.key, "\(letter.records)", "\(letter.since)",
        letter.reason + (letter.awaits.map { ", awaits \($0)" } ?? ""))
    }
    return table.text
  }

  // MARK: One key

  /// `SERVICE:ID`, or `ID` with `--service`.
  private static func held(_ arguments: Arguments, _ settings: Settings) throws(Failure) -> (ServiceClient, Int64) {
    let parts = arguments.words[1].split(separator: ":", omittingEmptySubsequences: false)
    let name = parts.count == 2 ? String(parts[0]) : arguments.text("service")
    guard parts.count <= 2, let id = parts.last.flatMap({ Int64($0) }) else {
      throw Failure("'\(arguments.words[1])' is no id: write it as 'joinery dead-letters list' shows it, sales:17")
    }
    do {
      return (try settings.client(of: name), id)
    } catch {
      throw Failure("\(error)")
    }
  }

  private static func lines(of detail: DeadLetterDetail) -> [String] {
    let letter = detail.letter
    var lines = [
      "\(letter.source) \(letter.key) is \(letter.state) since \(letter.since), \(letter.records) records",
      letter.reason,
    ]
    if let awaits = letter.awaits { lines.append("awaits \(awaits)") }
    for record in detail.records {
      lines += ["", "\(record.topic)/\(record.partition) offset \(record.offset), received \(record.received)"]
      if let stream = record.stream, let number = record.number { lines.append("stream \(stream) number \(number)") }
      if let reason = record.reason { lines.append(reason) }
      lines += record.headers.map { "  \($0.name): \($0.text ?? $0.base64.map { "base64 \($0)" } ?? "null")" }
      lines.append("  key: \(record.keyText ?? record.keyBase64.map { "base64 \($0)" } ?? "null")")
      lines.append("  value: \(record.valueText ?? record.valueBase64.map { "base64 \($0)" } ?? "null")")
    }
    return lines.map(harmless)
  }
}
