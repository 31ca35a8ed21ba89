import Contracts
import Kernel

/// Events as after-sales and finance would write them about work, service and what is spent.
enum WorkSamples {
  private static let never = Instant(milliseconds: 0)

  static func installed(
    _ id: String, of customer: String, by crew: String?, on day: String, problems: [(String, ProblemCause)] = []
  ) -> InstallationCompleted {
    InstallationCompleted(
      installationId: ID(id), customerId: ID(customer), orderId: "o", crewId: crew.map { ID($0) }, scheduledOn: nil,
      completedOn: Samples.day(day), items: [],
      problems: problems.map {
        InstallationCompleted.Problem(description: "门板划伤", cause: $0.1, problemId: ID($0.0))
      }, evaluationHash: "", evaluationExpiresOn: Samples.day(day), occurredAt: never)
  }

  static func closed(
    _ id: String, of customer: String, _ cause: ProblemCause, _ cost: Money, on day: String
  ) -> ProblemClosed {
    ProblemClosed(
      problemId: ID(id), installationId: "i", customerId: ID(customer), cause: cause, cost: cost, solution: nil,
      closedOn: Samples.day(day), by: nil, occurredAt: never)
  }

  static func evaluated(
    _ id: String, of customer: String, by crew: String?, _ scores: [String: Int], on day: String
  ) -> InstallationEvaluated {
    InstallationEvaluated(
      installationId: ID(id), customerId: ID(customer), crewId: crew.map { ID($0) }, scores: scores, comments: nil,
      contact: nil, evaluatedOn: Samples.day(day), occurredAt: never)
  }

  static func requested(_ id: String, of customer: String, on day: String) -> ServiceRequested {
    ServiceRequested(
      requestId: ID(id), number: "SR-\(id)", customerId: ID(customer), kind: .repair, description: "铰链松动",
      installedItemId: nil, severity: nil, underWarranty: nil, requestedOn: Samples.day(day), occurredAt: never)
  }

  static func assigned(_ id: String, of customer: String, to crew: String, on day: String) -> ServiceAssigned {
    ServiceAssigned(
      requestId: ID(id), customerId: ID(customer), outlet: nil, crewId: ID(crew), employeeId: nil,
      on: Samples.day(day), slot: nil, note: nil, by: nil,
      occurredAt: CompanyZone.start(of: Samples.day(day)).adding(seconds: 3600))
  }

  static func resolved(
    _ id: String, of customer: String, cost: Money, onTime: Bool?, on day: String
  ) -> ServiceResolved {
    var event = ServiceResolved(
      requestId: ID(id), customerId: ID(customer), work: "更换", parts: [], labour: cost, chargeable: .zero(),
      decision: "in-warranty", resolvedOn: Samples.day(day), occurredAt: never)
    event.onTime = onTime
    return event
  }

  static func spent(
    _ id: String, _ category: String, _ item: String, _ amount: Money, _ method: PaymentMethod? = nil,
    by salesperson: String? = nil, campaign: String? = nil, for customer: String? = nil, on day: String
  ) -> ExpenseRecorded {
    ExpenseRecorded(
      expenseId: ID(id), number: "EX-\(id)", category: category, item: item, amount: amount,
      spentOn: Samples.day(day), method: method, salespersonId: salesperson.map { ID($0) }, shop: nil,
      campaignId: campaign.map { ID($0) }, customerId: customer.map { ID($0) },
      entry: MoneySamples.entry(day, "expense.\(category)", "payable", amount), occurredAt: never)
  }

  static func unspent(_ event: ExpenseRecorded, on day: String) -> ExpenseReversed {
    ExpenseReversed(
      expenseId: event.expenseId, number: event.number, category: event.category, item: event.item,
      amount: event.amount, on: Samples.day(day), method: event.method, salespersonId: event.salespersonId,
      shop: event.shop, campaignId: event.campaignId, customerId: event.customerId, reason: "录错",
      entry: MoneySamples.entry(day, "payable", "expense.\(event.category)", event.amount), occurredAt: never)
  }

  static func accrued(_ id: String, of customer: String, to salesperson: String, _ amount: Money, on day: String)
    -> CommissionAccrued
  {
    CommissionAccrued(
      commissionId: ID(id), customerId: ID(customer), orderId: "o", salespersonId: ID(salesperson), planCode: "p",
      planVersion: 1, trigger: .received, ratePercent: Percent(hundredths: 300), causeId: "x", receivableId: nil,
      gross: amount, base: amount, amount: amount, on: Samples.day(day),
      entry: MoneySamples.entry(day, "expense.commission", "commission-payable", amount), occurredAt: never)
  }

  static func adjusted(_ id: String, of customer: String, to salesperson: String, _ amount: Money, on day: String)
    -> CommissionAdjusted
  {
    CommissionAdjusted(
      commissionId: ID(id), customerId: ID(customer), orderId: "o", salespersonId: ID(salesperson), planCode: "p",
      planVersion: 1, trigger: .received, ratePercent: Percent(hundredths: 300), causeId: "y", gross: amount,
      base: amount, amount: amount, on: Samples.day(day),
      entry: MoneySamples.entry(day, "commission-payable", "expense.commission", amount.negated), occurredAt: never)
  }

  static func paid(_ id: String, to salesperson: String, _ amount: Money, on day: String) -> CommissionPaid {
    CommissionPaid(
      payoutId: ID(id), number: "PY-\(id)", salespersonId: ID(salesperson), amount: amount, method: .bank,
      paidOn: Samples.day(day), entry: MoneySamples.entry(day, "commission-payable", "money.bank", amount),
      occurredAt: never)
  }

  static func payment(_ id: String, _ amount: Money, on day: String) -> PaymentPosted {
    PaymentPosted(
      paymentId: ID(id), number: "PM-\(id)", supplierCode: "sup", amount: amount, method: .bank,
      paidOn: Samples.day(day), externalId: nil, entry: MoneySamples.entry(day, "payable", "money.bank", amount),
      occurredAt: never)
  }

  static func unpaid(_ id: String, _ amount: Money, on day: String) -> PaymentReversed {
    PaymentReversed(
      paymentId: ID(id), number: "PM-\(id)", supplierCode: "sup", amount: amount, method: .bank, on: Samples.day(day),
      reason: "退回", entry: MoneySamples.entry(day, "money.bank", "payable", amount), occurredAt: never)
  }

  static func activity(
    _ id: String, of customer: String, by employee: String, _ channel: ActivityLogged.Channel, on day: String
  ) -> ActivityLogged {
    ActivityLogged(
      activityId: ID(id), customerId: ID(customer), leadId: nil, employeeId: ID(employee), channel: channel,
      at: CompanyZone.start(of: Samples.day(day)).adding(seconds: 60), summary: "", nextContactOn: nil)
  }

  /// Installation, problems, evaluations, service, commission and expenses around an order, from a seed.
  static func history(
    of customer: String, order: String, _ currency: Currency, from start: BusinessDate, to feed: inout Feed,
    using random: inout some RandomNumberGenerator
  ) throws {
    var today = start
    func later() -> String {
      today = today.adding(days: Int.random(in: 0..<20, using: &random))
      return today.description
    }
    func money(_ top: Int64) throws -> Money {
      try Money(Int64.random(in: 1...top, using: &random), currency)
    }
    let crew = ["crew-1", "crew-2", nil].randomElement(using: &random) ?? nil
    let causes = ProblemCause.allCases
    let problem = "p-\(order)"
    let cause = Bool.random(using: &random) ? causes.randomElement(using: &random) : nil
    try feed.add(activity("a-\(order)", of: customer, by: "ben", .visit, on: later()))
    try feed.add(
      installed(
        "i-\(order)", of: customer, by: crew, on: later(), problems: cause.map { [(problem, $0)] } ?? []))
    try feed.add(
      evaluated("i-\(order)", of: customer, by: crew, ["speed": Int.random(in: 1...5, using: &random)], on: later()))
    if cause != nil {
      try feed.add(
        closed(
          problem, of: customer, causes.randomElement(using: &random) ?? .other, try money(50_000), on: later()))
      try feed.add(evaluated("i-\(order)", of: customer, by: crew, ["speed": 5, "care": 4], on: later()))
    }
    if Bool.random(using: &random) {
      try feed.add(requested("q-\(order)", of: customer, on: later()))
      if Bool.random(using: &random) { try feed.add(assigned("q-\(order)", of: customer, to: "crew-2", on: later())) }
      try feed.add(
        resolved(
          "q-\(order)", of: customer, cost: try money(30_000),
          onTime: [true, false, nil].randomElement(using: &random) ?? nil,
          on: later()))
    }
    let earned = try money(90_000)
    try feed.add(accrued("k-\(order)", of: customer, to: "anna", earned, on: later()))
    if Bool.random(using: &random) {
      try feed.add(adjusted("k-\(order)", of: customer, to: "anna", earned.negated, on: later()))
    } else {
      try feed.add(paid("y-\(order)", to: "anna", earned, on: later()))
    }
    let expense = spent(
      "e-\(order)", ["rent", "market"].randomElement(using: &random) ?? "rent", "x", try money(90_000),
      Bool.random(using: &random) ? .cash : nil, by: Bool.random(using: &random) ? "chen" : nil,
      campaign: Bool.random(using: &random) ? "fair" : nil, for: Bool.random(using: &random) ? customer : nil,
      on: later())
    try feed.add(expense)
    if Int.random(in: 0..<4, using: &random) == 0 { try feed.add(unspent(expense, on: later())) }
    let bill = try money(90_000)
    try feed.add(payment("m-\(order)", bill, on: later()))
    if Bool.random(using: &random) { try feed.add(unpaid("m-\(order)", bill, on: later())) }
  }
}
