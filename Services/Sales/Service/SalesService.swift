import Kernel
import Contracts
import Persistence
import ServiceKit
import ServiceRuntime

/// Products, quotes and orders, and the orders of the ERP.
public enum SalesService {
  private static func features(_ bridge: ERPBridge, _ outbound: ERPOutbound, _ base: String?) -> [Feature] {
    [
      .products, .quotes, .quoteLinks(at: base), .orders(for: outbound), .warehouses, .deliveries, .measuring,
      .recommendations,
      .credit,
      .erp(bridge, for: outbound), .erpOutbound(outbound),
      .customers,
    ]
  }

  /// The order of migrations; those that were released never change.
  private static let migrations = [
    Migration([.products, .quotes, .orders, .documentNumbers, .erpOrders, .customers]),
    Migration([.deliveries, .measuring, .creditHolds]),
    .recommendations,
    Migration([.customerCredit, .quoteLinks, .ordersByPromise]),
    Migration([EmployeeDirectory.tables, LeadOwners.tables]),
    Migration([.revocations, .demoAccounts]),
    .warehouses,
    .approvals,
    Migration([.cardReads, .personData]),
    .quoteLinkMakers,
    .erpMessages,
    Migration([.ordersByERPNumber, .erpOutbound]),
  ]

  /// `bridge`: whose orders are believed, and how they are read. `outbound`: the ERP that takes ours. `base`: where customers reach the service
  /// (`CustomerLink`).
  public static func definition(
    reading bridge: ERPBridge = .any, taking outbound: ERPOutbound = .none, at base: String? = nil
  ) -> ServiceDefinition {
    ServiceDefinition(
      name: "sales", title: Localized(zh: "Joinery 销售服务", en: "Joinery sales"), source: .sales, port: 8102,
      features: features(bridge, outbound, base) + [
        .revocations(of: .sales), .demoAccounts(of: .sales), .approvals(of: .sales), .cardReads,
        .personData(of: "sales", source: .sales, personData),
      ], migrations: migrations,
      listeningTo: [.leads, .finance])
  }
}
