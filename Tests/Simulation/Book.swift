import Contracts
import JSON
import Kernel
import ServiceRuntime

/// What the clients of a simulated suite know: what was answered, and what they hold the suite to.
struct Book {
  /// A command that was answered.
  struct Answered {
    let service: String
    /// The correlation id of whatever it has caused.
    let request: String
    let key: String
    let path: String
    let body: String
    let status: Int
    let answer: [UInt8]
  }

  struct Lead {
    let id: String
    let customer: String
    let phone: String
  }

  struct Order {
    let id: String
    let customer: String
    let line: String
  }

  /// An order of the ERP, as the bridge knows it.
  struct ERPOrder {
    let number: String
    let phone: String
    /// What is published for each revision: the verb of its type, and the data.
    var revisions: [(verb: String, data: String)]

    var revision: Int { revisions.count }
  }

  var answered: [Answered] = []
  var leads: [Lead] = []
  var orders: [Order] = []
  /// Ids of those that a client has cancelled.
  var cancelled: [String] = []
  var receipts: [String] = []
  var requests: [String] = []
  var erpOrders: [ERPOrder] = []

  /// The `ce_source` of the ERP.
  static let erp = "/erp/guangzhou"

  mutating func note(_ answered: Answered) {
    self.answered.append(answered)
    guard let answer = try? JSON(parsing: answered.answer), let id = answer["id"]?.string else { return }
    switch answered.path {
    case "/v1/leads":
      leads.append(
        Lead(id: id, customer: answer["customerId"]?.string ?? "", phone: answer["phone"]?.string ?? ""))
    case "/v1/orders":
      orders.append(
        Order(
          id: id, customer: answer["customerId"]?.string ?? "",
          line: answer["lines"]?.array?.first?["lineId"]?.string ?? ""))
    case "/v1/orders/\(id)/cancel": cancelled.append(id)
    case "/v1/receipts": receipts.append(id)
    case "/v1/requests": requests.append(id)
    default: break
    }
  }

  /// A new order of the ERP, or an earlier one with one more revision, or as it is.
  mutating func nextERPOrder(_ roll: inout SplitMix64) -> ERPOrder {
    let choice = roll.next() % 10
    if choice < 4 || erpOrders.isEmpty {
      let number = "XS-\(erpOrders.count + 1)"
      let phone = roll.next() % 2 == 0 ? "1380000\(1000 + roll.next() % 24)" : "1370000\(1000 + roll.next() % 8)"
      erpOrders.append(ERPOrder(number: number, phone: phone, revisions: []))
      erpOrders[erpOrders.count - 1].revise(&roll)
      return erpOrders[erpOrders.count - 1]
    }
    let index = Int(roll.next() % UInt64(erpOrders.count))
    if choice < 8 { erpOrders[index].revise(&roll) }
    return erpOrders[index]
  }
}

extension Book.ERPOrder {
  /// One revision more. One that is cancelled stays so, or comes back on other terms.
  mutating func revise(_ roll: inout SplitMix64) {
    let isCancelled = revisions.last?.verb == "cancelled"
    if isCancelled, roll.next() % 2 == 0 { return }
    if !isCancelled, roll.next() % 4 == 0 {
      revisions.append(
        ("cancelled", #"{"orderNumber": "\#(number)", "revision": \#(revision + 1), "reason": "客户取消"}"#))
      return
    }
    let lines = (1...Int(roll.next() % 3) + 1).map { line in
      """
      {"lineNumber": "\(line)0", "description": "衣柜", "quantity": {"value": \(roll.next() % 900 + 1), "scale": 2}, \
      "unitPrice": {"amount": \(roll.next() % 300_000 + 1), "currency": "CNY"}}
      """
    }
    revisions.append(
      (
        revisions.isEmpty ? "placed" : "changed",
        """
        {"orderNumber": "\(number)", "revision": \(revision + 1), "customer": {"name": "陈伟", "phone": "\(phone)"}, \
        "signedOn": "2026-11-01", "lines": [\(lines.joined(separator: ", "))], \
        "instalments": [{"label": "定金", "percent": 30, "dueOn": "2026-11-01"}, \
        {"label": "尾款", "percent": 70, "dueOn": "2027-01-15"}]}
        """
      ))
  }
}
