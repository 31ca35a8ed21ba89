import Contracts
import Foundation
import JSON
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime
import Testing

@testable import ReportingService

@Suite("A customer's timeline")
struct TimelineTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  /// What a store keeps of the golden file of an event, and the line that tells it in both languages; nil where timelines
  /// leave it out.
  private func told(_ event: any DomainEvent.Type) throws -> String? {
    let file = Self.folder.deletingLastPathComponent().appending(path: "ContractsTests/Golden/\(event.type).json")
    let decoded = try event.decoded(Array(try Data(contentsOf: file)))
    let model = try ReadModel()
    for table in ["employees", "shops", "crews"] {
      for code in ["E-1", "E-2", "S-1", "C-1", "文本"] {
        try model.database.run("INSERT INTO \(table) (code, name) VALUES (?, ?)", code, "\(table) \(code)")
      }
    }
    // What amends an order finds it.
    if let order = try JSON(parsing: Array(Data(contentsOf: file)))["orderId"]?.string, event != OrderConfirmed.self {
      try model.database.run(
        """
        INSERT INTO orders (order_id, number, customer_id, signed_on, total, currency)
        VALUES (?, 'SO', '', '2026-01-01', 0, 'CNY')
        """, order)
    }
    var feed = Feed()
    try feed.add(decoded)
    for (source, entry) in feed.entries { try model.feed(source, entry) }
    let kept = try model.database.first("SELECT customer_id, type, detail FROM customer_events") {
      (customer: $0.text(0), type: $0.text(1), detail: $0.text(2))
    }
    guard let kept else { return nil }
    let lines = try [Language.chinese, .english].map {
      try Timeline(Names(model.database, $0)).line(kept.type, kept.detail)
    }
    return ([kept.type, kept.customer, kept.detail] + lines).joined(separator: "\n  ")
  }

  @Test("Every event is told as it always was")
  func lines() throws {
    let lines = try Catalog.events.compactMap { try told($0) }.sorted().joined(separator: "\n") + "\n"
    let golden = try String(contentsOf: Self.folder.appending(path: "Timeline.golden"), encoding: .utf8)
    #expect(lines == golden)
  }

  @Test("Every event that is told says what it touches, so that who sees that sees it")
  func scopes() {
    #expect(Timeline.lines.filter { ($0.handler == nil) != ($0.scope == .company) }.map(\.type) == [])
  }

  @Test("Every event of the catalog has one line, or says that it has none")
  func wholeCatalog() {
    #expect(Timeline.lines.map(\.type).sorted() == Catalog.events.map { $0.type }.sorted())
  }

  @Test("What was kept of an earlier version of an event is told as the present one")
  func earlierVersions() throws {
    let timeline = Timeline(try Names(try ReadModel().database, .english))
    let detail = #"{"channel":"own","label":"notes, source"}"#
    #expect(
      timeline.line("joinery.leads.lead.edited.v1", detail)
        == "Lead edited, \(LeadSource.Channel.own.words[.english]), notes, source")
  }

  @Test("What a later build kept of an event that this one does not know is told by its type")
  func unknown() throws {
    let timeline = Timeline(try Names(try ReadModel().database, .english))
    #expect(timeline.line("joinery.leads.lead.praised.v1", #"{"text":"so"}"#) == "joinery.leads.lead.praised.v1: so")
    #expect(timeline.line(LeadCaptured.type, "[]") == LeadCaptured.type)
  }
}
