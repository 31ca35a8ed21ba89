/// A topic as it has to be.
public struct TopicDeclaration: Hashable, Sendable {
  public let name: String
  public let partitions: Int32
  /// Copies of each partition; -1 leaves it to the broker. Only looked at when the topic is created.
  public let replicationFactor: Int32
  /// Settings of the topic by Kafka's names (`retention.ms`); settings that are not named here are left alone.
  public let configs: [String: String]

  public init(name: String, partitions: Int32, replicationFactor: Int32 = -1, configs: [String: String] = [:]) {
    self.name = name
    self.partitions = partitions
    self.replicationFactor = replicationFactor
    self.configs = configs
  }
}

/// What became of one declaration.
public struct TopicReport: Hashable, Sendable, CustomStringConvertible {
  public enum Outcome: Hashable, Sendable {
    case created
    /// The broker knows no request that creates topics (the embedded one) and made it on being asked about it.
    case createdByUse
    case unchanged
    /// Partitions were added (nil: there were enough), settings were changed (their names).
    case changed(partitionsBefore: Int32?, configs: [String])
    /// The topic is not as declared; the reason and what to do.
    case refused(String)
  }

  public let topic: TopicDeclaration
  public let outcome: Outcome

  public var description: String {
    switch outcome {
    case .created: "\(topic.name): created with \(topic.partitions) partitions"
    case .createdByUse: "\(topic.name): created by the broker itself with \(topic.partitions) partitions"
    case .unchanged: "\(topic.name): unchanged"
    case .changed(let before, let configs):
      "\(topic.name): "
        + [
          before.map { "partitions \($0) → \(topic.partitions)" },
          configs.isEmpty ? nil : "set " + configs.map { "\($0)=\(topic.configs[$0] ?? "")" }.joined(separator: ", "),
        ].compactMap { $0 }.joined(separator: "; ")
    case .refused(let reason): "\(topic.name): FAILED, \(reason)"
    }
  }
}
