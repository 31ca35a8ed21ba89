import Contracts
import Crypto
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// The service that owns the customer master: employees and shops, customers, leads, and what is done to win and keep
/// them.
public enum LeadsService {
  /// `passwordCost`: what hashing one takes; less than the standard only in tests.
  public static func definition(
    _ policy: LeadsPolicy = LeadsPolicy(), passwordCost: PasswordHash.Cost = .standard
  ) -> ServiceDefinition {
    ServiceDefinition(
      name: "leads", title: Localized(zh: "线索与客户", en: "Leads and customers"), source: .leads, port: 8101,
      features: features(policy, passwordCost), migrations: migrations, listeningTo: [.sales, .finance, .aftersales])
  }

  /// What several of them do about one event, and about one day, they do in this order.
  private static func features(_ policy: LeadsPolicy, _ passwordCost: PasswordHash.Cost) -> [Feature] {
    [
      .organisation, .accounts(policy, passwordCost), .partners, .capture(policy), .merging, .activities(policy),
      .customers, .customFields,
      .reminders(policy), .campaigns, .segments, .winBack(policy), .referrals, .tiers(policy), .care(policy),
      .gifts, .points(policy), .pipeline(policy), .imports(policy),
    ]
  }

  /// Append-only: a step that is released stays as it is.
  static let migrations = [
    Migration([.organisation, .customers, .pipeline, .capture, .activities, .erpCustomers]),
    Migration([
      .customerRecords, .leadReviews, .activitiesByTime, .reminders, .partners, .campaigns, .touches, .customFields,
      .imports, .reviewsDue, .referrals, .segments, .tiers, .care, .gifts, .points, .winBack, .orders, .quotes,
      .money, .orderMoney, .installations,
    ]),
    .leadDocuments,
    Migration([.employeeRoles, .accounts]),
    .orderPeople,
  ]
}
