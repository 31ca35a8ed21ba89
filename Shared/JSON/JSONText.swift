extension JSON {
  /// Reads one JSON text (RFC 8259): strict UTF-8, no duplicate members, at most 64 levels.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    do {
      self = try Input.read(bytes, isStrict: true) { $0.pointee.json(0) }
    } catch let error as JSONError {
      throw error
    } catch {
      // Nothing else is thrown; the compiler cannot know.
      throw .syntax(offset: 0)
    }
  }

  /// The value as compact JSON text in UTF-8.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return bytes
  }

  /// The value as compact JSON text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  private func write(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let digits): bytes += digits.utf8
    case .string(let text): bytes.append(quoting: text, .visible)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(quoting: member.key, .visible)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}
