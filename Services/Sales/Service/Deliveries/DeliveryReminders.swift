import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceKit
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

  init(_ promise: DeliveryPromise, of order: OrderState, customer: CustomerCopy?) {
    (orderId, number, customerId) = (order.orderId, order.number, order.customerId)
    (customerName, phone) = (customer?.name, customer?.phone)
    (salespersonId, shop) = (order.salespersonId, order.shop)
    (promisedOn, overdueDays) = (promise.promisedOn, promise.overdueDays)
    lines = promise.lines.map { Line(lineId: $0.lineId, description: $0.description, remaining: $0.remaining) }
  }
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

  /// The earliest promised first.
  static func list(
    _ page: PageRequest, asOf day: BusinessDate, days: Int, salesperson: String?, for visibility: Visibility,
    in database: Database
  ) throws -> [DeliveryReminder] {
    let after = page.cursor?.values.map(\.string)
    let orders = try OrderStore.table.all(
      """
      WHERE stage = 'confirmed' AND json_extract(document, '$.terms.promisedOn') <= ?1
        AND (?2 IS NULL OR salesperson = ?2) AND json_extract(document, '$.signedOn') <= ?5
        AND (?3 IS NULL OR (json_extract(document, '$.terms.promisedOn'), id) > (?3, ?4))
        AND \(Belonging.orders.condition(6))
      ORDER BY json_extract(document, '$.terms.promisedOn'), id
      """, [day.adding(days: days), salesperson, after?[0], after?[1], day] + visibility.seen.values, in: database)
    return try orders.lazy.compactMap { order in order.promise(asOf: day).map { (order, $0) } }.prefix(page.rows).map {
      DeliveryReminder($1, of: $0, customer: try OrderStore.customer(of: $0, for: visibility, in: database))
    }
  }
}
