import Kernel
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("custom-fields", scope: .company, readers: .everyone, writers: .organisers)

extension Feature {
  /// The company's own fields of leads and customers, and what may stand in them (G3).
  static let customFields = Feature(
    tables: ["custom_fields"],
    routes: {
      Route.list(
        "/v1/custom-fields", Localized(zh: "自定义字段", en: "The company's own fields"), tag: "custom-fields",
        roles: .everyone, scope: .company, of: CustomFieldView.self,
        parameters: [.init("entity", Localized(zh: "lead 或 customer", en: "lead or customer"))], sortedBy: 1
      ) { query, _, database in
        Page(
          all: try CustomFieldStore.all(of: try query.choice("entity", of: CustomFieldEntity.self), in: database)
            .map(CustomFieldView.init))
      }
      resource.add(Localized(zh: "定义字段", en: "Define a field"), DefineCustomField.run)
    },
    writes: [.on(CustomFieldDefined.self, CustomFieldStore.write)])
}

extension Migration {
  static let customFields = Migration(
    """
    CREATE TABLE custom_fields (
      entity TEXT NOT NULL, name TEXT NOT NULL, label TEXT, kind TEXT NOT NULL, required INTEGER NOT NULL,
      options TEXT NOT NULL, active INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (entity, name)) STRICT;
    """)
}
