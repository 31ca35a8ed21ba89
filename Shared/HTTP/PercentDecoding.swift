import Glibc
import Kernel

/// Percent-decoding of paths, queries and forms.
package enum PercentDecoding {
  /// The text that another one stands for; nil for what `text` of its bytes would not take.
  package static func text(_ text: some StringProtocol) -> String? {
    var copy = String(text)
    return copy.withUTF8 { self.text($0) }
  }

  /// Nil for what is not text: invalid UTF-8, a NUL, a percent sign without two hexadecimal digits.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool = false) -> String? {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return "" }
    let percent = memchr(start, 0x25, bytes.count) != nil
    if !percent && !plusIsSpace { return String(validating: bytes, as: UTF8.self) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case 0x25:
        guard index + 2 < bytes.count, let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
        else {
          return nil
        }
        guard high | low != 0 else { return nil }
        decoded.append(high << 4 | low)
        index += 3
      case 0x2B where plusIsSpace:
        decoded.append(0x20)
        index += 1
      case let byte:
        decoded.append(byte)
        index += 1
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  /// Names and values of a query or a form, in the order written; nil where any of them is no text. What has no `=` has
  /// no value.
  ///
  /// - Parameter emptyToo: whether two `&` without anything between them are a field as well.
  static func fields(_ bytes: UnsafeBufferPointer<UInt8>, emptyToo: Bool) -> [(name: String, value: String)]? {
    var pairs = bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: !emptyToo)
    if pairs.last?.isEmpty == true { pairs.removeLast() }
    var fields: [(name: String, value: String)] = []
    fields.reserveCapacity(pairs.count)
    for pair in pairs {
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = text(UnsafeBufferPointer(rebasing: pair[..<equals]), plusIsSpace: true),
        let value = text(UnsafeBufferPointer(rebasing: pair[equals...].dropFirst()), plusIsSpace: true)
      else { return nil }
      fields.append((name, value))
    }
    return fields
  }
}
