import Kernel

/// What the company allows its sellers (`Services/Sales/README.md#approvals`). A manager allows more, one case at a time.
public struct SalesPolicy: Sendable {
  /// The largest discount of a line that may be given without an approval: 10 %.
  public var discountLimit = Percent(hundredths: 1000)
  /// Whole months before the present one in which an order may have been signed: 1.
  public var openMonths = 1

  public init() {}

  public static let standard = SalesPolicy()

  /// Whether a signature lies before the first day on which an order may have been signed, seen from a day.
  public func isClosed(_ signedOn: BusinessDate, on today: BusinessDate) -> Bool {
    signedOn.month < today.adding(months: -openMonths).month
  }
}
