import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

extension Feature {
  /// What the ERP has beside what is here: counts and sums a day, and differences by number (I7).
  static func reconciliation(_ bridge: ERPBridge, _ policy: SalesPolicy) -> Feature {
    let queries = ReconciliationQueries(grace: policy.onItsWay)
    var feature = Feature(
      tables: [.unverified("erp_statements"), "erp_reconciliation_requests"],
      routes: {
        Route.list(
          "/v1/erp-reconciliations",
          Localized(zh: "与 ERP 的每日对账", en: "Days of the ERP beside what is here, the newest first"),
          tag: "reconciliation", roles: .bridges, scope: .company, of: ReconciledDayView.self,
          parameters: queries.parameters, sortedBy: 3, queries.days)
        Route.list(
          "/v1/erp-differences",
          Localized(zh: "与 ERP 有差异的订单", en: "Orders that differ between the ERP and here, the newest day first"),
          tag: "reconciliation", roles: .bridges, scope: .company, of: OrderDifferenceView.self,
          parameters: queries.parameters, atOnce: true, sortedBy: 3, queries.differences)
        Route.command(
          "POST", "/v1/erp-reconciliations/request",
          Localized(zh: "向 ERP 索取某些日期的数字", en: "Ask the ERP for its figures of some days"),
          tag: "reconciliation", roles: .reconcilers, scope: .company, answers: 202, RequestReconciliation.run)
      },
      writes: [
        .nothing(ERPReconciled.self), .on(ERPReconciliationRequested.self, ReconciliationRequests.write),
      ],
      daily: [{ day, unit in try ReconciliationRequests.sweep(day, policy, in: unit) }])
    feature.routes.append(
      .command(
        "POST", "/v1/erp/reconciliations",
        Localized(zh: "接收 ERP 的每日数字（webhook）", en: "Take the ERP's figures of some days (webhook)"),
        tag: "reconciliation", roles: [.bridge, .manager, .operations], scope: .company, answers: 202
      ) { (request: CommandRequest<ERPWebhook>, unit) in try PostReconciliation.run(request, unit, bridge, policy) })
    let page = ReconciliationPage(queries: queries, policy: policy)
    feature.routes += [
      .page(
        "GET", "/erp", Localized(zh: "对账页面", en: "The page of reconciliation"), tag: "reconciliation",
        roles: .reconcilers, scope: .company, parameters: ReconciliationPage.parameters, page.show),
      .page(
        "POST", "/erp", Localized(zh: "在页面上向 ERP 索取数字", en: "Ask the ERP on its page"), tag: "reconciliation",
        roles: .reconcilers, scope: .company, takes: ["application/x-www-form-urlencoded"],
        parameters: [.language], page.ask),
    ]
    feature.outside = [TakeReconciliation.handler(bridge, policy)]
    feature.gauges = [
      StoreGauge(
        "joinery_erp_reconciliation_differences", "Orders that differ between the ERP and here.", labels: ["source"],
        read: queries.counts),
      StoreGauge(
        "joinery_erp_reconciliation_age_seconds", "Age of the ERP's last figures.", labels: ["source"],
        read: StatementStore.ages),
    ]
    return feature
  }
}

extension Migration {
  /// What the ERP said last of each day (JSON; times in milliseconds since 1970), beside what was here then; and when it
  /// was last asked by the daily look.
  static let reconciliation = Migration(
    """
    CREATE TABLE erp_statements (
      source TEXT NOT NULL, about TEXT NOT NULL, day TEXT NOT NULL, as_of INTEGER NOT NULL, received INTEGER NOT NULL,
      there TEXT NOT NULL, here TEXT NOT NULL, items TEXT, items_as_of INTEGER, open_since INTEGER,
      PRIMARY KEY (source, about, day)) STRICT, WITHOUT ROWID;
    CREATE INDEX erp_statements_day ON erp_statements (day, source, about);
    CREATE INDEX erp_statements_received ON erp_statements (source, about, received);
    CREATE INDEX erp_statements_open ON erp_statements (source, about, day) WHERE open_since IS NOT NULL;
    CREATE TABLE erp_reconciliation_requests (
      source TEXT NOT NULL, about TEXT NOT NULL, swept_on TEXT NOT NULL, PRIMARY KEY (source, about)) STRICT, WITHOUT ROWID;
    CREATE INDEX orders_of_erp_signed ON orders (json_extract(document, '$.signedOn')) WHERE erp_number IS NOT NULL;
    CREATE INDEX erp_orders_signed ON erp_orders (source, json_extract(received, '$.signedOn'))
      WHERE received IS NOT NULL;
    """)
}
