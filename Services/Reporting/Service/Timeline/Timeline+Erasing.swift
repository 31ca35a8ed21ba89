import Contracts
import Persistence
import ReportingDomain

extension Timeline {
  /// How lines forget a person: their texts, and what follows from what is blank. What is delivered, and by which rule a
  /// tier was given, is no text of the person.
  static let erases: [Erasure] = [
    .documents(
      "customer_events", ["text"], in: "detail",
      of: "customer_id = ?1 AND type NOT IN ('\(InstallationPlanned.type)', '\(CustomerTierChanged.type)')"),
    // A blank edit has lost the company's own fields, and so no longer says which of them it changed.
    changing([CustomerUpdated.type] + CustomerUpdated.earlier.map(\.type)) { detail in
      detail.label = detail.label.map { label in
        label.split(separator: ", ").filter { !$0.hasPrefix("custom.") }.joined(separator: ", ")
      }
    },
    // A blank measurement has no changes to count.
    changing([SiteMeasured.type]) { $0.count = 0 },
  ]

  private static func changing(
    _ types: [String], _ change: @escaping @Sendable (inout TimelineDetail) -> Void
  ) -> Erasure {
    let list = types.map { "'\($0)'" }.joined(separator: ", ")
    return Erasure("customer_events") { person, database in
      let found = try database.all(
        "SELECT DISTINCT detail FROM customer_events WHERE customer_id = ? AND type IN (\(list))", person.customer
      ) { $0.text(0) }
      return try found.reduce(0) { count, text in
        var detail = try Document.state(TimelineDetail.self, of: text)
        change(&detail)
        let new = try Document.text(detail)
        guard new != text else { return count }
        return count
          + (try database.run(
            "UPDATE customer_events SET detail = ? WHERE customer_id = ? AND type IN (\(list)) AND detail = ?", new,
            person.customer, text))
      }
    }
  }
}
