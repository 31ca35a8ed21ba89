import FoundationEssentials

/// A type of Swift that stands for one JSON value without parts.
protocol Scalar: Decodable {
  static func read(_ input: UnsafeMutablePointer<Input>, _ index: Int) throws -> Self
}

extension Bool: Scalar {
  static func read(_ input: UnsafeMutablePointer<Input>, _ index: Int) throws -> Bool {
    switch input.pointee.tokens[index].kind {
    case .yes: true
    case .no: false
    default: throw input.misfit(needed: .truth, at: index)
    }
  }
}

extension String: Scalar {
  static func read(_ input: UnsafeMutablePointer<Input>, _ index: Int) throws -> String {
    guard input.pointee.tokens[index].kind == .text else { throw input.misfit(needed: .text, at: index) }
    return input.pointee.string(index)
  }
}

extension Scalar where Self: FixedWidthInteger {
  static func read(_ input: UnsafeMutablePointer<Input>, _ index: Int) throws -> Self {
    let token = input.pointee.tokens[index]
    guard token.kind == .number else { throw input.misfit(needed: .wholeNumber, at: index) }
    if token.isPlain, let number = Self(exactly: input.pointee.integer(index)) { return number }
    guard input.pointee.isStrict else { throw input.misfit(.tooManyDigits, at: index) }
    let text = String(decoding: input.pointee.text(index), as: UTF8.self)
    if let number = Self(text) { return number }
    // `12.0` and `1e3` are whole numbers too, in JSON Schema's sense.
    if let exact = Decimal(json: text).map({ "\($0)" }) {
      if let number = Self(exact) { return number }
      if exact.utf8.contains(UInt8(ascii: ".")) { throw input.misfit(needed: .wholeNumber, at: index) }
    }
    throw input.misfit(.outOfRange(least: "\(Self.min)", greatest: "\(Self.max)"), at: index)
  }
}

extension Int: Scalar {}
extension Int8: Scalar {}
extension Int16: Scalar {}
extension Int32: Scalar {}
extension Int64: Scalar {}
extension UInt: Scalar {}
extension UInt8: Scalar {}
extension UInt16: Scalar {}
extension UInt32: Scalar {}
extension UInt64: Scalar {}

extension Scalar where Self: BinaryFloatingPoint & LosslessStringConvertible {
  static func read(_ input: UnsafeMutablePointer<Input>, _ index: Int) throws -> Self {
    guard input.pointee.tokens[index].kind == .number else { throw input.misfit(needed: .number, at: index) }
    guard input.pointee.isStrict, let number = Self(String(decoding: input.pointee.text(index), as: UTF8.self)),
      number.isFinite
    else { throw input.misfit(.tooManyDigits, at: index) }
    return number
  }
}

extension Double: Scalar {}
extension Float: Scalar {}

extension Decimal {
  /// Its own `init(from:)` reads the form of property lists, not a number.
  static func read(_ input: UnsafeMutablePointer<Input>, _ index: Int) throws -> Decimal {
    guard input.pointee.tokens[index].kind == .number else { throw input.misfit(needed: .number, at: index) }
    guard input.pointee.isStrict, let number = Decimal(json: String(decoding: input.pointee.text(index), as: UTF8.self))
    else { throw input.misfit(.tooManyDigits, at: index) }
    return number
  }

  /// Nil where it cannot hold the number exactly: it has 38 digits and exponents up to 127.
  fileprivate init?(json text: String) {
    let mantissa = text.utf8.prefix { $0 | 32 != UInt8(ascii: "e") }
    let digits = mantissa.filter { (48...57).contains($0) }.drop { $0 == 48 }
    guard digits.count <= 38, let number = Decimal(string: text), number.isFinite else { return nil }
    self = number
  }
}
