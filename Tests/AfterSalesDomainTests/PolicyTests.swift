@testable import AfterSalesDomain
import Contracts
import Kernel
import Testing

@Suite("What the company decides")
struct PolicyTests {
  @Test(
    "a warranty starts at the installation, falls back to delivery, and differs by component",
    arguments: [
      ("panel", "2026-11-22", "2026-11-20", "2031-11-22"), ("hardware", "2026-11-22", "2026-11-20", "2028-11-22"),
      ("appliance", "2024-02-29", "2024-02-01", "2025-02-28"), ("stone", "2026-11-22", "2026-11-20", "2027-11-22"),
      ("panel", nil, "2026-11-20", "2031-11-20"),
    ] as [(String, String?, String, String)])
  func warranties(component: String, installed: String?, delivered: String, expected: String) {
    let last = WarrantyTerms.standard.lastDay(
      of: component, installedOn: installed.map(day), deliveredOn: day(delivered))
    #expect(last == day(expected))
  }

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

  @Test("warranties have 0 to 600 months, under the name of a component")
  func warrantyTerms() throws {
    let wrong = SetWarrantyTerms(months: ["": 1, "panel": 601, "stone": 0], defaultMonths: -1)
    #expect(
      fields(failure { try wrong.event(at: now) }) == [
        InvalidField(pointer: "/months/", rule: .monthsOutOfRange(0...600)),
        InvalidField(pointer: "/months/panel", rule: .monthsOutOfRange(0...600)),
        InvalidField(pointer: "/defaultMonths", rule: .outOfRange(0...600)),
      ])
    let event = try SetWarrantyTerms(months: ["panel": 120], defaultMonths: 6).event(at: now)
    #expect(WarrantyTerms(event) == WarrantyTerms(months: ["panel": 120], defaultMonths: 6))
  }

  @Test("the service opens before it closes, on weekdays that there are, with targets above zero")
  func serviceTerms() throws {
    let wrong = SetServiceTerms(
      weekdays: [1, 8], opens: "18:00", closes: "09:00",
      targets: [.init(kind: nil, severity: nil, workMinutes: 0)])
    #expect(
      fields(failure { try wrong.event(at: now) }) == [
        InvalidField(pointer: "/weekdays/1", rule: .noWeekday),
        InvalidField(pointer: "/closes", rule: .closesBeforeOpening),
        InvalidField(pointer: "/targets/0/workMinutes", rule: .notPositive),
      ])
    let noTimes = SetServiceTerms(weekdays: [], opens: "9", closes: "25:00", targets: [])
    #expect(fields(failure { try noTimes.event(at: now) }).map(\.rule) == [.noTimeOfDay, .noTimeOfDay])
    let event = try SetServiceTerms(weekdays: [7], opens: "00:00", closes: "24:00", targets: []).event(at: now)
    #expect(ServiceTerms(event).holidays == [] && ServiceTerms(event).target(of: .repair, severity: nil) == nil)
  }
}
