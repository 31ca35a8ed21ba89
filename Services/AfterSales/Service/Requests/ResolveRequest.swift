import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/requests/{id}/resolve`: what was done, with which parts, what it cost, who pays and why (E3, D10, H10).
struct ResolveRequest: Command {
  struct UsedPart: Codable, Sendable {
    var name: String
    /// What it cost the company.
    var cost: Money
    /// The installed item that it takes the place of: it keeps the rest of the warranty.
    var replaces: ID<InstalledItem>?
    var serial: String?
  }

  /// Tax on service where the command names none; the same as on goods.
  static let defaultTaxRate = Percent(hundredths: 1300)

  var work: String
  var parts: [UsedPart]?
  var labour: Money?
  /// What the customer pays, tax included; nothing without it.
  var chargeable: Money?
  var taxRatePercent: Percent?
  /// When the charge is to be paid; the day of the resolution without it.
  var dueOn: BusinessDate?
  /// What broke it; as noted before without it.
  var cause: ServiceCause?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<ResolveRequest>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<RequestView> {
    let body = request.body
    let found = try Requests.find(request.id(), in: unit.database)
    let time = request.occurredAt(in: unit)
    try found.check(.resolve, at: time)
    let day = CompanyZone.day(at: time)
    try body.check(on: day)
    let currency = body.labour?.currency ?? body.chargeable?.currency ?? body.parts?.first?.cost.currency ?? .cny
    let charge = body.chargeable ?? .zero(currency)
    _ = try Money.sum((body.parts ?? []).map(\.cost) + [charge], in: currency)
    let cause = body.cause ?? found.cause
    let decision = WarrantyDecision(
      requestedOn: found.requestedOn, warrantyUntil: found.warrantyUntil, cause: cause, isCharged: charge.amount > 0)
    let work = found.work(until: time, by: WorkClock(try Terms.service(in: unit.database).terms))
    try unit.record(
      ServiceResolved(
        requestId: found.requestId, customerId: found.customerId, work: body.work,
        parts: try (body.parts ?? []).enumerated().map {
          try part($0.element, at: "/parts/\($0.offset)", of: found, in: unit)
        },
        labour: body.labour ?? .zero(currency), chargeable: charge, decision: decision.verdict.rawValue,
        resolvedOn: day, occurredAt: time, cause: cause, reason: decision.reason,
        workMinutes: Int(work / 60_000), targetWorkMinutes: found.targetWorkMinutes,
        onTime: found.isOnTime(after: work), maintained: try maintained(by: found, in: unit.database),
        by: ID(request.caller.subject)))
    if charge.amount > 0 {
      try unit.record(
        ServiceCharged(
          requestId: found.requestId, number: found.number, customerId: found.customerId, amount: charge,
          taxRatePercent: body.taxRatePercent ?? defaultTaxRate, chargedOn: day, dueOn: body.dueOn ?? day,
          occurredAt: time))
    }
    return try .request(found.requestId, in: unit.database)
  }

  private func check(on day: BusinessDate) throws {
    var checks = FieldChecks()
    checks.text("/work", work, upTo: FieldChecks.longText)
    checks.notNegative("/labour", labour)
    checks.notNegative("/chargeable", chargeable)
    for (index, part) in (parts ?? []).enumerated() {
      checks.text("/parts/\(index)/name", part.name)
      checks.notNegative("/parts/\(index)/cost", part.cost)
      checks.length("/parts/\(index)/serial", part.serial)
    }
    if let rate = taxRatePercent, !(Percent.zero...Percent.whole).contains(rate) {
      checks.refuse("/taxRatePercent", "out-of-range", Localized(zh: "请写 0 到 100。", en: "Write 0 to 100."))
    }
    if let dueOn, dueOn < day {
      checks.refuse("/dueOn", "too-early", Localized(zh: "不能早于 \(day)。", en: "It must not be before \(day)."))
    }
    try checks.finish()
  }

  /// A part that takes the place of an item becomes an item of its own, with the rest of the warranty.
  private static func part(
    _ part: UsedPart, at pointer: String, of request: RequestState, in unit: borrowing UnitOfWork
  ) throws -> ServiceResolved.Part {
    guard let replaced = part.replaces else {
      return ServiceResolved.Part(name: part.name, cost: part.cost, serial: part.serial)
    }
    guard let item = try InstalledItems.find(replaced, in: unit.database), item.customerId == request.customerId,
      item.replacedBy == nil
    else {
      throw Problem.invalidField(
        "\(pointer)/replaces", "unknown-item",
        Localized(
          zh: "该客户没有这件在用的产品;请检查编号。", en: "This customer has no such item in use; check the id."))
    }
    return ServiceResolved.Part(
      name: part.name, cost: part.cost, replaces: replaced, itemId: unit.newID(), serial: part.serial,
      warrantyUntil: item.warrantyUntil)
  }

  /// The items whose maintenance a request was: the one that it names, all of its installation, or all of the
  /// customer's.
  private static func maintained(
    by request: RequestState, in database: Database
  ) throws -> [ID<InstalledItem>]? {
    guard request.kind == .maintenance else { return nil }
    if let item = request.installedItemId { return [item] }
    return try InstalledItems.list(
      .init(customer: request.customerId.text, installation: request.installationId?.text), after: "", limit: 1000,
      in: database
    ).filter { $0.replacedBy == nil }.map(\.id)
  }
}
