import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import SQLite
import SalesDomain

/// Asks the ERP's bridge for its figures, on the topic that it reads (`Services/Sales/README.md#reconciliation`).
enum ReconciliationRequests {
  /// Days that are asked for, each by itself, in one daily look.
  private static let openLimit = 92

  static func ask(
    _ source: String, _ about: String, from first: BusinessDate, to last: BusinessDate, items: Bool,
    sweptOn day: BusinessDate?, in unit: borrowing UnitOfWork
  ) throws {
    try unit.record(
      ERPReconciliationRequested(
        source: source, about: about, from: first, to: last, items: items, sweptOn: day, occurredAt: unit.now))
    let id: ID<ERPReconciliationRequest> = unit.newID()
    let request = ERPReconciliationRequest(
      source: source, about: about, from: first, to: last, items: items, at: unit.now)
    try Announcements.add(
      Announcement(
        to: Catalog.erpStatus, key: source, type: ERPReconciliationRequest.type, id: id.text, from: .sales,
        subject: about, at: unit.now, data: try CompactJSON.encoded(request)), in: unit)
  }

  /// The daily look, once a day: whoever ever gave figures is asked for those of the last days, and for the orders of
  /// each day that did not agree, however long ago.
  static func sweep(_ today: BusinessDate, _ policy: SalesPolicy, in unit: borrowing UnitOfWork) throws {
    for (source, about) in try StatementStore.subjects(in: unit.database) {
      let last = try unit.database.first(
        "SELECT swept_on FROM erp_reconciliation_requests WHERE source = ? AND about = ?", source, about
      ) { try $0.date("swept_on") }
      if let last, last >= today { continue }
      let yesterday = today.adding(days: -1)
      try ask(
        source, about, from: today.adding(days: -policy.reconciledDays), to: yesterday, items: false, sweptOn: today,
        in: unit)
      for day in try StatementStore.open(source, limit: openLimit, in: unit.database) where day.about == about {
        try ask(source, about, from: day.day, to: day.day, items: true, sweptOn: today, in: unit)
      }
    }
  }

  // MARK: Own events

  static func write(_ event: ERPReconciliationRequested, to database: Database) throws {
    guard let day = event.sweptOn else { return }
    try database.run(
      """
      INSERT INTO erp_reconciliation_requests VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET swept_on = max(swept_on, excluded.swept_on)
      """, event.source, event.about, day)
  }
}
