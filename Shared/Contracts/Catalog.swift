import Kernel

/// A service that publishes, as topics, types and sources name it.
public enum Source: String, CaseIterable, Codable, Hashable, Sendable {
  case leads, sales, finance, aftersales

  /// `joinery.leads`
  public var topic: String {
    // In full, since they are asked for with every record.
    switch self {
    case .leads: "joinery.leads"
    case .sales: "joinery.sales"
    case .finance: "joinery.finance"
    case .aftersales: "joinery.aftersales"
    }
  }
  /// `joinery/leads`, the `ce_source`.
  public var uri: String {
    switch self {
    case .leads: "joinery/leads"
    case .sales: "joinery/sales"
    case .finance: "joinery/finance"
    case .aftersales: "joinery/aftersales"
    }
  }
  /// `joinery.leads.heads.v1`
  public var headsType: String {
    switch self {
    case .leads: "joinery.leads.heads.v1"
    case .sales: "joinery.sales.heads.v1"
    case .finance: "joinery.finance.heads.v1"
    case .aftersales: "joinery.aftersales.heads.v1"
    }
  }

  public init?(uri: String) {
    guard let slash = uri.firstIndex(of: "/"), uri[..<slash] == "joinery" else { return nil }
    self.init(rawValue: String(uri[uri.index(after: slash)...]))
  }
}

/// A topic as it is to be.
public struct TopicDeclaration: Hashable, Sendable {
  public let name: String
  /// At least so many: nobody counts on the number.
  public var partitions: Int
  /// Kafka's `retention.ms`.
  public var retentionMilliseconds: Int64
  /// Copies of each partition; nil leaves it to the brokers.
  public var replication: Int?

  public var deadLetters: String { "\(name).dead-letters" }
}

/// Every topic and every event of the suite.
public enum Catalog {
  public static let erpOrders = "joinery.erp.orders"
  /// What became of the ERP's messages, for its bridge to read.
  public static let erpStatus = "joinery.erp.status"
  /// Orders of our own, for the ERP's bridge to read.
  public static let erpOutboundOrders = "joinery.erp.outbound.orders"
  public static let replays = "joinery.replays"

  private static let day: Int64 = 86_400_000

  /// What somebody publishes. Services' topics forget after 30 days (`Shared/Contracts/README.md#personal-fields`): the
  /// event journals are the truth.
  public static let published: [TopicDeclaration] =
    Source.allCases.map { TopicDeclaration(name: $0.topic, partitions: 8, retentionMilliseconds: 30 * day) }
    + ERPKind.allCases.map { TopicDeclaration(name: $0.topic, partitions: 8, retentionMilliseconds: 90 * day) }

  /// What the ERP's bridge is told: what became of its messages, and our own orders. Nobody here reads them.
  public static let announced = [erpStatus, erpOutboundOrders].map {
    TopicDeclaration(name: $0, partitions: 8, retentionMilliseconds: 30 * day)
  }

  /// Where consumers ask for what they lack.
  public static let questions = TopicDeclaration(name: replays, partitions: 1, retentionMilliseconds: day)

  /// All topics. Dead letters hold the personal data of what they are copies of, so they are kept as long as that, and
  /// no longer.
  public static let topics = published + announced + published.map(deadLetters(of:)) + [questions]

  /// The topic of another one's dead letters, as that is.
  public static func deadLetters(of topic: TopicDeclaration) -> TopicDeclaration {
    TopicDeclaration(
      name: topic.deadLetters, partitions: topic.partitions, retentionMilliseconds: topic.retentionMilliseconds,
      replication: topic.replication)
  }

  /// Every event, by owner; each owner's are found by `.ci/generate-contracts`.
  public static let events: [any DomainEvent.Type] = leadsEvents + salesEvents + financeEvents + afterSalesEvents

  private static let byType = Dictionary(uniqueKeysWithValues: events.map { ($0.type, $0) })

  /// A service's own events.
  public static func events(of source: Source) -> [any DomainEvent.Type] {
    switch source {
    case .leads: leadsEvents
    case .sales: salesEvents
    case .finance: financeEvents
    case .aftersales: afterSalesEvents
    }
  }

  public static func event(_ type: String) -> (any DomainEvent.Type)? { byType[type] }

  private static let personalByType = Dictionary(
    uniqueKeysWithValues: events.flatMap { event in readers(of: event).map { ($0.type, event.personal) } })

  /// The personal fields of an event in whatever version; nil for a type that the catalog does not know.
  public static func personal(of type: String) -> Set<String>? { personalByType[type] }

  /// Reads the JSON of an event in whatever version it was written.
  package typealias Reader = @Sendable (_ data: [UInt8]) throws -> any DomainEvent

  private static let readers = Dictionary(uniqueKeysWithValues: events.flatMap { readers(of: $0) })

  /// Every type that can be read: the events as they are written today, and their earlier versions.
  public static var types: Set<String> { Set(readers.keys) }

  /// The event of these bytes, as its present version says it; nil for a type that the catalog does not know.
  public static func decoded(_ type: String, _ data: [UInt8]) throws -> (any DomainEvent)? {
    try readers[type]?(data)
  }

  /// All versions of one event, the present one first.
  package static func readers<Event: DomainEvent>(of event: Event.Type) -> [(type: String, read: Reader)] {
    let present: Reader = { try Event.decoded($0) }
    return [(event.type, present)] + event.earlier.map { version in (version.type, { try version.decode($0) }) }
  }

  /// How many streams a service's events are spread over, for the life of the suite.
  public static let streamCount = 256

  /// FNV-1a-64 of the key's UTF-8, modulo 256 (`Shared/Messaging/README.md#streams-and-numbers`).
  public static func stream(of key: String) -> Int { Int(fnv1a64(key.utf8) % UInt64(streamCount)) }
}
