@testable import AfterSalesDomain
import Contracts
import Kernel
import Testing

@Suite("Maintenance")
struct MaintenanceRuleTests {
  @Test(
    "is due each so many months from the first day",
    arguments: [
      ("2025-11-22", 12, "2026-11-21", nil), ("2025-11-22", 12, "2026-11-22", "2026-11-22"),
      ("2025-11-22", 12, "2027-11-21", "2026-11-22"), ("2025-11-22", 12, "2028-03-01", "2027-11-22"),
      ("2026-08-31", 6, "2027-02-28", "2027-02-28"), ("2026-08-31", 6, "2027-09-01", "2027-08-31"),
      ("2026-01-31", 1, "2026-02-27", nil), ("2026-01-31", 1, "2026-04-29", "2026-03-31"),
      ("2026-01-31", 1, "2026-04-30", "2026-04-30"), ("2026-01-31", 0, "2026-04-30", nil),
    ] as [(String, Int, String, String?)])
  func newest(base: String, months: Int, on: String, expected: String?) {
    #expect(MaintenanceSchedule.newest(since: day(base), every: months, upTo: day(on)) == expected.map(day))
  }

  private func plan(
    _ code: ID<MaintenancePlan>, _ component: String?, _ months: Int, active: Bool = true
  ) -> MaintenancePlanState {
    MaintenancePlanState(
      MaintenancePlanChanged(code: code, name: "n", component: component, months: months, active: active))
  }

  private func dues(
    _ question: MaintenanceDues.Question, _ plans: [MaintenancePlanState], _ components: String...
  ) -> [DueMaintenance] {
    var dues = MaintenanceDues(question, plans: plans, policy: AfterSalesPolicy())
    for (index, component) in components.enumerated() {
      dues.add(
        MaintenanceDues.Item(
          id: ID("x-\(index)"), customerId: "c-1", installationId: "i-1", component: component,
          lookedAfterOn: day("2026-11-22")))
    }
    return dues.dues
  }

  @Test("an item follows its component's plans, else those for all, else the yearly one")
  func plans() {
    let hardware = plan("HW", "hardware", 6)
    let all = plan("ALL", nil, 24)
    func found(_ plans: [MaintenancePlanState]) -> [String] {
      dues(.first(upTo: day("2030-01-01")), plans, "panel", "hardware", "panel").map {
        "\($0.plan?.text ?? "yearly") \($0.on) \($0.items.count)"
      }
    }
    #expect(found([]) == ["yearly 2027-11-22 3"])
    #expect(found([hardware]) == ["HW 2027-05-22 1", "yearly 2027-11-22 2"])
    #expect(found([hardware, all]) == ["HW 2027-05-22 1", "ALL 2028-11-22 2"])
    #expect(found([plan("HW", "hardware", 6, active: false), all]) == ["ALL 2028-11-22 3"])
    #expect(found([hardware, plan("HW-2", "hardware", 12)]).count == 3)
  }

  @Test(
    "what is raised is the newest due day, what is shown waits since the first",
    arguments: [
      ("2027-11-21", nil, nil), ("2027-11-22", "2027-11-22", "2027-11-22"),
      ("2029-01-01", "2028-11-22", "2027-11-22"),
    ] as [(String, String?, String?)])
  func questions(on: String, newest: String?, first: String?) {
    #expect(dues(.newest(upTo: day(on)), [], "panel").first?.on == newest.map(day))
    #expect(dues(.first(upTo: day(on)), [], "panel").first?.on == first.map(day))
  }

  @Test("is raised and shown with its items and its plan")
  func words() throws {
    let due = try #require(dues(.newest(upTo: day("2027-12-01")), [plan("P", nil, 12)], "panel", "stone").first)
    let event = due.raised(on: day("2027-12-01"), at: now)
    #expect(event.items == ["x-0", "x-1"] && event.planCode == "P" && event.raisedOn == day("2027-12-01"))
    #expect(due.reminder().detail == "2 × P" && due.reminder().overdueDays(on: day("2027-12-01")) == 9)
    #expect(dues(.newest(upTo: day("2027-12-01")), [], "panel").first?.reminder().detail == "1 × yearly")
  }

  @Test(
    "a plan is of 1 to 600 months",
    arguments: [(nil, []), (1, []), (600, []), (0, [.outOfRange(1...600)]), (601, [.outOfRange(1...600)])]
      as [(Int?, [FieldRule])])
  func months(months: Int?, rules: [FieldRule]) {
    let command = AddMaintenancePlan(component: "hardware", months: months)
    #expect(fields(failure { try command.event(as: "HW", by: AfterSalesPolicy()) }).map(\.rule) == rules)
  }

  @Test("a plan is named for its component where nobody names it, and an edit keeps what it leaves out")
  func edits() throws {
    let event = try AddMaintenancePlan(component: "hardware").event(as: "HW", by: AfterSalesPolicy())
    #expect(event.name == "hardware" && event.months == 12 && event.active)
    #expect(try AddMaintenancePlan().event(as: "HW", by: AfterSalesPolicy()).name == "HW")
    let edited = try MaintenancePlanState(event).edit(EditMaintenancePlan(months: 6))
    #expect(edited.name == "hardware" && edited.component == "hardware" && edited.months == 6)
  }
}
