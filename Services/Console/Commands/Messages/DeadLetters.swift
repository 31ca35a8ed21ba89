import ConsoleKit
import FoundationEssentials
import JSON
import ServiceRuntime

/// Keys that are held: what they wait for, and what to do with them.
enum DeadLetters {
  static let command = Subcommand(
    name: "dead-letters",
    forms: [
      "[list] [--service S] [--json]", "show SERVICE:ID", "redrive SERVICE:ID", "discard SERVICE:ID --reason TEXT",
    ],
    summary: "List, show, redrive or discard held keys.",
    options: [
      Option("service", "S", "of this service; then the id may stand alone"),
      Option("reason", "TEXT", "why the key's first record is discarded"),
      Option("json", nil, "one JSON array"),
    ],
    body: .concurrent { arguments, settings in
      if arguments.words.isEmpty || arguments.words == ["list"] { return try await list(arguments, settings) }
      try arguments.expect("list, show, redrive or discard", "the id of a held key")
      let (client, id) = try held(arguments, settings)
      switch arguments.words[0] {
      case "show":
        for line in lines(of: try await client.get("/ops/dead-letters/\(id)")) { Terminal.print(line) }
      case "redrive":
        let letter: DeadLetter = try await client.post("/ops/dead-letters/\(id)/redrive")
        Terminal.print("\(letter.source) \(letter.key): \(letter.records) records are applied again, in order")
      case "discard":
        guard let reason = arguments.text("reason"), !reason.isEmpty else {
          throw Failure("--reason TEXT is missing: it is kept with who discarded the record")
        }
        let letter: DeadLetter = try await client.post(
          "/ops/dead-letters/\(id)/discard", ["reason": .string(reason)])
        Terminal.print("\(letter.source) \(letter.key): its first record is discarded, \(letter.records - 1) go on")
      default: throw Failure("there is no '\(arguments.words[0])': it is list, show, redrive or discard")
      }
      return 0
    })

  /// All held keys of a service.
  static func all(of client: ServiceClient) async throws -> [DeadLetter] {
    var letters: [DeadLetter] = []
    var path: String? = "/ops/dead-letters?limit=500"
    while let next = path {
      let page: Page<DeadLetter> = try await client.get(next)
      letters += page.items
      path = page.nextCursor.map { "/ops/dead-letters?limit=500&cursor=\($0)" }
    }
    return letters
  }

  private static func list(_ arguments: Arguments, _ settings: Settings) async throws -> Int32 {
    let services =
      arguments.has("service") ? [try settings.service(named: arguments.text("service"))] : settings.services
    var letters: [(service: String, letter: DeadLetter)] = []
    for client in try settings.clients(of: services) {
      letters += try await all(of: client).map { (client.name, $0) }
    }
    if arguments.has("json") {
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

  static func table(_ letters: [(service: String, letter: DeadLetter)]) -> String {
    var table = TextTable(["id", "state", "source", "key", "records", "since", "reason"], figures: [4])
    for (service, letter) in letters {
      table.add(
        "\(service):\(letter.id)", letter.state, letter.source, letter.key, "\(letter.records)", "\(letter.since)",
        letter.reason + (letter.awaits.map { ", awaits \($0)" } ?? ""))
    }
    return table.text
  }

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
