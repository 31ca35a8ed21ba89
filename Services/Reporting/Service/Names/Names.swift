import Contracts
import JSON
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// What people call the codes of reports and events, in one language.
struct Names {
  let language: Language
  private let employees: [String: String]
  private let shops: [String: String]
  private let crews: [String: String]

  init(_ database: Database, _ language: Language) throws {
    self.language = language
    func names(_ table: String) throws -> [String: String] {
      Dictionary(
        uniqueKeysWithValues: try database.all("SELECT code, name FROM \(table)") { ($0.text(0), $0.text(1)) })
    }
    employees = try names("employees")
    shops = try names("shops")
    crews = try names("crews")
  }

  /// A name for each key; nil for a code that nobody has registered, and for a customer who is in none of the cut.
  func labels(
    of keys: [String], by grouping: String, for customers: Visibility.Cut, in database: Database
  ) throws -> [String?] {
    guard grouping == "customer" || grouping == "referrer" else {
      return try keys.map { try label(of: $0, by: grouping, in: database) }
    }
    // One statement for all of them, and an index that holds the name: there may be a row for each customer.
    var labels: [String?] = keys.map { $0 == ReadModels.none ? none : nil }
    let list = String(decoding: try CompactJSON.encoded(keys), as: UTF8.self)
    let cut = customers.isAll ? "" : "WHERE \(Belonging.customers.condition(2))"
    try database.each(
      """
      SELECT key, name FROM json_each(?1) CROSS JOIN customers INDEXED BY customers_fragments ON customer_id = value \(cut)
      """, [list] + (customers.isAll ? [] : customers.values)
    ) { labels[$0.int(0)] = $0.text(1) }
    return labels
  }

  private var none: String { Localized(zh: "未指定", en: "None")[language] }

  private func label(of key: String, by grouping: String, in database: Database) throws -> String? {
    if key == ReadModels.none { return none }
    return switch grouping {
    case "salesperson": employees[key]
    case "shop": shops[key]
    case "crew": crews[key]
    case "channel": LeadSource.Channel(rawValue: key) == nil ? activity(key) : channel(key)
    case "method": method(key)
    case "segment": try database.first("SELECT name FROM segments WHERE code = ?", key) { $0.text(0) }
    case "stage": stage(key)
    case "cause": word(key, ProblemCause.self)
    default: nil
    }
  }

  /// Name and code, or the code alone.
  func employee(_ code: String) -> String { named(code, in: employees) }
  func crew(_ code: String) -> String { named(code, in: crews) }
  func shop(_ code: String) -> String { named(code, in: shops) }

  private func named(_ code: String, in names: [String: String]) -> String {
    names[code].map { "\($0) (\(code))" } ?? code
  }

  func channel(_ code: String) -> String { word(code, LeadSource.Channel.self) }
  func method(_ code: String) -> String { word(code, PaymentMethod.self) }
  func stage(_ code: String) -> String { word(code, LeadStage.self) }
  func activity(_ code: String) -> String { word(code, ActivityLogged.Channel.self) }

  /// A later build may write codes that this one does not know: these stand for themselves.
  private func word<Code: Worded>(_ code: String, _ type: Code.Type) -> String {
    type.init(rawValue: code)?.words[language] ?? code
  }
}
