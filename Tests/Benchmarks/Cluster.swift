import Contracts
import Kafka
import TestSupport

/// The log that P2 to P5 run on: Apache Kafka where there is one, else the embedded broker.
final class Cluster {
  let address: String
  let name: String
  private let apache: ApacheKafka?
  private let embedded: EmbeddedBroker?

  init() throws {
    if ApacheKafka.missing == nil {
      let broker = try ApacheKafka()
      (apache, embedded, address, name) = (broker, nil, broker.address, "Apache Kafka")
      let reports = try KafkaTopics(Self.configuration(address)).apply(
        Catalog.topics.map {
          Kafka.TopicDeclaration(
            name: $0.name, partitions: Int32($0.partitions), configs: ["retention.ms": String($0.retentionMilliseconds)]
          )
        })
      note("\(reports.count { $0.outcome == .created }) topics created")
    } else {
      let broker = try EmbeddedBroker(topics: [])
      (apache, embedded, address, name) = (nil, broker, broker.address, "embedded broker")
    }
    note("on \(name)")
  }

  func stop() throws {
    try apache?.stop()
    try embedded?.stop()
  }

  static func configuration(_ address: String) throws -> KafkaConfiguration {
    var configuration = try KafkaConfiguration(
      bootstrapServers: address, clientID: "benchmark", groupID: "benchmark", environment: [:])
    configuration.log = { _, _ in }
    return configuration
  }
}
