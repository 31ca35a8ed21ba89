import Contracts
import JSON
import Kernel
import ServiceRuntime

/// Commands as clients give them, made from a roll and from what was answered before. Some are refused, as in life.
struct Client {
  struct Command {
    let service: String
    let path: String
    let body: JSON
  }

  private var random: SplitMix64
  private let book: Book
  private let today: BusinessDate

  init(_ roll: UInt64, _ book: Book, today: BusinessDate) {
    random = SplitMix64(seed: roll)
    self.book = book
    self.today = today
  }

  private mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

  private mutating func one<Element>(of elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[below(elements.count)]
  }

  private mutating func money(upTo limit: Int) -> JSON { ["amount": JSON(1 + below(limit)), "currency": "CNY"] }

  mutating func command() -> Command {
    let chosen: Command? =
      switch below(100) {
      case ..<25: nil
      case ..<32: workOnLead()
      case ..<52: order()
      case ..<70: changeOrder()
      case ..<86: money()
      case ..<96: service()
      default: organisation()
      }
    return chosen ?? lead()
  }

  private mutating func lead() -> Command {
    // Few phones, so that customers come back.
    let phone = "1380000\(1000 + below(24))"
    return Command(
      service: "leads", path: "/v1/leads",
      body: [
        "name": "陈伟", "phone": .string(phone),
        "source": ["channel": .string(one(of: ["own", "walk-in", "online", "event"]) ?? "own")],
        "budget": money(upTo: 5_000_000),
      ])
  }

  private mutating func workOnLead() -> Command? {
    guard let lead = one(of: book.leads) else { return nil }
    switch below(4) {
    case 0:
      return Command(
        service: "leads", path: "/v1/activities",
        body: [
          "customerId": .string(lead.customer), "leadId": .string(lead.id), "channel": "phone",
          "at": "2026-01-01T08:00:00Z", "summary": "约了周末量房",
        ])
    case 1:
      guard let other = one(of: book.leads) else { return nil }
      return Command(service: "leads", path: "/v1/leads/\(lead.id)/merge", body: ["into": .string(other.id)])
    default:
      return Command(
        service: "leads", path: "/v1/leads/\(lead.id)/stage",
        body: ["stage": .string(one(of: ["contacted", "visited", "lost"]) ?? "contacted")])
    }
  }

  private mutating func lines() -> JSON {
    .array(
      (0...below(2)).map { _ in
        [
          "description": "衣柜", "quantity": ["value": JSON(1 + below(900)), "scale": 2],
          "unitPrice": money(upTo: 300_000),
        ]
      })
  }

  private mutating func instalments() -> JSON {
    let first = 1 + below(99)
    return [
      ["label": "定金", "percent": JSON(first), "dueOn": .string(today.description)],
      ["label": "尾款", "percent": JSON(100 - first), "dueOn": "2027-06-30"],
    ]
  }

  private mutating func order() -> Command? {
    guard let lead = one(of: book.leads) else { return nil }
    return Command(
      service: "sales", path: "/v1/orders",
      body: [
        "customerId": .string(lead.customer), "leadId": .string(lead.id),
        "salespersonId": .string(one(of: ["s-01", "s-02"]) ?? "s-01"), "shop": "foshan-1",
        "signedOn": .string(today.description), "signedAt": "shop", "promisedOn": "2027-06-30", "lines": lines(),
        "instalments": instalments(),
      ])
  }

  private mutating func changeOrder() -> Command? {
    guard let order = one(of: book.orders) else { return nil }
    switch below(8) {
    case 0:
      return Command(service: "sales", path: "/v1/orders/\(order.id)/cancel", body: ["reason": "客户取消"])
    case 1, 2:
      return Command(
        service: "sales", path: "/v1/orders/\(order.id)/amend",
        body: ["reason": "加一个柜子", "lines": lines(), "instalments": instalments()])
    case 3:
      let cancelled = one(of: book.cancelled) ?? order.id
      return Command(service: "sales", path: "/v1/orders/\(cancelled)/reinstate", body: ["reason": "客户改变主意"])
    default:
      return Command(
        service: "sales", path: "/v1/orders/\(order.id)/deliveries",
        body: [
          "deliveredOn": .string(today.description), "warehouse": "佛山仓",
          "lines": [["lineId": .string(order.line), "quantity": ["value": JSON(1 + below(300)), "scale": 2]]],
        ])
    }
  }

  private mutating func money() -> Command? {
    guard let lead = one(of: book.leads) else { return nil }
    switch below(8) {
    case 0:
      guard let receipt = one(of: book.receipts) else { return nil }
      return Command(
        service: "finance", path: "/v1/receipts/\(receipt)/reverse",
        body: ["on": .string(today.description), "reason": "退票"])
    case 1:
      return Command(
        service: "finance", path: "/v1/refunds",
        body: [
          "customerId": .string(lead.customer), "amount": money(upTo: 200_000), "method": "bank",
          "refundedOn": .string(today.description), "reason": "多收",
        ])
    case 2:
      return Command(
        service: "finance", path: "/v1/expenses",
        body: [
          "category": "advertising", "item": "传单", "amount": money(upTo: 90_000),
          "spentOn": .string(today.description), "method": "cash",
        ])
    default:
      return Command(
        service: "finance", path: "/v1/receipts",
        body: [
          "customerId": .string(lead.customer), "amount": money(upTo: 1_000_000), "method": "bank",
          "receivedOn": .string(today.description),
        ])
    }
  }

  private mutating func service() -> Command? {
    if below(2) == 0, let request = one(of: book.requests) {
      return Command(
        service: "after-sales", path: "/v1/requests/\(request)/resolve",
        body: ["work": "调整", "parts": [], "labour": money(upTo: 9_000), "chargeable": money(upTo: 50_000)])
    }
    guard let lead = one(of: book.leads) else { return nil }
    return Command(
      service: "after-sales", path: "/v1/requests",
      body: ["customerId": .string(lead.customer), "kind": "repair", "description": "抽屉卡住"])
  }

  private mutating func organisation() -> Command? {
    Command(
      service: "leads", path: "/v1/employees",
      body: ["code": .string("s-0\(1 + below(4))"), "name": "李强", "role": "shop"])
  }
}
