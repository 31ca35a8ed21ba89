import Kernel
import SalesDomain
import Testing

@Suite("Revisions of the ERP's orders")
struct ERPEntryTests {
  static let cases: [(ERPEntry, ERPEntry.Message, Int, ERPEntry.Decision)] = [
    (.absent, .order, 1, .receive),
    (.absent, .order, 7, .receive),
    (.absent, .order, 0, .receive),
    (.absent, .cancellation, 2, .noteCancellation),

    (.waiting(revision: 2), .order, 1, .stale),
    (.waiting(revision: 2), .order, 2, .stale),
    (.waiting(revision: 2), .order, 3, .receive),
    (.waiting(revision: 2), .cancellation, 1, .stale),
    (.waiting(revision: 2), .cancellation, 2, .stale),
    (.waiting(revision: 2), .cancellation, 3, .noteCancellation),

    (.placed(revision: 2, "o"), .order, 1, .stale),
    (.placed(revision: 2, "o"), .order, 2, .stale),
    (.placed(revision: 2, "o"), .order, 3, .amend("o")),
    (.placed(revision: 2, "o"), .cancellation, 1, .stale),
    (.placed(revision: 2, "o"), .cancellation, 2, .stale),
    (.placed(revision: 2, "o"), .cancellation, 3, .cancel("o")),

    (.cancelled(revision: 2), .order, 1, .stale),
    (.cancelled(revision: 2), .order, 2, .stale),
    (.cancelled(revision: 2), .order, 3, .receive),
    (.cancelled(revision: 2), .cancellation, 1, .stale),
    (.cancelled(revision: 2), .cancellation, 2, .stale),
    (.cancelled(revision: 2), .cancellation, 3, .noteCancellation),

    (.cancelled(revision: 2, "o"), .order, 2, .stale),
    (.cancelled(revision: 2, "o"), .order, 3, .reinstate("o")),
    (.cancelled(revision: 2, "o"), .cancellation, 2, .stale),
    (.cancelled(revision: 2, "o"), .cancellation, 3, .noteCancellation),
  ]

  @Test("every message in every state", arguments: cases)
  func decide(entry: ERPEntry, message: ERPEntry.Message, revision: Int, decision: ERPEntry.Decision) {
    #expect(entry.decide(message, revision: revision) == decision)
  }

  @Test(
    "only the answer to the revision that waits places it",
    arguments: [
      (.waiting(revision: 2), 2, true), (.waiting(revision: 2), 1, false), (.waiting(revision: 2), 3, false),
      (.placed(revision: 2, "o"), 2, false), (.cancelled(revision: 2), 2, false), (.absent, 1, false),
    ] as [(ERPEntry, Int, Bool)])
  func answers(entry: ERPEntry, revision: Int, places: Bool) {
    #expect(entry.isPlaced(byAnswerTo: revision) == places)
  }
}
