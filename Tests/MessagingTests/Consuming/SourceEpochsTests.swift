import Contracts
import Testing

@testable import Messaging

@Suite("Epochs of sources")
struct SourceEpochsTests {
  struct Case: Sendable {
    let known: String?
    let head: String
    var isAnswer = false
    let verdict: SourceEpochs.Verdict
    /// What is known after it, and whether the source is read on.
    let then: String?
    var stops = false
  }

  @Test(
    "only a head that answers one's own question tells the epoch, or that the source has left it",
    arguments: [
      Case(known: nil, head: "a", verdict: .unknown, then: nil),
      Case(known: nil, head: "a", isAnswer: true, verdict: .adopted, then: "a"),
      Case(known: "a", head: "a", verdict: .present, then: "a"),
      Case(known: "a", head: "a", isAnswer: true, verdict: .present, then: "a"),
      Case(known: "a", head: "b", verdict: .dropped, then: "a"),
      Case(known: "a", head: "b", isAnswer: true, verdict: .stopped, then: "a", stops: true),
    ])
  func heads(_ one: Case) {
    var epochs = SourceEpochs(known: one.known.map { [.leads: $0] } ?? [:])
    let head = Head(
      epoch: one.head, instance: "i", partition: 0, partitions: 8,
      numbers: [Int64](repeating: 0, count: Catalog.streamCount), answers: nil, left: [])
    let verdict = epochs.take(head, of: .leads, isAnswer: one.isAnswer)
    #expect(verdict == one.verdict)
    #expect(epochs.known[.leads] == one.then)
    #expect((epochs.stopped[.leads] != nil) == one.stops)
    #expect(epochs.isAwaited(.leads) == (one.then == nil))
    #expect(epochs.known[.sales] == nil)
  }

  @Test("a source that has left its epoch is told with the remedy")
  func words() {
    var epochs = SourceEpochs(known: [.sales: "a"])
    let head = Head(
      epoch: "b", instance: "i", partition: 0, partitions: 8,
      numbers: [Int64](repeating: 0, count: Catalog.streamCount), answers: nil, left: [])
    _ = epochs.take(head, of: .sales, isAnswer: true)
    #expect(
      epochs.stopped[.sales]
        == "sales writes epoch b, this store knows a: restore the whole backup set with 'joinery restore' "
        + "(reporting alone: 'joinery rebuild')")
  }
}
