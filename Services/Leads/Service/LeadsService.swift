import Contracts
import Crypto
import Kernel
import LeadsDomain
import Persistence
import ServiceKit
import ServiceRuntime

/// The service that owns the customer master: employees and shops, customers, leads, and what is done to win and keep
/// them.
public enum LeadsService {
  /// `passwordCost`: what hashing one takes; less than the standard only in tests. `openID`: how people sign in through
  /// the company's identity provider, where it has one. `bridge`: whose customers' numbers are believed.
  public static func definition(
    _ policy: LeadsPolicy = LeadsPolicy(), passwordCost: PasswordHash.Cost = .standard, openID: OpenIDSettings? = nil,
    reading bridge: ERPBridge = .any
  ) -> ServiceDefinition {
    var definition = ServiceDefinition(
      name: "leads", title: Localized(zh: "线索与客户", en: "Leads and customers"), source: .leads, port: 8101,
      features: features(policy, passwordCost, openID) + [.erpMessages([TakeERPCustomer.intake], from: bridge)],
      migrations: migrations,
      listeningTo: [.sales, .finance, .aftersales])
    definition.atStart = ErasedList.heed
    return definition
  }

  /// What it reads of the environment besides what all services do.
  public static let settings =
    [
      Setting.signingKey,
      Setting(
        "JOINERY_TOKEN_DAYS",
        Localized(zh: "机器令牌的最长有效天数", en: "Days for which a machine's token is good at most"), .number(1...3650),
        standard: "90"),
    ] + OpenIDSettings.settings

  /// As the settings want it. Where they cannot be, the service says so at its start.
  public static func definition(_ configuration: Configuration, reading bridge: ERPBridge) -> ServiceDefinition {
    var policy = LeadsPolicy()
    policy.accounts.longestTokenDays = configuration.number("JOINERY_TOKEN_DAYS")
    do {
      return definition(policy, openID: try OpenIDSettings(configuration), reading: bridge)
    } catch {
      var definition = definition(policy)
      definition.refusal = error.description
      return definition
    }
  }

  /// What several of them do about one event, and about one day, they do in this order.
  private static func features(
    _ policy: LeadsPolicy, _ passwordCost: PasswordHash.Cost, _ openID: OpenIDSettings?
  ) -> [Feature] {
    let accounts = Accounts(policy.accounts, passwordCost)
    let provider = openID.map { [Feature.openID($0, accounts)] } ?? []
    return [
      .organisation, .accounts(policy, accounts, hasProvider: openID != nil), .partners, .capture(policy),
      .merging, .activities(policy),
      .customers, .contactProposals, .customFields, .erasing,
      .reminders(policy), .campaigns, .segments, .winBack(policy), .referrals, .tiers(policy), .care(policy),
      .gifts, .points(policy), .pipeline(policy), .imports(policy), .machineTokens(policy),
      .revocations(of: .leads, also: MachineTokenStore.revoke), .demoAccounts(of: .leads), .approvals(of: .leads),
      .cardReads, .personData(of: "leads", source: .leads, personData),
    ] + provider
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
    Migration([.revocations, .machineTokens]),
    Migration([.knownPasswords, .demoAccounts]),
    .approvals,
    Migration([.cardReads, .personData]),
    .contactProposals,
    .erasing,
    .erpTaken,
  ]
}
