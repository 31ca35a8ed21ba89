import Contracts
import Kernel
import Messaging
import Persistence
import SQLite

/// A service that must not run as it is asked to, with the remedy (`ServiceMain.misconfigured`).
public struct MustNotRun: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// All that makes a service: what its main composes, and what its tests run with another broker and clock.
public struct ServiceDefinition: Sendable {
  /// The executable's name, `after-sales`.
  public var name: String
  public var title: Localized
  /// What it publishes as; nil for reporting, which publishes nothing.
  public var source: Source?
  /// The default port.
  public var port: Int
  /// Its own tables.
  public var schema: Schema
  /// Those of its tables that hold what other services' events say; the others are written by its own events.
  public var copies: Set<String>
  /// Tables that no event writes, and that `verify` leaves out.
  public var unverified: Set<String> = []
  /// How its store is opened, where that differs from other services'.
  public var tune: @Sendable (inout Store.Options) -> Void = { _ in }
  /// How its tables forget a person, and what was set aside of one.
  public var erasures: [Erasure] = []
  /// Whether it has announcements besides its events.
  public var announces = false
  /// Files of its own that are read again when they change.
  public var watched: [WatchedFiles] = []
  /// What is done once at the start, before anything is answered or published.
  public var atStart: @Sendable (Store) throws -> Void = { _ in }
  /// Writes its tables for one of its own events.
  public var apply: @Sendable (any DomainEvent, Database) throws -> Void
  public var subscriptions: Subscriptions
  public var routes: [Route]
  /// The daily rules for a day (reminders, overdue, maintenance); doing it again for the same day changes nothing.
  public var sweep: (@Sendable (BusinessDate, borrowing UnitOfWork) throws -> Void)?
  /// Why the service must not run with its settings, which is told at its start; nil where it may.
  public var refusal: String?
  private var features: [Feature]?
  /// How requests for approvals are kept.
  var approvals: ApprovalKeeper? { features?.lazy.compactMap(\.approvals).first }
  /// What its requests ask of revoked tokens.
  var revocations: Revocations? { features?.lazy.compactMap(\.revocations).first }
  /// What people call the things whose ids stand in its lists.
  var names: [NameTable] { features?.flatMap(\.names) ?? [] }
  /// What its tables tell whoever watches it.
  var gauges: [StoreGauge] { features?.flatMap(\.gauges) ?? [] }
  /// What goes on beside it.
  var beside: [@Sendable (Store, Log) async -> Void] { features?.compactMap(\.beside) ?? [] }
  /// Figures of its own.
  var metrics: [@Sendable (Metrics) -> Void] { features?.compactMap(\.metrics) ?? [] }
  /// Where its reads of customers' cards are gathered.
  var cardReads: CardReads? { features?.lazy.compactMap(\.cardReads).first }

  public init(
    name: String, title: Localized, source: Source?, port: Int, schema: Schema, copies: Set<String>,
    apply: @escaping @Sendable (any DomainEvent, Database) throws -> Void, subscriptions: Subscriptions,
    routes: [Route]
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.port = port
    self.schema = schema
    self.copies = copies
    self.apply = apply
    self.subscriptions = subscriptions
    self.routes = routes
  }

  /// A service as its features make it. `migrations` is the append-only order of what made and changed its tables;
  /// `sources` are those that it keeps positions of. `check` says whether the declaration holds.
  public init(
    name: String, title: Localized, source: Source?, port: Int, features: [Feature], migrations: [Migration],
    listeningTo sources: [Source]
  ) {
    let subscriptions = Subscriptions(
      service: source?.rawValue ?? name, to: sources,
      features.flatMap(\.listens) + (sources.contains(.leads) ? [.noted(CustomerErased.self)] : []),
      outside: features.flatMap(\.outside),
      catchUp: features.reduce(into: [:]) { $0.merge($1.catchUp) { first, _ in first } },
      secondReadings: features.flatMap(\.secondReadings))
    let tables = features.flatMap(\.tables)
    self.init(
      name: name, title: title, source: source, port: port, schema: Schema(name, migrations),
      copies: Set(tables.filter { $0.feed == .copy }.map(\.name)), apply: features.apply, subscriptions: subscriptions,
      routes: features.flatMap(\.routes))
    unverified = Set(tables.filter { $0.feed == .nothing }.map(\.name))
    self.features = features
    // Whoever sends something from outside is told what became of it.
    announces = !subscriptions.outside.isEmpty
    erasures = features.flatMap(\.erases) + HeldKeys.erasures
    let daily = features.flatMap(\.daily)
    if !daily.isEmpty { sweep = { day, unit in for rule in daily { try rule(day, unit) } } }
  }

  /// Throws `WrongDeclaration` where the features leave out an event or a table, or name one twice. Services without
  /// features, which tests make, are not checked.
  public func check() throws {
    guard let features else { return }
    let mistakes = features.mistakes(of: source, tables: try allTables())
    guard mistakes.isEmpty else { throw WrongDeclaration(service: name, mistakes: mistakes) }
  }

  /// Empties the read models of a service that publishes nothing, so that it reads everything anew.
  package func rebuild(in unit: borrowing UnitOfWork) throws {
    for table in try tables() + Consumer.tables { try unit.database.execute("DELETE FROM \(table)") }
    unit.invalidate()
  }

  /// The tables that events write, found by making them.
  package func tables() throws -> [String] { try allTables().filter { !unverified.contains($0) } }

  private func allTables() throws -> [String] {
    let database = try Database(path: "", mode: .memory)
    try schema.migrate(database, at: .init(milliseconds: 0))
    // Of a full-text index only what it is about is state, and its own tables are no part of it.
    return try database.all(
      #"SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'schema_steps' AND name NOT LIKE '%\_fts%' ESCAPE '\'"#
    ) { $0.text(0) }
  }
}
