import Testing

@testable import Messaging

@Suite("The owner of a topic, at its ends")
struct TopicOwnerTests {
  enum Step: Sendable {
    case wrote(Int64)
    case looked(Int64)
    case willRead(end: Int64)
    case hasRead
  }

  struct Case: Sendable {
    let says: String
    let steps: [(Step, TopicOwner.Finding)]
    var unread: Range<Int64>?
  }

  @Test(
    "an offset beyond the next one is somebody else's, one before it another log's",
    arguments: [
      Case(says: "its own only", steps: [(.wrote(10), .asExpected), (.wrote(11), .asExpected)]),
      Case(says: "one between", steps: [(.wrote(10), .asExpected), (.wrote(12), .asExpected)], unread: 11..<12),
      Case(
        says: "more, twice", steps: [(.wrote(12), .asExpected), (.wrote(13), .asExpected), (.wrote(20), .asExpected)],
        unread: 10..<20),
      Case(says: "at rest", steps: [(.looked(13), .asExpected), (.wrote(13), .asExpected)], unread: 10..<13),
      Case(says: "at rest, alone", steps: [(.wrote(10), .asExpected), (.looked(11), .asExpected)]),
      Case(says: "emptied", steps: [(.wrote(0), .anotherLog), (.wrote(1), .asExpected)]),
      Case(says: "emptied, at rest", steps: [(.looked(3), .anotherLog), (.looked(3), .asExpected)]),
      Case(says: "emptied with what was unread", steps: [(.wrote(12), .asExpected), (.wrote(0), .anotherLog)]),
      Case(
        says: "read", steps: [(.wrote(12), .asExpected), (.willRead(end: 13), .asExpected), (.hasRead, .asExpected)]),
      Case(
        says: "still to be read", steps: [(.wrote(12), .asExpected), (.willRead(end: 12), .asExpected)], unread: 10..<12
      ),
      Case(
        says: "gone before it was read",
        steps: [(.wrote(12), .asExpected), (.willRead(end: 5), .anotherLog), (.wrote(5), .asExpected)]),
    ])
  func table(_ table: Case) {
    var owner = TopicOwner()
    owner.begin(4, at: 10)
    for (step, expected) in table.steps {
      let finding = Self.take(step, &owner)
      #expect(finding == expected, "\(table.says): \(step)")
    }
    #expect(owner.unread[4] == table.unread, "\(table.says)")
  }

  private static func take(_ step: Step, _ owner: inout TopicOwner) -> TopicOwner.Finding {
    switch step {
    case .wrote(let offset): return owner.wrote(4, at: offset)
    case .looked(let end): return owner.looked(4, end: end)
    case .willRead(let end): return owner.willRead(4, end: end)
    case .hasRead:
      owner.hasRead(4)
      return .asExpected
    }
  }

  @Test("a partition that was added is taken as it is")
  func added() {
    var owner = TopicOwner()
    let findings = [owner.looked(9, end: 40), owner.wrote(9, at: 40)]
    #expect(findings == [.asExpected, .asExpected] && owner.unread.isEmpty)
  }
}
