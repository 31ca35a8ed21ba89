import Contracts
import Testing

@testable import Messaging

@Suite("Answers to open questions")
struct AnswerTests {
  private static func question(
    _ id: String, _ partition: Int32, _ numbers: [String: Int64], epoch: String = "e", of partitions: Int32 = 8
  ) -> Question {
    Question(
      id: id, consumer: "sales", source: .leads, epoch: epoch, partition: partition, partitions: partitions,
      numbers: numbers)
  }

  @Test(
    "those of one partition are answered together from the least number on; strangers get a head only",
    arguments: [
      ([question("a", 1, ["1": 5, "9": 2])], [Answer(partition: 1, questions: ["a"], numbers: [1: 5, 9: 2])]),
      (
        [question("a", 1, ["1": 5]), question("b", 1, ["1": 3, "9": 7])],
        [Answer(partition: 1, questions: ["a", "b"], numbers: [1: 3, 9: 7])]
      ),
      (
        [question("a", 1, ["1": 5]), question("b", 2, ["2": 3])],
        [
          Answer(partition: 1, questions: ["a"], numbers: [1: 5]),
          Answer(partition: 2, questions: ["b"], numbers: [2: 3]),
        ]
      ),
      ([question("a", 0, ["0": 5], epoch: "")], [Answer(partition: 0, questions: ["a"], numbers: [:])]),
      ([question("a", 0, ["0": 5], epoch: "other")], [Answer(partition: 0, questions: ["a"], numbers: [:])]),
      // It asks of a topic that had other partitions.
      ([question("a", 9, ["9": 5], of: 16)], [Answer(partition: 1, questions: ["a"], numbers: [:])]),
      // Streams of another partition, and what is no stream.
      (
        [question("a", 1, ["1": 5, "2": 4, "256": 1, "-8": 1, "x": 1])],
        [Answer(partition: 1, questions: ["a"], numbers: [1: 5])]
      ),
    ])
  func merged(_ questions: [Question], _ expected: [Answer]) {
    let answers = Answer.all(to: questions, epoch: "e", partitions: 8)
    #expect(answers.sorted { $0.partition < $1.partition } == expected)
  }
}
