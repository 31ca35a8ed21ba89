import JSON

/// A type of Swift that stands for one JSON value without parts, as a schema describes it.
protocol JSONScalar: Decodable {
  static var scalarSchema: JSON { get }
  /// Any value, for probes.
  static var sample: Self { get }
}

extension Bool: JSONScalar {
  static var scalarSchema: JSON { ["type": "boolean"] }
  static var sample: Bool { false }
}

extension String: JSONScalar {
  static var scalarSchema: JSON { ["type": "string"] }
  static var sample: String { "" }
}

extension JSONScalar where Self: FixedWidthInteger {
  static var scalarSchema: JSON { ["type": "integer", "minimum": JSON(min), "maximum": JSON(max)] }
  static var sample: Self { 0 }
}

extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}

extension JSONScalar where Self: BinaryFloatingPoint & LosslessStringConvertible {
  static var scalarSchema: JSON { ["type": "number"] }
  static var sample: Self { 0 }
}

extension Double: JSONScalar {}
extension Float: JSONScalar {}
