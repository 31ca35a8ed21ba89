import FoundationEssentials
import Glibc
import Kafka
import Kernel
import ServiceRuntime

/// What the common options say: where the suite's data, executables and ports are, and who asks.
package struct Settings: Sendable {
  package static let options = [
    Option("data", "DIR", "folder of stores, logs and keys (default .data)"),
    Option("port-base", "N", "leads serves N+1, sales N+2, finance N+3, after-sales N+4, reporting N+5 (default 8100)"),
    Option("broker-port", "N", "port of the embedded broker (default 9092)"),
    Option("kafka", "ADDRESS", "use these brokers (host:port, several with commas), not the embedded one"),
    Option("by-name", nil, "services are on hosts named as they are, as in compose.yaml, not on this machine"),
    Option("tls", nil, "services speak TLS, with certificates of the system's authorities"),
    Option("ca", "FILE", "services speak TLS, with certificates of this authority (PEM; default JOINERY_TLS_CA_FILE)"),
    Option("tls-name", "NAME", "what the services' certificate is made out to, where that is not their host"),
    Option(
      "token", "TOKEN",
      "who asks (default JOINERY_TOKEN, the file JOINERY_TOKEN_FILE, DIR/token, else one signed with DIR's key)"),
    Option("help", nil, "this text"),
  ]

  /// Variables that `joinery` reads and services do not.
  package static let own = [
    "JOINERY_TOKEN", "JOINERY_TOKEN_FILE", "JOINERY_BUILD", "JOINERY_BACKUP_TO", "JOINERY_BACKUP_RECIPIENTS_FILE",
    "JOINERY_BACKUP_REMOTE", "JOINERY_BACKUP_EVERY", "JOINERY_BACKUP_KEEP_DAYS",
    "JOINERY_TOPICS_FILE", "JOINERY_TOPIC_PARTITIONS", "JOINERY_TOPIC_RETENTION_DAYS", "JOINERY_TOPIC_REPLICATION",
  ]

  /// Variables that one service alone reads: the others refuse them.
  private static let ofOne: [String: Set<String>] = [
    "leads": [
      "JOINERY_SIGNING_KEY", "JOINERY_SIGNING_KEY_FILE", "JOINERY_TOKEN_DAYS", "JOINERY_OIDC_ISSUER",
      "JOINERY_OIDC_CLIENT_ID", "JOINERY_OIDC_CLIENT_SECRET", "JOINERY_OIDC_CLIENT_SECRET_FILE",
      "JOINERY_OIDC_REDIRECT_URL", "JOINERY_OIDC_CA_FILE", "JOINERY_OIDC_EMPLOYEE_CLAIM", "JOINERY_OIDC_ROLES_CLAIM",
      "JOINERY_OIDC_ROLES",
    ],
    "sales": ["JOINERY_ERP_TAKES_ORDERS", "JOINERY_ERP_REGISTERS_WITHIN_HOURS"],
    "reporting": [
      "JOINERY_SNAPSHOT_EVERY", "JOINERY_PUSH", "JOINERY_PUSH_ALLOW", "JOINERY_PUSH_KEEP", "JOINERY_PUSH_PATIENCE",
      "JOINERY_PUSH_TIMEOUT", "JOINERY_PUSH_CA_FILE", "JOINERY_MAIL_SERVER", "JOINERY_MAIL_FROM", "JOINERY_MAIL_USER",
      "JOINERY_MAIL_PASSWORD", "JOINERY_MAIL_PASSWORD_FILE", "JOINERY_MAIL_CA_FILE", "JOINERY_REPLICA",
      "JOINERY_COMPANIES",
    ],
  ]

  /// Whether a variable is for another service than this one.
  package static func isOfAnother(_ name: String, than service: String) -> Bool {
    ofOne.contains { $0.key != service && $0.value.contains(name) }
  }

  package var data: String
  var portBase: Int
  package var brokerPort: Int
  /// Brokers outside of the suite; nil: the embedded one.
  package var kafka: String?
  /// Each service is on a host of its own name.
  var byName: Bool
  /// The folder of the executables.
  package var executables: String
  package var services: [KnownService]
  package let environment: [String: String]
  /// Whose certificates are taken; nil where services speak plain HTTP.
  let trust: Trust?
  /// What the services' certificate is made out to, where that is not their host.
  let certified: String?
  private let givenToken: String?

  package init(
    _ arguments: Arguments, executables: String = Settings.ownFolder(),
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(Failure) {
    data = arguments.text("data") ?? ".data"
    portBase = try arguments.number("port-base", in: 1...65_530) ?? 8100
    brokerPort = try arguments.number("broker-port", in: 1...65_535) ?? 9092
    kafka = arguments.text("kafka")
    byName = arguments.has("by-name")
    self.executables = executables
    self.environment = environment
    services = byName ? KnownService.all : KnownService.built(in: executables)
    certified = arguments.text("tls-name")
    trust = Self.trust(arguments, environment, byName: arguments.has("by-name"), named: certified != nil)
    givenToken = arguments.text("token") ?? environment["JOINERY_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    if kafka != nil, arguments.has("broker-port") {
      throw Failure(
        "--kafka and --broker-port exclude each other: one names outside brokers, the other the embedded one")
    }
  }

  /// Certificates are checked as any client would. Services of this machine whose own certificate file is known by the
  /// environment, as under `joinery up`, are taken by that very certificate: 127.0.0.1 rarely stands in one.
  private static func trust(
    _ arguments: Arguments, _ environment: [String: String], byName: Bool, named: Bool
  ) -> Trust? {
    func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let authorities = arguments.text("ca") ?? set("JOINERY_TLS_CA_FILE") { return Trust(authorities: authorities) }
    if arguments.has("tls") { return Trust() }
    guard let own = set("JOINERY_TLS_CERTIFICATE_FILE") else { return nil }
    return Trust(authorities: own, checksName: byName || named)
  }

  package var brokers: String { kafka ?? "127.0.0.1:\(brokerPort)" }

  package func port(of service: KnownService) -> Int { portBase + service.offset }

  func host(of service: KnownService) -> String { byName ? service.name : "127.0.0.1" }

  package func service(named name: String?) throws(Failure) -> KnownService {
    let names = services.map(\.name).joined(separator: ", ")
    guard let name else { throw Failure("--service is missing: one of \(names)") }
    guard let service = services.first(where: { $0.name == name }) else {
      throw Failure("there is no service '\(name)': it is one of \(names)")
    }
    return service
  }

  /// The token to send with requests: the one given, the one kept in the folder, or one signed here for `roles`.
  /// Nil where there is no key either: the services then take everybody on this machine.
  package func token(for roles: Set<Role> = [.operations, .manager]) throws -> String? {
    if let givenToken { return givenToken }
    if let file = environment["JOINERY_TOKEN_FILE"], !file.isEmpty {
      // Read anew each time: whoever goes on for long, such as 'joinery backup --every', gets one that was renewed.
      guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
        throw Failure("JOINERY_TOKEN_FILE: the file '\(file)' cannot be read")
      }
      return text.trimmed
    }
    if let kept = try? String(contentsOfFile: "\(data)/token", encoding: .utf8) { return kept.trimmed }
    guard let tokens = try KeyFiles.tokens(data: data, environment) else { return nil }
    let caller = Caller(subject: "joinery", name: "joinery", roles: roles)
    return try tokens.sign(caller, at: TimeSource.system.now(), validFor: 3600)
  }

  /// The environment with a name in the place of `{service}` in the settings of Kafka and OpenTelemetry, by which each of
  /// those that are started together has a certificate and a name of its own.
  package func environment(of name: String) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: environment.map { variable, value in
        let isEachOnes = variable.hasPrefix("JOINERY_KAFKA_") || variable.hasPrefix("OTEL_")
        return (variable, isEachOnes ? value.replacing("{service}", with: name) : value)
      })
  }

  package func topicPrefix() throws(KafkaConfigurationError) -> TopicPrefix {
    try TopicPrefix(environment: environment)
  }

  package func kafkaConfiguration() throws(KafkaConfigurationError) -> KafkaConfiguration {
    var configuration = try KafkaConfiguration(
      bootstrapServers: brokers, clientID: "joinery-console", groupID: "joinery-console",
      environment: environment(of: "console"))
    // What matters arrives as an error of the call; the library's own lines would only tear up the progress bar.
    configuration.log = { _, _ in }
    return configuration
  }

  /// Where this executable stands, and the others beside it.
  package static func ownFolder() -> String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &path, path.count)
    let text = String(decoding: path.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.lastIndex(of: "/").map { String(text[..<$0]) } ?? "."
  }
}

extension String {
  /// Without the white space around it, such as the line feed that editors leave.
  package var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
