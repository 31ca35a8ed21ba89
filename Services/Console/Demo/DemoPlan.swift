import Contracts
import JSON
import Kernel
import ServiceRuntime

/// What the demo data will hold, made from a seed alone: the same seed and day give the same plan.
struct DemoPlan: Sendable {
  struct Person: Hashable, Sendable {
    let name: String
    let phone: String
    let city: String
    let community: String
    let building: Int
    let room: Int

    var address: JSON {
      [
        "city": .string(city), "community": .string(community), "building": .string("\(building)"),
        "room": .string("\(room)"),
      ]
    }
  }

  struct Line: Hashable, Sendable {
    let product: Int
    /// Hundredths of the unit.
    let quantity: Int
    let discountPercent: Int
  }

  enum Ending: Hashable, Sendable {
    case open, lost(String), invalid(String), quoted(accepted: Bool, ordered: Bool)
  }

  struct Lead: Hashable, Sendable {
    let person: Person
    let channel: LeadSource.Channel
    let ownerId: String
    let shop: String
    /// Fen.
    let budget: Int
    let homeStage: String
    let interests: [String]
    let capturedAt: Instant
    let stages: [LeadStage]
    let activities: [String]
    let ending: Ending
    let lines: [Line]
  }

  struct ERPOrder: Hashable, Sendable {
    let number: String
    let customerNumber: String
    let person: Person
    let signedOn: BusinessDate
    let lines: [Line]
  }

  let leads: [Lead]
  let erpOrders: [ERPOrder]

  static let day: Int64 = 86_400_000
  /// How far back the first lead is.
  private static let days = 365

  init(seed: UInt64, leads count: Int, today: BusinessDate) {
    var random = SplitMix64(seed: seed)
    var phones = 0
    var leads: [Lead] = []
    for index in 0..<count {
      let age = Self.days - index * (Self.days - 3) / max(1, count)
      leads.append(Self.lead(index, person: Self.person(&phones, &random), today.adding(days: -age), &random))
    }
    self.leads = leads
    var orders: [ERPOrder] = []
    for index in 0..<(count / 10) {
      // Every second one is of somebody whom no service knows yet.
      let known = index.isMultiple(of: 2) ? leads.randomElement(using: &random)?.person : nil
      let signedOn = today.adding(days: -Int.random(in: 3...340, using: &random))
      orders.append(
        ERPOrder(
          number: "XS\(signedOn.description.filter { $0 != "-" })-\(100 + index)",
          customerNumber: "K-\(10_400 + index)",
          person: known ?? Self.person(&phones, &random), signedOn: signedOn, lines: Self.lines(&random)))
    }
    erpOrders = orders
  }

  /// The hour of a step, within the working day of China on whatever day it falls; never later than yesterday.
  static func time(_ start: Instant, plusDays days: Int, before today: BusinessDate) -> Instant {
    let latest = Int64(today.daysSince1970 - 1) * day + start.milliseconds % day
    return Instant(milliseconds: min(start.milliseconds + Int64(days) * day, latest))
  }

  private static func lead(
    _ index: Int, person: Person, _ on: BusinessDate, _ random: inout SplitMix64
  ) -> Lead {
    let channel = LeadSource.Channel.allCases[index % LeadSource.Channel.allCases.count]
    let isFoshan = person.city == "佛山"
    let owner =
      ["online", "bought-list"].contains(channel.rawValue)
      ? ["n-01", "n-02"].randomElement(using: &random)
      : isFoshan ? ["s-01", "s-02"].randomElement(using: &random) : "s-03"
    let ending = ending(index, &random)
    var stages: [LeadStage] = Int.random(in: 0..<10, using: &random) < 8 ? [.contacted] : []
    if !stages.isEmpty, Int.random(in: 0..<10, using: &random) < 6 { stages.append(.visited) }
    let calls = stages.count + (Int.random(in: 0..<3, using: &random) == 0 ? 1 : 0)
    let interests = Set((0..<2).compactMap { _ in DemoWords.products.randomElement(using: &random)?.category })
    return Lead(
      person: person, channel: channel, ownerId: owner ?? "s-01", shop: isFoshan ? "foshan-1" : "guangzhou-1",
      budget: Int.random(in: 5...200, using: &random) * 100_000,
      homeStage: DemoWords.homeStages.randomElement(using: &random) ?? "", interests: interests.sorted(),
      // 09:00 to 17:59 in China, which has the same day in UTC.
      capturedAt: Instant(
        milliseconds: Int64(on.daysSince1970) * day + Int64.random(in: 3600...35_999, using: &random) * 1000),
      stages: stages,
      activities: (0..<calls).compactMap { _ in DemoWords.summaries.randomElement(using: &random) }, ending: ending,
      lines: lines(&random))
  }

  /// Three in ten get a quote, two in ten an order.
  private static func ending(_ index: Int, _ random: inout SplitMix64) -> Ending {
    switch (index * 7) % 10 {
    case 0, 1: .quoted(accepted: true, ordered: true)
    case 2: .quoted(accepted: Bool.random(using: &random), ordered: false)
    case 3: .lost(DemoWords.lostReasons.randomElement(using: &random) ?? "")
    case 4: .invalid(DemoWords.invalidReasons.randomElement(using: &random) ?? "")
    default: .open
    }
  }

  private static func person(_ count: inout Int, _ random: inout SplitMix64) -> Person {
    // 7919 and 10 000 have no common factor: no number comes twice within 10 000.
    let phone = "1380013" + String(String(10_000 + count * 7919 % 10_000).dropFirst())
    count += 1
    let community = DemoWords.communities[Int.random(in: 0..<DemoWords.communities.count, using: &random)]
    let surname = DemoWords.surnames.randomElement(using: &random).map(String.init) ?? ""
    return Person(
      name: surname + (DemoWords.givenNames.randomElement(using: &random) ?? ""), phone: phone, city: community.city,
      community: community.name, building: Int.random(in: 1...18, using: &random),
      room: Int.random(in: 2...28, using: &random) * 100 + Int.random(in: 1...4, using: &random))
  }

  private static func lines(_ random: inout SplitMix64) -> [Line] {
    (0..<Int.random(in: 2...5, using: &random)).map { _ in
      let product = Int.random(in: 0..<DemoWords.products.count, using: &random)
      let isMeasured = ["平方米", "米"].contains(DemoWords.products[product].unit)
      return Line(
        product: product,
        quantity: isMeasured ? Int.random(in: 150...1600, using: &random) : Int.random(in: 1...3, using: &random) * 100,
        discountPercent: [0, 0, 5, 8, 12].randomElement(using: &random) ?? 0)
    }
  }
}

extension DemoPlan.Line {
  var json: JSON {
    let product = DemoWords.products[product]
    return [
      "sku": .string(product.sku), "description": .string(product.name), "room": .string(product.room),
      "quantity": ["value": JSON(quantity), "scale": 2], "unitPrice": yuan(fen: product.price),
      "discountPercent": JSON(discountPercent),
    ]
  }
}

func yuan(fen: Int) -> JSON { ["amount": JSON(fen), "currency": "CNY"] }

/// Thirty percent at once, sixty before delivery, the rest after it.
func demoInstalments(from day: BusinessDate) -> JSON {
  .array(
    [("定金", 30, 0), ("发货款", 60, 45), ("尾款", 10, 75)].map { label, percent, days in
      ["label": .string(label), "percent": JSON(percent), "dueOn": .string("\(day.adding(days: days))")]
    })
}
