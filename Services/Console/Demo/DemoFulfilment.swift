import ConsoleKit
import JSON
import Kernel
import ServiceRuntime

/// What became of the demo's orders, from a seed: measured, delivered in one or two parts, paid on time, late or not at
/// all, installed with a problem now and then, evaluated, and served; and what the company spent meanwhile.
struct DemoFulfilment: Sendable {
  private struct Order: Decodable, Sendable {
    struct Line: Decodable, Sendable {
      struct Part: Decodable, Sendable {
        let value: Int
        let scale: Int
      }
      let lineId: String
      let quantity: Part
    }
    struct Instalment: Decodable, Sendable {
      struct Amount: Decodable, Sendable {
        let amount: Int
      }
      let label: String
      let amount: Amount
      let dueOn: BusinessDate
    }
    let id: String
    let customerId: String
    let salespersonId: String?
    let signedOn: BusinessDate
    let lines: [Line]
    let instalments: [Instalment]

    /// What the plan says of it, whatever ids and numbers it got this time.
    var name: String { "\(signedOn) \(salespersonId ?? "") \(instalments.map { String($0.amount.amount) })" }
  }

  private struct Listed: Decodable, Sendable {
    let id: String
  }

  private struct Job: Decodable, Sendable {
    let id: String
    let customerId: String
    let deliveredOn: BusinessDate
    let customerName: String?
    let lines: [String]

    var name: String { "\(deliveredOn) \(customerName ?? "") \(lines)" }
  }

  private struct Completed: Decodable, Sendable {
    let evaluationUrl: String?
  }

  private let leads: ServiceClient
  private let sales: ServiceClient
  private let finance: ServiceClient
  private let afterSales: ServiceClient
  private let seed: UInt64
  private let today: BusinessDate

  /// Nil where one of the services is not there.
  init?(_ clients: [ServiceClient], seed: UInt64, today: BusinessDate) {
    func client(_ name: String) -> ServiceClient? { clients.first { $0.name == name } }
    guard let leads = client("leads"), let sales = client("sales"), let finance = client("finance"),
      let afterSales = client("after-sales")
    else { return nil }
    (self.leads, self.sales, self.finance, self.afterSales) = (leads, sales, finance, afterSales)
    (self.seed, self.today) = (seed, today)
  }

  /// Agreed before anything is sold: a plan holds from its day on.
  func payCommission() async throws {
    for (code, trigger, rate) in [("SHOP-RECEIVED", "received", 2), ("NET-DELIVERED", "delivered", 1)] {
      try await finance.post(
        demo: "/v1/commission-plans",
        [
          "code": .string(code), "role": code == "SHOP-RECEIVED" ? "shop" : "net-sales", "trigger": .string(trigger),
          "ratePercent": JSON(rate), "validFrom": .string("\(today.adding(months: -13))"),
        ])
    }
    try await DemoRequests.wait(until: finance, has: leads)
  }

  func carryOut() async throws {
    // Leads names the customers of the ERP's orders, which are placed then.
    try await DemoRequests.wait(until: leads, has: sales)
    try await DemoRequests.wait(until: sales, has: leads)
    let listed: [Listed] = try await sales.all("/v1/orders")
    let bar = ProgressBar("orders carried out", total: listed.count)
    try await DemoRequests.wait(until: finance, has: sales)
    try await DemoRequests.wait(until: afterSales, has: sales)
    _ = try await DemoRequests.concurrently(Array(listed.indices)) { index in
      try await carryOut(try await sales.get("/v1/orders/\(listed[index].id)"))
      bar.advance()
    }
    bar.finish()
    try await install()
    try await spend()
  }

  /// The same for the same thing of the same seed.
  private func random(_ name: String) -> SplitMix64 { SplitMix64(seed: seed ^ fnv1a64(name.utf8)) }

  private func isPast(_ day: BusinessDate) -> Bool { day < today }

  private func at(_ day: BusinessDate) -> JSON { .string("\(day)T06:00:00.000Z") }

  private func carryOut(_ order: Order) async throws {
    var random = random(order.name)
    let measuredOn = order.signedOn.adding(days: Int.random(in: 3...9, using: &random))
    if isPast(measuredOn) { try await measure(order, on: measuredOn, &random) }
    try await deliver(order, &random)
    for instalment in order.instalments { try await pay(instalment, of: order, &random) }
  }

  private func measure(_ order: Order, on day: BusinessDate, _ random: inout SplitMix64) async throws {
    let changed: JSON =
      Int.random(in: 0..<5, using: &random) == 0
      ? [["field": "净高", "from": "2700", "to": "2665"]] : []
    try await sales.post(
      demo: "/v1/measurements",
      [
        "customerId": .string(order.customerId), "orderId": .string(order.id), "designerId": "d-01",
        "confirmed": .bool(changed == []), "changed": changed,
        "appliances": [["kind": "冰箱", "widthMm": 912, "heightMm": 1780, "depthMm": 705]],
        "constraints": "厨房烟道靠左,插座离地 300 毫米", "measuredOn": .string("\(day)"), "occurredAt": at(day),
      ])
  }

  /// Every fourth order comes in two parts.
  private func deliver(_ order: Order, _ random: inout SplitMix64) async throws {
    let first = order.signedOn.adding(days: Int.random(in: 28...52, using: &random))
    let second = first.adding(days: Int.random(in: 5...20, using: &random))
    let isSplit = Int.random(in: 0..<4, using: &random) == 0 && order.lines.count > 1
    guard isPast(first) else { return }
    let half = isSplit ? order.lines.count / 2 : order.lines.count
    for (lines, day) in [(order.lines[..<half], first), (order.lines[half...], second)]
    where !lines.isEmpty && isPast(day) {
      try await sales.post(
        demo: "/v1/orders/\(order.id)/deliveries",
        [
          "deliveredOn": .string("\(day)"), "warehouse": "lecong", "occurredAt": at(day),
          "lines": .array(
            lines.map {
              [
                "lineId": .string($0.lineId),
                "quantity": ["value": JSON($0.quantity.value), "scale": JSON($0.quantity.scale)],
              ]
            }),
        ])
    }
  }

  /// Seven of ten pay within days, two some weeks late, one not yet.
  private func pay(_ instalment: Order.Instalment, of order: Order, _ random: inout SplitMix64) async throws {
    let days =
      switch Int.random(in: 0..<10, using: &random) {
      case ..<7: Int.random(in: -3...2, using: &random)
      case ..<9: Int.random(in: 8...95, using: &random)
      default: 10_000
      }
    let method = ["bank", "wechat", "alipay", "card", "cash", "bank"].randomElement(using: &random) ?? "bank"
    let day = max(order.signedOn, instalment.dueOn.adding(days: days))
    guard isPast(day), instalment.amount.amount > 0 else { return }
    var body: [JSON.Member] = [
      JSON.Member("customerId", .string(order.customerId)), JSON.Member("orderId", .string(order.id)),
      JSON.Member("amount", yuan(fen: instalment.amount.amount)), JSON.Member("method", .string(method)),
      JSON.Member("receivedOn", .string("\(day)")), JSON.Member("occurredAt", at(day)),
    ]
    if let salesperson = order.salespersonId { body.append(JSON.Member("salespersonId", .string(salesperson))) }
    try await finance.post(demo: "/v1/receipts", .object(body))
  }

  // MARK: After-sales

  private static let crews = [("crew-1", "安装一组"), ("crew-2", "安装二组"), ("crew-3", "番禺安装组")]

  private static let problems = [
    ("门板色差", "factory"), ("柜体尺寸偏大 5 毫米", "measurement"), ("少送两支拉手", "sales"), ("收口条破损", "crew"),
  ]

  private func install() async throws {
    for (code, name) in Self.crews {
      try await afterSales.post(demo: "/v1/crews", ["code": .string(code), "name": .string(name)])
    }
    try await DemoRequests.wait(until: afterSales, has: sales)
    let jobs: [Job] = try await afterSales.all("/v1/installations?state=planned")
    let sorted = jobs.sorted { ($0.deliveredOn, $0.id) < ($1.deliveredOn, $1.id) }
    let bar = ProgressBar("installations", total: sorted.count)
    _ = try await DemoRequests.concurrently(Array(sorted.indices)) { index in
      try await install(sorted[index])
      bar.advance()
    }
    bar.finish()
  }

  private func install(_ job: Job) async throws {
    var random = random(job.name)
    let day = job.deliveredOn.adding(days: Int.random(in: 1...6, using: &random))
    guard isPast(day) else { return }
    let crew = Self.crews[Int.random(in: 0..<Self.crews.count, using: &random)].0
    let found = Int.random(in: 0..<7, using: &random) == 0 ? Self.problems.randomElement(using: &random) : nil
    let completed: Completed = try afterSales.decode(
      try await afterSales.post(
        demo: "/v1/installations/\(job.id)/complete",
        [
          "completedOn": .string("\(day)"), "crewId": .string(crew), "occurredAt": at(day),
          "items": [
            ["name": "柜体与门板", "component": "panel", "room": "主卧"],
            ["name": "铰链与导轨", "component": "hardware", "room": "主卧"],
          ],
          "problems": .array(found.map { [["description": .string($0.0), "cause": .string($0.1)]] } ?? []),
        ]))
    if Int.random(in: 0..<10, using: &random) < 6, let link = completed.evaluationUrl {
      let score = found == nil ? Int.random(in: 4...5, using: &random) : Int.random(in: 2...4, using: &random)
      try await afterSales.post(
        demo: link, ["scores": ["quality": JSON(score), "attitude": JSON(min(5, score + 1))]])
    }
    let calledOn = day.adding(days: Int.random(in: 20...150, using: &random))
    if Int.random(in: 0..<6, using: &random) == 0, isPast(calledOn) {
      try await serve(job, on: calledOn, &random)
    }
  }

  private func serve(_ job: Job, on day: BusinessDate, _ random: inout SplitMix64) async throws {
    let made: Listed = try afterSales.decode(
      try await afterSales.post(
        demo: "/v1/requests",
        [
          "customerId": .string(job.customerId), "kind": "repair", "description": "抽屉导轨卡住", "occurredAt": at(day),
        ]))
    let isCharged = Int.random(in: 0..<3, using: &random) == 0
    var body: [JSON.Member] = [
      JSON.Member("work", "更换导轨并调校门缝"), JSON.Member("labour", yuan(fen: 8_000)),
      JSON.Member("parts", [["name": "阻尼导轨", "cost": yuan(fen: 6_500)]]),
      JSON.Member("occurredAt", .string("\(day)T08:30:00.000Z")),
    ]
    if isCharged { body.append(JSON.Member("chargeable", yuan(fen: 26_000))) }
    try await afterSales.post(demo: "/v1/requests/\(made.id)/resolve", .object(body))
    try await afterSales.post(
      demo: "/v1/requests/\(made.id)/confirm", ["occurredAt": .string("\(day)T09:00:00.000Z")])
  }

  // MARK: Expenses

  private static let monthly = [
    ("rent", "门店租金", 4_800_000, "foshan-1"), ("rent", "门店租金", 3_600_000, "guangzhou-1"),
    ("utilities", "水电", 420_000, "foshan-1"), ("wages", "工资", 9_600_000, nil), ("marketing", "抖音投放", 1_500_000, nil),
  ]

  private func spend() async throws {
    for months in 1...12 {
      let day = today.adding(months: -months)
      for (category, item, amount, shop) in Self.monthly {
        var body: [JSON.Member] = [
          JSON.Member("category", .string(category)), JSON.Member("item", .string(item)),
          JSON.Member("amount", yuan(fen: amount)), JSON.Member("spentOn", .string("\(day)")),
          JSON.Member("method", "bank"), JSON.Member("occurredAt", at(day)),
        ]
        if let shop { body.append(JSON.Member("shop", .string(shop))) }
        try await finance.post(demo: "/v1/expenses", .object(body))
      }
    }
  }
}
