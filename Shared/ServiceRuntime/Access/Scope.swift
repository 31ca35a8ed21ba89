/// What a route touches: how much of it a caller sees, his or her roles say (`Shared/ServiceRuntime/README.md#scope`).
public enum Scope: String, CaseIterable, Sendable {
  /// Nobody's: catalogues, rules, figures without persons, the suite itself. The route's roles alone decide.
  case company
  case lead
  case customer
  /// Quotes, orders, deliveries, measurements.
  case sale
  /// Installations, with what was installed and what is wrong with it.
  case job
  /// Service requests.
  case request
  /// What customers owe and paid.
  case money
  /// Commission, wages, and what an employee has spent.
  case earnings
  /// Requests for approvals.
  case approval
}

/// How much of a scope is seen.
public enum Reach: Int, Comparable, Sendable {
  case nothing
  /// What names the caller.
  case own
  /// What names the caller's shop, or somebody of it.
  case shop
  case all

  public static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }
}

extension Role {
  /// The one table of who sees what.
  public func reach(in scope: Scope) -> Reach {
    switch (self, scope) {
    case (_, .company), (.manager, _), (.operations, _), (.auditor, _): .all
    case (.bridge, _): .nothing
    case (.finance, .earnings): .all
    case (_, .earnings): .own
    case (.shop, _): .shop
    case (.netSales, _), (_, .approval): .own
    case (.designer, .lead), (.designer, .customer), (.designer, .sale), (.designer, .job): .own
    case (.installer, .customer), (.installer, .job), (.installer, .request): .own
    case (.service, .customer), (.service, .job), (.service, .request): .all
    case (.finance, .customer), (.finance, .sale), (.finance, .money): .all
    case (.designer, _), (.installer, _), (.service, _), (.finance, _): .nothing
    }
  }

  /// False where phones, addresses and the like are masked: who runs the suite needs none, and finance has them in
  /// dunning alone.
  public func seesPersonalData(in scope: Scope) -> Bool {
    switch self {
    case .operations, .bridge: scope == .company
    case .finance: [.money, .company, .approval].contains(scope)
    case .manager, .netSales, .shop, .designer, .installer, .service, .auditor: true
    }
  }
}
