import JSON

/// What stands in the headers of records (`Shared/Messaging/README.md#envelope`), as texts in UTF-8.
enum MessageHeaders {
  /// In every message of the suite.
  static let always = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"]
  static let ofEvents = [
    "ce_subject", "ce_partitionkey", "ce_stream", "ce_streamepoch", "ce_streamsequence", "ce_correlationid",
    "ce_causationid", "ce_actor",
  ]

  /// The schema of the headers of a type of message.
  static func of(_ type: String, _ required: [String], optional: [String] = []) -> JSON {
    let properties = (required + optional).map { JSON.Member($0, schema(of: $0, type)) }
    return ["type": "object", "properties": .object(properties), "required": .array(required.map(JSON.string))]
  }

  private static func schema(of name: String, _ type: String) -> JSON {
    let words = JSON.string(descriptions[name] ?? "")
    return switch name {
    case "ce_specversion": ["type": "string", "const": "1.0", "description": words]
    case "ce_type": ["type": "string", "const": .string(type), "description": words]
    case "ce_time": ["type": "string", "format": "date-time", "description": words]
    default: ["type": "string", "description": words]
    }
  }

  private static let descriptions = [
    "ce_specversion": "The version of CloudEvents.",
    "ce_id": "Made once, when the message is written; unique within ce_source, so that both together tell duplicates.",
    "ce_source": "Who wrote it: joinery/ and the service; of the ERP its instance, such as /erp/guangzhou.",
    "ce_type": "What it tells, and in which version.",
    "ce_time": "When it was written: RFC 3339.",
    "ce_subject": "Id of the aggregate that it is about.",
    "ce_partitionkey": "The ordering key; the record's key too.",
    "ce_stream": "The numbered sequence that the key falls into, 0 to 255.",
    "ce_streamepoch": "The store's life that the number belongs to; another one begins with a restore.",
    "ce_streamsequence": "Its number in the stream: 1, 2, 3 without gaps.",
    "ce_correlationid": "Id of the request or outside event at the root of it.",
    "ce_causationid": "Id of what directly caused it.",
    "ce_actor": "Who did it: an employee's code, a machine's name, or the service.",
    "ce_actorrole": "The role that let a person do it; absent for a service.",
  ]

  /// Kafka Connect's names for what its tools show of a dead letter.
  static let ofDeadLetters: [(name: String, schema: JSON)] = [
    ("topic", "The topic that the record was read from."),
    ("partition", "Its partition there, as decimal text."),
    ("offset", "Its offset there, as decimal text."),
    ("connector.name", "The service that could not apply it."),
    ("exception.message", "Why not, in words without personal data."),
  ].map { ("__connect.errors.\($0.0)", ["type": "string", "description": .string($0.1)]) }
}
