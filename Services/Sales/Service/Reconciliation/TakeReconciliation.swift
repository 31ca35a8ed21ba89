import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// Takes the ERP's figures of some days, compares them with what is here, and asks for the orders of the days that differ
/// where it told sums alone (`Services/Sales/README.md#reconciliation`).
struct TakeReconciliation {
  /// Differences that one event names.
  private static let told = 200

  let message: ERPReconciliation
  let source: String
  let policy: SalesPolicy

  func run(in unit: borrowing UnitOfWork) throws {
    let known = try StatementStore.days(
      of: source, message.about, from: message.from, to: message.to, in: unit.database)
    let here = Dictionary(
      grouping: try OrdersHere.signed(of: source, from: message.from, to: message.to, in: unit.database)
    ) { $0.signedOn }
    let said = Dictionary(message.days.map { ($0.on, $0) }) { first, _ in first }
    let parked = try OrdersHere.parked(of: source, in: unit.database)
    var days: [ERPReconciled.Day] = []
    var toAsk: [BusinessDate] = []
    var day = message.from
    while day <= message.to {
      // Figures that were read before those that are known say nothing new.
      if known[day].map({ message.asOf >= $0.asOf }) ?? true {
        let before = known[day]
        var statement = try statement(of: day, said[day], after: before, here[day] ?? [], at: unit.now)
        let outcome = try statement.compared(here[day] ?? [], parked, in: unit.database)
        statement.openSince = outcome.agrees ? nil : before?.openSince ?? unit.now
        try StatementStore.write(statement, to: unit.database)
        days.append(event(of: statement, outcome, at: unit.now))
        // Asked once: a bridge that names no orders is not asked for them again and again.
        let wasAsked = before?.openSince != nil && before?.items == nil
        if statement.items == nil, !outcome.agrees, !wasAsked { toAsk.append(day) }
      }
      day = day.adding(days: 1)
    }
    guard !days.isEmpty else { return }
    try unit.record(
      ERPReconciled(
        source: source, about: message.about, from: message.from, to: message.to, asOf: message.asOf,
        days: Self.bounded(days.filter { $0.there.isSomething || $0.here.isSomething || !$0.agrees }),
        occurredAt: unit.now))
    for day in toAsk {
      try ReconciliationRequests.ask(source, message.about, from: day, to: day, items: true, sweptOn: nil, in: unit)
    }
  }

  private func statement(
    of day: BusinessDate, _ said: ERPReconciliation.Day?, after before: Statement?, _ here: [OrderHere],
    at now: Instant
  ) throws -> Statement {
    let there = said?.figures ?? ERPReconciled.Figures(count: 0, cancelled: nil, sums: [], revisions: nil)
    let earlier = Dictionary((before?.items ?? []).map { ($0.orderNumber, $0) }) { first, _ in first }
    var statement = Statement(
      source: source, about: message.about, day: day, asOf: message.asOf, received: now, there: there,
      here: try Reconciliation.figures(here, on: day))
    if let items = said?.items ?? (there.count == 0 ? [] : nil) {
      statement.items = items.map { OrderThere($0, after: earlier[$0.orderNumber], at: now) }
      statement.itemsAsOf = message.asOf
    } else if let before, before.there == there {
      // Sums that are as they were are those of the orders that were named.
      (statement.items, statement.itemsAsOf) = (before.items, before.itemsAsOf)
    }
    return statement
  }

  private func event(of statement: Statement, _ outcome: Comparison, at now: Instant) -> ERPReconciled.Day {
    let settled = outcome.differences.filter { $0.isSettled(at: now, grace: policy.onItsWay) }
    return ERPReconciled.Day(
      on: statement.day, there: statement.there, here: statement.here, agrees: outcome.agrees,
      onItsWay: outcome.differences.count - settled.count, differing: settled.count,
      differences: settled.map(\.found))
  }

  /// As many differences as an event has room for.
  private static func bounded(_ days: [ERPReconciled.Day]) -> [ERPReconciled.Day] {
    var room = told
    return days.map { day in
      var day = day
      day.differences = Array(day.differences.prefix(room))
      room -= day.differences.count
      return day
    }
  }
}

/// What a comparison of a day came to.
struct Comparison {
  var agrees: Bool
  /// By order number; none where the ERP told sums alone.
  var differences: [OrderDifference]
}

extension Statement {
  /// Compares it with the orders that are here: those signed on its day, and those that it names besides.
  func compared(_ ofDay: [OrderHere], _ parked: [String: Int], in database: Database) throws -> Comparison {
    guard let items, let itemsAsOf else {
      return Comparison(
        agrees: Reconciliation.agree(there, try Reconciliation.figures(ofDay, on: day)), differences: [])
    }
    let numbers = Set(ofDay.map(\.orderNumber))
    let others = try items.filter { !numbers.contains($0.orderNumber) }.compactMap {
      try OrdersHere.order($0.orderNumber, of: source, in: database)
    }
    let differences = Reconciliation.differences(
      on: day, there: items, here: ofDay + others, parked: parked, asOf: itemsAsOf)
    return Comparison(agrees: differences.isEmpty, differences: differences)
  }
}

extension ERPReconciled.Figures {
  fileprivate var isSomething: Bool { count > 0 || (cancelled ?? 0) > 0 || !sums.isEmpty }
}
