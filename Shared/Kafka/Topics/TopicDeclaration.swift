/// A topic as it has to be.
public struct TopicDeclaration: Hashable, Sendable {
  public let name: String
  /// At least so many: more of them are no fault.
  public let partitions: Int32
  /// Copies of each partition; -1 leaves it to the broker. A topic that is there keeps those that it has.
  public let replicationFactor: Int32
  /// Settings of the topic by Kafka's names (`retention.ms`); settings that are not named here are left alone.
  public let configs: [String: String]

  public init(name: String, partitions: Int32, replicationFactor: Int32 = -1, configs: [String: String] = [:]) {
    self.name = name
    self.partitions = partitions
    self.replicationFactor = replicationFactor
    self.configs = configs
  }

  /// The same under another name.
  func named(_ name: String) -> Self {
    Self(name: name, partitions: partitions, replicationFactor: replicationFactor, configs: configs)
  }
}

/// What became of one declaration, or would become of it.
public struct TopicReport: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    case created
    /// The broker knows no request that creates topics (the embedded one) and made it on being asked about it.
    case createdByUse
    case unchanged
    /// So many partitions were added, and the settings of these names changed.
    case changed(partitionsAdded: Int32, configs: [String])
    /// The topic is not as declared; the reason and what to do.
    case refused(String)
  }

  /// The topic as it was found.
  public struct Found: Hashable, Sendable {
    public let partitions: Int32
    public let replicationFactor: Int32
    /// Those settings that are declared; nil where the broker has none (the embedded one).
    public let configs: [String: String]?

    public init(partitions: Int32, replicationFactor: Int32, configs: [String: String]?) {
      self.partitions = partitions
      self.replicationFactor = replicationFactor
      self.configs = configs
    }
  }

  /// By its name at the brokers.
  public let topic: TopicDeclaration
  /// Nil where it was not there, or could not be looked at.
  public let found: Found?
  public let outcome: Outcome

  public init(topic: TopicDeclaration, found: Found?, outcome: Outcome) {
    self.topic = topic
    self.found = found
    self.outcome = outcome
  }

  public var isRefused: Bool {
    if case .refused = outcome { true } else { false }
  }

  /// Whether it has fewer copies than declared, or more: nothing here changes that.
  public var hasOtherReplication: Bool {
    guard let found, topic.replicationFactor > 0 else { return false }
    return found.replicationFactor != topic.replicationFactor
  }
}
