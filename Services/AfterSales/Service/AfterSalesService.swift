import Kernel
import Contracts
import Persistence
import ServiceKit
import ServiceRuntime

/// The service that owns installations and their archive, evaluations, service requests, crews, outlets, maintenance.
public enum AfterSalesService {
  private static func features(_ base: String?) -> [Feature] {
    [
      .installations(at: base), .orders, .calendar, .evaluations(at: base), .problems, .requests, .archive,
      .maintenance, .outlets, .policy, .reminders, .customers,
    ]
  }

  /// The order of migrations; those that were released never change.
  private static let migrations = [
    Migration([
      .customers, .orders, .crews, .outlets, .maintenancePlans, .terms, .installations, .appointments, .evaluations,
      .installedItems, .problems, .requests, .maintenanceRaised,
    ]),
    Migration([EmployeeDirectory.tables, LeadOwners.tables, .orderOwners, .crewMembers]),
    Migration([.revocations, .demoAccounts]),
    .approvals,
    Migration([.cardReads, .personData]),
  ]

  /// `base`: where customers reach the service (`CustomerLink`).
  public static func definition(at base: String? = nil) -> ServiceDefinition {
    ServiceDefinition(
      name: "after-sales", title: Localized(zh: "Joinery 售后服务", en: "Joinery after-sales"), source: .aftersales,
      port: 8104,
      features: features(base) + [
        .revocations(of: .aftersales), .demoAccounts(of: .aftersales), .approvals(of: .aftersales), .cardReads,
        .personData(of: "after-sales", source: .aftersales, for: [.manager, .service], personData),
      ],
      migrations: migrations,
      listeningTo: [.leads, .sales, .finance])
  }
}
