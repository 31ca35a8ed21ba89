/// A setting of the Kafka client that cannot be used. Each case names the environment variable it came from.
public enum KafkaConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// librdkafka has no property of that name.
  case unknownProperty(variable: String, property: String)
  /// librdkafka does not take that value; the reason is its own.
  case invalidValue(variable: String, reason: String)
  /// The property is ours to set, since a promise of the suite rests on it.
  case refusedProperty(variable: String, property: String, reason: String)
  /// SASL/SCRAM with a librdkafka before 2.6.1, whose answer Apache Kafka takes for a wrong password.
  case scramUnsupported(variable: String, mechanism: String, library: String)
  /// The file that a `_FILE` variable names cannot be read.
  case unreadableFile(variable: String, path: String, reason: String)
  /// The value and the file of one property are both given.
  case givenTwice(variable: String, other: String)
  /// The properties are fine one by one, but librdkafka makes no client of them (a file is missing, two exclude
  /// each other); `variables` are those that the environment gave.
  case unusable(reason: String, variables: [String])

  public var description: String {
    switch self {
    case .unknownProperty(let variable, let property):
      "\(variable): librdkafka has no property '\(property)'; "
        + "see its CONFIGURATION.md for the names (dots become underscores), or unset the variable"
    case .invalidValue(let variable, let reason): "\(variable): \(reason)"
    case .refusedProperty(let variable, let property, let reason):
      "\(variable): '\(property)' cannot be changed, \(reason); unset the variable"
    case .scramUnsupported(let variable, let mechanism, let library):
      "\(variable): \(mechanism) does not work with librdkafka \(library): Apache Kafka refuses what versions before "
        + "2.6.1 send as wrong credentials. Use a newer librdkafka, PLAIN over TLS (security.protocol=SASL_SSL, "
        + "sasl.mechanism=PLAIN), or mutual TLS (security.protocol=SSL with ssl.certificate.location and "
        + "ssl.key.location)"
    case .unreadableFile(let variable, let path, let reason):
      "\(variable): the file '\(path)' cannot be read: \(reason)"
    case .givenTwice(let variable, let other): "\(variable) and \(other) are both set; unset one of them"
    case .unusable(let reason, let variables):
      "the Kafka client cannot be made: \(reason)"
        + (variables.isEmpty ? "" : " (set by the environment: \(variables.joined(separator: ", ")))")
    }
  }
}
