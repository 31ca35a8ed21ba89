import Contracts
import Kernel
import Persistence
import SQLite

/// An event of a batch that was taken without savepoints cannot be applied.
struct NeedsCare: Error {}

/// Events into their handlers, and what an error of one means.
extension Intake {
  /// Runs the handler of an event; nil when it was applied or stepped over.
  mutating func handle(
    _ arrival: Arrival, _ envelope: Envelope, _ origin: EventOrigin, in unit: borrowing UnitOfWork
  ) throws -> HeldKeys.Outcome? {
    guard let read = arrival.effect else {
      guard subscriptions.handlers[envelope.type] == nil else { return .never("the event has no data") }
      return steppedOver.note(origin, subscriptions).map(HeldKeys.Outcome.never)
    }
    let effect: EventHandler.Effect
    do { effect = try read.get() } catch { return try outcome(of: error, in: unit) }
    if let outcome = try attempt(arrival.record, envelope, in: unit, { unit in try effect(origin, unit) }) {
      return outcome
    }
    // What is held waits for something; where nothing is, nobody does.
    if !held.isEmpty, let subject = envelope.subject {
      try Arrivals.note(subject: subject, of: origin.source.rawValue, in: unit.database)
    }
    return nil
  }

  /// Runs a handler, whose failure leaves nothing behind: alone, or with the whole batch. Nil when it succeeds.
  mutating func attempt(
    _ record: Record, _ envelope: Envelope, in unit: borrowing UnitOfWork,
    _ body: (borrowing UnitOfWork) throws -> Void
  ) throws -> HeldKeys.Outcome? {
    var cause = cause(of: envelope, in: unit)
    guard let traces, var span = EventSpan(processing: record, envelope, for: &cause, traces, in: unit) else {
      return try attempt(cause, in: unit, body)
    }
    let outcome = try attempt(cause, in: unit, body)
    span.ended = traces.now()
    span.held = outcome?.held.0
    spans.append(span)
    return outcome
  }

  private func attempt(
    _ cause: Cause, in unit: borrowing UnitOfWork, _ body: (borrowing UnitOfWork) throws -> Void
  ) throws -> HeldKeys.Outcome? {
    do {
      try unit.causing(cause) { unit in
        if isCareful { return try unit.savepoint { try body(unit) } }
        do { try body(unit) } catch { throw unit.database.isInTransaction ? NeedsCare() : error }
      }
      return nil
    } catch {
      return try outcome(of: error, in: unit)
    }
  }

  func cause(of envelope: Envelope, in unit: borrowing UnitOfWork) -> Cause {
    // An id from outside is unique within its source alone, and in none of the event journals.
    let id = Source(uri: envelope.source) == nil ? "\(envelope.source)#\(envelope.id)" : envelope.id
    return Cause(
      actor: subscriptions.service, correlationID: envelope.correlationID ?? id, causationID: id,
      traceparent: (envelope.traceparent.flatMap(TraceParent.init) ?? TraceParent.begin(in: unit)).text,
      tracestate: envelope.tracestate)
  }

  /// What an error means for the event. What concerns the store as a whole is thrown on.
  private func outcome(of error: any Error, in unit: borrowing UnitOfWork) throws -> HeldKeys.Outcome {
    guard unit.database.isInTransaction else { throw error }
    switch error {
    case let error as NeedsCare: throw error
    case let error as WaitsFor: return .notYet(error)
    case let error as SQLiteError where !error.isOfTheData: throw error
    case let error as DecodingError: return .never(error.reason)
    default: return .never("\(error)")
    }
  }
}
