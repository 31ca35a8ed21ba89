import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime
import Synchronization

/// What a simulation notes of a service, and what it has go wrong in it, across its restarts.
///
/// Each application of another service's event is noted in a table of its own, in the transaction that applies it: so
/// that "once" and "in order" are not taken from the inbox's word.
final class Instrument: Sendable {
  private struct State {
    var refusesNext = false
    var refused: Set<String> = []
    var failsNext = false
    var mutant: Mutant?
    var isSpoiled = false
    /// The event that is always published under the number of the one before.
    var misnumbered: String?
    /// The event whose turn comes after the next one of its key.
    var postponed: (effect: EventHandler.Effect, origin: EventOrigin)?
  }

  private let state = Mutex(State())

  static let schema = Schema(
    "simulation",
    [
      Migration(
        """
        CREATE TABLE applications (
          place INTEGER PRIMARY KEY, source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
          id TEXT NOT NULL) STRICT;
        """)
    ])

  // MARK: What goes wrong

  /// The next event that comes can never be applied.
  func refuseNext() { state.withLock { $0.refusesNext = true } }

  /// What could not be applied can be.
  func mend() {
    state.withLock { state in
      state.refusesNext = false
      state.refused = []
    }
  }

  /// The next transaction that records an event fails as on a bad disk; false switches that off.
  func failNext(_ fails: Bool) { state.withLock { $0.failsNext = fails } }

  func spoil(_ mutant: Mutant) { state.withLock { $0.mutant = mutant } }

  /// Whether the mutant has done its harm.
  var isSpoiled: Bool { state.withLock { $0.isSpoiled } }

  /// Whether a mutant of this kind does its harm now: once.
  func strikes(_ mutant: Mutant) -> Bool {
    state.withLock { state in
      guard state.mutant == mutant, !state.isSpoiled else { return false }
      state.isSpoiled = true
      return true
    }
  }

  /// The record as the relay gives it to the producer.
  func published(_ record: OutgoingRecord) -> OutgoingRecord {
    state.withLock { state in
      guard state.mutant == .reuseNumber, let id = record.text("ce_id"), let number = record.number, number > 1,
        state.misnumbered ?? id == id
      else { return record }
      state.misnumbered = id
      state.isSpoiled = true
      return record.numbered(number - 1)
    }
  }

  // MARK: Around a service

  /// The service with this around its handlers and its events.
  func around(_ plain: ServiceDefinition) -> ServiceDefinition {
    var definition = plain
    definition.subscriptions = plain.subscriptions.replacing { handler in
      var other = handler
      other.read = { [self] data in
        let effect = try handler.read(data)
        return { [self] origin, unit in try handle(origin, unit, effect) }
      }
      return other
    }
    definition.apply = { [self, apply = plain.apply] event, database in
      if takeFailure() { try Self.fail() }
      try apply(event, database)
    }
    return definition
  }

  private func handle(
    _ origin: EventOrigin, _ unit: borrowing UnitOfWork, _ effect: @escaping EventHandler.Effect
  ) throws {
    if isRefused(origin.id) { throw CannotApply("the simulation refuses it") }
    if strikes(.dropOne) { return }
    if postpones(effect, origin) { return }
    try effect(origin, unit)
    try Self.note(origin, in: unit)
    if strikes(.applyTwice) {
      try effect(origin, unit)
      try Self.note(origin, in: unit)
    }
    if let earlier = takePostponed(after: origin) {
      try earlier.effect(earlier.origin, unit)
      try Self.note(earlier.origin, in: unit)
    }
  }

  private static func note(_ origin: EventOrigin, in unit: borrowing UnitOfWork) throws {
    try unit.database.run(
      "INSERT INTO applications (source, stream, number, id) VALUES (?, ?, ?, ?)", origin.source.rawValue,
      origin.stream, origin.number, origin.id)
  }

  private func isRefused(_ id: String) -> Bool {
    state.withLock { state in
      if state.refusesNext {
        state.refusesNext = false
        state.refused.insert(id)
      }
      return state.refused.contains(id)
    }
  }

  private func takeFailure() -> Bool {
    state.withLock { state in
      defer { state.failsNext = false }
      return state.failsNext
    }
  }

  /// Throws what SQLite says of a file that it cannot open: no fault of the data.
  private static func fail() throws { _ = try Database(path: "/dev/null/store", mode: .readOnly) }

  private func postpones(_ effect: @escaping EventHandler.Effect, _ origin: EventOrigin) -> Bool {
    state.withLock { state in
      guard state.mutant == .swapTwo, !state.isSpoiled else { return false }
      if state.postponed == nil { state.postponed = (effect, origin) }
      return state.postponed?.origin == origin
    }
  }

  private func takePostponed(after origin: EventOrigin) -> (effect: EventHandler.Effect, origin: EventOrigin)? {
    state.withLock { state in
      guard let postponed = state.postponed, postponed.origin.type == origin.type,
        postponed.origin.source == origin.source, postponed.origin.stream == origin.stream,
        postponed.origin.number < origin.number
      else { return nil }
      state.postponed = nil
      state.isSpoiled = true
      return postponed
    }
  }
}

extension OutgoingRecord {
  fileprivate func text(_ header: String) -> String? {
    headers.first { $0.name == header }?.value.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The event's number in its stream; nil where it is no event.
  fileprivate var number: Int64? { text("ce_streamsequence").flatMap { Int64($0) } }

  fileprivate func numbered(_ number: Int64) -> OutgoingRecord {
    OutgoingRecord(
      partition: partition, key: key, value: value,
      headers: headers.map { $0.name == "ce_streamsequence" ? RecordHeader($0.name, String(number)) : $0 }, tag: tag)
  }
}
