import Contracts
import SQLite

/// Under which epoch each source is read, and which sources are read no more
/// (`Shared/Messaging/README.md#epochs`).
struct SourceEpochs: Sendable {
  /// None until a head has answered.
  private(set) var known: [Source: String] = [:]
  /// With the reason.
  private(set) var stopped: [Source: String] = [:]

  init(known: [Source: String] = [:]) { self.known = known }

  /// What becomes of a head, or of a record, by its epoch.
  enum Verdict: Hashable, Sendable {
    /// It is of the epoch that counts.
    case present
    /// Which one counts is not known yet.
    case unknown
    /// Its epoch counts from now on.
    case adopted
    /// It is of another epoch.
    case dropped
    /// It is of another epoch, and the source itself says that it goes on under that one.
    case stopped
  }

  func verdict(_ epoch: String, of source: Source) -> Verdict {
    guard let present = known[source] else { return .unknown }
    return epoch == present ? .present : .dropped
  }

  /// Only a head that answers one's own question can be trusted to tell the present epoch: any other may be an old one.
  mutating func take(_ head: Head, of source: Source, isAnswer: Bool) -> Verdict {
    let verdict = verdict(head.epoch, of: source)
    switch verdict {
    case .unknown where isAnswer:
      known[source] = head.epoch
      return .adopted
    case .dropped where isAnswer:
      stopped[source] =
        "\(source.rawValue) writes epoch \(head.epoch), this store knows \(known[source] ?? ""): "
        + "restore the whole backup set with 'joinery restore' (reporting alone: 'joinery rebuild')"
      return .stopped
    default: return verdict
    }
  }

  /// Whether the source's epoch is still to be asked for.
  func isAwaited(_ source: Source) -> Bool { known[source] == nil && stopped[source] == nil }

  /// Reads what the store holds.
  init(_ database: Database) throws {
    try database.each("SELECT source, epoch, stopped FROM source_epochs") { row in
      guard let source = Source(rawValue: row.text(0)) else { return }
      if !row.text(1).isEmpty { known[source] = row.text(1) }
      stopped[source] = row.optionalText(2)
    }
  }

  /// Writes what is known of a source.
  func save(_ source: Source, in database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO source_epochs VALUES (?, ?, ?)", source.rawValue, known[source] ?? "", stopped[source])
  }
}
