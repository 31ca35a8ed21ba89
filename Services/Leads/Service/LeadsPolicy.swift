import LeadsDomain

/// What a company decides about its leads.
public struct LeadsPolicy: Sendable {
  /// Days for which a captured or assigned lead is its owner's (A19).
  public var protectionDays = 30
  public var profile = TargetProfile.standard

  public init() {}
}
