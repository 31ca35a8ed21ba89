import ConsoleKit
import JSON
import ServiceRuntime

/// What all services publish and consume, and what is not as it should be.
enum Streams {
  static let command = Subcommand(
    name: "streams", forms: ["[--json]"],
    summary: "Show positions, gaps and lag of all services; status 1 where something is wrong.",
    options: [Option("json", nil, "one JSON array of the services' own reports")],
    body: .concurrent { arguments, settings in
      try arguments.expect()
      var found: [JSON] = []
      var reports: [StreamsReport] = []
      var silent: [String] = []
      for client in try settings.clients() {
        do {
          let bytes = try await client.send("GET", "/ops/streams")
          reports.append(try client.decode(bytes))
          found.append(try JSON(parsing: bytes))
        } catch {
          silent.append("\(error)")
        }
      }
      Terminal.print(arguments.has("json") ? JSON.array(found).text : text(reports))
      for words in silent { Terminal.note("joinery: \(words)") }
      return silent.isEmpty && reports.flatMap(faults).isEmpty ? 0 : 1
    })

  /// The tables, and a line for each thing that is out of the ordinary.
  static func text(_ reports: [StreamsReport]) -> String {
    var published = TextTable(["publishes", "epoch", "events", "published", "state"], figures: [2, 3])
    var consumed = TextTable(["consumes", "epoch", "applied", "missing", "lag", "state"], figures: [2, 3, 4])
    for report in reports {
      if let of = report.publishing {
        published.add(of.source, String(of.epoch.prefix(8)), "\(of.events)", "\(of.published)", of.state)
      }
      for of in report.consuming {
        consumed.add(
          "\(report.service) ← \(of.source)", String((of.epoch ?? "none yet").prefix(8)), "\(of.applied)",
          "\(of.missing)", "\(of.lag)", of.stopped == nil ? "running" : "stopped")
      }
      for (topic, lag) in report.outside.sorted(by: { $0.key < $1.key }) {
        consumed.add("\(report.service) ← \(topic)", "", "", "", "\(lag)", "running")
      }
    }
    return
      ([published.text, "", consumed.text] + holding(reports) + section(reports.flatMap(remarks) + behind(reports))
      + section(reports.flatMap(faults)))
      .joined(separator: "\n")
  }

  /// The services that hold keys, each with how many.
  private static func holding(_ reports: [StreamsReport]) -> [String] {
    var table = TextTable(["holds", "parked", "waiting", "records", "oldest"], figures: [1, 2, 3])
    for report in reports {
      guard let held = report.held, held.parked + held.waiting > 0 else { continue }
      table.add(
        report.service, "\(held.parked)", "\(held.waiting)", "\(held.records)",
        held.oldest.map { "\($0)" } ?? "")
    }
    return table.isEmpty ? [] : ["", table.text]
  }

  /// What must be looked after.
  static func faults(_ report: StreamsReport) -> [String] {
    var lines: [String] = []
    if let of = report.publishing, of.state == "refused" {
      lines.append("\(report.service) must not publish: \(of.reason ?? "no reason given")")
    }
    for of in report.consuming {
      if let stopped = of.stopped { lines.append("\(report.service) stopped reading \(of.source): \(stopped)") }
      if of.missing > 0 { lines.append("\(report.service) misses \(of.missing) events of \(of.source), asked for") }
    }
    if let away = report.publishing?.away { lines.append("\(report.service) publishes nothing just now: \(away)") }
    if let away = report.away { lines.append("\(report.service) consumes nothing just now: \(away)") }
    if let held = report.held, held.parked > 0 {
      lines.append(
        "\(report.service) holds \(held.parked) keys that nobody but you redrives: joinery dead-letters list")
    }
    if let held = report.held, held.overdue > 0 {
      lines.append(
        "\(report.service) holds \(held.overdue) keys that wait for more than 15 minutes: joinery dead-letters list "
          + "--state waiting")
    }
    lines += report.lost.map {
      "\(report.service) lost \($0.upTo - $0.first) records of \($0.topic)/\($0.partition): offsets \($0.first) to "
        + "\($0.upTo - 1) were gone before they were read"
    }
    return lines
  }

  /// Consumers that have applied less than is written and do not know it yet, as just after a start.
  static func behind(_ reports: [StreamsReport]) -> [String] {
    let written = Dictionary(
      reports.compactMap { $0.publishing.map { ($0.source, $0.events) } }, uniquingKeysWith: { first, _ in first })
    return reports.flatMap { report in
      report.consuming.compactMap { of in
        guard of.missing == 0, let events = written[of.source], of.applied < events else { return nil }
        return "\(report.service) has applied \(of.applied) of \(events) events of \(of.source)"
      }
    }
  }

  /// What is worth knowing.
  private static func remarks(_ report: StreamsReport) -> [String] {
    var lines: [String] = []
    let strays = report.strays + (report.publishing?.strays ?? 0)
    if strays > 0 { lines.append("\(report.service) met \(strays) records that belong to no stream (/ops/strays)") }
    lines += report.dropped.map {
      "\(report.service) dropped \($0.count) records of epoch \($0.epoch.prefix(8)) of \($0.source)"
    }
    return lines
  }

  private static func section(_ lines: [String]) -> [String] { lines.isEmpty ? [] : [""] + lines.map(harmless) }
}
