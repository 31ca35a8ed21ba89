import Contracts
import Kernel
import LeadsDomain
import Persistence
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

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<CustomFieldView> {
    let body = request.body
    let before = try CustomFieldStore.field(body.name, of: body.entity, in: unit.database)
    let event = try CustomField.define(
      CustomFieldDefined(
        entity: body.entity, name: body.name, label: body.label, kind: body.type, required: body.required ?? false,
        options: body.options ?? [], active: body.active ?? true, occurredAt: request.occurredAt(in: unit)))
    try unit.record(event)
    let field = CustomField(event, version: (before?.version ?? 0) + 1)
    return .created(CustomFieldView(field), at: "/v1/custom-fields", version: field.version)
  }
}
