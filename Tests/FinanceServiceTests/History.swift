import Contracts
import FinanceDomain
import Kernel
import Messaging
import Persistence
import ServiceRuntime
import TestSupport

@testable import FinanceService

/// The books of three customers, two salespeople and two suppliers, and what random steps do to them. Events of the
/// other services come late, twice and out of order; commands come in between.
struct History {
  /// What sales knows of an order.
  struct Deal {
    var id: ID<Order>
    var customer: ID<Customer>
    var signedOn: BusinessDate
    var terms: OrderTerms
    var delivered: Int64 = 0
    var version = 1
    var cancelledOn: BusinessDate?
    var isCancelled: Bool { cancelledOn != nil }
  }

  var random: SplitMix64
  let seed: UInt64
  let clock = ManualClock()
  let finance: SteppedService
  let sales: FakeSource
  let afterSales: FakeSource
  let leads: FakeSource
  private var link: UnrulyLink
  var deals: [Deal] = []
  /// Notes that stand, with the place of their deal.
  var notes: [(deal: Int, event: DeliveryNoted)] = []
  var charges = 0
  var today = BusinessDate(daysSince1970: 20_600)
  let customers: [ID<Customer>] = ["c1", "c2", "c3"]
  let salespeople: [ID<Employee>] = ["s1", "s2"]
  /// What closed months said when they were closed.
  var closed: [ClosedMonth] = []
  var steps = 0
  /// Commands that were carried out and refused.
  var answers = (done: 0, refused: 0)
  var days = 0

  init(in folder: String, seed: UInt64) throws {
    self.seed = seed
    random = SplitMix64(seed: seed)
    let topics = Catalog.topics.map(\.name)
    let (far, near) = (
      InMemoryBroker(topics: Dictionary(uniqueKeysWithValues: topics.map { ($0, 1) })),
      InMemoryBroker(topics: Dictionary(uniqueKeysWithValues: topics.map { ($0, 1) }))
    )
    link = UnrulyLink(
      from: far, to: near, topics: [Source.leads, .sales, .aftersales].map(\.topic) + [Catalog.replays])
    finance = try SteppedService(FinanceService.definition(), in: folder, broker: near, clock: clock)
    leads = try FakeSource(.leads, in: folder, broker: far, clock: clock)
    sales = try FakeSource(.sales, in: folder, broker: far, clock: clock)
    afterSales = try FakeSource(.aftersales, in: folder, broker: far, clock: clock)
    try register(salespeople[0])
    for customer in customers {
      try leads.publish(
        CustomerRegistered(
          customerId: customer, name: customer.text, phone: "", wechat: nil, email: nil, address: Address(),
          source: LeadSource(channel: .own), registeredOn: today))
    }
    try settle()
    for trigger in [CommissionTrigger.signed, .delivered, .received] { try plan(trigger, from: today) }
  }

  private func register(_ code: ID<Employee>) throws {
    try leads.publish(EmployeeChanged(code: code, name: code.text, role: "net-sales", shop: nil, active: true))
  }

  /// All that was published arrives. What came out of order is asked for again, and the sources answer when they are
  /// stepped.
  mutating func settle() throws {
    for round in 0..<100 {
      link.carry(all: true, using: &random)
      try finance.step()
      link.carry(all: true, using: &random)
      for source in [leads, sales, afterSales] { try source.step() }
      clock.advance(milliseconds: 1_100)
      if round >= 3, try wrongAtRest().isEmpty { break }
    }
    link.carry(all: true, using: &random)
    try finance.step()
  }

  /// Some of what was published arrives.
  private mutating func carry() throws {
    link.carry(all: false, using: &random)
    try finance.step()
  }

  mutating func step() throws {
    steps += 1
    // Who sells and what is sold become known only when there are orders already.
    if steps == 60 {
      try sales.publish(ProductChanged(sku: "K", name: "K", unit: "套", price: .zero(), category: "cabinet"))
    }
    if steps == 90 { try register(salespeople[1]) }
    if Int.random(in: 0..<3, using: &random) == 0 { today = today.adding(days: Int.random(in: 0...9, using: &random)) }
    let live = deals.indices.filter { !deals[$0].isCancelled }.randomElement(using: &random)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<10: try confirm()
    case 10..<18: if let live { try amend(live) }
    case 18..<20: if let live { try cancel(live) }
    case 20:
      if let gone = deals.indices.filter({ deals[$0].isCancelled }).randomElement(using: &random) {
        try reinstate(gone)
      }
    case 21..<31: if let live { try deliver(live) }
    case 31..<34: try undeliver(earlier())
    case 34..<37: try charge()
    case 37: try give()
    case 38..<56: try receive()
    case 56..<58: try allocate()
    case 58..<64: try reverse(on: earlier())
    case 64..<67: try undo()
    case 67..<72: try refund()
    case 72..<80: try creditNote()
    case 80..<84: try payable()
    case 84..<88: try payment()
    case 88..<90: try undoPayable()
    case 90..<92: try expense()
    case 92: try chance(1, of: 2) ? recurring() : setAllocationOrder()
    case 93: try plan([.signed, .delivered, .received].randomElement(using: &random) ?? .signed, from: earlier())
    case 94..<96: try payOut()
    case 96..<98: try close()
    case 98: try reopen()
    default: try sweep()
    }
    try carry()
  }

  // MARK: Chance

  mutating func chance(_ part: Int, of whole: Int) -> Bool { Int.random(in: 0..<whole, using: &random) < part }

  mutating func amount(_ range: ClosedRange<Int64> = 1...5_000) throws -> Money {
    try Money(Int64.random(in: range, using: &random))
  }

  /// Most facts become known on their day, some late, a few ahead.
  mutating func earlier() -> BusinessDate {
    today.adding(days: Bool.random(using: &random) ? 0 : Int.random(in: -40...6, using: &random))
  }

  /// The id of a row of a table that a condition holds for.
  mutating func pick(_ table: String, where condition: String = "1") throws -> String? {
    try finance.rows("SELECT id FROM \(table) WHERE \(condition) ORDER BY id").randomElement(using: &random)?[0]
  }
}
