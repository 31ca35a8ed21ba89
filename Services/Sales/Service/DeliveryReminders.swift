import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// An order that is promised soon, or was, and is not delivered (C11). It goes when its cause goes: it is asked, never
/// stored.
struct DeliveryReminder: Codable, Sendable {
  struct Line: Codable, Sendable {
    var lineId: ID<OrderLine>
    var description: String
    var remaining: Quantity
  }

  var orderId: ID<Order>
  var number: String
  var customerId: ID<Customer>
  var customerName: String?
  var phone: String?
  var salespersonId: ID<Employee>?
  var shop: ID<Shop>?
  var promisedOn: BusinessDate
  /// Whole days after the promised one; 0 where it is not overdue.
  var overdueDays: Int
  var lines: [Line]
}

enum DeliveryReminders {
  /// Days ahead of the promised one (C11: promised date - N days).
  private static let defaultDays = 7

  static func days(_ query: QueryRequest) throws -> Int {
    guard let text = query.text("days") else { return defaultDays }
    guard let days = Int(text), (0...365).contains(days) else {
      throw Problem.invalidQuery(
        "days", "out-of-range", Localized(zh: "请写 0 到 365。", en: "Write 0 to 365."))
    }
    return days
  }

  /// The earliest promised first, those after a place in that order.
  static func list(
    asOf day: BusinessDate, days: Int, salesperson: String?, after: (promised: String, order: String)?, limit: Int,
    in database: Database
  ) throws -> [DeliveryReminder] {
    let orders: [OrderState] = try database.all(
      """
      SELECT document FROM orders
      WHERE stage = 'confirmed' AND json_extract(document, '$.terms.promisedOn') <= ?1
        AND (?2 IS NULL OR salesperson = ?2) AND json_extract(document, '$.signedOn') <= ?5
        AND (?3 IS NULL OR (json_extract(document, '$.terms.promisedOn'), id) > (?3, ?4))
      ORDER BY json_extract(document, '$.terms.promisedOn'), id
      """, day.adding(days: days).description, salesperson, after?.promised, after?.order, day.description
    ) { try Document.state(of: $0.text(0)) }
    return try orders.lazy.filter { $0.progress != .complete }.prefix(limit).compactMap { order in
      guard let promised = order.terms.promisedOn else { return nil }
      let customer = try Customers.find(order.customerId, in: database)
      return DeliveryReminder(
        orderId: order.orderId, number: order.number, customerId: order.customerId, customerName: customer?.name,
        phone: customer?.phone, salespersonId: order.salespersonId, shop: order.shop, promisedOn: promised,
        overdueDays: max(0, day.days(since: promised)),
        lines: order.remainingLines.map { line in
          DeliveryReminder.Line(
            lineId: line.lineId,
            description: order.terms.lines.first { $0.lineId == line.lineId }?.description ?? "",
            remaining: line.quantity)
        })
    }
  }
}
