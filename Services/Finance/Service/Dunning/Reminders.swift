import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Who is to be asked for money: due today, this week, overdue by age (D4).
enum Reminders {
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

  /// What is open at a day of what is due up to a day, oldest due first; after an item of that order.
  static func open(
    asOf day: BusinessDate, dueUpTo last: BusinessDate, salesperson: String? = nil,
    after: (due: String, id: String)? = nil, limit: Int = .max, in cut: Visibility.Cut, _ database: Database
  ) throws -> [DueItem] {
    try database.all(
      """
      SELECT id, customer, order_id, due, open, currency, salesperson, shop FROM \(Receivables.openAt())
      WHERE open > 0 AND due <= ?2 AND (?3 IS NULL OR salesperson = ?3) AND (due, id) > (?4, ?5)
        AND \(Belonging.receivables(as: "r").condition(7))
      ORDER BY due, id LIMIT ?6
      """, [day, last, salesperson, after?.due ?? "", after?.id ?? "", limit] + cut.values
    ) {
      DueItem(
        id: try $0.id("id"), customerID: try $0.id("customer"), orderID: try $0.optionalID("order_id"),
        dueOn: try $0.date("due"), open: try $0.money("open"), salespersonID: try $0.optionalID("salesperson"),
        shop: try $0.optionalID("shop"))
    }
  }

  static func list(
    asOf day: BusinessDate, when: DueWhen?, salesperson: String? = nil, after: (due: String, id: String)?, limit: Int,
    for visibility: Visibility, in database: Database
  ) throws -> [View] {
    let levels = try Dunning.levels(in: database)
    var views: [View] = []
    // Those of one kind may lie behind many others.
    let items = try open(
      asOf: day, dueUpTo: DueWhen.lastDay(ofWeek: day), salesperson: salesperson, after: after,
      limit: when == nil ? limit : .max, in: visibility.seen, database)
    for item in items where views.count < limit {
      guard let kind = DueWhen(due: item.dueOn, asOf: day), when == nil || when == kind else { continue }
      var customer = try FinanceCustomers.find(item.customerID, in: database)
      if try !Belonging.receivables.holds("receivables", "id", is: item.id, in: visibility.clear, database) {
        customer = customer?.masked
      }
      let number = try item.orderID.flatMap { order in
        try database.first("SELECT number FROM orders WHERE id = ?", order.text) { $0.text(0) }
      }
      views.append(
        View(
          receivableId: item.id, customerId: item.customerID, customerName: customer?.name, phone: customer?.phone,
          orderId: item.orderID, orderNumber: number,
          label: try Receivables.label(of: item.id, asOf: day, in: database), dueOn: item.dueOn, open: item.open,
          when: kind, days: max(0, day.days(since: item.dueOn)), bucket: AgingBucket(due: item.dueOn, asOf: day),
          level: levels.level(due: item.dueOn, on: day), salespersonId: item.salespersonID, shop: item.shop))
    }
    return views
  }
}
