import Kernel

/// What the company allows its sellers (`Services/Sales/README.md#approvals`; a manager allows more, one case at a time),
/// and how it compares itself with the ERP (`Services/Sales/README.md#reconciliation`).
public struct SalesPolicy: Sendable {
  /// The largest discount of a line that may be given without an approval: 10 %.
  public var discountLimit = Percent(hundredths: 1000)
  /// Whole months before the present one in which an order may have been signed: 1.
  public var openMonths = 1
  /// Days of signing that the ERP's bridge is asked about each day: 31, so that what is entered or changed late is
  /// compared too.
  public var reconciledDays = 31
  /// Seconds for which what the ERP has may be on its way here before it counts as a difference: 15 minutes.
  public var onItsWay = 900

  public init() {}

  public static let standard = SalesPolicy()

  /// Whether a signature lies before the first day on which an order may have been signed, seen from a day.
  public func isClosed(_ signedOn: BusinessDate, on today: BusinessDate) -> Bool {
    signedOn.month < today.adding(months: -openMonths).month
  }
}
