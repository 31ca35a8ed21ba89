import Contracts
import Inbound
import JSON
import Kernel
import SalesDomain
import ServiceRuntime

/// The schema of what the ERP's bridge sends: what its owner decodes, whole in one piece, with the limits that are checked
/// after decoding (`Shared/Contracts/README.md#messages-of-the-erp`).
enum ERPSchema {
  /// By the path in the message; members that stand in the place of those that decoding alone would say.
  typealias Limits = [String: JSON]
  typealias Described = (type: String, summary: String, shape: any Decodable.Type, limits: Limits)

  /// The messages of a kind.
  static func messages(of kind: ERPKind) -> [Described] {
    switch kind {
    case .order:
      [
        ("joinery.erp.order.placed.v1", "An order of the ERP, whole.", ERPOrderData.self, order),
        ("joinery.erp.order.changed.v1", "An order of the ERP, whole as it now is.", ERPOrderData.self, order),
        ("joinery.erp.order.cancelled.v1", "An order of the ERP is off.", ERPCancellationData.self, order),
        (
          InboundKind.registered, "The ERP has taken an order of ours under a number of its own.",
          ERPRegistrationData.self, order
        ),
      ]
    case .product: [(ERPProduct.type, "A product of the ERP as it now is.", ERPProduct.self, product)]
    case .stock: [(ERPStock.type, "How much of a product lies in a warehouse.", ERPStock.self, stock)]
    case .production:
      [(ERPProduction.type, "How far an order, or a line of one, is in the works.", ERPProduction.self, production)]
    case .shipment:
      [
        (ERPShipment.type, "Goods that left a warehouse for an order.", ERPShipment.self, shipment),
        (
          ERPShipmentCancellation.type, "A shipment that did not leave, or came back whole.",
          ERPShipmentCancellation.self, shipment
        ),
      ]
    case .reconciliation:
      [(ERPReconciliation.type, "What the ERP has of some days.", ERPReconciliation.self, reconciliation)]
    case .receipt:
      [
        (ERPReceipt.type, "Money that came in.", ERPReceipt.self, receipt),
        (
          ERPReceiptReversal.type, "A receipt that bounced, or was booked by mistake.", ERPReceiptReversal.self,
          reversal
        ),
      ]
    case .customer: [(ERPCustomer.type, "A customer of the ERP as it now is.", ERPCustomer.self, customer)]
    }
  }

  /// Throws `SchemaProbe.Failure` where none can be derived of the type.
  /// What an order's fields mean stands in a table, what others' do above them.
  static func of(
    _ type: any Decodable.Type, _ kind: ERPKind, _ limits: Limits, _ words: ContractWords
  ) throws -> JSON {
    let probe = SchemaProbe(words: words.of)
    let table = kind == .order ? words : nil
    return refined(AsyncAPI.published(inlined(try probe.schema(of: type), probe)), at: "", limits, table)
  }

  private static let number: JSON = [
    "minLength": 1, "maxLength": JSON(ERPMessageHead.numberLimit), "pattern": #"^(?=.*\S)[^\u0000-\u001f\u007f]+$"#,
  ]
  private static let percent: JSON = ["minimum": 0, "maximum": 100]
  /// One of the ERP's number of an order and ours.
  private static let ofOrder: JSON = ["anyOf": [["required": ["orderNumber"]], ["required": ["orderId"]]]]

  private static let product: Limits = [
    "revision": ["minimum": 0], "name": text, "category": text, "unit": text, "price.amount": ["minimum": 0],
    "taxRatePercent": percent,
  ]
  private static let stock: Limits = ["onHand.value": ["minimum": 0], "reserved.value": ["minimum": 0]]
  private static let production: Limits = [
    "": ofOrder, "revision": ["minimum": 0], "orderNumber": number, "lineNumber": text, "reason": text,
  ]
  private static let shipment: Limits = [
    "shipmentNumber": number, "revision": ["minimum": 0], "orderNumber": number, "carrier": text,
    "trackingNumber": text, "reason": text, "lines": ["minItems": 1, "maxItems": JSON(Pricing.lineLimit)],
    "lines[]": ["anyOf": [["required": ["lineNumber"]], ["required": ["sku"]]]], "lines[].lineNumber": text,
    "lines[].sku": text, "lines[].quantity.value": ["minimum": 1],
  ]

  private static let reconciliation: Limits = [
    "about": ["enum": .array(ERPReconciliation.subjects.map(JSON.string))], "days[].count": ["minimum": 0],
    "days[].cancelled": ["minimum": 0], "days[].revisions": ["minimum": 0],
    "days[].sums[].amount": ["minimum": 0], "days[].items[].orderNumber": number,
    "days[].items[].revision": ["minimum": 0, "maximum": JSON(Money.limit)],
    "days[].items[].total.amount": ["minimum": 0],
  ]
  private static let receipt: Limits = [
    "": [
      "anyOf": [
        ["required": ["orderNumber"]], ["required": ["orderId"]], ["required": ["customer"]],
      ]
    ],
    "receiptNumber": number, "revision": ["minimum": 0], "orderNumber": number, "customer.number": number,
    "amount.amount": ["minimum": 1],
  ]
  private static let reversal: Limits = ["receiptNumber": number, "revision": ["minimum": 0], "reason": text]
  private static let customer: Limits = ["number": number, "revision": ["minimum": 0], "name": text]

  private static let order: Limits = [
    "orderNumber": number,
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
  private static func refined(_ schema: JSON, at path: String, _ limits: Limits, _ words: ContractWords?) -> JSON {
    guard case .object(var members) = refinedParts(of: schema, at: path, limits, words) else { return schema }
    func set(_ key: String, _ value: JSON) {
      members.removeAll { $0.key == key }
      members.append(JSON.Member(key, value))
    }
    if case .object(let members)? = limits[path] { for limit in members { set(limit.key, limit.value) } }
    if let words = words?.ofERP(path) { set("description", .string(words)) }
    return .object(members)
  }

  private static func refinedParts(
    of schema: JSON, at path: String, _ limits: Limits, _ words: ContractWords?
  ) -> JSON {
    guard case .object(let members) = schema else { return schema }
    return .object(
      members.map { member in
        switch (member.key, member.value) {
        case ("properties", .object(let properties)):
          let inner = properties.map { property in
            let place = path.isEmpty ? property.key : "\(path).\(property.key)"
            return JSON.Member(property.key, refined(property.value, at: place, limits, words))
          }
          return JSON.Member(member.key, .object(inner))
        case ("items", let items): return JSON.Member(member.key, refined(items, at: "\(path)[]", limits, words))
        case ("anyOf", .array(let choices)):
          return JSON.Member(member.key, .array(choices.map { refinedParts(of: $0, at: path, limits, words) }))
        default: return member
        }
      })
  }
}
