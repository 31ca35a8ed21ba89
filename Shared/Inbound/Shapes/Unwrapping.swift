import JSON
import Kernel

/// Takes off what bridges and connectors wrap a row in (`Shared/Inbound/README.md#shapes`).
enum Unwrapping {
  /// As many layers as any connector makes; more are somebody's attack.
  private static let depth = 6

  /// Reads the bytes of a value. Throws `InboundError` for what is no JSON.
  static func read(_ value: [UInt8]) throws(InboundError) -> InboundMessage {
    var bytes = value[...]
    var message: InboundMessage
    // Confluent's wire format: a zero and the number of the schema in four bytes.
    let isRegistered = bytes.count > 5 && bytes.first == 0
    if isRegistered { bytes = bytes.dropFirst(5) }
    do throws(JSONError) {
      message = InboundMessage(payload: try JSON(parsing: Array(bytes)))
    } catch {
      if isRegistered { throw registered(value) }
      throw InboundError(
        "the value is no JSON (\(error)); Avro, Protobuf and XML are not read: let the bridge's converter write JSON")
    }
    if isRegistered { message.shapes.append("schema registry, JSON") }
    try unwrap(&message)
    return message
  }

  private static func registered(_ value: [UInt8]) -> InboundError {
    let number = value[1...4].reduce(0) { $0 << 8 | Int($1) }
    return InboundError(
      "the value is Avro or Protobuf of a schema registry (schema \(number)), which is not read: set the converter to "
        + "JSON (org.apache.kafka.connect.json.JsonConverter, or JSON Schema)")
  }

  /// Takes layers off until a row or a document is left.
  static func unwrap(_ message: inout InboundMessage) throws(InboundError) {
    for _ in 0..<depth {
      guard try unwrapOnce(&message) else { break }
    }
    guard case .object(let members) = message.payload else {
      throw InboundError("the value is JSON, but no object: send one order a record")
    }
    unwrapFlags(members, &message)
  }

  /// Whether a layer was taken off.
  private static func unwrapOnce(_ message: inout InboundMessage) throws(InboundError) -> Bool {
    switch message.payload {
    case .string(let text):
      do throws(JSONError) {
        message.payload = try JSON(parsing: Array(text.utf8))
      } catch {
        throw InboundError("the value is a text that is no JSON (\(error)): send the order itself")
      }
      message.shapes.append("encoded twice")
      return true
    case .object(let members) where members.count == 2:
      guard let schema = message.payload["schema"], let payload = message.payload["payload"],
        schema["type"] != nil || schema == .null
      else { break }
      message.payload = schema == .null ? payload : try ConnectSchema.plain(payload, by: schema)
      message.shapes.append("Connect schema")
      return true
    default: break
    }
    return try unwrapChange(&message)
  }

  /// Debezium's envelope: `op`, with the row as it was and as it is.
  private static func unwrapChange(_ message: inout InboundMessage) throws(InboundError) -> Bool {
    let envelope = message.payload
    guard let operation = envelope["op"]?.string, operation.count == 1,
      envelope["before"] != nil || envelope["after"] != nil
    else { return false }
    switch operation {
    case "c", "u", "r":
      guard let after = envelope["after"], after != .null else {
        throw InboundError("the change '\(operation)' has no row under 'after'")
      }
      message.payload = after
    case "d":
      message.isDeletion = true
      guard let before = envelope["before"], before != .null else {
        throw InboundError(
          "the deleted row is not told: let the database write whole rows (REPLICA IDENTITY FULL, binlog_row_image=FULL)"
        )
      }
      message.payload = before
    default:
      throw InboundError("the operation '\(operation)' is none of c, u, d, r: leave it out in the connector")
    }
    message.time = milliseconds(envelope["source"]?["ts_ms"]) ?? milliseconds(envelope["ts_ms"]) ?? message.time
    message.shapes.append("Debezium change")
    return true
  }

  /// Debezium's rows without an envelope say what happened by members of their own.
  private static func unwrapFlags(_ members: [JSON.Member], _ message: inout InboundMessage) {
    let flags = members.filter { ["__op", "__deleted", "__source_ts_ms", "__ts_ms"].contains($0.key) }
    guard !flags.isEmpty else { return }
    message.shapes.append("Debezium row")
    for flag in flags {
      switch (flag.key, flag.value) {
      case ("__op", "d"), ("__deleted", "true"), ("__deleted", true): message.isDeletion = true
      case ("__source_ts_ms", _): message.time = milliseconds(flag.value) ?? message.time
      case ("__ts_ms", _): message.time = message.time ?? milliseconds(flag.value)
      default: break
      }
    }
    message.payload = .object(members.filter { !$0.key.hasPrefix("__") })
  }

  private static func milliseconds(_ value: JSON?) -> Instant? {
    guard case .number(let digits) = value, let number = Int64(digits), number > 0 else { return nil }
    return Instant(milliseconds: number)
  }
}
