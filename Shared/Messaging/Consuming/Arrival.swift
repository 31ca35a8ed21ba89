/// A record and what was read of it. Reading needs no store, so it is done while the store applies the batch before. By
/// reference, since it is handed on often and holds two dozen texts.
final class Arrival: Sendable {
  let record: Record
  let envelope: Result<Envelope, EnvelopeError>
  /// Somebody outside sent it, and it says nothing: a tombstone.
  let saysNothing: Bool
  /// What is to be done about the event, or why it cannot be read; nil where nobody wants it, it has no data, or somebody
  /// outside sent it.
  let effect: Result<EventHandler.Effect, any Error>?

  init(_ record: Record, _ subscriptions: Subscriptions) {
    self.record = record
    if let outside = subscriptions.outside.first(where: { $0.topic == record.partition.topic }) {
      let read = Result { () throws(EnvelopeError) in try outside.read(record) }
      if case .success(nil) = read { saysNothing = true } else { saysNothing = false }
      envelope = read.flatMap { $0.map(Result.success) ?? .failure(EnvelopeError("the record says nothing")) }
      effect = nil
      return
    }
    saysNothing = false
    envelope = Result { () throws(EnvelopeError) in try Envelope(record) }
    guard case .success(let event) = envelope, let handler = subscriptions.handlers[event.type], let data = event.data
    else {
      effect = nil
      return
    }
    effect = Result { try handler.read(data) }
  }
}
