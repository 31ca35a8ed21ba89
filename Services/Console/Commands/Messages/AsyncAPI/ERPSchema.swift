import JSON
import SalesDomain
import ServiceRuntime

/// The schema of what the ERP's bridge sends: what sales decodes, whole in one piece, with the limits that sales checks
/// after decoding (`Shared/Contracts/README.md#messages-of-the-erp`).
enum ERPSchema {
  /// Throws `SchemaProbe.Failure` where none can be derived of the type.
  static func of(_ type: any Decodable.Type, _ words: ContractWords) throws -> JSON {
    let probe = SchemaProbe(words: words.of)
    return refined(AsyncAPI.published(inlined(try probe.schema(of: type), probe)), at: "", words)
  }

  /// By the path in the order; members that stand in the place of those that decoding alone would say.
  private static let limits: [String: JSON] = [
    "orderNumber": [
      "minLength": 1, "maxLength": JSON(ERPMessageHead.numberLimit), "pattern": #"^(?=.*\S)[^\u0000-\u001f\u007f]+$"#,
    ],
    "revision": ["minimum": 0],
    "customer.number": text, "customer.name": text, "customer.phone": text,
    "lines": ["minItems": 1, "maxItems": JSON(Pricing.lineLimit)],
    "lines[].lineNumber": text, "lines[].description": text, "lines[].sku": text, "lines[].room": text,
    "lines[].quantity.value": ["minimum": 1],
    "lines[].unitPrice.amount": ["minimum": 0],
    "lines[].discountPercent": ["minimum": 0, "maximum": 100],
    "lines[].taxRatePercent": ["minimum": 0, "maximum": 100],
    "instalments": ["minItems": 1, "maxItems": JSON(Instalments.limit)],
    "instalments[]": [
      "oneOf": [
        ["required": ["percent"], "properties": ["percent": ["type": "number"], "amount": ["type": "null"]]],
        ["required": ["amount"], "properties": ["amount": ["type": "object"], "percent": ["type": "null"]]],
      ]
    ],
    "instalments[].label": text,
    "instalments[].percent": ["exclusiveMinimum": 0, "minimum": 0, "maximum": 100],
    "instalments[].amount.amount": ["minimum": 0],
  ]

  /// Not blank.
  private static let text: JSON = ["pattern": #"\S"#, "maxLength": JSON(TextRule.limit)]

  private static func inlined(_ schema: JSON, _ probe: SchemaProbe) -> JSON {
    switch schema {
    case .object(let members):
      guard let reference = schema["$ref"]?.string, let name = reference.split(separator: "/").last,
        case .object(let target)? = probe.components[String(name)].map({ inlined($0, probe) })
      else { return .object(members.map { JSON.Member($0.key, inlined($0.value, probe)) }) }
      let own = members.filter { $0.key != "$ref" }
      return .object(target.filter { member in !own.contains { $0.key == member.key } } + own)
    case .array(let elements): return .array(elements.map { inlined($0, probe) })
    default: return schema
    }
  }

  /// The schema of what stands at a path, with its limits and with the words of the table of messages.
  private static func refined(_ schema: JSON, at path: String, _ words: ContractWords) -> JSON {
    guard case .object(var members) = refinedParts(of: schema, at: path, words) else { return schema }
    func set(_ key: String, _ value: JSON) {
      members.removeAll { $0.key == key }
      members.append(JSON.Member(key, value))
    }
    if case .object(let limits)? = limits[path] { for limit in limits { set(limit.key, limit.value) } }
    if let words = words.ofERP(path) { set("description", .string(words)) }
    return .object(members)
  }

  private static func refinedParts(of schema: JSON, at path: String, _ words: ContractWords) -> JSON {
    guard case .object(let members) = schema else { return schema }
    return .object(
      members.map { member in
        switch (member.key, member.value) {
        case ("properties", .object(let properties)):
          let inner = properties.map { property in
            let place = path.isEmpty ? property.key : "\(path).\(property.key)"
            return JSON.Member(property.key, refined(property.value, at: place, words))
          }
          return JSON.Member(member.key, .object(inner))
        case ("items", let items): return JSON.Member(member.key, refined(items, at: "\(path)[]", words))
        case ("anyOf", .array(let choices)):
          return JSON.Member(member.key, .array(choices.map { refinedParts(of: $0, at: path, words) }))
        default: return member
        }
      })
  }
}
