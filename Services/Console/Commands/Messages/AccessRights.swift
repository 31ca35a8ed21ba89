import ConsoleKit
import Contracts
import Kafka
import ServiceRuntime

/// What each identity of a deployment may do at the brokers, as the commands of Kafka that say so: who writes what, reads
/// what, and under which group it tells how far it is (`compose/README.md#kafka-identities`).
///
/// To read or write a topic is also to describe it. No producer has a transactional id, and Kafka lets whoever may write a
/// topic be an idempotent producer (before 2.8 it wants `IdempotentWrite` on the cluster besides).
struct AccessRights {
  /// One who connects.
  struct Identity: Hashable {
    let name: String
    var writes: [String] = []
    var reads: [String] = []
    var groups: [String] = []
    /// Whether it may also use groups whose names go on after these: each replica has one.
    var hasReplicas = false
    /// Creates topics, adds partitions, changes settings, and empties them where a person is erased.
    var maintains: [String] = []
  }

  /// `User:CN=joinery-NAME`, where NAME stands for an identity's name.
  let principal: String
  let brokers: String
  /// What topics and groups have before their names there.
  let prefix: TopicPrefix

  /// What a principal is called where nothing else is said: by the subject of its certificate.
  static let principal = "User:CN=joinery-NAME"

  /// Of the services, of the console, and of the ERP's bridge.
  static var identities: [Identity] {
    let topics = Source.allCases.map(\.topic)
    return KnownService.all.map(of) + [
      Identity(name: "console", reads: topics, groups: ["joinery-console"], maintains: Catalog.topics.map(\.name)),
      Identity(
        name: "erp", writes: ERPKind.allCases.map(\.topic), reads: Catalog.announced.map(\.name),
        groups: ["joinery-erp"]),
    ]
  }

  /// A service writes its own topic and reads it (what does it end with?), reads the others', asks and answers on the
  /// replays, and copies what it cannot apply.
  private static func of(_ service: KnownService) -> Identity {
    let own = service.source.map { [$0.topic] } ?? []
    let outside = ERPKind.allCases.filter { $0.owner == service.source }.map(\.topic)
    let heard = heard(by: service).map(\.topic) + outside
    // Our own orders for the ERP are those of sales.
    let answers =
      (outside.isEmpty ? [] : [Catalog.erpStatus]) + (service.source == .sales ? [Catalog.erpOutboundOrders] : [])
    return Identity(
      name: service.name, writes: own + answers + [Catalog.replays] + heard.map { "\($0).dead-letters" },
      reads: own + heard + [Catalog.replays], groups: ["joinery-\(service.name)"],
      hasReplicas: service.source == nil)
  }

  /// Whose events a service listens to.
  static func heard(by service: KnownService) -> [Source] {
    // Nothing of after-sales matters to sales.
    Source.allCases.filter { $0 != service.source && (service.source != .sales || $0 != .aftersales) }
  }

  /// A line for each command.
  var commands: [String] { Self.identities.flatMap(commands) }

  private func commands(for identity: Identity) -> [String] {
    let topics = [
      (["Write"], identity.writes), (["Read"], identity.reads),
      (["Create", "Alter", "DescribeConfigs", "AlterConfigs", "Delete"], identity.maintains),
    ]
    return topics.filter { !$0.1.isEmpty }.map { operations, names in
      command(for: identity, operations, names.map { "--topic \(prefix.outside($0))" })
    }
      + (identity.groups.isEmpty
        ? []
        : [
          command(
            for: identity, ["Read"],
            identity.groups.map { "--group \(prefix.outside($0))" }
              + (identity.hasReplicas ? ["--resource-pattern-type prefixed"] : []))
        ])
  }

  private func command(for identity: Identity, _ operations: [String], _ resources: [String]) -> String {
    let who = principal.replacing("NAME", with: identity.name)
    let what = operations.map { "--operation \($0)" } + resources
    return "kafka-acls --bootstrap-server \(brokers) --command-config admin.properties --add "
      + "--allow-principal '\(who)' \(what.joined(separator: " "))"
  }
}
