import AfterSalesDomain
import Contracts
import Kernel
import Testing

private func day(_ text: String) -> BusinessDate { BusinessDate(text) ?? BusinessDate(daysSince1970: 0) }

@Suite("Rules of after-sales")
struct RuleTests {
  @Test(
    "charged or free is decided by date and cause, and says why",
    arguments: [
      ("2027-11-22", nil, false, .inWarranty), ("2026-11-22", nil, false, .inWarranty),
      ("2026-11-21", nil, false, .goodwill), ("2026-11-21", nil, true, .outOfWarranty),
      ("2027-11-22", .misuse, true, .outOfWarranty), ("2027-11-22", .misuse, false, .goodwill),
      ("2027-11-22", .wear, true, .outOfWarranty), ("2027-11-22", .defect, true, .agreed),
      ("2027-11-22", .installation, false, .inWarranty), (nil, nil, true, .agreed), (nil, nil, false, .goodwill),
    ] as [(String?, ServiceCause?, Bool, WarrantyDecision.Verdict)])
  func decisions(until: String?, cause: ServiceCause?, isCharged: Bool, verdict: WarrantyDecision.Verdict) {
    let decision = WarrantyDecision(
      requestedOn: day("2026-11-22"), warrantyUntil: until.map(day), cause: cause, isCharged: isCharged)
    #expect(decision.verdict == verdict)
    #expect(decision.reason.contains("2026-11-22") && decision.reason.contains(cause?.rawValue ?? "not named"))
  }

  @Test(
    "the whole day meets every slot, other slots only themselves",
    arguments: [
      ("morning", "morning", true), ("morning", "afternoon", false), ("day", "afternoon", true),
      ("morning", "day", true), ("day", "day", true),
    ])
  func slots(one: String, other: String, overlap: Bool) { #expect(Slot.overlap(one, other) == overlap) }

  @Test(
    "maintenance is due each so many months from the first day",
    arguments: [
      ("2025-11-22", 12, "2026-11-21", nil), ("2025-11-22", 12, "2026-11-22", "2026-11-22"),
      ("2025-11-22", 12, "2027-11-21", "2026-11-22"), ("2025-11-22", 12, "2028-03-01", "2027-11-22"),
      ("2026-08-31", 6, "2027-02-28", "2027-02-28"), ("2026-08-31", 6, "2027-09-01", "2027-08-31"),
      ("2026-01-31", 1, "2026-02-27", nil), ("2026-01-31", 1, "2026-04-29", "2026-03-31"),
      ("2026-01-31", 1, "2026-04-30", "2026-04-30"), ("2026-01-31", 0, "2026-04-30", nil),
    ] as [(String, Int, String, String?)])
  func maintenance(base: String, months: Int, on: String, expected: String?) {
    #expect(MaintenanceSchedule.newest(since: day(base), every: months, upTo: day(on)) == expected.map(day))
  }

  @Test("an installation cannot precede its delivery, nor be scheduled or completed once it is done")
  func installations() throws {
    var job = InstallationState(
      InstallationPlanned(
        installationId: "i-1", customerId: "c-1", orderId: "o-1", deliveryId: "d-1", deliveredOn: day("2026-11-22"),
        lines: [], brief: [], occurredAt: Instant(milliseconds: 0)))
    let now = Instant(milliseconds: 0)
    #expect(throws: AfterSalesError.beforeDelivery(field: "/on", deliveredOn: day("2026-11-22"))) {
      try job.schedule(on: day("2026-11-21"), slot: "morning", crew: "k", by: "e", at: now)
    }
    #expect(throws: AfterSalesError.beforeDelivery(field: "/completedOn", deliveredOn: day("2026-11-22"))) {
      try job.checkCompletion(on: day("2026-11-21"))
    }
    try job.checkCompletion(on: day("2026-11-22"))
    job.apply(try job.schedule(on: day("2026-11-22"), slot: "morning", crew: "k", by: "e", at: now))
    #expect(job.stage == .scheduled && job.crewId == "k")
    job.apply(
      InstallationCompleted(
        installationId: "i-1", customerId: "c-1", orderId: "o-1", crewId: "k", scheduledOn: nil,
        completedOn: day("2026-11-23"), items: [], problems: [], evaluationHash: "",
        evaluationExpiresOn: day("2026-12-23"),
        occurredAt: now))
    #expect(throws: AfterSalesError.illegalMove(verb: "schedule", state: "completed")) {
      try job.schedule(on: day("2026-11-24"), slot: "morning", crew: "k", by: "e", at: now)
    }
    #expect(throws: AfterSalesError.illegalMove(verb: "complete", state: "completed")) {
      try job.checkCompletion(on: day("2026-11-24"))
    }
  }

  @Test("a request moves only where its state allows it")
  func moves() {
    let allowed: [RequestMove: Set<RequestStage>] = [
      .assign: [.open, .assigned, .paused], .pause: [.open, .assigned], .resume: [.paused],
      .resolve: [.open, .assigned, .paused], .confirm: [.resolved],
    ]
    for move in RequestMove.allCases { #expect(move.from == allowed[move]) }
  }

  @Test("a request that is resolved straight from a pause is on time where its work time is within the target")
  func straightFromPause() throws {
    try CompanyZone.use("Asia/Shanghai")
    func at(_ text: String) throws -> Instant { try #require(Instant("2026-11-\(text):00+08:00")) }
    var request = RequestState(
      ServiceRequested(
        requestId: "r", number: "SR", customerId: "c", kind: .repair, description: "", installedItemId: nil,
        severity: "urgent", underWarranty: nil, requestedOn: day("2026-11-23"), occurredAt: try at("23T10:00"),
        targetWorkMinutes: 240))
    request.apply(
      ServicePaused(requestId: "r", customerId: "c", reason: "", by: nil, occurredAt: try at("23T11:00")))
    let clock = WorkClock(.standard)
    let end = try at("25T17:00")
    try request.check(.resolve, at: end)
    #expect(request.work(until: end, by: clock) == 60 * 60_000)
    #expect(request.isOnTime(after: request.work(until: end, by: clock)) == true)
    #expect(throws: AfterSalesError.beforeLastChange(try at("23T11:00"))) {
      try request.check(.resolve, at: try at("23T10:30"))
    }
    request.apply(ServiceResumed(requestId: "r", customerId: "c", by: nil, occurredAt: try at("25T12:00")))
    #expect(request.stage == .open && request.work(until: end, by: clock) == 360 * 60_000)
    #expect(request.isOnTime(after: 360 * 60_000) == false)
    #expect(request.due(by: clock) == (try at("25T15:00")))
  }
}
