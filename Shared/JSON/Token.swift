import Glibc

/// One value, or one name, of a JSON text.
struct Token {
  enum Kind: UInt8 {
    case null, yes, no, number, text, array, object
  }

  let kind: Kind
  /// A text without escapes; a number that is whole, of at most 18 digits and in its only form.
  let isPlain: Bool
  /// An object whose members are found in `Tokens.indexes`.
  var isIndexed = false
  /// The text without its quotes, or the number.
  let start: Int
  let end: Int
  /// The token behind this one and all that is inside of it.
  var next: Int
  /// The array or object around it; -1 outermost.
  let parent: Int
  /// Its number among the elements of an array; how many names come before that of this member of an object.
  let ordinal: Int

  func text(of bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[start..<end])
  }
}

extension UnsafeBufferPointer<UInt8> {
  func isSame(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
    return memcmp(start, otherStart, count) == 0
  }

  func isBefore(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = baseAddress, let otherStart = other.baseAddress else { return count < other.count }
    let order = memcmp(start, otherStart, Swift.min(count, other.count))
    return order < 0 || (order == 0 && count < other.count)
  }
}
