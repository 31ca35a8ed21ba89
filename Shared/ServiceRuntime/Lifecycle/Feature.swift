import Contracts
import Kernel
import Messaging
import Persistence
import SQLite

/// A capability of a service, declared in its folder beside its use cases: the tables it keeps, the routes it answers,
/// what the service's own events write, what it does about other services' events, and what it does once a day.
public struct Feature: Sendable {
  public var tables: [Table]
  public var routes: [Route]
  public var writes: [EventWriter]
  public var listens: [EventHandler]
  /// Topics that somebody outside writes.
  public var outside: [OutsideHandler]
  /// What is to be done about events that an earlier build stepped over.
  public var catchUp: [String: CatchUp]
  /// Copies that it keeps of events which stores of before have read already.
  public var secondReadings: [SecondReading]
  /// Its tables that say what people call things.
  public var names: [NameTable]
  /// How its tables forget a person.
  public var erases: [Erasure]
  /// The rules of a day; doing them again for the same day changes nothing.
  public var daily: [DailyRule]
  /// What its tables tell whoever watches the service.
  public var gauges: [StoreGauge] = []
  /// What goes on beside the service from its start until it is cancelled, when the service stops; the store is open until
  /// it ends, which it does soon.
  public var beside: (@Sendable (Store, Log) async -> Void)?
  /// Figures that stand in no table.
  public var metrics: (@Sendable (Metrics) -> Void)?
  /// What the service's requests ask of revoked tokens; of one feature.
  var revocations: Revocations?
  /// How the service keeps requests for approvals; of one feature.
  package var approvals: ApprovalKeeper?
  /// Where reads of customers' cards are gathered; of one feature.
  var cardReads: CardReads?

  public typealias DailyRule = @Sendable (BusinessDate, borrowing UnitOfWork) throws -> Void

  public init(
    tables: [Table] = [], @Routes routes: () -> [Route] = { [] }, writes: [EventWriter] = [],
    listens: [EventHandler] = [],
    outside: [OutsideHandler] = [], catchUp: [String: CatchUp] = [:],
    secondReadings: [SecondReading] = [], names: [NameTable] = [], erases: [Erasure] = [], daily: [DailyRule] = []
  ) {
    self.tables = tables
    self.routes = routes()
    self.writes = writes
    self.listens = listens
    self.outside = outside
    self.catchUp = catchUp
    self.secondReadings = secondReadings
    self.names = names
    self.erases = erases
    self.daily = daily
  }
}

/// A figure of a feature's tables, read whenever the service's metrics are asked for.
public struct StoreGauge: Sendable {
  let name: String
  let help: String
  let labels: [String]
  let read: @Sendable (Database, _ now: Instant) throws -> [(labels: [String], Double)]

  /// `read` gives a bounded number of values, each with those of the labels.
  public init(
    _ name: String, _ help: String, labels: [String] = [],
    read: @escaping @Sendable (Database, _ now: Instant) throws -> [(labels: [String], Double)]
  ) {
    (self.name, self.help, self.labels, self.read) = (name, help, labels, read)
  }
}

extension Feature {
  /// A table of a service and who feeds it. Its SQL stands in a migration beside the code that reads it.
  public struct Table: Hashable, Sendable, ExpressibleByStringLiteral {
    public enum Feed: Hashable, Sendable {
      /// The service's own events.
      case own
      /// Other services' events.
      case copy
      /// No event: figures that `verify` leaves out.
      case nothing
    }

    public let name: String
    public let feed: Feed

    public init(_ name: String, _ feed: Feed) {
      self.name = name
      self.feed = feed
    }

    public init(stringLiteral name: String) { self.init(name, .own) }

    /// Holds what other services' events say.
    public static func copy(_ name: String) -> Table { Table(name, .copy) }
    /// No event writes it, and `verify` leaves it out.
    public static func unverified(_ name: String) -> Table { Table(name, .nothing) }
  }
}

/// What one of the service's own events writes into its tables.
public struct EventWriter: Sendable {
  let type: any DomainEvent.Type
  let write: (@Sendable (any DomainEvent, Database) throws -> Void)?

  /// Writes the tables for an event; the only code that does.
  public static func on<Event: DomainEvent>(
    _ type: Event.Type, _ write: @escaping @Sendable (Event, Database) throws -> Void
  ) -> EventWriter {
    EventWriter(type: type) { event, database in
      guard let event = event as? Event else { return }
      try write(event, database)
    }
  }

  /// Says that an event changes no table of its own service.
  public static func nothing<Event: DomainEvent>(_ type: Event.Type) -> EventWriter {
    EventWriter(type: type, write: nil)
  }
}

/// A service that must not start as it is declared: events that nobody writes, tables that nobody owns.
public struct WrongDeclaration: Error, Hashable, Sendable, CustomStringConvertible {
  public let service: String
  public let mistakes: [String]

  public var description: String { "\(service) must not start as it is declared: \(mistakes.joined(separator: "; "))" }
}

extension [Feature] {
  /// Writes the tables for one of the service's own events. Throws `CannotApply` for an event that no feature names.
  var apply: @Sendable (any DomainEvent, Database) throws -> Void {
    let writers = Dictionary(
      flatMap(\.writes).map { (ObjectIdentifier($0.type), $0) }, uniquingKeysWith: { first, _ in first })
    return { event, database in
      guard let writer = writers[ObjectIdentifier(type(of: event))] else {
        throw CannotApply("no feature says what \(type(of: event).type) writes")
      }
      try writer.write?(event, database)
    }
  }

  /// The service's own events that are not named exactly once, and tables that are not.
  func mistakes(of source: Source?, tables found: [String]) -> [String] {
    let named = Dictionary(grouping: flatMap(\.writes)) { $0.type.type }
    let own = source.map(Catalog.events(of:)) ?? []
    let declared = Dictionary(grouping: flatMap(\.tables), by: \.name)
    return own.filter { named[$0.type] == nil }.map {
      "no feature says what \($0.type) writes; name it in the 'writes' of one, or as '.nothing'"
    }
      + named.filter { $1.count > 1 }.keys.sorted().map { "several features say what \($0) writes; one may" }
      + named.keys.filter { type in !own.contains { $0.type == type } }.sorted().map {
        "\($0) is no event of this service"
      }
      + found.filter { declared[$0] == nil }.map { "no feature declares the table '\($0)'" }
      + declared.filter { $1.count > 1 }.keys.sorted().map { "several features declare the table '\($0)'" }
      + declared.keys.filter { !found.contains($0) }.sorted().map { "no migration makes the table '\($0)'" }
  }
}
