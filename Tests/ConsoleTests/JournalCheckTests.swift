import Testing

@testable import Console

struct JournalCheckTests {
  @Test func findsNothingInGoodJournals() {
    var check = JournalCheck()
    // The cause of the first stands in a journal that is read later.
    check.add(page(event(1, "a", causedBy: "x")), of: "sales")
    check.add(page(event(1, "x"), event(2, "y", causedBy: "a", number: 2)), of: "leads")
    #expect(check.differences.isEmpty && check.withoutCause.isEmpty)
    #expect(check.events == 3)
  }

  @Test func namesAnIdThatStandsTwice() {
    var check = JournalCheck()
    check.add(page(event(1, "a")), of: "leads")
    check.add(page(event(1, "a")), of: "sales")
    #expect(check.differences == ["the id a stands twice, again in sales"])
  }

  @Test(arguments: [(3, "leads has number 3 after 1 in stream 5"), (1, "leads has number 1 after 1 in stream 5")])
  func namesNumbersThatAreNotTheNext(_ number: Int64, words: String) {
    var check = JournalCheck()
    check.add(page(event(1, "a"), event(2, "b", number: number)), of: "leads")
    #expect(check.differences == [words])
  }

  @Test func findsTheEventWithoutItsCause() {
    var check = JournalCheck()
    check.add(page(event(1, "a"), event(2, "b", causedBy: "gone", number: 2)), of: "leads")
    #expect(check.withoutCause.map(\.position) == [2])
    check.addLate(page(event(3, "gone", number: 3)))
    #expect(check.withoutCause.isEmpty)
  }

  @Test func leavesCausesAloneThatAreOutside() {
    var check = JournalCheck()
    check.add(page(event(1, "a", causedBy: "erp-1", type: "joinery.sales.erp_order.received.v1")), of: "sales")
    check.add(
      page(event(2, "b", causedBy: "/erp/gz#erp-2", type: "joinery.sales.delivery.noted.v1")), of: "sales")
    #expect(check.withoutCause.isEmpty)
  }

  private func page(_ events: JournalIndex.Event...) -> JournalIndex {
    JournalIndex(last: events.last?.position ?? 0, events: events)
  }

  private func event(
    _ position: Int64, _ id: String, causedBy cause: String = "request", number: Int64 = 1,
    type: String = "joinery.leads.lead.captured.v1"
  ) -> JournalIndex.Event {
    JournalIndex.Event(
      position: position, stream: 5, number: number, id: id, type: type, correlationId: "request", causationId: cause)
  }
}
