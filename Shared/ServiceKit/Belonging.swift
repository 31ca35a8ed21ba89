import Kernel
import SQLite
import ServiceRuntime

/// Whose the rows of a table are: by what they name, and by rows elsewhere that belong to somebody. Said once a table;
/// queries and commands cut to it (`Shared/ServiceRuntime/README.md#scope`).
public struct Belonging: Sendable {
  /// What makes a row somebody's, in SQL. Names of columns have their table's in front, so that they hold in any query.
  public struct Tie: Sendable {
    /// The SQL with the caller's code, shop and day as parameters.
    fileprivate let sql: @Sendable (_ employee: String, _ shop: String, _ day: String) -> String

    /// An expression of an employee's code: that employee's, and of the shop where he or she works.
    public static func employee(_ column: String) -> Tie {
      Tie { employee, shop, _ in
        "\(column) = \(employee) OR \(column) IN (SELECT code FROM employees WHERE shop = \(shop))"
      }
    }

    /// An expression of a shop's code.
    public static func shop(_ column: String) -> Tie { Tie { _, shop, _ in "\(column) = \(shop)" } }

    /// A condition under which a row is of everybody who sees any.
    public static func everybody(where condition: String) -> Tie {
      Tie { employee, _, _ in "\(employee) IS NOT NULL AND \(condition)" }
    }

    /// Rows of another table, joined by a condition, that belong to somebody.
    public static func through(_ table: String, where join: String, _ belonging: Belonging) -> Tie {
      Tie { employee, shop, day in
        "EXISTS (SELECT 1 FROM \(table) WHERE \(join) AND (\(belonging.sql(employee, shop, day))))"
      }
    }

    /// The same as long as the table's day is not past; without one, for good.
    public static func through(_ table: String, where join: String, until end: String, _ belonging: Belonging) -> Tie {
      Tie { employee, shop, day in
        """
        EXISTS (SELECT 1 FROM \(table) WHERE \(join) AND (\(end) IS NULL OR \(end) >= \(day))
          AND (\(belonging.sql(employee, shop, day))))
        """
      }
    }
  }

  private let ties: [Tie]

  public init(_ ties: Tie...) { self.ties = ties }

  /// A condition that holds for what a cut has in it; the cut's `values` are bound to the parameters from `first` on.
  public func condition(_ first: Int) -> String {
    // The day is the last of the four: named in any case, so that all four can be bound.
    "(?\(first) OR ?\(first + 3) IS NOT NULL AND (\(sql("?\(first + 1)", "?\(first + 2)", "?\(first + 3)"))))"
  }

  private func sql(_ employee: String, _ shop: String, _ day: String) -> String {
    ties.isEmpty ? "0" : ties.map { $0.sql(employee, shop, day) }.joined(separator: " OR ")
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
