import Foundation
import ServiceRuntime
import Testing

@Suite("Settings in the README")
struct DocumentedSettingsTests {
  @Test("the table says what the services read")
  func table() throws {
    let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Shared/ServiceRuntime/README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let settings = Setting.common(data: "data/leads", port: 8101)
    #expect(text.contains(Configuration.markdownTable(of: settings, in: .english)))
  }
}

@Suite("Settings in the operators' guide")
struct GuidedSettingsTests {
  private static let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  /// Every variable that code, scripts or compose files name, but for the prefixes of whole families.
  private static func named() throws -> Set<String> {
    var names: Set<String> = []
    for folder in ["Shared", "Services", "compose"] {
      let files = FileManager.default.enumerator(at: top.appending(path: folder), includingPropertiesForKeys: nil)
      while let file = files?.nextObject() as? URL {
        guard ["swift", "yaml", "example", ""].contains(file.pathExtension),
          let text = try? String(contentsOf: file, encoding: .utf8)
        else { continue }
        for match in text.matches(of: /JOINERY_[A-Z0-9_]*[A-Z]/) { names.insert(String(match.output)) }
      }
    }
    return names
  }

  @Test("one table has every variable that is read")
  func table() throws {
    let guide = try String(contentsOf: Self.top.appending(path: "compose/README.md"), encoding: .utf8)
    let rows = guide.split(separator: "\n").filter { $0.hasPrefix("| `") }.joined(separator: "\n")
    let names = try Self.named()
    #expect(names.count > 20)
    // Properties of librdkafka have one row for all of them.
    let missing = names.filter { !$0.hasPrefix("JOINERY_KAFKA_") && !rows.contains("`\($0)`") }
    #expect(missing.isEmpty, "\(missing.sorted()) stand in no table of compose/README.md")
    let settings = Setting.common(data: "data", port: 1)
    #expect(settings.allSatisfy { rows.contains("`\($0.name)`") })
  }
}
