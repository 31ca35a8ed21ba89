import Contracts
import Testing

@testable import Messaging

@Suite("Positions in streams")
struct PositionsTests {
  enum Step: Sendable {
    /// An event of this number comes, and its verdict; one that applies is applied, one behind a gap heard.
    case event(Int64, Positions.Verdict)
    /// A head says the last number; it may be an answer.
    case head(Int64, isAnswer: Bool)
    case missing(Int64)
  }

  @Test(
    "the next number is applied, an earlier one a duplicate, a later one a gap, which a head sees too",
    arguments: [
      [.event(1, .apply), .event(2, .apply), .event(2, .duplicate), .event(1, .duplicate), .missing(0)],
      [.event(2, .gap), .missing(2), .event(1, .apply), .missing(1), .event(2, .apply), .missing(0)],
      [.event(5, .gap), .event(3, .gap), .missing(5)],
      [.head(3, isAnswer: false), .missing(3), .event(1, .apply), .missing(2)],
      [.head(3, isAnswer: false), .head(1, isAnswer: false), .missing(3)],
      // Only the answer to one's own question corrects what was heard wrongly, and never what is applied.
      [.head(9, isAnswer: false), .head(2, isAnswer: true), .missing(2)],
      [.event(1, .apply), .event(2, .apply), .head(1, isAnswer: true), .missing(0), .event(3, .apply)],
    ] as [[Step]])
  func steps(_ steps: [Step]) {
    var positions = Positions()
    for step in steps {
      switch step {
      case .event(let number, let expected):
        let verdict = positions.verdict(.leads, stream: 3, number: number)
        #expect(verdict == expected, "\(step)")
        switch verdict {
        case .apply: positions.apply(.leads, 3, number)
        case .gap: positions.hear(.leads, 3, number)
        case .duplicate: break
        }
      case .head(let number, let isAnswer):
        positions.take(Self.head(number), of: .leads, isAnswer: isAnswer)
      case .missing(let expected):
        #expect(positions.missing(.leads) == expected, "\(step)")
        #expect(positions.gaps(.leads) == (expected > 0 ? [3] : []))
      }
    }
    #expect(positions.gaps(.sales).isEmpty)
  }

  private static func head(_ number: Int64) -> Head {
    var numbers = [Int64](repeating: 0, count: Catalog.streamCount)
    numbers[3] = number
    return Head(epoch: "e", instance: "i", partition: 3, partitions: 8, numbers: numbers, answers: nil, left: [])
  }

  @Test("a question names the last number of each stream of its partition")
  func numbers() {
    var positions = Positions()
    positions.apply(.leads, 1, 1)
    positions.apply(.leads, 129, 1)
    #expect(positions.numbers(.leads, partition: 1, of: 128) == ["1": 1, "129": 1])
    #expect(positions.numbers(.leads, partition: 2, of: 128) == ["2": 0, "130": 0])
  }
}
