import FoundationEssentials

/// Writes values as JSON: members sorted by name, nothing left between tokens, slashes as they are; byte for byte what
/// FoundationEssentials' `JSONEncoder` writes with `.sortedKeys` and `.withoutEscapingSlashes` (a test compares them).
/// That one builds a tree of the value first, which took a quarter of the processor time of a service that is busy with
/// commands; this one writes as it goes.
public enum CompactJSON {
  /// Throws what the value throws, and `EncodingError.invalidValue` for a number that JSON does not have.
  public static func encoded(_ value: some Encodable) throws -> [UInt8] {
    var output = Output()
    // By its address: a class would have each access checked and counted, which costs as much as the writing. Nobody
    // keeps an encoder for longer than it encodes.
    try withUnsafeMutablePointer(to: &output) { try $0.write(value, at: 0) }
    output.close(from: 0)
    return output.bytes
  }

  /// Appends a text in quotes as `encoded` writes it, for those who put long texts of many parts together themselves.
  public static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(quoting: text, .compact)
  }

  /// Reads what `encoded` writes, and whatever else is plain: what is unusual (fractions, a member twice, deep nesting)
  /// and what is wrong is left to FoundationEssentials' `JSONDecoder`, so that both read the same and say the same about
  /// it. That one alone takes half of what it costs to apply an event.
  public static func decoded<Value: Decodable>(_ type: Value.Type = Value.self, from bytes: [UInt8]) throws -> Value {
    if let value = try? plain(type, bytes) { return value }
    return try JSONDecoder().decode(type, from: Data(bytes))
  }

  /// One text for the same data, however it was written; bytes that are no JSON stay as they are.
  public static func canonical(_ bytes: [UInt8]) -> [UInt8] {
    (try? encoded(decoded(JSON.self, from: bytes))) ?? bytes
  }

  private static func plain<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
    try Input.read(bytes, isStrict: false) { input in
      let value = try input.read(type, at: 0)
      // A type may try a reading and go on without it.
      guard !input.pointee.isUnusual else { throw Unusual() }
      return value
    }
  }
}
