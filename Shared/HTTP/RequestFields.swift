extension HTTPRequest {
  /// The first cookie of that name, without the quotes around it.
  public func cookie(_ name: String) -> String? {
    for header in headers.values(of: "Cookie") {
      for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
        let text = pair.drop { $0 == 0x20 || $0 == 0x09 }
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")), text[..<equals].elementsEqual(name.utf8) else {
          continue
        }
        let value = Substring(text[text.index(after: equals)...])
        return value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
          ? String(value.dropFirst().dropLast()) : String(value)
      }
    }
    return nil
  }

  /// The fields of a body of type `application/x-www-form-urlencoded`, in the order written; nil if it is not one, or
  /// not UTF-8 after decoding.
  public var form: [(name: String, value: String)]? {
    guard let type = headers["Content-Type"]?.lowercased(), type.hasPrefix("application/x-www-form-urlencoded") else {
      return nil
    }
    return body.withUnsafeBufferPointer { PercentDecoding.fields($0, emptyToo: false) }
  }
}
