import Kernel
import LeadsDomain

/// What a company decides about its leads.
public struct LeadsPolicy: Sendable {
  /// Days for which a captured or assigned lead is its owner's (A19).
  public var protectionDays = 30
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

  public init() {}

  func reviewOn(after day: BusinessDate, because reason: String?) -> BusinessDate {
    day.adding(days: reviewDays[reason ?? ""] ?? otherReviewDays)
  }
}
