import Kernel
import SQLite
import ServiceRuntime

/// Whose the rows of a table are: by what they name, and by rows elsewhere that belong to somebody. Said once a table;
/// queries and commands cut to it (`Shared/ServiceRuntime/README.md#scope`).
public struct Belonging: Sendable {
  /// What makes a row somebody's, in SQL. Names of columns have their table's in front, so that they hold in any query.
  public struct Tie: Sendable {
    /// The SQL for a caller.
    fileprivate let sql: @Sendable (Parameters) -> String

    /// An expression of an employee's code: that employee's, and of the shop where he or she works.
    public static func employee(_ column: String) -> Tie {
      Tie { "\(column) = \($0.employee) OR \(column) IN (SELECT code FROM employees WHERE shop = \($0.shop))" }
    }

    /// An expression of a shop's code.
    public static func shop(_ column: String) -> Tie { Tie { "\(column) = \($0.shop)" } }

    /// A condition under which a row is nobody's yet, so that those who sell may take it.
    public static func pool(where condition: String) -> Tie { Tie { "\($0.reach) = 1 AND \(condition)" } }

    /// A condition under which a row is of everybody who sees any.
    public static func everybody(where condition: String) -> Tie {
      Tie { "\($0.employee) IS NOT NULL AND \(condition)" }
    }

    /// Rows of another table, joined by a condition, that belong to somebody.
    public static func through(_ table: String, where join: String, _ belonging: Belonging) -> Tie {
      Tie { "EXISTS (SELECT 1 FROM \(table) WHERE \(join) AND (\(belonging.sql($0))))" }
    }

    /// The same as long as the table's day is not past; without one, for good.
    public static func through(_ table: String, where join: String, until end: String, _ belonging: Belonging) -> Tie {
      Tie {
        """
        EXISTS (SELECT 1 FROM \(table) WHERE \(join) AND (\(end) IS NULL OR \(end) >= \($0.day))
          AND (\(belonging.sql($0))))
        """
      }
    }

    /// Rows whose key a query without a condition of its own gives, of rows that belong to somebody: those are read once,
    /// which is faster where many rows of a long table are looked at. `key` are expressions, as many as the query gives.
    public static func among(_ key: String, _ query: String, _ belonging: Belonging) -> Tie {
      Tie { "(\(key)) IN (\(query) WHERE \(belonging.sql($0)))" }
    }
  }

  /// Where the values of a cut stand in the SQL.
  fileprivate struct Parameters: Sendable {
    /// 2 for all, 1 for the own and the pool, 0 for the own.
    let reach: String
    let employee: String
    let shop: String
    let day: String

    init(_ first: Int) {
      (reach, employee, shop, day) = ("?\(first)", "?\(first + 1)", "?\(first + 2)", "?\(first + 3)")
    }
  }

  private let ties: [Tie]

  public init(_ ties: Tie...) { self.ties = ties }

  public init(_ ties: [Tie]) { self.ties = ties }

  /// A condition that holds for what a cut has in it; the cut's four `values` are bound to the parameters from `first` on.
  public func condition(_ first: Int) -> String {
    let caller = Parameters(first)
    // The day is the last of the four: named in any case, so that all four can be bound.
    return "(\(caller.reach) = 2 OR \(caller.day) IS NOT NULL AND (\(sql(caller))))"
  }

  private func sql(_ caller: Parameters) -> String {
    ties.isEmpty ? "0" : ties.map { $0.sql(caller) }.joined(separator: " OR ")
  }

  /// Whether a row that is there is in a cut.
  public func holds(
    _ table: String, _ key: String, is id: some Bindable, in cut: Visibility.Cut, _ database: Database
  ) throws -> Bool {
    if cut.isAll { return true }
    guard cut.employee != nil else { return false }
    return try database.exists(
      "SELECT 1 FROM \(table) WHERE \(table).\(key) = ?1 AND \(condition(2))", [id] + cut.values)
  }
}
