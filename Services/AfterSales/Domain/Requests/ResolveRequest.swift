import Contracts
import Kernel

/// `POST /v1/requests/{id}/resolve`: what was done, with which parts, what it cost, who pays and why (E3, D10, H10).
public struct ResolveRequest: Decodable, Sendable {
  public struct UsedPart: Codable, Sendable {
    var name: String
    /// What it cost the company.
    var cost: Money
    /// The installed item that it takes the place of: it keeps the rest of the warranty.
    public var replaces: ID<InstalledItem>?
    var serial: String?
  }

  var work: String
  public var parts: [UsedPart]?
  var labour: Money?
  /// What the customer pays, tax included; nothing without it.
  var chargeable: Money?
  var taxRatePercent: Percent?
  /// When the charge is to be paid; the day of the resolution without it.
  var dueOn: BusinessDate?
  /// What broke it; as noted before without it.
  var cause: ServiceCause?
  public var occurredAt: Instant?

  fileprivate func check(on day: BusinessDate) throws(RequestError) {
    var fields = InvalidFields()
    fields.text("/work", work, upTo: TextLimit.long)
    fields.notNegative("/labour", labour)
    fields.notNegative("/chargeable", chargeable)
    for (index, part) in (parts ?? []).enumerated() {
      fields.text("/parts/\(index)/name", part.name)
      fields.notNegative("/parts/\(index)/cost", part.cost)
      fields.length("/parts/\(index)/serial", part.serial)
    }
    if let rate = taxRatePercent, !(Percent.zero...Percent.whole).contains(rate) {
      fields.refuse("/taxRatePercent", .outOfRange(0...100))
    }
    if let dueOn, dueOn < day { fields.refuse("/dueOn", .before(day)) }
    try fields.check(RequestError.fields)
  }

  /// The currency of all its amounts: that of the first one named.
  fileprivate var currency: Currency {
    labour?.currency ?? chargeable?.currency ?? parts?.first?.cost.currency ?? .cny
  }
}

/// What a resolution says: the work, and the charge where the customer pays.
public struct Resolution: Sendable {
  public let resolved: ServiceResolved
  public let charged: ServiceCharged?
}

extension RequestState {
  /// It is done. Who pays is decided by date and cause; a part that takes the place of an item becomes an item of its
  /// own with the rest of the warranty. `archive` holds what the parts replace and what the maintenance was of, as far
  /// as it is known. Throws `RequestError`, or `MoneyError` where the amounts are of different currencies.
  public func resolve(
    _ command: ResolveRequest, archive: [InstalledItemState], by policy: AfterSalesPolicy, employee: ID<Employee>,
    at time: Instant, newItem: () -> ID<InstalledItem>
  ) throws -> Resolution {
    try check(.resolve, at: time)
    let day = CompanyZone.day(at: time)
    try command.check(on: day)
    let parts = command.parts ?? []
    let charge = command.chargeable ?? .zero(command.currency)
    _ = try Money.sum(parts.map(\.cost) + [charge], in: command.currency)
    let cause = command.cause ?? self.cause
    let decision = WarrantyDecision(
      requestedOn: requestedOn, warrantyUntil: warrantyUntil, cause: cause, isCharged: charge.amount > 0)
    let work = work(until: time, by: WorkClock(policy.service))
    let resolved = ServiceResolved(
      requestId: requestId, customerId: customerId, work: command.work,
      parts: try parts.enumerated().map { index, part in
        try self.part(part, at: "/parts/\(index)/replaces", archive, newItem)
      },
      labour: command.labour ?? .zero(command.currency), chargeable: charge, decision: decision.verdict.rawValue,
      resolvedOn: day, occurredAt: time, cause: cause, reason: decision.reason, workMinutes: Int(work / 60_000),
      targetWorkMinutes: targetWorkMinutes, onTime: isOnTime(after: work), maintained: maintained(archive),
      by: employee)
    guard charge.amount > 0 else { return Resolution(resolved: resolved, charged: nil) }
    return Resolution(
      resolved: resolved,
      charged: ServiceCharged(
        requestId: requestId, number: number, customerId: customerId, amount: charge,
        taxRatePercent: command.taxRatePercent ?? policy.serviceTaxRate, chargedOn: day,
        dueOn: command.dueOn ?? day, occurredAt: time))
  }

  private func part(
    _ part: ResolveRequest.UsedPart, at pointer: String, _ archive: [InstalledItemState],
    _ newItem: () -> ID<InstalledItem>
  ) throws(RequestError) -> ServiceResolved.Part {
    guard let replaced = part.replaces else {
      return ServiceResolved.Part(name: part.name, cost: part.cost, serial: part.serial)
    }
    guard let item = archive.first(where: { $0.id == replaced }), item.customerId == customerId, item.isInUse else {
      throw .fields(InvalidFields(pointer, .unknownItemInUse))
    }
    return ServiceResolved.Part(
      name: part.name, cost: part.cost, replaces: replaced, itemId: newItem(), serial: part.serial,
      warrantyUntil: item.warrantyUntil)
  }

  /// Whether it was the maintenance of all items: of its installation, or of its customer.
  public var maintainsAll: Bool { kind == .maintenance && installedItemId == nil }

  /// The items whose maintenance it was: the one that it names, all of its installation, or all of the customer's.
  private func maintained(_ archive: [InstalledItemState]) -> [ID<InstalledItem>]? {
    guard kind == .maintenance else { return nil }
    if let installedItemId { return [installedItemId] }
    return archive.filter { item in
      item.isInUse && item.customerId == customerId && (installationId.map { $0 == item.installationId } ?? true)
    }.map(\.id)
  }
}

extension ServiceResolved {
  /// What it cost the company: parts and labour (H10).
  public func cost() throws(MoneyError) -> Money { try Money.sum(parts.map(\.cost) + [labour], in: labour.currency) }
}
