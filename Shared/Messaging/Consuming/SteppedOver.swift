import Contracts
import Persistence
import SQLite

/// Types of events that nobody here handles, stepped over since the last save: many an event is.
struct SteppedOver: Sendable {
  private struct What: Hashable {
    let source: Source
    let type: String
  }

  private var seen: [What: (count: Int, stream: Int, number: Int64)] = [:]

  /// Notes an event that nobody wants. Gives why it can never be applied where it is a version of one that somebody
  /// does want.
  mutating func note(_ origin: EventOrigin, _ subscriptions: Subscriptions) -> String? {
    let what = What(source: origin.source, type: origin.type)
    if let known = seen.index(forKey: what) {
      seen.values[known].count += 1
      return nil
    }
    guard let name = EventName(origin.type) else { return "its type '\(origin.type)' has no version" }
    guard !subscriptions.handledNames.contains(name.base) else {
      return "version \(name.version) of \(name.base) is not known to this build: upgrade it, then redrive"
    }
    seen[what] = (1, origin.stream, origin.number)
    return nil
  }

  mutating func save(_ database: Database) throws {
    for (what, seen) in seen {
      try database.run(
        """
        INSERT INTO stepped_over VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET count = count + ?3
        """, what.source.rawValue, what.type, seen.count, seen.stream, seen.number)
    }
    seen.removeAll(keepingCapacity: true)
  }

  /// Throws `CatchUpNeeded` where this build handles a type that its store has stepped over, and nobody has said that
  /// earlier events do not matter or are read again.
  static func check(_ subscriptions: Subscriptions, _ store: Store) throws {
    let stepped = try store.read { try $0.all("SELECT type FROM stepped_over") { $0.text(0) } }
    for type in stepped where subscriptions.handlers[type] != nil {
      guard subscriptions.catchUp[type] == .fromNowOn || subscriptions.isReadAgain(type) else {
        throw CatchUpNeeded(type: type)
      }
      try store.perform(for: Cause(actor: subscriptions.service, correlationID: "catch-up")) { unit in
        _ = try unit.database.run("DELETE FROM stepped_over WHERE type = ?", type)
      }
    }
  }
}

/// This build handles an event type that its store has stepped over while it did not know it.
public struct CatchUpNeeded: Error, Hashable, Sendable, CustomStringConvertible {
  public let type: String
  public var description: String {
    "this build handles '\(type)', which its store has stepped over before: declare in its subscriptions how it "
      + "catches up (from now on, or by a second reading)"
  }
}
