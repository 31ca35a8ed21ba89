/// The lower-case hexadecimal digit of 0 to 15.
@inlinable public func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

/// The value of a hexadecimal digit of either case; nil for any other byte.
@inlinable public func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 48...57: byte - 48
  case 97...102: byte - 87
  case 65...70: byte - 55
  default: nil
  }
}
