import SQLite
import ServiceKit
import ServiceRuntime

/// Which events of a customer whom somebody sees he or she sees too: by what each of them touches.
struct SeenEvents {
  /// Behind the other conditions of a query of `customer_events`.
  let condition: String
  /// Bound to the parameters from `first` on.
  let values: [any Bindable]

  /// Whose events are; those of the customer alone are of everybody who sees the customer.
  private static let belongings: KeyValuePairs<Scope, Belonging> = [
    .lead: .leadEvents, .sale: .saleEvents, .money: .moneyEvents, .earnings: .earningsEvents, .job: .jobEvents,
    .request: .jobEvents, .approval: .earningsEvents,
  ]

  /// Lists of types in SQL.
  private static let types = Dictionary(grouping: Timeline.lines, by: \.scope).mapValues { lines in
    lines.flatMap { [$0.type] + $0.earlierTypes }.map { "'\($0)'" }.joined(separator: ", ")
  }

  init(_ query: QueryRequest, first: Int) {
    var conditions = ["customer_events.type IN (\(Self.types[.customer] ?? ""))"]
    var values: [any Bindable] = []
    var isWhole = true
    for (scope, belonging) in Self.belongings {
      let cut = query.visibility(of: scope).seen
      isWhole = isWhole && cut.isAll
      conditions.append(
        "customer_events.type IN (\(Self.types[scope] ?? "")) AND \(belonging.condition(first + values.count))")
      values += cut.values
    }
    condition = isWhole ? "" : " AND (\(conditions.joined(separator: " OR ")))"
    self.values = isWhole ? [] : values
  }
}
