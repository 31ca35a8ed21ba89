import Contracts
import Kernel
import Persistence
import SQLite

/// Where an event came from, for those who must be able to name it: source, epoch, stream, number.
public struct EventOrigin: Hashable, Sendable {
  public var source: Source
  public var epoch: String
  public var stream: Int
  public var number: Int64
  public var id: String
  public var type: String
  /// When it was written (`ce_time`).
  public var time: Instant
  public var actor: String
  public var subject: String
  public var correlationID: String

  public init(_ entry: JournalEntry, from source: Source, epoch: String) {
    self.source = source
    self.epoch = epoch
    stream = entry.stream
    number = entry.number
    id = entry.id
    type = entry.type
    time = entry.time
    actor = entry.cause.actor
    subject = entry.subject
    correlationID = entry.cause.correlationID
  }

  init?(_ envelope: Envelope, from source: Source) {
    guard let epoch = envelope.epoch, let stream = envelope.stream, let number = envelope.number,
      let time = envelope.time
    else { return nil }
    self.source = source
    self.epoch = epoch
    self.stream = stream
    self.number = number
    id = envelope.id
    type = envelope.type
    self.time = time
    actor = envelope.actor ?? ""
    subject = envelope.subject ?? ""
    correlationID = envelope.correlationID ?? envelope.id
  }
}

/// Thrown by a handler whose event refers to something that another key or topic has still to bring: the key waits,
/// and goes on by itself when that aggregate's event is applied or recorded here.
public struct WaitsFor: Error, Hashable, Sendable {
  /// `sales`, or the own service.
  public let service: String
  public let subject: String

  public init(_ service: String, _ subject: String) {
    self.service = service
    self.subject = subject
  }
}

/// Thrown by a handler for an event that can never be applied as it is: the key is parked with this reason.
public struct CannotApply: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}

/// What a service does with one type of event of another service.
public struct EventHandler: Sendable {
  public let type: String
  public let source: Source
  /// Writes the service's copy of the fact: nothing but tables that this source alone feeds, so that it can be folded
  /// again and compared.
  let copy: @Sendable (_ data: [UInt8], _ origin: EventOrigin, _ database: Database) throws -> Void
  /// Reads an event, which needs no store and is done before its transaction, and gives what is to be done there: both
  /// the copy and what the service does about the event.
  package var read: @Sendable (_ data: [UInt8]) throws -> Effect
  private let parts: any HandlerParts

  package typealias Effect = @Sendable (_ origin: EventOrigin, _ unit: borrowing UnitOfWork) throws -> Void

  /// `copy` keeps the fact; `react` may record events of one's own and throw `WaitsFor` or `CannotApply`.
  public static func on<Event: DomainEvent>(
    _ event: Event.Type,
    copy: (@Sendable (Event, EventOrigin, Database) throws -> Void)? = nil,
    react: (@Sendable (Event, EventOrigin, borrowing UnitOfWork) throws -> Void)? = nil
  ) -> EventHandler {
    EventHandler(TypedParts(copies: copy.map { [$0] } ?? [], reactions: react.map { [$0] } ?? []), as: Event.type) {
      try Event.decoded($0)
    }
  }

  /// The same for those who need not know where the event came from.
  public static func on<Event: DomainEvent>(
    _ event: Event.Type,
    copy: (@Sendable (Event, Database) throws -> Void)? = nil,
    react: (@Sendable (Event, borrowing UnitOfWork) throws -> Void)? = nil
  ) -> EventHandler {
    var parts = TypedParts<Event>(copies: [], reactions: [])
    if let copy { parts.copies = [{ event, _, database in try copy(event, database) }] }
    if let react { parts.reactions = [{ event, _, unit in try react(event, unit) }] }
    return EventHandler(parts, as: Event.type) { try Event.decoded($0) }
  }

  /// An event of which only others of its kind, or the intake itself, make something.
  public static func noted<Event: DomainEvent>(_ event: Event.Type) -> EventHandler {
    EventHandler(TypedParts<Event>(copies: [], reactions: []), as: Event.type) { try Event.decoded($0) }
  }

  private init<Event: DomainEvent>(
    _ parts: TypedParts<Event>, as type: String, decode: @escaping @Sendable ([UInt8]) throws -> Event
  ) {
    self.parts = parts
    self.type = type
    source = Event.type.split(separator: ".").dropFirst().first.flatMap { Source(rawValue: String($0)) } ?? .leads
    let (copies, reactions) = (parts.copies, parts.reactions)
    copy = { data, origin, database in
      guard !copies.isEmpty else { return }
      let event = try decode(data)
      for copy in copies { try copy(event, origin, database) }
    }
    read = { data in
      let event = try decode(data)
      return { origin, unit in
        for copy in copies { try copy(event, origin, unit.database) }
        for react in reactions { try react(event, origin, unit) }
      }
    }
  }

  /// One handler for what several capabilities do about one type: all copies first, in their order, then all reactions.
  func joined(with other: EventHandler) -> EventHandler { parts.joined(with: other.parts) ?? self }

  /// The same for events as earlier versions wrote them.
  var ofEarlierVersions: [EventHandler] { parts.handlersOfEarlierVersions }

  /// What a service does about an event of this type, before it is read.
  private struct TypedParts<Event: DomainEvent>: HandlerParts {
    var copies: [@Sendable (Event, EventOrigin, Database) throws -> Void]
    var reactions: [@Sendable (Event, EventOrigin, borrowing UnitOfWork) throws -> Void]

    func joined(with other: any HandlerParts) -> EventHandler? {
      guard let other = other as? TypedParts<Event> else { return nil }
      return EventHandler(
        TypedParts(copies: copies + other.copies, reactions: reactions + other.reactions), as: Event.type
      ) { try Event.decoded($0) }
    }

    var handlersOfEarlierVersions: [EventHandler] {
      Event.earlier.map { version in EventHandler(self, as: version.type, decode: version.decode) }
    }
  }
}

private protocol HandlerParts: Sendable {
  /// Nil for parts of another type of event.
  func joined(with other: any HandlerParts) -> EventHandler?
  var handlersOfEarlierVersions: [EventHandler] { get }
}

/// A topic that somebody outside writes: no numbers, deduplicated by (`ce_source`, `ce_id`).
public struct OutsideHandler: Sendable {
  public let topic: String
  /// Reads a record as an event; nil for one that says nothing.
  let read: @Sendable (Record) throws(EnvelopeError) -> Envelope?
  /// What the event is about and which revision of it, when that can be read: this much is held when it cannot be
  /// applied, and given up when a later revision takes its place.
  let identify: @Sendable (Envelope) -> (key: String, revision: Int)?
  /// The key of whose it is: of a person who was erased, a message is not kept as it came.
  let belongs: @Sendable (Envelope, borrowing UnitOfWork) throws -> String?
  let handle: @Sendable (Envelope, borrowing UnitOfWork) throws -> Void
  /// Tells whoever sent it what became of a message that was not simply applied, in the same transaction.
  let tell: @Sendable (OutsideOutcome, OutsideSubject, borrowing UnitOfWork) throws -> Void
  /// What a message has by which it can be told what it is about, for whoever sends it.
  let naming: String

  /// `belongs`: without it, a message is whose its source and key are, as orders are.
  public init(
    topic: String, naming: String = "an order has a field 'orderNumber'",
    read: @escaping @Sendable (Record) throws(EnvelopeError) -> Envelope? = Envelope.init,
    identify: @escaping @Sendable (Envelope) -> (key: String, revision: Int)?,
    belongs: (@Sendable (Envelope, borrowing UnitOfWork) throws -> String?)? = nil,
    handle: @escaping @Sendable (Envelope, borrowing UnitOfWork) throws -> Void,
    tell: @escaping @Sendable (OutsideOutcome, OutsideSubject, borrowing UnitOfWork) throws -> Void = { _, _, _ in }
  ) {
    self.topic = topic
    self.naming = naming
    self.read = read
    self.identify = identify
    self.belongs = belongs ?? { envelope, _ in identify(envelope).map { "\(envelope.source)#\($0.key)" } }
    self.handle = handle
    self.tell = tell
  }
}

/// What became of a message from outside that was not simply applied.
public enum OutsideOutcome: Hashable, Sendable {
  /// Set aside, with the reason.
  case parked(String)
  /// Set aside until what it refers to comes, with what that is.
  case waiting(String)
  /// Set aside, since another one of the same id was taken, with the reason.
  case conflict(String)
  /// Given up for a later revision.
  case superseded(by: Int)
  /// A person has it applied again; what comes of it is told next.
  case redriven
  case discarded(why: String)
}

/// Which message that is, as far as it can be read.
public struct OutsideSubject: Hashable, Sendable {
  /// `ce_source`.
  public var source: String?
  /// What it is about, by the handler's `identify`.
  public var key: String?
  public var revision: Int?
  /// `ce_id`.
  public var id: String?

  public init(source: String? = nil, key: String? = nil, revision: Int? = nil, id: String? = nil) {
    (self.source, self.key, self.revision, self.id) = (source, key, revision, id)
  }
}

/// How a build that newly handles a type makes up for the events that its store has stepped over.
public enum CatchUp: Hashable, Sendable {
  /// Refuses to start: somebody has to decide.
  case undecided
  /// Earlier events of the type do not matter.
  case fromNowOn
}

/// All that a service listens to.
public struct Subscriptions: Sendable {
  public let service: String
  var handlers: [String: EventHandler]
  let handledNames: Set<String>
  public let sources: [Source]
  public let outside: [OutsideHandler]
  public let catchUp: [String: CatchUp]
  /// In the order in which builds have brought them.
  public let secondReadings: [SecondReading]
  /// How long ids of outside events are remembered, in milliseconds: one year. What comes again later counts as new.
  public var outsideMemory: Int64 = 365 * 86_400_000
  /// What handlers leave to the end of their transaction, since many events of a batch add to the same rows.
  public var settle: @Sendable (Database) throws -> Void = { _ in }
  /// Is shown every event of a service once, in the order of its stream, in the transaction in which it is taken: whether
  /// or not it is handled or held, blank where its person was erased. After a rebuild all are shown again.
  public var passing: (@Sendable (Envelope, EventOrigin, Database) throws -> Void)?

  /// `catchUp` names the types that this store may have stepped over, and what is to be done about it.
  public init(
    service: String, to sources: [Source], _ handlers: [EventHandler], outside: [OutsideHandler] = [],
    catchUp: [String: CatchUp] = [:], secondReadings: [SecondReading] = []
  ) {
    self.service = service
    self.sources = sources
    let present = Dictionary(handlers.map { ($0.type, $0) }, uniquingKeysWith: { $0.joined(with: $1) })
    self.handlers = present.values.flatMap(\.ofEarlierVersions).reduce(into: present) { $0[$1.type] = $1 }
    handledNames = Set(present.keys.compactMap { EventName($0)?.base })
    self.outside = outside
    self.catchUp = catchUp
    self.secondReadings = secondReadings
  }

  /// The same with other handlers in the place of these: for tests that note, or spoil, what is handled.
  package func replacing(_ other: (EventHandler) -> EventHandler) -> Subscriptions {
    var result = self
    result.handlers = handlers.mapValues(other)
    return result
  }

  /// Whether stores that have stepped over events of this type read them a second time.
  func isReadAgain(_ type: String) -> Bool {
    secondReadings.contains { $0.handlers.contains { $0.type == type } }
  }

  /// Whether events of this type are handled, and not stepped over.
  package func handles(_ type: String) -> Bool { handlers[type] != nil }

  /// Writes the copy of one event of another service again, as when it came; nothing for a type without one.
  /// `settle` is to be called after the last of them.
  public func copy(_ data: [UInt8], _ origin: EventOrigin, to database: Database) throws {
    try handlers[origin.type]?.copy(data, origin, database)
  }
}
