import JSON

/// Values as the text that stands in a `FieldChange`: compact JSON, so that equal values have equal texts.
public enum ChangeText {
  public static func of(_ value: some Encodable) throws -> String {
    String(decoding: try CompactJSON.encoded(value), as: UTF8.self)
  }

  public static func value<Value: Decodable>(_ type: Value.Type = Value.self, of text: String) throws -> Value {
    try CompactJSON.decoded(type, from: Array(text.utf8))
  }
}
