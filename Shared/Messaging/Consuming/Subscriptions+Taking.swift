import Kernel
import Persistence

extension Subscriptions {
  /// Takes a message from outside that came otherwise than in its topic, by the same rules, in the transaction of whoever
  /// brings it: applied, set aside, or dropped since it is known. Its record's topic says whose it is, and its place is
  /// none. Gives what it is about.
  ///
  /// Throws `EnvelopeError` for one that says nothing or not what it is about: then nothing is kept, since whoever
  /// brought it hears of it.
  public func take(_ record: Record, in unit: borrowing UnitOfWork) throws -> OutsideSubject {
    let arrival = Arrival(record, self)
    guard !arrival.saysNothing, let handler = outside.first(where: { $0.topic == record.partition.topic }) else {
      throw EnvelopeError("it says nothing that is to be taken")
    }
    let envelope = try arrival.envelope.get()
    guard let identity = handler.identify(envelope) else {
      throw EnvelopeError("what it is about cannot be read: \(handler.naming)")
    }
    var intake = try Intake(self, nil, unit.database)
    var report = IntakeReport()
    try intake.take(arrival, by: handler, &report, in: unit)
    return OutsideSubject(source: envelope.source, key: identity.key, revision: identity.revision, id: envelope.id)
  }
}
