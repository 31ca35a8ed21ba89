import Contracts
import Kernel
import Persistence
import SQLite

/// What a copy of a store says of itself, for the manifest of a backup.
public struct BackupStore: Codable, Hashable, Sendable {
  /// What it publishes as; nil for reporting.
  public var source: Source?
  public var epoch: String
  /// Last position of its event journal.
  public var position: Int64
  /// The last step of each part of its schema.
  public var schema: [String: Int]
  /// The epoch that it knows of each source, where it knows one.
  public var epochs: [String: String]
  /// How many events of each source it has applied.
  public var applied: [String: Int64]

  /// Reads a copy that nobody else uses. Throws `DamagedStore` where SQLite finds it damaged, or it is no store.
  public init(of path: String, source: Source?) throws {
    try self.init(try Self.open(path), source)
  }

  /// The ids of those who were erased from a store, of a copy that nobody else uses.
  public static func erased(in path: String) throws -> [ID<Customer>] {
    try Erasures.customers(in: open(path))
  }

  private init(_ database: Database, _ source: Source?) throws {
    let problems = try database.integrityProblems()
    guard problems.isEmpty else { throw DamagedStore(description: problems.prefix(3).joined(separator: "; ")) }
    self.source = source
    epoch = try LogState.epoch(in: database)
    guard !epoch.isEmpty else { throw DamagedStore(description: "it has no epoch") }
    position = try EventJournal.lastPosition(in: database)
    schema = Dictionary(
      uniqueKeysWithValues: try database.all("SELECT component, max(number) FROM schema_steps GROUP BY component") {
        ($0.text(0), $0.int(1))
      })
    epochs = try Self.epochs(in: database)
    applied = [:]
    for (name, numbers) in try Self.numbers(in: database) { applied[name] = numbers.values.reduce(0, +) }
  }

  private static func open(_ path: String) throws -> Database {
    do {
      return try Database(path: path)
    } catch {
      throw DamagedStore(description: "\(error)")
    }
  }

  private static func epochs(in database: Database) throws -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: try database.all("SELECT source, epoch FROM source_epochs WHERE epoch != ''") {
        ($0.text(0), $0.text(1))
      })
  }

  private static func numbers(in database: Database) throws -> [String: [Int: Int64]] {
    var numbers: [String: [Int: Int64]] = [:]
    try database.each("SELECT source, stream, applied FROM positions") { row in
      numbers[row.text(0), default: [:]][row.int(1)] = row.integer(2)
    }
    return numbers
  }

  /// What does not fit together in a set of copies: a consumer that has applied what its source never wrote. Such a set
  /// was not copied at one moment, and no question could heal it.
  public static func differences(among paths: [(source: Source?, path: String)]) throws -> [String] {
    var written: [String: (epoch: String, numbers: [Int: Int64])] = [:]
    for (source, path) in paths {
      guard let source else { continue }
      let database = try open(path)
      written[source.rawValue] = (try LogState.epoch(in: database), try EventJournal.lastNumbers(in: database))
    }
    var differences: [String] = []
    for (source, path) in paths {
      let database = try open(path)
      let name = source?.rawValue ?? "reporting"
      let epochs = try epochs(in: database)
      for (from, numbers) in try numbers(in: database) {
        guard let its = written[from] else {
          differences.append("\(name) has events of \(from), of which there is no copy")
          continue
        }
        guard epochs[from] == its.epoch else { continue }
        for (stream, number) in numbers.sorted(by: { $0.key < $1.key }) where number > its.numbers[stream] ?? 0 {
          differences.append(
            "\(name) has applied \(number) events of stream \(stream) of \(from), whose copy has "
              + "\(its.numbers[stream] ?? 0)")
        }
      }
    }
    return differences
  }

  /// A source's epoch, before and after a restore.
  public struct Epochs: Hashable, Sendable {
    public var old: String
    public var new: String

    public init(old: String, new: String) {
      self.old = old
      self.new = new
    }
  }

  /// Makes an unpacked copy the beginning of a new life: its new epoch, those of the sources that it reads, and the
  /// epochs that its topic holds as left. A source that it had stopped reading stays so: its remedy has not changed.
  public static func restart(
    _ path: String, epoch: String, sources: [Source: Epochs], left: Set<String>, at now: Instant
  ) throws {
    let database = try open(path)
    try database.execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE")
    try LogState.restart(epoch, at: now, in: database)
    for other in left where other != epoch { try LogState.leave(other, at: now, in: database) }
    for (source, epochs) in sources {
      try database.run(
        "UPDATE source_epochs SET epoch = ?, stopped = NULL WHERE source = ? AND epoch = ?", epochs.new,
        source.rawValue, epochs.old)
    }
    try database.execute("COMMIT")
    try database.checkpoint()
  }
}

/// A copy that is not a whole store, with SQLite's words.
public struct DamagedStore: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
}
