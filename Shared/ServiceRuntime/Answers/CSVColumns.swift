import JSON
import Kernel
import SQLite

/// The columns of a list as CSV, taken from the schema of its items: the same for every page, also for one without rows.
/// Nested objects become columns such as `source.channel`; lists and free-form objects stand as their JSON.
public struct CSVColumns: Sendable {
  struct Column: Sendable {
    enum Kind { case plain, money, quantity, instant }

    let path: [String]
    let kind: Kind
    /// Whose ids stand in it: `Employee`.
    let subject: String?
    var name: String { path.joined(separator: ".") }

    /// The column of the names that belong to its ids, `ownerName` of `ownerId`. Nil where it has none: the thing's own
    /// id stands beside its own name.
    fileprivate var nameOfNames: String? {
      guard subject != nil, let last = path.last, last != "id", last != "code" else { return nil }
      let ending = ["Id", "Code"].first(where: last.hasSuffix) ?? ""
      return (path.dropLast() + ["\(last.dropLast(ending.count))Name"]).joined(separator: ".")
    }
  }

  private let columns: [Column]

  /// Throws `SchemaProbe.Failure` for a type of which no schema can be derived.
  public init(of type: any Decodable.Type) throws {
    let probe = SchemaProbe()
    columns = Self.columns(of: try probe.schema(of: type), under: [], probe.components)
  }

  private static func columns(of schema: JSON, under path: [String], _ components: [String: JSON]) -> [Column] {
    var (isInstant, subject) = (false, String?.none)
    // An optional field is "its type or null".
    for option in (schema["anyOf"] ?? schema["oneOf"])?.array ?? [schema] {
      let name = option["$ref"]?.string.map { String($0.dropFirst("#/components/schemas/".count)) }
      if name == "Money" { return [Column(path: path, kind: .money, subject: nil)] }
      if name == "Quantity" { return [Column(path: path, kind: .quantity, subject: nil)] }
      let resolved = name.flatMap { components[$0] } ?? option
      isInstant = isInstant || resolved["format"] == "date-time"
      subject = subject ?? resolved["x-id-of"]?.string
      guard path.count < 4, case .object(let properties) = resolved["properties"], !properties.isEmpty else { continue }
      return properties.flatMap { columns(of: $0.value, under: path + [$0.key], components) }
    }
    return path.isEmpty ? [] : [Column(path: path, kind: isInstant ? .instant : .plain, subject: subject)]
  }

  /// The same with a column of names behind each column of ids that the service has names of.
  func table(_ form: CSVForm, named names: [NameTable]) -> Table { Table(columns, form, names) }

  /// A list's columns in the forms that were asked for.
  struct Table {
    private let columns: [(column: Column, names: NameTable?)]
    private let form: CSVForm

    fileprivate init(_ columns: [Column], _ form: CSVForm, _ names: [NameTable]) {
      let there = Set(columns.map(\.name))
      self.columns = columns.map { column in
        let isFree = column.nameOfNames.map { !there.contains($0) } ?? false
        return (column, isFree ? names.first { $0.subject == column.subject } : nil)
      }
      self.form = form
    }

    var header: [String] {
      columns.flatMap { column, names in
        (column.kind == .money ? form.columns(ofMoney: column.name) : [column.name])
          + (names == nil ? [] : [column.nameOfNames ?? ""])
      }
    }

    /// The rows of items, with the names that the caller sees.
    func rows(_ items: [some Encodable], for query: QueryRequest, in database: Database) throws -> [[CSV.Cell]] {
      let rows = try items.map { try JSON(encoding: $0) }
      var named: [String: [String: String]] = [:]
      for table in columns.compactMap({ $0.names }) where named[table.subject] == nil {
        let ids = columns.lazy.filter { $0.names?.subject == table.subject }.flatMap { column, _ in
          rows.lazy.compactMap { $0.value(at: column.path).string }
        }
        named[table.subject] = try table.names(of: Set(ids), for: query, in: database)
      }
      return rows.map { row in
        columns.flatMap { column, names in
          let value = row.value(at: column.path)
          guard let names else { return cells(of: value, as: column.kind) }
          let name = value.string.flatMap { named[names.subject]?[$0] }
          return cells(of: value, as: column.kind) + [name.map { .text($0) } ?? .empty]
        }
      }
    }

    private func cells(of value: JSON, as kind: Column.Kind) -> [CSV.Cell] {
      switch kind {
      case .plain: return [Self.cell(of: value)]
      case .instant: return [value.string.flatMap { Instant($0) }.map(form.cell) ?? Self.cell(of: value)]
      case .money:
        let money = value["currency"]?.string.flatMap(Currency.init).flatMap { currency in
          value["amount"]?.integer.flatMap { try? Money($0, currency) }
        }
        return form.cells(money)
      case .quantity:
        let scale = value["scale"]?.integer
        let quantity = value["value"]?.integer.flatMap { Quantity($0, scale: Int(scale ?? 0)) }
        return [quantity.map { .number($0.description) } ?? .empty]
      }
    }

    private static func cell(of value: JSON) -> CSV.Cell {
      switch value {
      case .null: .empty
      case .bool(let flag): .text(flag ? "true" : "false")
      case .number(let digits): .number(digits)
      case .string(let text): .text(text)
      case let nested: .text(nested.text)
      }
    }
  }
}

extension JSON {
  fileprivate func value(at path: [String]) -> JSON { path.reduce(self) { $0[$1] ?? .null } }

  fileprivate var integer: Int64? { if case .number(let digits) = self { Int64(digits) } else { nil } }
}
