@testable import AfterSalesDomain
import Contracts
import Kernel
import Testing

@Suite("The crews' calendar")
struct CalendarTests {
  @Test(
    "the whole day meets every slot, other slots only themselves",
    arguments: [
      ("morning", "morning", true), ("morning", "afternoon", false), ("day", "afternoon", true),
      ("morning", "day", true), ("day", "day", true),
    ])
  func slots(one: String, other: String, overlap: Bool) { #expect(Slot.overlap(one, other) == overlap) }

  @Test(
    "a crew has one job a slot; the same job, another day or another slot is no conflict",
    arguments: [
      ("i-1", "2026-11-24", "morning", true), ("i-2", "2026-11-24", "morning", false),
      ("i-2", "2026-11-24", "day", false), ("i-2", "2026-11-24", "afternoon", true),
      ("i-2", "2026-11-25", "morning", true),
    ])
  func conflicts(job: String, on: String, slot: String, isFree: Bool) {
    let calendar = CrewCalendar(
      crew: "K-1", isActive: true,
      bookings: [Booking(job: "i-1", crew: "K-1", on: day("2026-11-24"), slot: "morning")])
    let refusal = failure { try calendar.check(on: day(on), slot: slot, for: job) } as? CrewBusy
    #expect(refusal == (isFree ? nil : CrewBusy(crew: "K-1", on: day(on), slot: slot)))
  }

  @Test(
    "a request takes a crew's time only where crew, day and slot are named",
    arguments: [
      ("K-1", "2026-11-24", "morning", true), (nil, "2026-11-24", "morning", false),
      ("K-1", nil, "morning", false), ("K-1", "2026-11-24", nil, false),
    ] as [(String?, String?, String?, Bool)])
  func bookings(crew: String?, on: String?, slot: String?, isBooked: Bool) {
    let event = ServiceAssigned(
      requestId: "r-1", customerId: "c-1", outlet: nil, crewId: crew.map { ID($0) }, employeeId: nil,
      on: on.map(day), slot: slot, note: nil, by: nil, occurredAt: now)
    #expect((Booking(event) != nil) == isBooked)
  }

  @Test("an edit of a crew keeps what it leaves out, and a crew has a name")
  func edits() throws {
    let crew = CrewState(code: "K-1", name: "一队", active: true, members: ["E-1"])
    let stopped = try crew.edit(EditCrew(active: false))
    #expect(stopped.name == "一队" && !stopped.active && stopped.members == ["E-1"])
    #expect(try crew.edit(EditCrew(members: [])).members == [])
    let added = try AddCrew(code: "K-2", name: "二队").event()
    #expect(added.code == "K-2" && added.active)
    #expect(
      fields(failure { try crew.edit(EditCrew(name: " ")) }) == [InvalidField(pointer: "/name", rule: .blank)])
  }

  @Test("a crew's members are named once each, a hundred at most")
  func members() {
    let command = AddCrew(code: "K-1", name: "一队", members: ["E-1", "E-2", "E-1"])
    #expect(fields(failure { try command.event() }) == [InvalidField(pointer: "/members/2", rule: .namedTwice)])
    let many = AddCrew(code: "K-1", name: "一队", members: (0...100).map { ID("E-\($0)") })
    #expect(
      fields(failure { try many.event() }) == [InvalidField(pointer: "/members", rule: .tooManyMembers(limit: 100))])
  }
}
