/// A record and what was read of it. Reading needs no store, so it is done while the store applies the batch before. By
/// reference, since it is handed on often and holds two dozen texts.
final class Arrival: Sendable {
  let record: Record
  let envelope: Result<Envelope, EnvelopeError>
  /// What is to be done about the event, or why it cannot be read; nil where nobody wants it, or it has no data.
  let effect: Result<EventHandler.Effect, any Error>?

  init(_ record: Record, _ subscriptions: Subscriptions) {
    self.record = record
    do throws(EnvelopeError) {
      let envelope = try Envelope(record)
      self.envelope = .success(envelope)
      guard let handler = subscriptions.handlers[envelope.type], let data = envelope.data else {
        effect = nil
        return
      }
      effect = Result { try handler.read(data) }
    } catch {
      envelope = .failure(error)
      effect = nil
    }
  }
}
