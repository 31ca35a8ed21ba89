/// An identifier as text, typed by what it names: `ID<Customer>`. Things made here have UUIDv7 texts; employees,
/// shops, suppliers and the ERP's things have codes that the company chose.
public struct ID<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let text: String

  public init(_ text: String) {
    self.text = text
  }

  public static func < (left: ID, right: ID) -> Bool { left.text < right.text }

  public var description: String { text }

  /// At most this many bytes of UTF-8.
  public static var limit: Int { 100 }
}

extension ID: Codable {
  /// Refuses an empty or overlong text, control characters, and slashes, which no path could carry.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    var text = try container.decode(String.self)
    let isGood = text.withUTF8 { text in
      !text.isEmpty && text.count <= Self.limit
        && text.allSatisfy { $0 >= 32 && $0 != 127 && $0 != UInt8(ascii: "/") }
    }
    guard isGood else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "an id has 1 to \(Self.limit) bytes, no slash and no control characters")
    }
    self.text = text
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension ID: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self.init(text) }
}

public enum Customer {}
public enum Employee {}
public enum Shop {}
public enum Warehouse {}
public enum Lead {}
public enum Activity {}
public enum Partner {}
public enum Campaign {}
public enum Product {}
public enum Quote {}
public enum Approval {}
public enum Order {}
public enum OrderLine {}
public enum Instalment {}
public enum DeliveryNote {}
public enum Measurement {}
public enum Receivable {}
public enum Receipt {}
public enum Allocation {}
public enum Refund {}
public enum CreditNote {}
public enum Supplier {}
public enum Payable {}
public enum Payment {}
public enum Expense {}
public enum RecurringExpense {}
public enum CommissionPlan {}
public enum Commission {}
public enum Crew {}
public enum Installation {}
public enum InstalledItem {}
public enum ServiceRequest {}
public enum InstallationProblem {}
public enum Outlet {}
public enum MaintenancePlan {}
public enum Segment {}
public enum CarePlan {}
public enum Gift {}
public enum Touch {}
public enum PointsEntry {}
public enum ImportBatch {}
public enum MachineToken {}
public enum ContactProposal {}

extension ID {
  /// A new RFC 9562 UUID version 7: its texts sort by the time of their making.
  public static func make(at time: Instant, using random: inout some RandomNumberGenerator) -> ID {
    ID(uuidv7(at: time, using: &random))
  }
}

/// A new RFC 9562 UUID version 7 as lower-case text.
public func uuidv7(at time: Instant, using random: inout some RandomNumberGenerator) -> String {
  let high = UInt64(bitPattern: time.milliseconds) << 16 | 0x7000 | random.next(upperBound: UInt64(0x1000))
  let low = random.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
  return String(unsafeUninitializedCapacity: 36) { buffer in
    var index = 0
    for place in 0..<16 {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        buffer[index] = UInt8(ascii: "-")
        index += 1
      }
      let byte = UInt8(truncatingIfNeeded: (place < 8 ? high : low) >> UInt64(56 - place % 8 * 8))
      buffer[index] = hexDigit(byte >> 4)
      buffer[index + 1] = hexDigit(byte & 15)
      index += 2
    }
    return 36
  }
}
