import Contracts
import FoundationEssentials
import JSON
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/custom-fields`: defines a field of the company's own, or redefines it.
struct DefineCustomField: Command {
  var entity: CustomFieldEntity
  var name: String
  var label: String?
  var type: CustomFieldKind
  var required: Bool?
  var options: [String]?
  var active: Bool?
  var occurredAt: Instant?
}

struct CustomFieldView: Codable, Sendable {
  var entity: CustomFieldEntity
  var name: String
  var label: String?
  var type: CustomFieldKind
  var required: Bool
  var options: [String]
  var active: Bool
  var version: Int
}

/// The company's own fields and what may stand in them. Values travel as text.
enum CustomFields {
  static func all(of entity: CustomFieldEntity?, in database: Database) throws -> [CustomFieldView] {
    try database.all(
      """
      SELECT entity, name, label, kind, required, options, active, version FROM custom_fields
      WHERE ?1 IS NULL OR entity = ?1 ORDER BY entity, name
      """, entity?.rawValue
    ) { row in
      CustomFieldView(
        entity: CustomFieldEntity(rawValue: row.text(0)) ?? .lead, name: row.text(1), label: row.optionalText(2),
        type: CustomFieldKind(rawValue: row.text(3)) ?? .text, required: row.bool(4),
        options: try CompactJSON.decoded(from: row.bytes(5)), active: row.bool(6), version: row.int(7))
    }
  }

  /// Refuses values that do not fit their field's definition; names without a definition are taken as they are.
  static func check(
    _ custom: [String: String], of entity: CustomFieldEntity, requiring: Bool, _ checks: inout FieldChecks,
    in database: Database
  ) throws {
    for field in try all(of: entity, in: database) where field.active {
      let place = "/custom/\(field.name)"
      guard let value = custom[field.name], !value.isEmpty else {
        if field.required, requiring || custom[field.name] != nil {
          checks.refuse(
            place, "required",
            Localized(zh: "“\(field.label ?? field.name)”必填。", en: "The field '\(field.name)' is required."))
        }
        continue
      }
      let fits =
        switch field.type {
        case .text: true
        case .number:
          Decimal(string: value) != nil && value.allSatisfy { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
        case .boolean: value == "true" || value == "false"
        case .date: BusinessDate(value) != nil
        case .choice: field.options.contains(value)
        }
      guard !fits else { continue }
      let choices = field.options.joined(separator: ", ")
      checks.refuse(
        place, "not-allowed",
        field.type == .choice
          ? Localized(zh: "可用的值:\(choices)。", en: "Use one of \(choices).")
          : Localized(zh: "应为 \(field.type.rawValue)。", en: "It must be a \(field.type.rawValue)."))
    }
  }

  static func define(
    _ request: CommandRequest<DefineCustomField>, in unit: borrowing UnitOfWork
  ) throws -> Answer<CustomFieldView> {
    let command = request.body
    var checks = FieldChecks()
    checks.text("/name", command.name, upTo: 50)
    checks.length("/label", command.label)
    if command.type == .choice, (command.options ?? []).isEmpty {
      checks.refuse("/options", "empty", Localized(zh: "请列出可选的值。", en: "List what may be chosen."))
    }
    for (index, option) in (command.options ?? []).enumerated() { checks.text("/options/\(index)", option) }
    try checks.finish()
    try unit.record(
      CustomFieldDefined(
        entity: command.entity, name: command.name, label: command.label, kind: command.type,
        required: command.required ?? false, options: command.options ?? [], active: command.active ?? true,
        occurredAt: request.occurredAt(in: unit)))
    let view = try all(of: command.entity, in: unit.database).first { $0.name == command.name }
    guard let view else { throw Problem.notFound(Localized(zh: "字段", en: "field"), command.name) }
    return .created(view, at: "/v1/custom-fields", version: view.version)
  }
}
