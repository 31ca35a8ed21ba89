import JSON
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// One event of a customer, by its identity and in a line of text.
struct TimelineEntry: Codable, Sendable {
  var source: String
  var epoch: String
  var stream: Int
  var number: Int64
  var id: String
  var type: String
  /// When it was written.
  var time: Instant
  var subject: String
  /// Who did it.
  var actor: String
  var text: String

  /// Those that the caller sees, in the order of time; `last` holds time, source and number of the entry before.
  static func list(
    of customer: ID<Customer>, after last: [JSON], limit: Int, _ words: Timeline, for query: QueryRequest,
    in database: Database
  ) throws -> [TimelineEntry] {
    guard case .number(let time) = last[0], let time = Int64(time), let source = last[1].string,
      case .number(let number) = last[2], let number = Int64(number)
    else {
      throw Problem.invalidQuery(
        "cursor", "invalid",
        Localized(zh: "游标无效；请去掉它从头开始。", en: "This is no cursor of this list; leave it out to start over."))
    }
    let seen = SeenEvents(query, first: 6)
    return try database.all(
      """
      SELECT customer_events.*, coalesce(s.epoch, '') AS epoch
      FROM customer_events LEFT JOIN source_epochs s ON s.source = customer_events.source
      WHERE customer_events.customer_id = ?1
        AND (customer_events.time, customer_events.source, customer_events.number) > (?2, ?3, ?4)\(seen.condition)
      ORDER BY customer_events.time, customer_events.source, customer_events.number LIMIT ?5
      """, [customer, time, source, number, limit] + seen.values
    ) { row in
      TimelineEntry(
        source: try row.text("source"), epoch: try row.text("epoch"), stream: try row.int("stream"),
        number: try row.integer("number"), id: try row.text("id"), type: try row.text("type"),
        time: try row.instant("time"), subject: try row.text("subject"), actor: try row.text("actor"),
        text: words.line(try row.text("type"), try row.text("detail")))
    }
  }
}
