import Contracts
import JSON
import Kernel
import Messaging
import ReportingDomain
import SQLite
import ServiceRuntime

/// An event on customers' timelines: what is kept of it, and how it is told. Each is declared in one place, which has it
/// kept, told and explained by. Every event of the catalog has one, or says that it has none.
struct TimelineLine: Sendable {
  let type: String
  /// What the event touches: who sees that sees the line.
  var scope = Scope.company
  /// Under which it may be kept as well, from before.
  var earlierTypes: [String] = []
  /// Keeps the event. Those of no customer are kept as well: figures are explained by them. Nil where it is not told.
  let handler: EventHandler?
  /// The head of its line of text.
  let head: @Sendable (Telling) -> Localized

  static func line<Event: DomainEvent>(
    _ event: Event.Type, of customer: @escaping @Sendable (Event) -> ID<Customer>?,
    _ head: @escaping @Sendable (Telling) -> Localized, keeps: @escaping @Sendable (Event) -> TimelineDetail
  ) -> TimelineLine {
    TimelineLine(
      type: Event.type, earlierTypes: Event.earlier.map(\.type),
      handler: .on(
        event,
        copy: { event, origin, database in
          try keep(keeps(event), of: customer(event), origin, in: database)
        }), head: head)
  }

  /// The words, and the document's number where there is one.
  static func line<Event: DomainEvent>(
    _ event: Event.Type, of customer: @escaping @Sendable (Event) -> ID<Customer>?, _ zh: String, _ en: String,
    keeps: @escaping @Sendable (Event) -> TimelineDetail
  ) -> TimelineLine {
    line(event, of: customer, { Localized(zh: zh + $0.number, en: en + $0.number) }, keeps: keeps)
  }

  /// Events that no timeline tells.
  static func nothing(_ events: any DomainEvent.Type...) -> [TimelineLine] {
    events.map { event in
      let type = event.type
      return TimelineLine(type: type, handler: nil, head: { _ in Localized(zh: type, en: type) })
    }
  }

  private static func keep(
    _ detail: TimelineDetail, of customer: ID<Customer>?, _ origin: EventOrigin, in database: Database
  ) throws {
    try database.run(
      "INSERT INTO customer_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", origin.source.rawValue, origin.stream,
      origin.number, origin.id, origin.type, origin.time.milliseconds, origin.subject, customer?.text ?? "",
      origin.actor, String(decoding: try CompactJSON.encoded(detail), as: UTF8.self))
  }
}

/// What the head of a line is made of: what was kept, with what people call its codes. Empty where nothing was kept.
struct Telling {
  let detail: TimelineDetail
  let names: Names

  /// With a blank before it.
  var number: String { detail.number.map { " \($0)" } ?? "" }
  var version: String { detail.version.map(String.init) ?? "" }
  var channel: String { detail.channel ?? "" }
  var from: String { detail.from ?? "" }
  var to: String { detail.to ?? "" }
  var count: Int { detail.count ?? 0 }
  var crew: String { names.crew(to) }
}

extension [TimelineLine] {
  /// The same lines, of what they touch.
  func of(_ scope: Scope) -> [TimelineLine] {
    map { line in
      var line = line
      line.scope = scope
      return line
    }
  }
}
