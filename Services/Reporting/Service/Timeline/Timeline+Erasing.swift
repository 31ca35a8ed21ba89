import Contracts
import Persistence
import ReportingDomain

extension Timeline {
  /// A blank edit has lost the company's own fields, and so no longer says which of them it changed.
  static let customFieldsErasure = Erasure("customer_events") { person, database in
    let types = ([CustomerUpdated.type] + CustomerUpdated.earlier.map(\.type)).map { "'\($0)'" }.joined(separator: ", ")
    let found = try database.all(
      """
      SELECT DISTINCT detail FROM customer_events
      WHERE customer_id = ? AND type IN (\(types)) AND detail LIKE '%custom.%'
      """, person.customer
    ) { $0.text(0) }
    return try found.reduce(0) { count, text in
      var detail = try Document.state(TimelineDetail.self, of: text)
      let fields = (detail.label ?? "").split(separator: ", ").filter { !$0.hasPrefix("custom.") }
      detail.label = fields.joined(separator: ", ")
      return count
        + (try database.run(
          "UPDATE customer_events SET detail = ? WHERE customer_id = ? AND detail = ?", try Document.text(detail),
          person.customer, text))
    }
  }
}
