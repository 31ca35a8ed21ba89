import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// `POST /v1/erp-reconciliations/request`: asks the ERP for its figures of some days, at once.
struct RequestReconciliation: Command {
  var source: String
  /// The first day.
  var from: BusinessDate
  /// The last day; the first one without it.
  var to: BusinessDate?
  /// Whether each order of these days is to be named; without it the sums alone are asked for, and the orders of the days
  /// that differ then.
  var items: Bool?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<ERPReconciliationRequest> {
    Answer(try request.body.ask(in: unit), status: 202)
  }

  /// Throws the problem of a field that is wrong.
  func ask(in unit: borrowing UnitOfWork) throws -> ERPReconciliationRequest {
    let (last, items) = (to ?? from, items ?? false)
    guard last >= from else { throw InvalidField("/to", .before(from)).problem }
    let limit = from.adding(days: ERPReconciliation.dayLimit - 1)
    guard last <= limit else { throw InvalidField("/to", .after(limit)).problem }
    guard try Self.isKnown(source, in: unit.database) else {
      throw Problem.invalidField(
        "/source", "unknown-source",
        Localized(
          zh: "没有来自该来源的 ERP 订单或数字；来源见 GET /v1/erp-orders。",
          en: "No order and no figures of this source have come; GET /v1/erp-orders names the sources."))
    }
    let about = ERPReconciliation.subjects[0]
    try ReconciliationRequests.ask(source, about, from: from, to: last, items: items, sweptOn: nil, in: unit)
    return ERPReconciliationRequest(source: source, about: about, from: from, to: last, items: items, at: unit.now)
  }

  private static func isKnown(_ source: String, in database: Database) throws -> Bool {
    try database.first(
      """
      SELECT 1 WHERE EXISTS (SELECT 1 FROM erp_orders WHERE source = ?1)
        OR EXISTS (SELECT 1 FROM erp_statements WHERE source = ?1)
      """, source
    ) { _ in true } ?? false
  }
}
