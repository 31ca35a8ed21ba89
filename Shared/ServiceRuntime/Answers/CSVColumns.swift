import JSON

/// The columns of a list as CSV, taken from the schema of its items: the same for every page, also for one without rows.
/// Nested objects become columns such as `price.amount`; lists and free-form objects stand as their JSON.
public enum CSVColumns {
  public struct Column: Sendable {
    public let path: [String]

    public var name: String { path.joined(separator: ".") }

    func cell(of row: JSON) -> CSV.Cell {
      switch path.reduce(row, { $0[$1] ?? .null }) {
      case .null: .empty
      case .bool(let flag): .text(flag ? "true" : "false")
      case .number(let digits): .number(digits)
      case .string(let text): .text(text)
      case let nested: .text(nested.text)
      }
    }
  }

  /// Throws `SchemaProbe.Failure` for a type of which no schema can be derived.
  public static func of(_ type: any Decodable.Type) throws -> [Column] {
    let probe = SchemaProbe()
    return columns(of: try probe.schema(of: type), under: [], probe.components)
  }

  private static func columns(of schema: JSON, under path: [String], _ components: [String: JSON]) -> [Column] {
    // An optional field is "its type or null".
    let options = (schema["anyOf"] ?? schema["oneOf"])?.array ?? [schema]
    for option in options {
      let name = option["$ref"]?.string.map { String($0.dropFirst("#/components/schemas/".count)) }
      let resolved = name.flatMap { components[$0] } ?? option
      guard path.count < 4, case .object(let properties) = resolved["properties"], !properties.isEmpty else { continue }
      return properties.flatMap { columns(of: $0.value, under: path + [$0.key], components) }
    }
    return path.isEmpty ? [] : [Column(path: path)]
  }
}
