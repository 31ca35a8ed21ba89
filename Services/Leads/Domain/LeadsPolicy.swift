import Kernel

/// What a company decides about its leads and customers.
public struct LeadsPolicy: Sendable {
  /// Days for which a captured or assigned lead is its owner's (A19).
  public var protectionDays = 30
  /// Who the company's customers are (A1).
  public var profile = TargetProfile.standard

  /// Days after which a quote without an order is to be asked about (B15).
  public var quoteDays = 7
  /// Days after the last order after which somebody should call (B15).
  public var businessDays = 365
  /// Days without order and contact after which a customer has lapsed (A18).
  public var lapsedDays = 730

  /// Days until an invalid lead is looked at again, by its reason (A4).
  public var reviewDays = [
    "unreachable": 30, "wrong-number": 30, "timing": 60, "no-need": 180, "budget": 180, "competitor": 365,
  ]
  /// For any other reason.
  public var otherReviewDays = 90

  /// Money received for one point (F2).
  public var fenForPoint: Int64 = 100
  /// Months for which earned points are good.
  public var pointsMonths = 24
  /// Months of orders and money that a tier looks back on (F3).
  public var tierMonths = 36

  /// Days before a customer's day on which care is due, where the plan says nothing else (B18).
  public var careLeadDays = 3
  /// Rows of one file (H3).
  public var importRows = 5_000

  /// Passwords, links and sessions.
  public var accounts = AccountsPolicy()

  public init() {}

  /// When an invalid lead is looked at again (A4).
  public func reviewOn(after day: BusinessDate, because reason: String?) -> BusinessDate {
    day.adding(days: reviewDays[reason ?? ""] ?? otherReviewDays)
  }

  /// The last day of a lead's protection that begins on a day (A19).
  public func protectedUntil(from day: BusinessDate) -> BusinessDate { day.adding(days: protectionDays) }
}
