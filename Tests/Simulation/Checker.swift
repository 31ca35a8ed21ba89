import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// What must hold once all is quiet (`Tests/README.md#invariants`; the numbers are theirs).
struct Checker {
  let services: [SimulatedService]
  let book: Book

  /// An event journal, read once.
  private struct Journal {
    let source: Source
    let epoch: String
    let entries: [JournalEntry]
  }

  func violations() throws -> [String] {
    let journals = try services.compactMap { service -> Journal? in
      guard let source = service.source else { return nil }
      return try service.read { database in
        Journal(
          source: source, epoch: try LogState.epoch(in: database),
          entries: try EventJournal.entries(after: 0, limit: .max, in: database))
      }
    }
    var found = answered(journals) + causes(journals)
    for service in services {
      found += try applied(by: service, journals)
      found += try folded(service, journals)
    }
    return try found + money() + erpOrders()
  }

  /// 1: every command that was answered has its event, unless it says that nothing was to be done.
  private func answered(_ journals: [Journal]) -> [String] {
    let requests = Set(journals.flatMap { $0.entries.map(\.cause.correlationID) })
    return book.answered.filter { !requests.contains($0.request) && !$0.changedNothing }.map {
      "1: \($0.path) \($0.body) was answered \($0.status), its event is nowhere"
    }
  }

  /// 2: every cause stands in an event journal, or came from the ERP; and no id stands twice.
  private func causes(_ journals: [Journal]) -> [String] {
    var found: [String] = []
    var ids: Set<String> = []
    for entry in journals.flatMap(\.entries) where !ids.insert(entry.id).inserted {
      found.append("2: the id \(entry.id) stands twice")
    }
    let outside = Set(book.erpOrders.flatMap { order in (1...order.revision).map { "\(order.number)-\($0)" } })
    for entry in journals.flatMap(\.entries) where entry.cause.causationID != entry.cause.correlationID {
      let message = entry.cause.causationID.split(separator: "#").last.map(String.init) ?? ""
      guard !ids.contains(entry.cause.causationID), !outside.contains(message) else { continue }
      found.append("2: \(entry.type) \(entry.id) names the cause \(entry.cause.causationID), which is nowhere")
    }
    return found
  }

  /// 2, 3, 4: every event that a service handles was applied once, and those of a key in the order written.
  private func applied(by service: SimulatedService, _ journals: [Journal]) throws -> [String] {
    var found: [String] = []
    let applications = try service.read { database in
      try database.all("SELECT source, id FROM applications ORDER BY place") { ($0.text(0), $0.text(1)) }
    }
    let bySource = Dictionary(grouping: applications) { $0.0 }
    for journal in journals where service.plain.subscriptions.sources.contains(journal.source) {
      let written = journal.entries.filter { service.plain.subscriptions.handles($0.type) }
      let keys = Dictionary(uniqueKeysWithValues: written.map { ($0.id, $0.key) })
      let ids = (bySource[journal.source.rawValue] ?? []).map(\.1)
      let counts = Dictionary(ids.map { ($0, 1) }, uniquingKeysWith: +)
      for entry in written where counts[entry.id] ?? 0 != 1 {
        found.append("3: \(service.name) applied \(entry.type) \(entry.id) \(counts[entry.id] ?? 0) times")
      }
      found += counts.keys.filter { keys[$0] == nil }.map { "3: \(service.name) applied \($0), which is nowhere" }
      let order = Dictionary(grouping: ids.filter { keys[$0] != nil }) { keys[$0] ?? "" }
      for (key, expected) in Dictionary(grouping: written, by: \.key) where order[key] ?? [] != expected.map(\.id) {
        found.append("4: \(service.name) applied the events of \(key) of \(journal.source.rawValue) in another order")
      }
    }
    return found
  }

  /// 5, 6, 8: tables are what the event journals say, the file is whole, and commits are synced.
  private func folded(_ service: SimulatedService, _ journals: [Journal]) throws -> [String] {
    guard let store = service.process?.store else { return ["\(service.name) does not run"] }
    let check = try Verification(service.plain, path: store.path, at: store.time.now())
    try check.foldOwn()
    for journal in journals { try check.fold(journal.entries, of: journal.source, epoch: journal.epoch) }
    try check.compare(own: true, copies: true)
    let synchronous = try store.perform(for: Cause(actor: "test", correlationID: "check")) { unit in
      try unit.database.first("PRAGMA synchronous") { $0.int(0) }
    }
    return check.differences.prefix(6).map { "5: \(service.name): \($0)" }
      + (synchronous == 2 ? [] : ["8: synchronous of \(service.name) reads \(synchronous ?? -1)"])
  }

  /// 7: money is conserved.
  private func money() throws -> [String] {
    guard let finance = services.first(where: { $0.name == "finance" }),
      let sales = services.first(where: { $0.name == "sales" })
    else { return [] }
    var found = try finance.read { database in
      try database.all(
        """
        SELECT document, sum(debit), sum(credit) FROM ledger_lines GROUP BY document, place
        HAVING sum(debit) != sum(credit)
        """
      ) { "7: the entry of \($0.text(0)) does not balance: \($0.integer(1)) and \($0.integer(2))" }
        + database.all(
          """
          SELECT id, open FROM receivables r WHERE open < 0 OR open !=
            (SELECT coalesce(sum(amount), 0) FROM receivable_changes WHERE receivable = r.id)
            - (SELECT coalesce(sum(amount), 0) FROM allocations WHERE receivable = r.id)
          """
        ) { "7: receivable \($0.text(0)) says that \($0.integer(1)) is open, its movements say otherwise" }
    }
    let billed = try finance.read { database in
      Dictionary(
        uniqueKeysWithValues: try database.all(
          "SELECT order_id, sum(amount) FROM receivables WHERE kind = 'order' GROUP BY order_id"
        ) { ($0.text(0), $0.integer(1)) })
    }
    let totals = try sales.read { database in
      try database.all(
        "SELECT id, stage, json_extract(document, '$.terms.total.amount') FROM orders"
      ) { ($0.text(0), $0.text(1), $0.optionalInteger(2)) }
    }
    for (id, stage, total) in totals where stage == "confirmed" {
      guard let total else {
        found.append("7: order \(id) has no total")
        continue
      }
      if billed[id] != total {
        found.append("7: order \(id) is over \(total), its receivables over \(billed[id] ?? 0)")
      }
    }
    return found
  }

  /// 3: one order for each order of the ERP, which stands unless the last revision cancels it.
  private func erpOrders() throws -> [String] {
    guard let sales = services.first(where: { $0.name == "sales" }) else { return [] }
    return try sales.read { database in
      try book.erpOrders.compactMap { order in
        let stages = try database.all("SELECT stage FROM orders WHERE erp_number = ?", order.number) { $0.text(0) }
        let isCancelled = order.revisions.last?.verb == "cancelled"
        guard stages == [isCancelled ? "cancelled" : "confirmed"] || isCancelled && stages.isEmpty else {
          return "3: order \(order.number) of the ERP, \(isCancelled ? "cancelled" : "standing"), became \(stages)"
        }
        return nil
      }
    }
  }
}

extension Book.Answered {
  /// Commands that are answered though nothing changes: the state is the one asked for already.
  var changedNothing: Bool { path.hasSuffix("/stage") || path.hasSuffix("/employees") }
}
