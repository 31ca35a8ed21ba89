import JSON
import Kernel
import SQLite

/// A table in which a service has what people call the things of one kind: beside their ids a list's CSV has the names.
public struct NameTable: Sendable {
  /// Whose ids it has: `Employee`.
  let subject: String
  private let table: String
  private let key: String
  /// Of which scope, and under which condition the caller sees one; nil for names that everybody sees.
  private let seen: (scope: Scope, condition: @Sendable (Int) -> String)?

  /// The ids stand in the column `key`, the names in `name`.
  public init<Subject>(of subject: Subject.Type, in table: String, by key: String = "code") {
    (self.subject, self.table, self.key, seen) = ("\(subject)", table, key, nil)
  }

  /// The same of those alone that the caller sees in a scope. `condition` holds for these, the cut's values bound from
  /// the given parameter on.
  public init<Subject>(
    of subject: Subject.Type, in table: String, by key: String, seenIn scope: Scope,
    where condition: @escaping @Sendable (Int) -> String
  ) {
    (self.subject, self.table, self.key, seen) = ("\(subject)", table, key, (scope, condition))
  }

  /// The names of those of the ids that are known and seen.
  func names(of ids: Set<String>, for query: QueryRequest, in database: Database) throws -> [String: String] {
    guard !ids.isEmpty else { return [:] }
    var sql = """
      SELECT \(table).\(key), \(table).name FROM json_each(?1) ids CROSS JOIN \(table) ON \(table).\(key) = ids.value
      """
    var values: [any Bindable] = [JSON.array(ids.map(JSON.string)).text]
    if let seen {
      sql += " WHERE \(seen.condition(2))"
      values += query.visibility(of: seen.scope).seen.values
    }
    var names: [String: String] = [:]
    try database.each(sql, values) { names[$0.text(0)] = $0.text(1) }
    return names
  }
}
