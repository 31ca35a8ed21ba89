import Contracts

/// The answer to all open questions about one partition: the events that follow the least numbers among them, and then
/// a head that names them.
struct Answer: Hashable, Sendable {
  /// So many bytes of events at most: the consumer asks again from where it then is.
  static let bytes = 512 << 10

  let partition: Int32
  let questions: [String]
  /// The number of each stream after which the events begin; empty where only the head is wanted.
  let numbers: [Int: Int64]

  /// One answer a partition. A question of another epoch or partition count gets a head, which says what is true.
  static func all(to questions: [Question], epoch: String, partitions: Int32) -> [Answer] {
    Dictionary(grouping: questions) { $0.partition % partitions }.map { partition, questions in
      var least: [Int: Int64] = [:]
      for question in questions where question.epoch == epoch && question.partitions == partitions {
        for (stream, number) in question.numbers {
          guard let stream = Int(stream), (0..<Catalog.streamCount).contains(stream),
            Int32(stream) % partitions == partition
          else { continue }
          least[stream] = min(least[stream] ?? number, number)
        }
      }
      return Answer(partition: partition, questions: questions.map(\.id), numbers: least)
    }
  }
}
