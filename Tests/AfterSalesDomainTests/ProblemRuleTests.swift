@testable import AfterSalesDomain
import Contracts
import Kernel
import Testing

@Suite("Problems of installations")
struct ProblemRuleTests {
  init() throws { try CompanyZone.use("Asia/Shanghai") }

  private func found(due: String? = "2026-11-30") throws -> ProblemState {
    let problem = InstallationCompleted.Problem(
      description: "门板色差", cause: .factory, problemId: "p-1", ownerId: "S-7", dueOn: due.map(day))
    return try #require(ProblemState(problem, of: InstallationState.completed(problems: [problem])))
  }

  @Test("without an id they are of before they were followed up")
  func withoutID() {
    let problem = InstallationCompleted.Problem(description: "", cause: .crew)
    #expect(ProblemState(problem, of: InstallationState.completed(problems: [problem])) == nil)
  }

  @Test("are closed once, with the cause as it turned out and what it cost")
  func closing() throws {
    var problem = try found()
    let closed = try problem.close(
      CloseProblem(cost: money(12_000), cause: .measurement, closedOn: day("2026-11-25")), by: "e", at: now)
    #expect(closed.cause == .measurement && closed.cost == money(12_000) && closed.closedOn == day("2026-11-25"))
    let silent = try problem.close(CloseProblem(), by: "e", at: now)
    #expect(silent.cause == .factory && silent.cost == .zero() && silent.closedOn == day("2026-11-23"))
    problem.apply(closed)
    #expect(problem.state == .closed && problem.cause == .measurement)
    #expect(throws: ProblemError.closed(on: day("2026-11-25"))) { try problem.close(CloseProblem(), by: "e", at: now) }
  }

  @Test("are refused with every field that is wrong")
  func refusals() throws {
    let command = CloseProblem(
      cost: money(-1), solution: String(repeating: "x", count: 10_001), closedOn: day("2026-11-22"))
    let problem = try found()
    #expect(
      fields(failure { try problem.close(command, by: "e", at: now) }) == [
        InvalidField(pointer: "/cost/amount", rule: .negativeAmount),
        InvalidField(pointer: "/solution", rule: .tooLong(limit: 10_000, count: 10_001)),
        InvalidField(pointer: "/closedOn", rule: .beforeFound(day("2026-11-23"))),
      ])
  }

  @Test(
    "wait from their day on",
    arguments: [
      ("2026-11-30", "2026-11-29", nil), ("2026-11-30", "2026-11-30", 0), ("2026-11-30", "2026-12-02", 2),
      (nil, "2027-01-01", nil),
    ] as [(String?, String, Int?)])
  func reminders(due: String?, on: String, overdue: Int?) throws {
    #expect(try found(due: due).reminder(on: day(on))?.overdueDays(on: day(on)) == overdue)
  }
}
