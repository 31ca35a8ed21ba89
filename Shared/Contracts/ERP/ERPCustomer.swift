import Kernel

/// A customer of the ERP as it now is (`Shared/Contracts/README.md#customers-numbers`).
public struct ERPCustomer: Codable, Hashable, Sendable {
  public static let type = "joinery.erp.customer.changed.v1"

  /// The ERP's number of the customer: 1 to 100 bytes without control characters.
  public var number: String
  /// A whole number from 0 that grows with each change; a time in milliseconds does.
  public var revision: Int
  /// The customer's full name.
  public var name: String
  /// The customer's phone number, by which one who is here already is found.
  public var phone: String?
  public var wechat: String?
  public var email: String?
  public var address: Address?
}
