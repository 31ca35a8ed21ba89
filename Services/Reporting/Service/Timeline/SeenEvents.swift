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
    .request: .jobEvents,
  ]

  init(_ query: QueryRequest, first: Int) {
    var conditions = ["customer_events.type IN (\(Self.types(of: .customer)))"]
    var values: [any Bindable] = []
    var isWhole = true
    for (scope, belonging) in Self.belongings {
      let cut = query.visibility(of: scope).seen
      isWhole = isWhole && cut.isAll
      conditions.append(
        "customer_events.type IN (\(Self.types(of: scope))) AND \(belonging.condition(first + values.count))")
      values += cut.values
    }
    condition = isWhole ? "" : " AND (\(conditions.joined(separator: " OR ")))"
    self.values = isWhole ? [] : values
  }

  private static func types(of scope: Scope) -> String {
    Timeline.lines.filter { $0.scope == scope }.flatMap { [$0.type] + $0.earlierTypes }.map { "'\($0)'" }
      .joined(separator: ", ")
  }
}
