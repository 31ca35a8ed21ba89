import CKafka

/// How to reach the brokers: an address, who is asking, and whatever librdkafka properties the environment adds.
///
/// `JOINERY_KAFKA_SSL_CA_LOCATION` sets `ssl.ca.location`: any property of librdkafka in upper case, its dots as
/// underscores. With `_FILE` at the end the variable names a file that holds the value. Properties that a promise of
/// the suite rests on are refused (`KafkaRole.refused`). `JOINERY_TOPIC_PREFIX` is what stands before the names of topics.
public struct KafkaConfiguration: Sendable {
  /// A property that the environment gave, and the variable it came from.
  struct Override: Hashable, Sendable {
    let variable: String
    let property: String
    let value: String
    /// The file that the value was read from; nil where it stood in the variable itself.
    var file: String?

    /// What the file holds now, or held when it could be read last.
    var current: String {
      file.flatMap { path in try? secret(in: path, variable: variable) } ?? value
    }

    /// The file that a handle reads when it is made.
    fileprivate var path: String? {
      file ?? (property.hasPrefix("ssl.") && property.hasSuffix(".location") ? value : nil)
    }
  }

  /// `host:port`, several with commas between.
  public let bootstrapServers: String
  public let clientID: String
  /// The consumer group under which offsets are committed for lag tools; partitions are never shared out by it.
  public let groupID: String
  /// What topics and groups have before their names at the brokers.
  public let topicPrefix: TopicPrefix
  let overrides: [Override]
  /// What librdkafka has to say: a syslog level (0 to 7, 3 is an error) and a line. It is called from threads of the
  /// library and must not block. Nil: the library writes to standard error.
  public var log: (@Sendable (_ level: Int32, _ line: String) -> Void)?

  /// - Parameters:
  ///   - bootstrapServers: used where the environment has no `JOINERY_KAFKA_BOOTSTRAP_SERVERS`.
  ///   - environment: variables without the prefix `JOINERY_KAFKA_` are ignored, but for `JOINERY_TOPIC_PREFIX`.
  public init(
    bootstrapServers: String, clientID: String, groupID: String, environment: [String: String] = [:]
  ) throws(KafkaConfigurationError) {
    overrides = try Self.overrides(in: environment)
    self.bootstrapServers = overrides.first { $0.property == "bootstrap.servers" }?.value ?? bootstrapServers
    topicPrefix = try TopicPrefix(environment: environment)
    self.clientID = topicPrefix.outside(clientID)
    self.groupID = topicPrefix.outside(groupID)
  }

  /// The files of certificates, keys and passwords. A client reads them when it connects for the first time and after
  /// `reopen`.
  public var files: [String] { overrides.compactMap(\.path) }

  private static let prefix = "JOINERY_KAFKA_"
  /// Names the launcher of Apache Kafka for tests (`TestSupport`); it stands in the environment of what they start.
  private static let notProperties: Set<String> = ["JOINERY_KAFKA_LAUNCHER"]

  private static func overrides(in environment: [String: String]) throws(KafkaConfigurationError) -> [Override] {
    let scratch = rd_kafka_conf_new()
    defer { rd_kafka_conf_destroy(scratch) }
    var found: [Override] = []
    for (variable, value) in environment.sorted(by: { $0.key < $1.key })
    where variable.hasPrefix(prefix) && !notProperties.contains(variable) {
      let override = try override(variable, value)
      if let other = found.first(where: { $0.property == override.property }) {
        throw .givenTwice(variable: variable, other: other.variable)
      }
      try check(override, on: scratch)
      found.append(override)
    }
    return found
  }

  private static func override(_ variable: String, _ value: String) throws(KafkaConfigurationError) -> Override {
    var name = variable.dropFirst(prefix.count).lowercased().replacing("_", with: ".")
    guard name.hasSuffix(".file") else { return Override(variable: variable, property: name, value: value) }
    name.removeLast(".file".count)
    return Override(
      variable: variable, property: name, value: try secret(in: value, variable: variable), file: value)
  }

  private static func check(_ override: Override, on scratch: OpaquePointer?) throws(KafkaConfigurationError) {
    if let reason = KafkaRole.refused[override.property] {
      throw .refusedProperty(variable: override.variable, property: override.property, reason: reason)
    }
    if ["sasl.mechanism", "sasl.mechanisms"].contains(override.property),
      override.value.uppercased().hasPrefix("SCRAM"), rd_kafka_version() < 0x0206_01ff
    {
      throw .scramUnsupported(
        variable: override.variable, mechanism: override.value, library: String(cString: rd_kafka_version_str()))
    }
    let (result, reason) = withErrorText { text, size in
      rd_kafka_conf_set(scratch, override.property, override.value, text, size)
    }
    switch result {
    case RD_KAFKA_CONF_OK: return
    case RD_KAFKA_CONF_UNKNOWN:
      throw .unknownProperty(variable: override.variable, property: override.property)
    default: throw .invalidValue(variable: override.variable, reason: reason)
    }
  }
}
