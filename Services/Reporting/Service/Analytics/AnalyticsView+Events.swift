import Contracts

extension AnalyticsView {
  /// The columns that say which event made a row and since when it is known; of a fact and its event.
  static func origin(_ fact: String) -> [(AnalyticsColumn, String)] {
    [
      (.event, "rtrim(rtrim(rtrim(e.type, '0123456789'), 'v'), '.')"), (.knownAt, "\(fact).known"),
      (.eventSource, "\(fact).source"),
      (.eventStream, "\(fact).stream"), (.eventNumber, "\(fact).number"),
    ]
  }

  /// Facts with the event that made each.
  static func facts(_ table: String) -> String {
    "\(table) f LEFT JOIN customer_events e ON e.source = f.source AND e.stream = f.stream AND e.number = f.number"
  }

  /// A code of a fact; none where it has none.
  static func code(_ column: String) -> String { "nullif(\(column), '\(ReadModels.none)')" }

  /// A member of what was kept of an event.
  static func detail(_ member: String) -> String { "e.detail ->> '$.\(member)'" }

  /// The same of the last event of that type among those of one group.
  static func last(_ member: String, of event: any DomainEvent.Type) -> String {
    let rank = "printf('%020d', e.number)"
    return "substr(max(CASE WHEN e.type = '\(event.type)' THEN \(rank) || (\(detail(member))) END), 21)"
  }

  /// Events of these types, to be grouped by what they are about.
  static func events(_ types: any DomainEvent.Type...) -> String {
    let list = types.map { "'\($0.type)'" }.joined(separator: ", ")
    return "customer_events e WHERE e.type IN (\(list))"
  }
}
