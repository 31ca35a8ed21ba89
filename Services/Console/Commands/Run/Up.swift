import ConsoleKit
import Demo
import Glibc
import Kafka
import ServiceRuntime
import Synchronization

/// Runs the whole suite on this machine.
enum Up {
  static let command = Subcommand(
    name: "up", forms: ["[--no-demo] [--demo-size N]"],
    summary: "Run broker and services on this machine until Ctrl-C; prints 'ready' when all serve.",
    options: [
      Option("no-demo", nil, "leave an empty store empty"),
      Option("demo-size", "N", "leads in the demo data that an empty store gets (default \(Demo.size), at most 9000)"),
    ],
    body: .blocking { arguments, settings in
      try arguments.expect()
      let size = arguments.has("no-demo") ? 0 : try arguments.number("demo-size", in: 0...9000) ?? Demo.size
      return try run(settings, demoSize: size)
    })

  /// What the supervising thread and the task that opens the suite tell each other.
  private final class Progress: Sendable {
    let isReady = Atomic(false)
    let isStopping = Atomic(false)
  }

  /// How long stopping may take; 15 s.
  private static let patience = 15

  static func run(_ settings: Settings, demoSize: Int) throws -> Int32 {
    guard !settings.services.isEmpty else {
      throw Failure("no service is built beside joinery in \(settings.executables); build them with 'swift build'")
    }
    return try withExtendedLifetime(OwnedFolder(settings.data)) {
      guard access(StoreExchange.mark(settings), F_OK) != 0 else {
        throw Failure(
          "a restore or recovery into \(settings.data) was interrupted: run 'joinery restore' or 'joinery recover' again, "
            + "to its end")
      }
      try Folder.make("\(settings.data)/logs")
      try KeyFiles.makeIfMissing(data: settings.data)
      try checkPorts(settings)
      return try supervise(settings, demoSize: demoSize)
    }
  }

  private static func supervise(_ settings: Settings, demoSize: Int) throws -> Int32 {
    var supervisor = Supervisor()
    defer { supervisor.stop(seconds: patience) }
    if settings.kafka == nil {
      guard try startBroker(settings, &supervisor) else { return 0 }
    } else {
      for report in try Topics.apply(settings) where report.isRefused { throw Failure(Topics.remark(report) ?? "") }
    }
    for service in settings.services { try supervisor.start(program(service, settings)) }
    let progress = Progress()
    let clients = try settings.clients(roles: Set(Role.allCases), connections: 16)
    Task { await open(clients, settings, demoSize: demoSize, progress) }
    while true {
      switch supervisor.wait(milliseconds: 1000) {
      case nil: continue
      case .stop:
        progress.isStopping.store(true, ordering: .releasing)
        Terminal.note("joinery: stopping")
        return 0
      case .misconfigured:
        guard !progress.isReady.load(ordering: .acquiring) else { continue }
        progress.isStopping.store(true, ordering: .releasing)
        return 1
      }
    }
  }

  /// What a run that was killed a moment ago held may take a moment to come free.
  private static func checkPorts(_ settings: Settings) throws(Failure) {
    var needed = settings.services.map { (settings.port(of: $0), $0.name, "--port-base") }
    if settings.kafka == nil { needed.append((settings.brokerPort, "the broker", "--broker-port")) }
    for (port, name, option) in needed {
      let end = ContinuousClock.now + .seconds(1)
      while !LocalPort.isFree(port) {
        guard ContinuousClock.now < end else {
          throw Failure("port \(port) for \(name) is taken; end whoever has it, or give others with \(option)")
        }
        usleep(50_000)  // between two looks: nobody calls when a port comes free
      }
    }
  }

  /// Waits until its topics are there, since a client that asks for one too early makes it with other partitions.
  /// False when it is time to stop.
  private static func startBroker(_ settings: Settings, _ supervisor: inout Supervisor) throws(Failure) -> Bool {
    let log = ChildLog(path: "\(settings.data)/logs/broker.log")
    let prefix: TopicPrefix
    do throws(KafkaConfigurationError) { prefix = try settings.topicPrefix() } catch { throw Failure("\(error)") }
    let topics = try TopicSettings.topics(settings.environment).map { "\(prefix.outside($0.name)):\($0.partitions)" }
    try supervisor.start(
      Program(
        name: "broker", path: "\(settings.executables)/broker",
        arguments: ["--port", "\(settings.brokerPort)", "--topics", topics.joined(separator: ",")],
        environment: settings.environment, log: log))
    let end = ContinuousClock.now + .seconds(10)
    while !supervisor.lines(of: "broker").contains(where: { $0.hasPrefix("ready ") }) {
      if supervisor.wait(milliseconds: 50) == .stop { return false }
      guard ContinuousClock.now < end else { throw Failure("the broker does not start; see \(log.path)") }
    }
    return true
  }

  private static func program(_ service: KnownService, _ settings: Settings) -> Program {
    Program(
      name: service.name, path: "\(settings.executables)/\(service.name)",
      environment: environment(of: service, settings),
      log: ChildLog(path: "\(settings.data)/logs/\(service.name).log"))
  }

  /// The environment of a service: this one's, its own place in it, and its keys: the private one for leads,
  /// the public one for the others.
  static func environment(of service: KnownService, _ settings: Settings) -> [String: String] {
    var environment = settings.environment(of: service.name)
    // Services refuse variables that are no settings of theirs.
    for name in Settings.own { environment[name] = nil }
    environment["JOINERY_DATA"] = "\(settings.data)/\(service.name)"
    environment["JOINERY_PORT"] = "\(settings.port(of: service))"
    environment["JOINERY_KAFKA"] = settings.brokers
    if environment["JOINERY_SIGN_IN_URL"]?.isEmpty != false, let leads = try? settings.service(named: "leads") {
      environment["JOINERY_SIGN_IN_URL"] = "\(settings.address(of: leads))/login"
    }
    // One address cannot be that of two services, so each has its own; the others have no links of customers.
    let hasLinks = service.source == .sales || service.source == .aftersales
    environment["JOINERY_PUBLIC_URL"] = hasLinks ? settings.address(of: service) : nil
    let isLeads = service.source == .leads
    func isSet(_ name: String) -> Bool { settings.environment[name]?.isEmpty == false }
    if !KeyFiles.variables.contains(where: isSet) {
      let (variable, file) =
        isLeads
        ? ("JOINERY_SIGNING_KEY_FILE", KeyFiles.signingKey(data: settings.data))
        : ("JOINERY_JWKS_FILE", KeyFiles.keySet(data: settings.data))
      environment[variable] = file
    } else if !isLeads, !isSet("JOINERY_JWKS_FILE"), !isSet("JOINERY_JWKS_URL"),
      isSet("JOINERY_SIGNING_KEY") || isSet("JOINERY_SIGNING_KEY_FILE"),
      let leads = try? settings.service(named: "leads")
    {
      environment["JOINERY_JWKS_URL"] = "\(settings.address(of: leads))/.well-known/jwks.json"
    }
    return environment.filter { !Settings.isOfAnother($0.key, than: service.name) }
  }

  /// Goes on for as long as the suite runs, where the environment says how often.
  private static func backUp(_ settings: Settings) async {
    do {
      try await BackupSchedule(Arguments([], of: []), settings.environment)?.run(settings)
    } catch {
      Terminal.note("joinery: no backups are made: \(error)")
    }
  }

  /// On a store where nobody works yet, somebody must be the first to sign in.
  private static func inviteFirstManager(_ clients: [ServiceClient]) async {
    guard let leads = clients.first(where: { $0.name == "leads" }) else { return }
    do {
      guard let link = try await InviteCommand.firstLink(in: leads) else { return }
      Terminal.note("the first manager, '\(InviteCommand.firstManager)', sets a password at \(link)")
    } catch {
      Terminal.note("joinery: no link for the first manager was made; 'joinery invite' makes one: \(error)")
    }
  }

  /// Waits until all serve, fills an empty store, and says that the suite is ready.
  private static func open(
    _ clients: [ServiceClient], _ settings: Settings, demoSize: Int, _ progress: Progress
  ) async {
    await Readiness.wait(for: clients)
    if demoSize > 0 {
      do {
        try await DemoData.load(clients, settings, size: demoSize)
      } catch {
        guard !progress.isStopping.load(ordering: .acquiring) else { return }
        Terminal.note("joinery: the demo data is not complete: \(error)")
      }
    }
    guard !progress.isStopping.load(ordering: .acquiring) else { return }
    await inviteFirstManager(clients)
    for client in clients { Terminal.print("\(client.name.padding(12)) \(client.address)") }
    Terminal.print("\("brokers".padding(12)) \(settings.brokers)")
    do {
      if let leads = clients.first(where: { $0.name == "leads" }) { try await DemoPeople.tell(leads) }
    } catch {
      Terminal.note("joinery: \(error)")
    }
    Terminal.print("ready")
    progress.isReady.store(true, ordering: .releasing)
    await backUp(settings)
  }
}
