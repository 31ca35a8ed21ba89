import JSON
import ServiceRuntime

/// What the contracts' comments and tables say of types and their properties, and an example of each message, as
/// `.ci/generate-contracts` found them.
struct ContractWords {
  private let types: [String: [String: String]]
  private let examples: [String: JSON]

  /// Throws `JSONError` for a table that is damaged, which no build has.
  init() throws {
    let all = try JSON(parsing: Array(Self.table.utf8))
    types = Self.members(all["words"]).mapValues { words in Self.members(words).compactMapValues(\.string) }
    examples = Self.members(all["examples"])
  }

  private static func members(_ object: JSON?) -> [String: JSON] {
    guard case .object(let members)? = object else { return [:] }
    return Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
  }

  /// The words of a type, or of a property: its own; in an earlier version of an event those of today's; those of what
  /// has one meaning everywhere.
  func of(_ type: String, _ property: String?) -> String? {
    let type = Self.withoutOwner(type)
    guard let property else { return types[type]?[""] }
    let parts = type.split(separator: ".")
    let present = parts.prefix { $0.first != "V" || Int($0.dropFirst()) == nil }.joined(separator: ".")
    return types[type]?[property] ?? types[present]?[property] ?? types["*"]?[property]
  }

  func of(_ type: any Decodable.Type) -> String? { of(SchemaProbe.name(of: type), nil) }

  /// What the table of the ERP's messages says of a path such as `lines[].sku`.
  func ofERP(_ path: String) -> String? { types["erp"]?[path] }

  func example(of type: String) -> JSON? { examples[type] }

  /// `ApprovalRequestedOfSalesOwner` is told of where `ApprovalRequested` is.
  private static func withoutOwner(_ type: String) -> String {
    guard type.hasSuffix("Owner"), let of = type.ranges(of: "Of").last else { return type }
    return String(type[..<of.lowerBound])
  }
}
