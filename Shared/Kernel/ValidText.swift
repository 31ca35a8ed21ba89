import Glibc

extension String {
  /// Whether these bytes are the text in UTF-8; `elementsEqual` goes through them one by one.
  public func hasUTF8(_ bytes: [UInt8]) -> Bool {
    var text = self
    return text.withUTF8 { text in
      bytes.withUnsafeBytes { bytes in
        guard text.count == bytes.count, let own = text.baseAddress, let given = bytes.baseAddress else {
          return text.isEmpty && bytes.isEmpty
        }
        return memcmp(own, given, text.count) == 0
      }
    }
  }

  /// The text that some of these bytes are in UTF-8; nil where they are not. `init(validating:as:)` is generic and takes
  /// several times as long: this one is for what is read of every event.
  public init?(utf8 bytes: [UInt8], in range: Range<Int>) {
    let text = bytes.withUnsafeBufferPointer { bytes -> String? in
      let part = UnsafeBufferPointer(rebasing: bytes[range])
      var text = String(decoding: part, as: UTF8.self)
      // What is not valid was replaced.
      let isSame = text.withUTF8 { text in
        guard text.count == part.count, let own = text.baseAddress, let given = part.baseAddress else {
          return part.isEmpty
        }
        return memcmp(own, given, part.count) == 0
      }
      return isSame ? text : nil
    }
    guard let text else { return nil }
    self = text
  }
}
