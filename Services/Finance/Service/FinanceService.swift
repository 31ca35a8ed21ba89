import Kernel
import Contracts
import Persistence
import ServiceKit
import ServiceRuntime

/// The service that owns the ledger: what is owed, what is paid, and what comes of it.
public enum FinanceService {
  /// Holds are judged by what dunning has left of a day, and recurring expenses come last.
  static let features: [Feature] = [
    .customers, .receivables, .revenue, .receipts, .refunds, .dunning, .credit, .payables, .expenses, .commissions,
    .ledger, .imports, .erpNames,
  ]

  /// The order of migrations; those that were released never change.
  private static let migrations = [
    Migration([.customers, .orders, .receivables, .receipts, .refunds, .ledger, .orderLiability, .credit]),
    Migration([.earned, .receivableTerms]),
    .dunning,
    Migration([.periods, .payables, .expenses]),
    Migration([.commissions, .deliveryRevenue]),
    .recurringExpenses,
    .allocationOrder,
    Migration([.receivablesByDay, .creditByDay, .ledgerMonths]),
    Migration([.receivablesByAmount, .customersByName, .ordersByNumber]),
    .commissionAwaits,
    Migration([.openReceivables, .commissionMonths]),
    Migration([.scope, LeadOwners.tables]),
    Migration([.revocations, .demoAccounts]),
    .approvals,
    Migration([.cardReads, .personData]),
    Migration([.erpNames, .erpTaken]),
  ]

  /// `bridge`: whose receipts are believed, and how they are read.
  public static func definition(reading bridge: ERPBridge = .any) -> ServiceDefinition {
    ServiceDefinition(
      name: "finance", title: Localized(zh: "财务", en: "Finance"), source: .finance, port: 8103,
      features: features + [
        .revocations(of: .finance), .demoAccounts(of: .finance), .approvals(of: .finance), .cardReads,
        .personData(of: "finance", source: .finance, personData), .erpMessages([TakeERPReceipt.intake], from: bridge),
      ], migrations: migrations,
      listeningTo: [.leads, .sales, .aftersales])
  }
}
