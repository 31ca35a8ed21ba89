import Foundation
import ServiceRuntime
import Testing

@Suite("Settings in the README")
struct DocumentedSettingsTests {
  @Test("the table says what the services read")
  func table() throws {
    let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let settings = Setting.common(data: "data/leads", port: 8101)
    #expect(text.contains(Configuration.markdownTable(of: settings, in: .english)))
  }
}
