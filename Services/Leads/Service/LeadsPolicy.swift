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

  public init() {}
}
