@testable import AfterSalesDomain
import Contracts
import Kernel
import Testing

@Suite("Service requests")
struct RequestRuleTests {
  init() throws { try CompanyZone.use("Asia/Shanghai") }

  private func request(
    _ command: RequestService, known: Bool = true, item: InstalledItemState? = nil,
    installation: InstallationState? = nil
  ) throws(InvalidFields) -> ServiceRequested {
    try RequestState.request(
      command, of: RequestedThings(isCustomerKnown: known, item: item, installation: installation), as: "r-1",
      number: "SR-2026-000001", by: AfterSalesPolicy(), employee: "e", at: now)
  }

  private func command(
    _ kind: ServiceKind = .repair, item: ID<InstalledItem>? = nil, installation: ID<Installation>? = nil,
    severity: String? = nil, cause: ServiceCause? = nil, on: String? = nil
  ) -> RequestService {
    RequestService(
      customerId: "c-1", kind: kind, description: "坏", installedItemId: item, installationId: installation,
      severity: severity, cause: cause, requestedOn: on.map(day))
  }

  @Test("a request moves only where its state allows it")
  func moves() {
    let allowed: [RequestMove: Set<RequestStage>] = [
      .assign: [.open, .assigned, .paused], .pause: [.open, .assigned], .resume: [.paused],
      .resolve: [.open, .assigned, .paused], .confirm: [.resolved],
    ]
    for move in RequestMove.allCases { #expect(move.from == allowed[move]) }
  }

  @Test(
    "the target of a complaint or another request is that of its kind and severity",
    arguments: [
      (.complaint, nil, 540), (.complaint, "urgent", 240), (.complaint, "low", 540), (.repair, nil, 1620),
      (.repair, "urgent", 240), (.question, nil, 540), (.maintenance, nil, 3780), (.maintenance, "urgent", 240),
    ] as [(ServiceKind, String?, Int)])
  func severities(kind: ServiceKind, severity: String?, minutes: Int) throws {
    let event = try request(command(kind, severity: severity))
    #expect(event.targetWorkMinutes == minutes && event.severity == severity)
  }

  @Test(
    "whether the warranty covers it is decided when it comes, by date and cause",
    arguments: [
      ("2031-11-23", nil, true), ("2031-11-24", nil, false), ("2027-01-01", .defect, true),
      ("2027-01-01", .misuse, false), ("2027-01-01", .wear, false),
    ] as [(String, ServiceCause?, Bool)])
  func coverage(on: String, cause: ServiceCause?, isCovered: Bool) throws {
    let event = try request(command(item: "x-1", cause: cause, on: on), item: .of("x-1"))
    #expect(event.underWarranty == isCovered && event.warrantyUntil == day("2031-11-23"))
    #expect(event.installationId == "i-1")
  }

  @Test("what is not installed yet has its warranty from the delivery; what names nothing has none")
  func fallback() throws {
    let delivered = try request(command(installation: "i-1"), installation: .planned())
    #expect(delivered.warrantyUntil == day("2027-11-22"))
    let installed = try request(command(installation: "i-1"), installation: .at(.completed))
    #expect(installed.warrantyUntil == day("2027-11-23"))
    let unnamed = try request(command())
    #expect(unnamed.warrantyUntil == nil && unnamed.underWarranty == nil)
  }

  @Test("names a customer who is known, and what is that customer's")
  func refusals() {
    func rules(_ body: () throws -> ServiceRequested) -> [InvalidField] { fields(failure(body)) }
    #expect(
      rules { try request(command(), known: false) }
        == [InvalidField(pointer: "/customerId", rule: .unknownCustomer)])
    #expect(
      rules { try request(command(item: "x-1")) } == [InvalidField(pointer: "/installedItemId", rule: .unknownItem)])
    #expect(
      rules { try request(command(item: "x-1"), item: .of("x-1", customer: "c-2")) }
        == [InvalidField(pointer: "/installedItemId", rule: .unknownItem)])
    #expect(
      rules { try request(command(item: "x-1", installation: "i-2"), item: .of("x-1")) }
        == [InvalidField(pointer: "/installationId", rule: .otherInstallation)])
    #expect(
      rules { try request(command(installation: "i-1")) }
        == [InvalidField(pointer: "/installationId", rule: .unknownInstallation)])
  }

  @Test(
    "is given to somebody, for a day that is not before it",
    arguments: [
      (AssignRequest(), [InvalidField(pointer: "/employeeId", rule: .noAssignee)]),
      (AssignRequest(crewId: "K-1", slot: "day"), [InvalidField(pointer: "/on", rule: .slotWithoutDay)]),
      (
        AssignRequest(crewId: "K-1", on: day("2026-11-22"), slot: " "),
        [
          InvalidField(pointer: "/slot", rule: .blank),
          InvalidField(pointer: "/on", rule: .beforeRequested(day("2026-11-23"))),
        ]
      ),
      (AssignRequest(outlet: "O-1"), []), (AssignRequest(employeeId: "E-1", on: day("2026-11-23")), []),
    ] as [(AssignRequest, [InvalidField])])
  func assigning(command: AssignRequest, expected: [InvalidField]) {
    #expect(fields(failure { try RequestState.open().assign(command, in: nil, by: "e", at: now) }) == expected)
  }

  @Test("is given to a crew that works and is free then; without a time nobody's calendar is asked")
  func crews() throws {
    let taken = Booking(job: "i-1", crew: "K-1", on: day("2026-11-24"), slot: "day")
    let busy = CrewCalendar(crew: "K-1", isActive: true, bookings: [taken])
    let command = AssignRequest(crewId: "K-1", on: day("2026-11-24"), slot: "morning")
    let request = RequestState.open()
    #expect(
      throws: RequestError.crewBusy(CrewBusy(crew: "K-1", on: day("2026-11-24"), slot: "morning"))
    ) { try request.assign(command, in: busy, by: "e", at: now) }
    #expect(try request.assign(AssignRequest(crewId: "K-1"), in: busy, by: "e", at: now).crewId == "K-1")
    let stopped = CrewCalendar(crew: "K-1", isActive: false, bookings: [])
    #expect(
      fields(failure { try request.assign(AssignRequest(crewId: "K-1"), in: stopped, by: "e", at: now) })
        == [InvalidField(pointer: "/crewId", rule: .inactiveCrew)])
  }

  @Test("goes from open to confirmed, never back in time")
  func life() throws {
    var request = RequestState.open()
    request.apply(try request.pause(reason: nil, by: "e", at: at("23T11:00")))
    #expect(request.stage == .paused)
    #expect(
      fields(failure { try request.resume(by: "e", at: at("23T10:30")) })
        == [InvalidField(pointer: "/occurredAt", rule: .beforeLastChange(at("23T11:00")))])
    request.apply(try request.resume(by: "e", at: at("23T12:00")))
    #expect(request.stage == .open)
    request.apply(
      try request.assign(AssignRequest(outlet: "O-1", employeeId: "E-5"), in: nil, by: "e", at: at("23T12:00")))
    #expect(request.stage == .assigned && request.assignees == ["O-1", "E-5"])
    #expect(throws: RequestError.illegalMove(.confirm, .assigned)) { try request.confirm(by: "e", at: at("23T13:00")) }
    request.apply(try resolve(request, ResolveRequest(work: "换导轨"), at: at("23T13:00")).resolved)
    request.apply(try request.confirm(by: "e", at: at("24T09:00")))
    #expect(request.stage == .confirmed && request.confirmedOn == day("2026-11-24") && request.changes == 6)
  }

  @Test(
    "is charged or free by date and cause, and says why",
    arguments: [
      ("2026-11-23", nil, 0, "in-warranty"), ("2026-11-22", nil, 0, "goodwill"),
      ("2026-11-22", nil, 9_900, "out-of-warranty"), ("2026-11-23", .misuse, 9_900, "out-of-warranty"),
      ("2026-11-23", .defect, 9_900, "agreed"), (nil, nil, 9_900, "agreed"), (nil, nil, 0, "goodwill"),
    ] as [(String?, ServiceCause?, Int64, String)])
  func charges(until: String?, cause: ServiceCause?, fen: Int64, decision: String) throws {
    let done = try resolve(
      .open(until: until), ResolveRequest(work: "修好", chargeable: money(fen), cause: cause))
    #expect(done.resolved.decision == decision)
    #expect(done.resolved.reason?.contains(until.map { "warranty until \($0)" } ?? "no installed item named") == true)
    #expect((done.charged != nil) == (fen > 0))
    if let charged = done.charged {
      #expect(charged.amount == money(fen) && charged.taxRatePercent == AfterSalesPolicy().serviceTaxRate)
      #expect(charged.dueOn == day("2026-11-23") && charged.number == "SR-2026-000001")
    }
  }

  @Test("a part keeps the rest of the warranty of the item that it replaces, which is the customer's and in use")
  func parts() throws {
    func command(_ id: ID<InstalledItem>) -> ResolveRequest {
      ResolveRequest(work: "换", parts: [.init(name: "新柜体", cost: money(100), replaces: id, serial: "S-2")])
    }
    var old = InstalledItemState.of("x-1")
    let done = try resolve(.open(), command("x-1"), archive: [old])
    let part = try #require(done.resolved.parts.first)
    #expect(part.itemId == "new-1" && part.warrantyUntil == day("2031-11-23"))
    let replacement = old.replace(part, of: done.resolved)
    let new = try #require(replacement)
    #expect(new.id == "new-1" && new.name == "新柜体" && new.serial == "S-2" && new.replaces == "x-1")
    #expect(new.warrantyUntil == day("2031-11-23") && new.lookedAfterOn == day("2026-11-23") && new.isInUse)
    #expect(!old.isInUse)
    for archive in [[], [old], [.of("x-1", customer: "c-2")]] as [[InstalledItemState]] {
      #expect(
        fields(failure { try resolve(.open(), command("x-1"), archive: archive) })
          == [InvalidField(pointer: "/parts/0/replaces", rule: .unknownItemInUse)])
    }
  }

  @Test("a maintenance is that of its item, of its installation's, or of all the customer's; a repair is none")
  func maintained() throws {
    let archive: [InstalledItemState] = [
      .of("x-1"), .of("x-2", installation: "i-2"), .of("x-3", customer: "c-2"),
    ]
    func items(_ request: RequestState) throws -> [ID<InstalledItem>]? {
      try resolve(request, ResolveRequest(work: "检查"), archive: archive).resolved.maintained
    }
    #expect(try items(.open(.repair)) == nil)
    #expect(try items(.open(.maintenance)) == ["x-1", "x-2"])
    #expect(try items(.open(.maintenance, installation: "i-2")) == ["x-2"])
    #expect(try items(.open(.maintenance, item: "x-2", installation: "i-2")) == ["x-2"])
  }

  @Test("is resolved in one currency, with nothing negative, and is not to be paid before it")
  func bills() {
    #expect(
      fields(
        failure {
          try resolve(
            .open(),
            ResolveRequest(
              work: " ", labour: money(-1), taxRatePercent: Percent(hundredths: 10_001), dueOn: day("2026-11-22")))
        }) == [
          InvalidField(pointer: "/work", rule: .blank),
          InvalidField(pointer: "/labour/amount", rule: .negativeAmount),
          InvalidField(pointer: "/taxRatePercent", rule: .outOfRange(0...100)),
          InvalidField(pointer: "/dueOn", rule: .before(day("2026-11-23"))),
        ])
    guard let dollars = Currency("USD") else { return }
    #expect(throws: MoneyError.self) {
      try resolve(.open(), ResolveRequest(work: "修", labour: money(1), chargeable: money(1, dollars)))
    }
  }

  @Test("resolved straight from a pause, it is on time where its work time is within the target")
  func straightFromPause() throws {
    var request = RequestState.open(target: 240)
    request.apply(try request.pause(reason: nil, by: "e", at: at("23T11:00")))
    let paused = try resolve(request, ResolveRequest(work: "修"), at: at("25T17:00")).resolved
    #expect(paused.workMinutes == 60 && paused.onTime == true)
    request.apply(try request.resume(by: "e", at: at("25T12:00")))
    #expect(request.due(by: WorkClock(.standard)) == at("25T15:00"))
    let late = try resolve(request, ResolveRequest(work: "修"), at: at("25T17:00")).resolved
    #expect(late.workMinutes == 360 && late.onTime == false)
    request.apply(late)
    #expect(request.due(by: WorkClock(.standard)) == nil)
  }

  @Test(
    "waits from the day on that ends near its target; never while it is paused, nor before it came",
    arguments: [
      (240, false, "2026-11-22", nil), (240, false, "2026-11-23", "2026-11-23"), (1620, false, "2026-11-23", nil),
      (1620, false, "2026-11-25", "2026-11-26"), (1620, false, "2026-11-26", "2026-11-26"),
      (240, true, "2026-11-23", nil), (nil, false, "2027-01-01", nil),
    ] as [(Int?, Bool, String, String?)])
  func reminders(target: Int?, isPaused: Bool, on: String, due: String?) throws {
    var request = RequestState.open(target: target)
    if isPaused { request.apply(try request.pause(reason: nil, by: "e", at: at("23T11:00"))) }
    #expect(request.reminder(on: day(on), by: WorkClock(.standard), near: 240)?.dueOn == due.map(day))
  }

  @Test("a step of its life says who had it, when, and with what words")
  func steps() {
    let assigned = RequestStep(
      ServiceAssigned(
        requestId: "r-1", customerId: "c-1", outlet: "O-1", crewId: nil, employeeId: "E-5", on: day("2026-11-24"),
        slot: "day", note: "先打电话", by: "e", occurredAt: now))
    #expect(assigned.kind == .assigned && assigned.note == "O-1, E-5, 2026-11-24, day, 先打电话" && assigned.by == "e")
  }

  private func resolve(
    _ request: RequestState, _ command: ResolveRequest, archive: [InstalledItemState] = [], at time: Instant = now
  ) throws -> Resolution {
    try request.resolve(
      command, archive: archive, by: AfterSalesPolicy(), employee: "e", at: time, newItem: ids("new"))
  }
}
