import Foundation
import Kafka
import Testing

@Suite struct KafkaConfigurationTests {
  private func configuration(_ environment: [String: String]) throws(KafkaConfigurationError) -> KafkaConfiguration {
    try KafkaConfiguration(
      bootstrapServers: "127.0.0.1:1", clientID: "test", groupID: "test", environment: environment)
  }

  @Test func takesPropertiesAndIgnoresWhatIsNotItsOwn() throws {
    let configuration = try configuration([
      "JOINERY_KAFKA_BOOTSTRAP_SERVERS": "one:1,two:2", "JOINERY_KAFKA_FETCH_WAIT_MAX_MS": "500",
      "JOINERY_KAFKA_LAUNCHER": "anything", "JOINERY_PORT": "1", "PATH": "/bin",
    ])
    #expect(configuration.bootstrapServers == "one:1,two:2")
  }

  @Test func namesTheVariableOfAnUnknownProperty() {
    #expect(throws: KafkaConfigurationError.unknownProperty(variable: "JOINERY_KAFKA_SSL_CAR", property: "ssl.car")) {
      try configuration(["JOINERY_KAFKA_SSL_CAR": "x"])
    }
  }

  @Test(arguments: [
    "ENABLE_IDEMPOTENCE", "ACKS", "REQUEST_REQUIRED_ACKS", "AUTO_OFFSET_RESET", "ENABLE_AUTO_COMMIT",
    "MESSAGE_TIMEOUT_MS", "DELIVERY_TIMEOUT_MS", "RETRIES", "GROUP_ID", "TRANSACTIONAL_ID",
    "TEST_MOCK_NUM_BROKERS", "ACKS_FILE",
  ])
  func refusesWhatPromisesRestOn(_ name: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data("1".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let variable = "JOINERY_KAFKA_\(name)"
    let error = #expect(throws: KafkaConfigurationError.self) {
      try configuration([variable: name.hasSuffix("_FILE") ? file.path : "1"])
    }
    guard case .refusedProperty(variable, _, let reason) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test func refusesAValueThatLibrdkafkaDoesNotTake() {
    let error = #expect(throws: KafkaConfigurationError.self) {
      try configuration(["JOINERY_KAFKA_LINGER_MS": "soon"])
    }
    guard case .invalidValue("JOINERY_KAFKA_LINGER_MS", _) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
  }

  @Test(arguments: ["JOINERY_KAFKA_SASL_MECHANISM", "JOINERY_KAFKA_SASL_MECHANISMS"])
  func refusesScramWithAnOldLibrary(_ variable: String) {
    let error = #expect(throws: KafkaConfigurationError.self) { try configuration([variable: "SCRAM-SHA-512"]) }
    #expect(error?.description.contains("\(variable): SCRAM-SHA-512") == true)
    #expect(error?.description.contains("PLAIN over TLS") == true)
  }

  @Test func readsSecretsFromFiles() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data("host:9\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(try configuration(["JOINERY_KAFKA_BOOTSTRAP_SERVERS_FILE": file.path]).bootstrapServers == "host:9")
    #expect(
      throws: KafkaConfigurationError.givenTwice(
        variable: "JOINERY_KAFKA_SASL_PASSWORD_FILE", other: "JOINERY_KAFKA_SASL_PASSWORD")
    ) {
      try configuration([
        "JOINERY_KAFKA_SASL_PASSWORD": "secret", "JOINERY_KAFKA_SASL_PASSWORD_FILE": file.path,
      ])
    }
  }

  @Test(arguments: ["/nowhere/secret", "/tmp"])
  func namesTheFileThatCannotBeRead(_ path: String) {
    let error = #expect(throws: KafkaConfigurationError.self) {
      try configuration(["JOINERY_KAFKA_SASL_PASSWORD_FILE": path])
    }
    guard case .unreadableFile("JOINERY_KAFKA_SASL_PASSWORD_FILE", path, _) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
  }

  @Test func saysWhichVariablesAnUnusableClientHas() throws {
    let configuration = try configuration([
      "JOINERY_KAFKA_SECURITY_PROTOCOL": "ssl", "JOINERY_KAFKA_SSL_CA_LOCATION": "/nowhere/ca.crt",
    ])
    let error = #expect(throws: KafkaConfigurationError.self) { try KafkaProducer(configuration) }
    guard case .unusable(_, ["JOINERY_KAFKA_SECURITY_PROTOCOL", "JOINERY_KAFKA_SSL_CA_LOCATION"]) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
  }
}
