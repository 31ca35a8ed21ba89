import FoundationEssentials
import JSON
import Kernel

/// Kafka Connect's `schema` beside its `payload`: what its logical types mean, as plain JSON. Decimals become numbers
/// by their digits, days and times texts; everything else stays.
enum ConnectSchema {
  /// Throws `InboundError` where a value is none of its type, naming the field.
  static func plain(_ value: JSON, by schema: JSON, at path: String = "") throws(InboundError) -> JSON {
    guard value != .null else { return .null }
    if let name = schema["name"]?.string, let converted = try logical(name, value, schema, path) { return converted }
    switch (schema["type"]?.string, value) {
    case ("struct", .object(let members)):
      var types: [String: JSON] = [:]
      for field in schema["fields"]?.array ?? [] {
        if let name = (field["field"] ?? field["name"])?.string { types[name] = field }
      }
      var plain: [JSON.Member] = []
      for member in members {
        let type = types[member.key]
        plain.append(
          JSON.Member(
            member.key,
            try type.map { type throws(InboundError) in
              try Self.plain(member.value, by: type, at: "\(path)/\(member.key)")
            }
              ?? member.value))
      }
      return .object(plain)
    case ("array", .array(let elements)):
      guard let items = schema["items"] else { return value }
      var plain: [JSON] = []
      for (index, element) in elements.enumerated() {
        plain.append(try Self.plain(element, by: items, at: "\(path)/\(index)"))
      }
      return .array(plain)
    default: return value
    }
  }

  /// Nil for a name that says nothing of how the value is written.
  private static func logical(
    _ name: String, _ value: JSON, _ schema: JSON, _ path: String
  ) throws(InboundError) -> JSON? {
    switch name {
    case "org.apache.kafka.connect.data.Decimal":
      // `decimal.format=NUMERIC` writes numbers.
      if case .number = value { return value }
      guard let scale = (schema["parameters"]?["scale"]?.string).flatMap({ Int($0) }), (0...18).contains(scale) else {
        throw InboundError("the schema of '\(path)' has no scale from 0 to 18: set decimal.format=NUMERIC")
      }
      return try decimal(value, scale: scale, path)
    case "io.debezium.data.VariableScaleDecimal":
      guard let bytes = value["value"], case .number(let text) = value["scale"], let scale = Int(text),
        (0...18).contains(scale)
      else { throw misfit(path, name) }
      return try decimal(bytes, scale: scale, path)
    case "org.apache.kafka.connect.data.Date", "io.debezium.time.Date":
      return .string(BusinessDate(daysSince1970: Int(try whole(value, path, name))).description)
    case "org.apache.kafka.connect.data.Timestamp", "io.debezium.time.Timestamp":
      return .string(Instant(milliseconds: try whole(value, path, name)).description)
    case "io.debezium.time.MicroTimestamp":
      return .string(Instant(milliseconds: try whole(value, path, name) / 1000).description)
    case "io.debezium.time.NanoTimestamp":
      return .string(Instant(milliseconds: try whole(value, path, name) / 1_000_000).description)
    case "io.debezium.data.Json":
      guard let text = value.string, let json = try? JSON(parsing: Array(text.utf8)) else { throw misfit(path, name) }
      return json
    default: return nil
    }
  }

  /// Base64 of the unscaled integer, two's complement, the most significant byte first.
  private static func decimal(_ value: JSON, scale: Int, _ path: String) throws(InboundError) -> JSON {
    guard let text = value.string, let data = Data(base64Encoded: text), (1...16).contains(data.count) else {
      throw InboundError("'\(path)' is no decimal in base64: set decimal.format=NUMERIC in the converter")
    }
    let unscaled = data.dropFirst().reduce(Int128(Int8(bitPattern: data[data.startIndex]))) { $0 << 8 | Int128($1) }
    return .number(DecimalText(unscaled, scale: scale).description)
  }

  private static func whole(_ value: JSON, _ path: String, _ type: String) throws(InboundError) -> Int64 {
    guard case .number(let digits) = value, let whole = Int64(digits) else { throw misfit(path, type) }
    return whole
  }

  private static func misfit(_ path: String, _ type: String) -> InboundError {
    InboundError("'\(path)' is no \(type), which its schema says it is")
  }
}
