import Contracts
import Kernel
import Persistence

/// How far the event journal is, said and asked.
extension Relay {
  /// Writes a head to each partition, or to those that questions are answered in.
  func writeHeads(answering answers: [Int32: [String]]? = nil, at now: Instant) throws {
    let (clock, last) = try store.raiseClock()
    let time = heads.time(clock: clock, isLevel: last == inFlight.sent)
    let records = try (answers.map { Array($0.keys) } ?? Array(0..<partitions)).map { partition in
      try heads.head(of: partition, of: partitions, answers: answers?[partition])
        .record(from: source, id: uuidv7(at: now, using: &random), at: time, tag: inFlight.nextTag())
    }
    let taken = try producer.send(records[...])
    inFlight.sendControls(taken)
    status.update { $0.heads += taken }
    if answers == nil, taken == records.count { heads.wrote(at: now) }
  }

  /// Answers all open questions, those of one partition together.
  func answer(at now: Instant) throws -> Bool {
    let open = inbox.takeQuestions().filter { $0.source == source }
    guard !open.isEmpty else { return false }
    var answered: [Int32: [String]] = [:]
    for answer in Answer.all(to: open, epoch: heads.epoch, partitions: partitions) {
      // Without the head the consumer asks again, from where it then is.
      if try sendEvents(of: answer) { answered[answer.partition] = answer.questions }
    }
    status.update { $0.answers += open.count }
    if !answered.isEmpty { try writeHeads(answering: answered, at: now) }
    return true
  }

  /// False where the producer did not take all of them.
  private func sendEvents(of answer: Answer) throws -> Bool {
    guard !answer.numbers.isEmpty else { return true }
    let events = try store.read { [source, epoch = heads.epoch, partitions, isTraced, sent = inFlight.sent] database in
      try EventJournal.rows(after: answer.numbers, upTo: sent, bytes: Answer.bytes, in: database) { row in
        Sending(row, from: source, epoch: epoch, partitions: partitions, isTraced: isTraced)
      }
    }
    return try send(again: events) == events.count
  }
}
