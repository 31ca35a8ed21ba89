import Contracts
import LeadsDomain

/// A field of the company's own as the API shows one.
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

extension CustomFieldView {
  init(_ field: CustomField) {
    self.init(
      entity: field.entity, name: field.name, label: field.label, type: field.kind, required: field.required,
      options: field.options, active: field.active, version: field.version)
  }
}
