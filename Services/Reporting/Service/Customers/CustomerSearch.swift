import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// One customer of a search's answer.
struct CustomerFound: Codable, Sendable {
  var customerId: ID<Customer>
  var name: String
  /// Masked for roles that may not call.
  var phone: String
  var city: String?
  var community: String?
  var channel: String
  var registeredOn: String
}

/// Finds customers by a part of their name or community, or of their phone.
struct CustomerSearch {
  private let text: String
  private let seesContacts: Bool

  init(_ query: QueryRequest) {
    text = trimmedText(query.text("q") ?? "")
    seesContacts = query.caller.seesContacts
  }

  /// Customers in the order of their ids.
  func run(after last: String, _ limit: Int, in database: Database) throws -> [CustomerFound] {
    let (source, term) = search
    return try database.all(
      """
      SELECT customer_id, name, phone, city, community, channel, registered_on FROM customers \(source)
      customer_id > ?2 ORDER BY customer_id LIMIT ?3
      """, term, last, limit
    ) { row in
      CustomerFound(
        customerId: try row.id("customer_id"), name: try row.text("name"),
        phone: seesContacts ? try row.text("phone") : masked(phone: try row.text("phone")),
        city: try row.optionalText("city"), community: try row.optionalText("community"),
        channel: try row.text("channel"), registeredOn: try row.text("registered_on"))
    }
  }

  /// How the customers are found, and parameter 1. The full-text index knows fragments from three characters on;
  /// shorter ones are looked for in an index that holds just the searched columns, where they turn up soon because they
  /// are frequent.
  private var search: (source: String, term: String) {
    guard !text.isEmpty else { return ("WHERE", "") }
    let columns = seesContacts ? ["name", "community", "phone"] : ["name", "community"]
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

extension Caller {
  /// Installers see whom they work for and where, but no way to contact them by themselves.
  var seesContacts: Bool { !roles.subtracting([.installer]).isEmpty }
}
