import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// The table of requests for approvals, in each service that has them.
enum ApprovalStore {
  /// Days for which a request can be granted after the one on which it was made.
  static let openDays = 30

  static let table = DocumentTable<ApprovalState>(
    "approvals", of: Localized(zh: "审批申请", en: "request for an approval"), key: .init("id") { $0.approvalId },
    [
      .init("stage") { $0.stage.rawValue }, .init("requester") { $0.requesterId }, .init("shop") { $0.shop },
      .init("expires_on") { $0.expiresOn },
    ], belonging: Belonging(.employee("approvals.requester"), .shop("approvals.shop")))

  static func request(_ event: ApprovalRequested<some EventOwner>, to database: Database) throws {
    try table.write(ApprovalState(event), to: database)
  }

  static func grant(_ event: ApprovalGranted<some EventOwner>, to database: Database) throws {
    try table.change(event.approvalId, in: database) { $0.apply(event) }
  }

  static func refuse(_ event: ApprovalRefused<some EventOwner>, to database: Database) throws {
    try table.change(event.approvalId, in: database) { $0.apply(event) }
  }

  static func withdraw(_ event: ApprovalWithdrawn<some EventOwner>, to database: Database) throws {
    try table.change(event.approvalId, in: database) { $0.apply(event) }
  }

  /// The one in the path, as the caller sees it. Throws 404.
  static func answer(
    _ id: ID<Approval>, for visibility: Visibility, on day: BusinessDate, in database: Database
  ) throws -> Answer<ApprovalView> {
    Answer(
      ApprovalView(
        try table.find(id, for: visibility, in: database), on: day,
        isClear: try table.isIn(visibility.clear, id, database)))
  }

  /// The newest first, those that the caller sees.
  static func list(
    _ page: PageRequest, _ stage: ApprovalStage?, for visibility: Visibility, on day: BusinessDate,
    in database: Database
  ) throws -> [ApprovalView] {
    // What is expired stands as open.
    let condition: String
    switch stage {
    case nil: condition = "(?3 IS NULL OR ?4 IS NOT NULL)"
    case .open: condition = "stage = ?3 AND expires_on >= ?4"
    case .expired: condition = "?3 = 'expired' AND stage = 'open' AND expires_on < ?4"
    case .granted, .refused, .withdrawn: condition = "stage = ?3 AND ?4 IS NOT NULL"
    }
    let values: [any Bindable] = [page.before, page.rows, stage?.rawValue, day]
    return try table.all(
      """
      WHERE (?1 IS NULL OR id < ?1) AND \(condition) AND \(table.belonging.condition(values.count + 1))
        ORDER BY id DESC LIMIT ?2
      """, values + visibility.seen.values, in: database
    ).map {
      ApprovalView($0, on: day, isClear: try table.isIn(visibility.clear, $0.approvalId, database))
    }
  }
}
