@testable import AfterSalesDomain
import Contracts
import Kernel
import Testing

@Suite("Installations")
struct InstallationRuleTests {
  init() throws { try CompanyZone.use("Asia/Shanghai") }

  private func calendar(_ bookings: [Booking] = [], isActive: Bool = true) -> CrewCalendar {
    CrewCalendar(crew: "K-1", isActive: isActive, bookings: bookings)
  }

  private func schedule(_ on: String, slot: String = "morning") -> ScheduleInstallation {
    ScheduleInstallation(on: day(on), slot: slot, crewId: "K-1")
  }

  @Test("move only where their stage allows it", arguments: InstallationStage.allCases)
  func moves(stage: InstallationStage) {
    let job = InstallationState.at(stage)
    for move in InstallationMove.allCases {
      let isAllowed =
        switch move {
        case .schedule, .readBrief, .complete: stage == .planned || stage == .scheduled
        case .evaluate, .issueLink: stage == .completed
        }
      let refusal = failure { try job.check(move) } as? InstallationError
      #expect(refusal == (isAllowed ? nil : .illegalMove(move, stage)))
    }
  }

  @Test(
    "cannot precede their delivery, by whichever verb",
    arguments: [("2026-11-21", false), ("2026-11-22", true), ("2027-01-01", true)])
  func delivery(on: String, isAllowed: Bool) {
    let job = InstallationState.planned()
    let refused = [FieldRule.beforeDelivery(day("2026-11-22"))]
    #expect(
      fields(failure { try job.schedule(schedule(on), in: calendar(), by: "e", at: now) }).map(\.rule)
        == (isAllowed ? [] : refused))
    let command = CompleteInstallation(completedOn: day(on), items: [])
    #expect(fields(failure { try complete(job, command) }).map(\.rule) == (isAllowed ? [] : refused))
  }

  @Test("are scheduled with a crew that works, in a slot that is free, and may move within their own time")
  func scheduling() throws {
    var job = InstallationState.planned()
    #expect(
      fields(failure { try job.schedule(schedule("2026-11-24", slot: " "), in: calendar(), by: "e", at: now) })
        == [InvalidField(pointer: "/slot", rule: .blank)])
    #expect(
      fields(failure { try job.schedule(schedule("2026-11-24"), in: calendar(isActive: false), by: "e", at: now) })
        == [InvalidField(pointer: "/crewId", rule: .inactiveCrew)])
    let other = Booking(job: "i-2", crew: "K-1", on: day("2026-11-24"), slot: "morning")
    #expect(
      throws: InstallationError.crewBusy(CrewBusy(crew: "K-1", on: day("2026-11-24"), slot: "morning"))
    ) { try job.schedule(schedule("2026-11-24"), in: calendar([other]), by: "e", at: now) }
    let own = Booking(job: "i-1", crew: "K-1", on: day("2026-11-24"), slot: "morning")
    let scheduled = try job.schedule(schedule("2026-11-24", slot: "day"), in: calendar([own]), by: "e", at: now)
    job.apply(scheduled)
    #expect(job.stage == .scheduled && job.slot == "day" && job.crewId == "K-1" && job.changes == 2)
    #expect(Booking(scheduled) == Booking(job: "i-1", crew: "K-1", on: day("2026-11-24"), slot: "day"))
  }

  @Test("leave items with their warranty, problems with an owner and a day, and a link that is good from the later day")
  func completion() throws {
    let job = InstallationState.at(.scheduled)
    let command = CompleteInstallation(
      completedOn: day("2026-11-25"),
      items: [.init(name: "柜体", component: "panel"), .init(name: "烤箱", component: "appliance")],
      problems: [
        .init(description: "色差", cause: .factory),
        .init(description: "缺门", cause: .crew, ownerId: "E-2", dueOn: day("2026-11-26")),
      ])
    let event = try complete(job, command)
    #expect(event.items.map(\.warrantyUntil) == [day("2031-11-25"), day("2027-11-25")])
    #expect(event.items.map(\.itemId) == ["item-1", "item-2"])
    #expect(event.problems.map(\.ownerId) == ["S-7", "E-2"])
    #expect(event.problems.map(\.dueOn) == [day("2026-12-02"), day("2026-11-26")])
    #expect(event.crewId == "K-1" && event.scheduledOn == day("2026-11-24"))
    #expect(event.evaluationExpiresOn == day("2026-12-25"))
    let late = try complete(job, CompleteInstallation(completedOn: day("2026-11-22"), items: [], crewId: "K-9"))
    #expect(late.crewId == "K-9" && late.evaluationExpiresOn == day("2026-12-23"))
  }

  @Test("are refused with every field that is wrong")
  func completionFields() {
    let command = CompleteInstallation(
      completedOn: day("2026-11-25"),
      items: [.init(name: "", component: String(repeating: "x", count: 51))],
      problems: [.init(description: "x", cause: .other, dueOn: day("2026-11-24"))])
    #expect(
      fields(failure { try complete(.planned(), command) }) == [
        InvalidField(pointer: "/items/0/name", rule: .blank),
        InvalidField(pointer: "/items/0/component", rule: .tooLong(limit: 50, count: 51)),
        InvalidField(pointer: "/problems/0/dueOn", rule: .beforeCompletion),
      ])
  }

  @Test(
    "get what was measured for their order, or for their customer without one",
    arguments: [("o-1", "c-1", true), (nil, "c-1", true), ("o-2", "c-1", false), (nil, "c-2", false)]
      as [(String?, String, Bool)])
  func briefs(order: String?, customer: String, isMeant: Bool) throws {
    let event = measured(order: order.map { ID($0) }, customer: ID(customer))
    #expect((InstallationState.planned().brief(event) != nil) == isMeant)
    #expect(InstallationState.at(.completed).brief(event) == nil)
  }

  @Test("have read what stands there now, and nothing else")
  func reading() throws {
    var job = InstallationState.planned(measured: Brief(measurementId: "m-0", lines: ["电梯小"]))
    job.apply(try job.readBrief(by: "E-5", at: now))
    #expect(job.briefReadBy == "E-5" && job.briefReadOn == day("2026-11-23"))
    job.apply(try #require(job.brief(measured(order: "o-1"))))
    #expect(job.brief == ["room: 1203 → 1204", "oven: 595 × 600 × 550 mm", "水管改位"])
    #expect(job.briefReadBy == nil && job.briefReadOn == nil && job.measurementId == "m-1")
  }

  @Test("are off with their own delivery note alone, unless they are done", arguments: InstallationStage.allCases)
  func cancelling(stage: InstallationStage) throws {
    func cancelled(_ delivery: ID<DeliveryNote>) -> DeliveryCancelled {
      DeliveryCancelled(
        deliveryId: delivery, orderId: "o-1", customerId: "c-1", salespersonId: nil, shop: nil, lines: [],
        amount: money(1), taxes: [], reason: "送错", cancelledOn: day("2026-11-23"), occurredAt: now)
    }
    let job = InstallationState.at(stage)
    #expect((job.cancel(cancelled("d-1")) != nil) == (stage == .planned || stage == .scheduled))
    #expect(job.cancel(cancelled("d-2")) == nil)
  }

  @Test(
    "wait for a crew from their delivery on until they have one",
    arguments: [
      (.planned, "2026-11-21", nil), (.planned, "2026-11-22", 0), (.planned, "2026-11-30", 8),
      (.scheduled, "2026-11-30", nil), (.cancelled, "2026-11-30", nil),
    ] as [(InstallationStage, String, Int?)])
  func reminders(stage: InstallationStage, on: String, overdue: Int?) {
    let reminder = InstallationState.at(stage).reminder(on: day(on), owner: "S-7")
    #expect(reminder?.overdueDays(on: day(on)) == overdue)
    #expect(reminder.map { $0.ownerId == "S-7" } ?? true)
  }

  private func complete(
    _ job: InstallationState, _ command: CompleteInstallation
  ) throws(InstallationError) -> InstallationCompleted {
    try job.complete(
      command, owner: "S-7", hash: "hash", today: day("2026-11-23"), by: AfterSalesPolicy(), employee: "e", at: now,
      newItem: ids("item"), newProblem: ids("problem"))
  }

  private func measured(order: ID<Order>?, customer: ID<Customer> = "c-1") -> SiteMeasured {
    SiteMeasured(
      measurementId: "m-1", customerId: customer, orderId: order, designerId: "D-1", confirmed: true,
      changed: [.init(field: "room", from: "1203", to: "1204")],
      appliances: [.init(kind: "oven", widthMm: 595, heightMm: 600, depthMm: 550)], constraints: "水管改位",
      measuredOn: day("2026-11-23"), occurredAt: now)
  }
}

/// What a closure throws.
func failure(_ body: () throws -> some Any) -> (any Error)? {
  do {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
