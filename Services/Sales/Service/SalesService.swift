import Kernel
import Contracts
import Persistence
import SalesDomain
import ServiceKit
import ServiceRuntime

/// Products, quotes and orders, and the orders of the ERP.
public enum SalesService {
  private static func features(
    _ bridge: ERPBridge, _ outbound: ERPOutbound, _ policy: SalesPolicy, _ base: String?
  ) -> [Feature] {
    [
      .products, .stock, .quotes, .quoteLinks(at: base), .orders(for: outbound), .warehouses, .production, .deliveries,
      .measuring, .recommendations,
      .credit,
      .erp(bridge, for: outbound), .erpMessages(ERPIntake.ofSales, from: bridge), .erpOutbound(outbound),
      .reconciliation(bridge, policy),
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
    .reconciliation,
    Migration([.ordersByERPNumber, .erpOutbound]),
    Migration([.erpTaken, .erpProducts, .stock, .production]),
  ]

  /// `bridge`: whose orders are believed, and how they are read. `outbound`: the ERP that takes ours. `base`: where
  /// customers reach the service (`CustomerLink`). `grace`: for how many seconds what the ERP has may be on its way, where
  /// that is not the policy's.
  public static func definition(
    reading bridge: ERPBridge = .any, taking outbound: ERPOutbound = .none, at base: String? = nil, grace: Int? = nil
  ) -> ServiceDefinition {
    var policy = SalesPolicy.standard
    policy.onItsWay = grace ?? policy.onItsWay
    return ServiceDefinition(
      name: "sales", title: Localized(zh: "Joinery 销售服务", en: "Joinery sales"), source: .sales, port: 8102,
      features: features(bridge, outbound, policy, base) + [
        .revocations(of: .sales), .demoAccounts(of: .sales), .approvals(of: .sales), .cardReads,
        .personData(of: "sales", source: .sales, personData),
      ], migrations: migrations,
      listeningTo: [.leads, .finance])
  }
}
