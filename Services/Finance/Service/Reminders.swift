import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

/// Who is to be asked for money: due today, this week, overdue by age (D4).
enum Reminders {
  /// An instalment with something open at a day.
  struct Item: Sendable {
    var id: ID<Receivable>
    var customerId: ID<Customer>
    var orderId: ID<Order>?
    var label: String
    var dueOn: BusinessDate
    var open: Money
    var salespersonId: ID<Employee>?
    var shop: ID<Shop>?
  }

  struct View: Codable, Sendable {
    var receivableId: ID<Receivable>
    var customerId: ID<Customer>
    var customerName: String?
    var phone: String?
    var orderId: ID<Order>?
    var orderNumber: String?
    var label: String
    var dueOn: BusinessDate
    var open: Money
    var when: DueWhen
    /// Whole days after the due date; 0 where it is not overdue.
    var days: Int
    var bucket: AgingBucket
    /// The dunning level that is reached: 0 before the first.
    var level: Int
    var salespersonId: ID<Employee>?
    var shop: ID<Shop>?
  }

  /// What is open at a day of what is due up to a day, oldest due first.
  static func open(
    asOf day: BusinessDate, dueUpTo last: BusinessDate, of scope: CallerScope = .all, in database: Database
  ) throws -> [Item] {
    try database.all(
      """
      SELECT id, customer, order_id, label, due, open, currency, salesperson, shop FROM (
        SELECT r.id, r.customer, r.order_id, r.currency, r.salesperson, r.shop,
          coalesce((SELECT t.label FROM receivable_terms t WHERE t.receivable = r.id AND t.on_day <= ?1
            ORDER BY t.on_day DESC, t.place DESC LIMIT 1), r.label) AS label,
          coalesce((SELECT t.due_on FROM receivable_terms t WHERE t.receivable = r.id AND t.on_day <= ?1
            ORDER BY t.on_day DESC, t.place DESC LIMIT 1), r.due_on) AS due,
          (SELECT coalesce(sum(c.amount), 0) FROM receivable_changes c WHERE c.receivable = r.id AND c.on_day <= ?1)
          - (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.receivable = r.id AND a.on_day <= ?1) AS open
        FROM receivables r WHERE r.id IN \(Receivables.openAt) AND r.on_day <= ?1 AND (?3 IS NULL OR r.salesperson = ?3) AND (?4 IS NULL OR r.shop = ?4))
      WHERE open > 0 AND due <= ?2 ORDER BY due, id
      """, day.description, last.description, scope.salesperson, scope.shop
    ) {
      Item(
        id: ID($0.text(0)), customerId: ID($0.text(1)), orderId: $0.optionalText(2).map { ID($0) }, label: $0.text(3),
        dueOn: try Items.day($0.text(4)), open: try Items.money($0.integer(5), $0.text(6)),
        salespersonId: $0.optionalText(7).map { ID($0) }, shop: $0.optionalText(8).map { ID($0) })
    }
  }

  static func list(
    asOf day: BusinessDate, when: DueWhen?, of scope: CallerScope, after: (due: String, id: String)?, limit: Int,
    in database: Database
  ) throws -> [View] {
    let levels = try Dunning.levels(in: database)
    var views: [View] = []
    for item in try open(asOf: day, dueUpTo: day.adding(days: 6), of: scope, in: database) where views.count < limit {
      guard let kind = DueWhen(due: item.dueOn, asOf: day), when == nil || when == kind else { continue }
      if let after, (item.dueOn.description, item.id.text) <= after { continue }
      let customer = try FinanceCustomers.find(item.customerId, in: database)
      let number = try item.orderId.flatMap { order in
        try database.first("SELECT number FROM orders WHERE id = ?", order.text) { $0.text(0) }
      }
      views.append(
        View(
          receivableId: item.id, customerId: item.customerId, customerName: customer?.name, phone: customer?.phone,
          orderId: item.orderId, orderNumber: number, label: item.label, dueOn: item.dueOn, open: item.open,
          when: kind, days: max(0, day.days(since: item.dueOn)), bucket: AgingBucket(due: item.dueOn, asOf: day),
          level: levels.level(due: item.dueOn, on: day), salespersonId: item.salespersonId, shop: item.shop))
    }
    return views
  }
}
