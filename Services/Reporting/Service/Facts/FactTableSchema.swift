import Persistence

extension FactTable {
  var tables: [String] { ["\(name)_facts", "\(name)_sums"] }

  /// The text that makes its tables; part of a migration, so the same for ever.
  var creation: Migration {
    let indexes = dimensions.map { "CREATE INDEX \(name)_facts_\($0) ON \(name)_facts (\($0), day);\n" }.joined()
    return Migration(
      """
      CREATE TABLE \(name)_facts (
        \(identity)\(keys)day TEXT NOT NULL, known INTEGER NOT NULL, currency TEXT NOT NULL\(figures),
        PRIMARY KEY (source, stream, number, part)) STRICT, WITHOUT ROWID;
      \(indexes)CREATE INDEX \(name)_facts_day ON \(name)_facts (day);
      CREATE TABLE \(name)_sums (
        dimension TEXT NOT NULL, grain INTEGER NOT NULL, period TEXT NOT NULL, key TEXT NOT NULL,
        currency TEXT NOT NULL\(figures),
        PRIMARY KEY (dimension, grain, period, key, currency)) STRICT, WITHOUT ROWID;
      """)
  }

  /// The text that takes the key and most indexes from the facts: nobody looks for a fact by its event, and the rows of
  /// a code with few values are found by their days. Part of a migration, so the same for ever.
  var renewal: Migration {
    let columns = (["source", "stream", "number", "part"] + dimensions + ["day", "known", "currency"] + values)
      .joined(separator: ", ")
    return Migration(
      """
      ALTER TABLE \(name)_facts RENAME TO \(name)_facts_before;
      CREATE TABLE \(name)_facts (
        \(identity)\(keys)day TEXT NOT NULL, known INTEGER NOT NULL, currency TEXT NOT NULL\(figures)) STRICT;
      INSERT INTO \(name)_facts (\(columns)) SELECT \(columns) FROM \(name)_facts_before;
      DROP TABLE \(name)_facts_before;
      CREATE INDEX \(name)_facts_day ON \(name)_facts (day);
      INSERT INTO facts_counted SELECT '\(name)', max(rowid) FROM \(name)_facts HAVING count(*) > 0;
      """)
  }

  private var identity: String {
    "source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,\n  "
  }
  private var keys: String { dimensions.map { "\($0) TEXT NOT NULL, " }.joined() }
  private var figures: String { values.map { ", \($0) INTEGER NOT NULL" }.joined() }
}
