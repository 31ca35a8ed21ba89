import Kernel

/// A plan of regular maintenance as it now is (E13).
public struct MaintenancePlanChanged: DomainEvent {
  public static let type = "joinery.aftersales.maintenance_plan.changed.v1"
  public var key: String { code.text }

  public var code: ID<MaintenancePlan>
  public var name: String
  /// The component that it is for; absent for all that have no plan of their own.
  public var component: String?
  /// Months between two visits.
  public var months: Int
  public var active: Bool
}

/// The yearly look after what was installed is due (E9); raised once for each installation and due day.
public struct MaintenanceDue: DomainEvent {
  public static let type = "joinery.aftersales.maintenance.due.v1"

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var dueOn: BusinessDate
  public var occurredAt: Instant
  /// The plan that asks for it; absent for the yearly one, where no plan is set up.
  public var planCode: ID<MaintenancePlan>? = nil
  /// The items that are to be looked after; absent where all of the installation are.
  public var items: [ID<InstalledItem>]? = nil
  /// The day on which the sweep raised it.
  public var raisedOn: BusinessDate? = nil
}

/// When the service works and how long a request may take (H10).
public struct ServiceTermsChanged: DomainEvent {
  /// Within how much work time requests of a kind and severity are to be resolved.
  public struct Target: Codable, Hashable, Sendable {
    /// The kind of request; absent for any.
    public var kind: ServiceKind?
    /// The severity of the request; absent for any.
    public var severity: String?
    /// Minutes of work time within which it is to be resolved.
    public var workMinutes: Int
  }

  public static let type = "joinery.aftersales.service_terms.changed.v1"
  public var key: String { "service-terms" }
  public var subject: String { "service-terms" }

  /// 1 is Monday, 7 Sunday.
  public var weekdays: [Int]
  /// `09:00`, in the company's zone.
  public var opens: String
  /// `18:00`, in the company's zone.
  public var closes: String
  /// Days without work.
  public var holidays: [BusinessDate]
  /// Days of work that would be none: make-up days.
  public var workdays: [BusinessDate]
  /// The target that fits a request best counts: by kind and severity, by severity, by kind, then the one for all.
  public var targets: [Target]
  public var occurredAt: Instant
}

/// How long the warranty of each component is; holds for what is installed from then on.
public struct WarrantyTermsChanged: DomainEvent {
  public static let type = "joinery.aftersales.warranty_terms.changed.v1"
  public var key: String { "warranty-terms" }
  public var subject: String { "warranty-terms" }

  /// Component to months.
  public var months: [String: Int]
  /// Months of the warranty of a component that is not named.
  public var defaultMonths: Int
  public var occurredAt: Instant
}
