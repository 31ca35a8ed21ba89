import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// How a day of the ERP's and ours stand to each other.
enum ReconciliationState: String, Codable, CaseIterable, Sendable {
  case agrees
  /// What the ERP has may still be on its way here.
  case checking
  case differs
}

/// A day of the ERP beside what is here.
struct ReconciledDayView: Codable, Sendable {
  var source: String
  var about: String
  var on: BusinessDate
  var state: ReconciliationState
  /// When the ERP read its figures, by its clock.
  var asOf: Instant
  var receivedAt: Instant
  var there: ERPReconciled.Figures
  /// As it is now; of a day that agreed as it was then.
  var here: ERPReconciled.Figures
  /// Whether the ERP named the orders; where it did not, a day that differs has no differences by number.
  var named: Bool
  var differences: [OrderDifferenceView]
}

/// An order that differs between the ERP and here.
struct OrderDifferenceView: Codable, Sendable {
  var source: String
  var on: BusinessDate
  var orderNumber: String
  var kind: ERPReconciled.Kind
  /// `checking` while what the ERP has may still be on its way here.
  var state: ReconciliationState
  var there: ERPReconciled.Side?
  var here: ERPReconciled.Side?
  /// Why it was set aside here.
  var reason: String?
}

/// Differences are asked, never stored: they go when their cause goes.
struct ReconciliationQueries: Sendable {
  /// Seconds for which what the ERP has may be on its way.
  let grace: Int

  /// Days that are looked through at once.
  private static let openLimit = 2_000

  let parameters: [RouteDescription.Parameter] = [
    .init("source", Localized(zh: "ERP 的 ce_source", en: "The ERP's ce_source")),
    .init("from", Localized(zh: "起始签订日", en: "Signed from this day on")),
    .init("to", Localized(zh: "截止签订日（含）", en: "Signed up to this day")),
    .init("state", Localized(zh: "只要这种情况的", en: "Only those that stand so"), ReconciliationState.self),
  ]

  @Sendable func days(
    _ query: QueryRequest, _ page: PageRequest, _ database: Database
  ) throws -> Page<ReconciledDayView> {
    let state = try query.choice("state", of: ReconciliationState.self)
    var last = page.cursor.map { cursor in
      (cursor.values[0].string ?? "", cursor.values[1].string ?? "", cursor.values[2].string ?? "")
    }
    var found: [ReconciledDayView] = []
    while found.count < page.rows {
      let statements = try StatementStore.list(
        before: last, source: query.text("source"), from: query.date("from"), to: query.date("to"),
        isOpen: state.flatMap { $0 == .agrees ? nil : true }, limit: page.rows, in: database)
      guard let final = statements.last else { break }
      found += try views(statements, at: query.now, database).filter { state == nil || $0.state == state }
      last = (final.day.description, final.source, final.about)
    }
    return Page(Array(found.prefix(page.rows)), limit: page.limit) {
      [.string($0.on.description), .string($0.source), .string($0.about)]
    }
  }

  @Sendable func differences(
    _ query: QueryRequest, _ page: PageRequest, _ database: Database
  ) throws -> Page<OrderDifferenceView> {
    let state = try query.choice("state", of: ReconciliationState.self)
    let after = page.cursor?.values.map { $0.string ?? "" }
    let statements = try StatementStore.list(
      before: nil, source: query.text("source"), from: query.date("from"), to: query.date("to"), isOpen: true,
      limit: Self.openLimit, in: database)
    let all = try views(statements, at: query.now, database).flatMap(\.differences).filter { found in
      guard state == nil || found.state == state else { return false }
      guard let after else { return true }
      let day = found.on.description
      return day < after[0] || (day == after[0] && (found.source, found.orderNumber) > (after[1], after[2]))
    }
    return Page(Array(all.prefix(page.rows)), limit: page.limit) {
      [.string($0.on.description), .string($0.source), .string($0.orderNumber)]
    }
  }

  /// Differences that have had their time to come; a day without names that differs is one.
  @Sendable func counts(_ database: Database, at now: Instant) throws -> [(labels: [String], Double)] {
    var counts: [String: Int] = [:]
    for subject in try StatementStore.subjects(in: database) { counts[subject.source] = 0 }
    let open = try StatementStore.open(nil, limit: Self.openLimit, in: database)
    for day in try views(open, at: now, database) where counts[day.source] != nil {
      let settled = day.named ? day.differences.count { $0.state == .differs } : day.state == .differs ? 1 : 0
      counts[day.source, default: 0] += settled
    }
    return counts.sorted { $0.key < $1.key }.map { ([$0.key], Double($0.value)) }
  }

  /// Days as they stand now: those that did not agree are compared again.
  func views(
    _ statements: [Statement], at now: Instant, _ database: Database
  ) throws -> [ReconciledDayView] {
    var parked: [String: [String: Int]] = [:]
    return try statements.map { statement in
      if parked[statement.source] == nil, statement.openSince != nil {
        parked[statement.source] = try OrdersHere.parked(of: statement.source, in: database)
      }
      return try view(statement, parked[statement.source] ?? [:], at: now, database)
    }
  }

  private func view(
    _ statement: Statement, _ parked: [String: Int], at now: Instant, _ database: Database
  ) throws -> ReconciledDayView {
    var view = ReconciledDayView(
      source: statement.source, about: statement.about, on: statement.day, state: .agrees, asOf: statement.asOf,
      receivedAt: statement.received, there: statement.there, here: statement.here, named: statement.items != nil,
      differences: [])
    guard let openSince = statement.openSince else { return view }
    let orders = try OrdersHere.signed(
      of: statement.source, from: statement.day, to: statement.day, in: database)
    let outcome = try statement.compared(orders, parked, in: database)
    view.here = try Reconciliation.figures(orders, on: statement.day)
    view.differences = try outcome.differences.map { found in
      try self.view(found, of: statement, at: now, database)
    }
    if !outcome.agrees {
      let isSettled =
        view.named
        ? view.differences.contains { $0.state == .differs } : now >= openSince.adding(seconds: grace)
      view.state = isSettled ? .differs : .checking
    }
    return view
  }

  private func view(
    _ difference: OrderDifference, of statement: Statement, at now: Instant, _ database: Database
  ) throws -> OrderDifferenceView {
    let found = difference.found
    let reason =
      found.kind == .parked
      ? try HeldKeys.find(source: statement.source, key: found.orderNumber, in: database)?.reason : nil
    return OrderDifferenceView(
      source: statement.source, on: statement.day, orderNumber: found.orderNumber, kind: found.kind,
      state: difference.isSettled(at: now, grace: grace) ? .differs : .checking, there: found.there,
      here: found.here, reason: reason)
  }
}
