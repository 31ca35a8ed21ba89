import Kernel

/// The sending of events as spans, from the moment the producer takes one to its acknowledgement.
extension Relay {
  /// The producer has taken these.
  func sent(_ events: ArraySlice<Sending>) {
    guard let traces = options.traces else { return }
    let now = traces.now()
    for event in events {
      guard var span = event.span else { continue }
      span.begun = now
      sending[UInt64(event.position)] = span
    }
  }

  /// The broker has the event of this tag.
  func persisted(_ tag: UInt64, at offset: Int64?) {
    guard let traces = options.traces, var span = sending.removeValue(forKey: tag) else { return }
    span.ended = traces.now()
    span.offset = offset
    traces.take(span)
  }
}
