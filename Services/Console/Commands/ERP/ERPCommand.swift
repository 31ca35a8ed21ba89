import ConsoleKit
import Contracts
import FoundationEssentials
import Inbound
import JSON
import Kernel

/// Shows what a record of an ERP's bridge is to us, before it is sent (`Shared/Inbound/README.md#mappings`).
enum ERPCommand {
  static let command = Subcommand(
    name: "erp", forms: ["map --try FILE [--mappings DIR] [--kind KIND] [--header NAME=VALUE]"],
    summary: "Show what a record of the ERP's bridge becomes, by the mappings of a folder.",
    options: [
      Option("try", "FILE", "the record's value"),
      Option("mappings", "DIR", "folder of mappings; without it $JOINERY_ERP_MAPPINGS"),
      Option("kind", "KIND", "what it is about: \(kinds); without it as the mapping says, else an order"),
      Option("header", "NAME=VALUE", "a header of the record, several with commas: ce_type=…,ce_source=…"),
    ],
    body: .blocking { arguments, _ in
      try arguments.expect("map")
      guard arguments.words == ["map"] else {
        throw Failure("there is no 'erp \(arguments.words[0])': it is 'erp map'")
      }
      guard let path = arguments.text("try") else { throw Failure("--try FILE is missing") }
      let value: [UInt8]
      do {
        value = Array(try Data(contentsOf: URL(filePath: path)))
      } catch {
        throw Failure("\(path) cannot be read; check its path and permissions")
      }
      // Days are the company's.
      try CompanyZone.use(ProcessInfo.processInfo.environment["JOINERY_TIME_ZONE"] ?? "Asia/Shanghai")
      let folder = arguments.text("mappings") ?? ProcessInfo.processInfo.environment["JOINERY_ERP_MAPPINGS"]
      let kind = try arguments.text("kind").map { name throws(Failure) in
        guard let kind = ERPKind(rawValue: name) else { throw Failure("--kind \(name): it is one of \(kinds)") }
        return kind
      }
      let attempt = try Attempt(value, headers(arguments), by: folder.map(MappingFolder.read) ?? [], as: kind)
      Terminal.print(text(of: attempt))
      return attempt.refusal == nil ? 0 : 1
    })

  private static var kinds: String { ERPKind.allCases.map(\.rawValue).joined(separator: ", ") }

  private static func headers(_ arguments: Arguments) throws(Failure) -> [(String, String)] {
    var headers: [(String, String)] = []
    for header in (arguments.text("header") ?? "").split(separator: ",") {
      let parts = header.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { throw Failure("--header \(header): write it as NAME=VALUE") }
      headers.append((String(parts[0]), String(parts[1])))
    }
    return headers
  }

  private static func text(of attempt: Attempt) -> String {
    var lines: [String] = []
    if !attempt.shapes.isEmpty { lines.append("shape    \(attempt.shapes.joined(separator: ", "))") }
    if let mapping = attempt.mapping { lines.append("mapping  \(mapping)") }
    guard let event = attempt.event else {
      lines.append(attempt.refusal.map { "refused  \($0)" } ?? "nothing  it says nothing, and is stepped over")
      return lines.joined(separator: "\n")
    }
    lines += ["type     \(event.type)", "source   \(event.source)", "id       \(event.id)"]
    if let data = event.data, let json = try? JSON(parsing: data) { lines += ["", indented(json)] }
    // One fault a line: they are put together for whoever reads a parked order.
    lines +=
      (attempt.refusal.map { ["", "refused  " + $0.replacing("; ", with: "\n         ")] } ?? ["", "can be taken"])
    return lines.joined(separator: "\n")
  }

  private static func indented(_ json: JSON) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(json)).map { String(decoding: $0, as: UTF8.self) } ?? json.text
  }
}
