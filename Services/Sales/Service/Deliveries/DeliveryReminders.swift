import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

/// An order that is promised soon, or was, or will be late by the works' word, and is not delivered (C11). It goes when its cause goes: it is asked, never
/// stored.
struct DeliveryReminder: Codable, Sendable {
  struct Line: Codable, Sendable {
    var lineId: ID<OrderLine>
    var description: String
    var remaining: Quantity
    /// How much of the product lies free in all warehouses, by the ERP's word; nil where it says nothing.
    var available: Quantity?
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
  /// The works will be late, by their own word or by the day on which they will be ready.
  var late: Bool
  /// The last day on which a part of it is to be ready, as the works see it.
  var expectedOn: BusinessDate?
  var lines: [Line]

  init(
    _ promise: DeliveryPromise, of order: OrderState, customer: CustomerCopy?, production: [ProductionStatus],
    stock: [String: ProductStock]
  ) {
    (orderId, number, customerId) = (order.orderId, order.number, order.customerId)
    (customerName, phone) = (customer?.name, customer?.phone)
    (salespersonId, shop) = (order.salespersonId, order.shop)
    (promisedOn, overdueDays) = (promise.promisedOn, promise.overdueDays)
    late = production.contains { $0.isLate(promisedOn: promise.promisedOn) }
    expectedOn = production.filter { $0.state != .finished }.compactMap(\.expectedOn).max()
    let skus = Dictionary(order.terms.lines.map { ($0.lineId, $0.sku) }) { first, _ in first }
    lines = promise.lines.map { line in
      Line(
        lineId: line.lineId, description: line.description, remaining: line.remaining,
        available: (skus[line.lineId] ?? nil).flatMap { stock[$0]?.available })
    }
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
      WHERE stage = 'confirmed' AND json_extract(document, '$.terms.promisedOn') IS NOT NULL
        AND (json_extract(document, '$.terms.promisedOn') <= ?1
          OR id IN (SELECT order_id FROM production WHERE state != 'finished'))
        AND (?2 IS NULL OR salesperson = ?2) AND json_extract(document, '$.signedOn') <= ?5
        AND (?3 IS NULL OR (json_extract(document, '$.terms.promisedOn'), id) > (?3, ?4))
        AND \(Belonging.orders.condition(6))
      ORDER BY json_extract(document, '$.terms.promisedOn'), id
      """, [day.adding(days: days), salesperson, after?[0], after?[1], day] + visibility.seen.values, in: database)
    var found: [DeliveryReminder] = []
    for order in orders where found.count < page.rows {
      guard let promise = order.promise(asOf: day) else { continue }
      let production = try ProductionStore.list(of: order.orderId, in: database)
      let isSoon = promise.promisedOn <= day.adding(days: days)
      guard isSoon || production.contains(where: { $0.isLate(promisedOn: promise.promisedOn) }) else { continue }
      found.append(
        DeliveryReminder(
          promise, of: order, customer: try OrderStore.customer(of: order, for: visibility, in: database),
          production: production, stock: try StockStore.all(of: order.terms.lines.compactMap(\.sku), in: database)))
    }
    return found
  }
}
