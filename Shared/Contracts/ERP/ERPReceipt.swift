import Kernel

/// Money that came in, as the ERP has booked it (`Shared/Contracts/README.md#receipts`).
public struct ERPReceipt: Codable, Hashable, Sendable {
  /// Who paid, where no order is named.
  public struct Payer: Codable, Hashable, Sendable {
    /// The ERP's number of the customer.
    public var number: String
  }

  public static let type = "joinery.erp.receipt.recorded.v1"

  /// The ERP's name of the receipt, 1 to 100 bytes without control characters.
  public var receiptNumber: String
  /// A whole number from 0 that grows with each change; a time in milliseconds does.
  public var revision: Int
  /// The ERP's number of the order that it pays.
  public var orderNumber: String?
  /// The order's id here, of an order that the ERP has from here.
  public var orderId: ID<Order>?
  /// Who paid; needed where no order is named.
  public var customer: Payer?
  /// What came in; more than zero.
  public var amount: Money
  /// How the money changed hands.
  public var method: PaymentMethod
  /// The day on which it came in.
  public var receivedOn: BusinessDate
  /// Code of the salesperson who took it in, where there is one.
  public var salespersonId: ID<Employee>?
}

/// A receipt that bounced, or was booked by mistake (`Shared/Contracts/README.md#receipts`).
public struct ERPReceiptReversal: Codable, Hashable, Sendable {
  public static let type = "joinery.erp.receipt.reversed.v1"

  /// The ERP's name of the receipt.
  public var receiptNumber: String
  /// A whole number above that of what is taken back.
  public var revision: Int
  /// The day on which it was; that of the message without it.
  public var on: BusinessDate?
  /// Why, in words.
  public var reason: String
}
