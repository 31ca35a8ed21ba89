import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// One customer of a search's answer.
struct CustomerFound: Codable, Sendable {
  var customerId: ID<Customer>
  var name: String
  /// Masked where the caller is not to reach the customer.
  var phone: String
  var city: String?
  var community: String?
  var channel: String
  var registeredOn: String
}

/// Finds customers by a part of their name or community, or of their phone.
struct CustomerSearch {
  private let text: String
  private let visibility: Visibility

  init(_ query: QueryRequest) {
    text = trimmedText(query.text("q") ?? "")
    visibility = query.visibility
  }

  /// Customers that the caller sees, in the order of their ids.
  func run(after last: String, _ limit: Int, in database: Database) throws -> [CustomerFound] {
    let (source, term) = search
    let seen = visibility.seen
    return try database.all(
      """
      SELECT customer_id, name, phone, city, community, channel, registered_on,
        \(Belonging.customers.condition(8)) AS is_clear
      FROM customers \(source) customer_id > ?2\(seen.isAll ? "" : " AND \(Belonging.customers.condition(4))")
      ORDER BY customer_id LIMIT ?3
      """, [term, last, limit] + seen.values + visibility.clear.values
    ) { row in
      CustomerFound(
        customerId: try row.id("customer_id"), name: try row.text("name"),
        phone: try row.bool("is_clear") ? try row.text("phone") : Masking.phone(try row.text("phone")),
        city: try row.optionalText("city"), community: try row.optionalText("community"),
        channel: try row.text("channel"), registeredOn: try row.text("registered_on"))
    }
  }

  /// How the customers are found, and parameter 1. The full-text index knows fragments from three characters on;
  /// shorter ones are looked for in an index that holds just the searched columns, where they turn up soon because they
  /// are frequent. A phone is looked for where all that is seen is unmasked: its digits could be guessed one by one.
  private var search: (source: String, term: String) {
    guard !text.isEmpty else { return ("WHERE", "") }
    let columns = visibility.clear == visibility.seen ? ["name", "community", "phone"] : ["name", "community"]
    guard text.unicodeScalars.count < 3 else {
      let phrase = text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      return (
        "WHERE search IN (SELECT rowid FROM customers_fts WHERE customers_fts MATCH ?1) AND",
        "{\(columns.joined(separator: " "))} : \"\(phrase)\""
      )
    }
    let escaped = text.reduce(into: "") { result, character in
      if "%_\\".contains(character) { result.append("\\") }
      result.append(character)
    }
    let matches = columns.map { "\($0) LIKE ?1 ESCAPE '\\'" }.joined(separator: " OR ")
    return ("INDEXED BY customers_fragments WHERE (\(matches)) AND", "%\(escaped)%")
  }
}

/// Without blanks at either end.
private func trimmedText(_ text: String) -> String {
  String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
}
