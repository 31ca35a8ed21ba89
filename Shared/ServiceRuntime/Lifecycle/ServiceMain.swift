import Dispatch
import FoundationEssentials
import Glibc
import HTTP
import JSON
import Kafka
import Kernel

/// The executable around a service: settings from the environment, signals, exit statuses.
public enum ServiceMain {
  /// Status for "must not run as it is" (`sysexits.h`, EX_CONFIG): whoever restarts processes should not restart it.
  public static let misconfigured: Int32 = 78

  /// Runs the service until SIGTERM or SIGINT; never returns. Statuses: 0 stopped, 1 could not start, 78 must not run.
  /// `configured` makes it of its own settings, where it has any that change what it does; `notice`: what an operator is
  /// to know at the start.
  public static func run(
    _ definition: ServiceDefinition, settings own: [Setting] = [], notice: String? = nil,
    _ configured: ((Configuration) -> ServiceDefinition)? = nil
  ) -> Never {
    let settings = Setting.common(data: "data/\(definition.name)", port: definition.port) + own
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "--help", "-h": stop(help(definition, settings))
    case "--version": stop("\(definition.name) \(Version.current)")
    case "healthcheck": exit(HealthProbe.isAlive(configuration(settings)) ? 0 : 1)
    case nil, "--new-log": break
    case let other?: fail("unknown argument '\(other)'; see \(definition.name) --help", status: 2)
    }
    let configuration = configuration(settings)
    let definition = configured?(configuration) ?? definition
    let log = Log(service: definition.name, level: configuration.logLevel)
    signal(SIGPIPE, SIG_IGN)
    let signals = blockSignals()
    do {
      try CompanyZone.use(configuration.timeZone)
      let service = try RunningService(
        definition, try options(definition, configuration, log, newLog: arguments.contains("--new-log"))
      ) { _ in exit(misconfigured) }
      log.info(
        "serving", ["port": JSON(service.port), "version": .string(Version.current), "pid": JSON(getpid())])
      if configuration.tokens == nil { log.warning("no key is set: everybody on this machine has all roles") }
      if let notice { log.info(notice) }
      for (name, value) in configuration.effective {
        log.debug("setting", ["name": .string(name), "value": .string(value)])
      }
      wait(for: signals)
      log.info("stopping")
      finish(service, seconds: configuration.shutdownSeconds, signals, log)
    } catch let error as MustNotRun {
      fail("\(definition.name): \(error)", status: misconfigured)
    } catch {
      fail("\(definition.name): \(error)", status: 1)
    }
  }

  private static func configuration(_ settings: [Setting]) -> Configuration {
    do {
      return try Configuration(settings, environment: ProcessInfo.processInfo.environment)
    } catch {
      fail("\(error)", status: misconfigured)
    }
  }

  private static func options(
    _ definition: ServiceDefinition, _ configuration: Configuration, _ log: Log, newLog: Bool
  ) throws -> ServiceOptions {
    // Offsets are committed for lag tools alone, and two that commit to one group would be told apart by nobody.
    let replica = configuration[Setting.replica.name].map { "-\($0)" } ?? ""
    let name = "joinery-\(definition.name)\(replica)"
    var kafka = try KafkaConfiguration(
      bootstrapServers: configuration.kafka, clientID: name, groupID: name,
      environment: ProcessInfo.processInfo.environment)
    kafka.log = { level, line in
      // librdkafka's levels are syslog's. The embedded broker cannot be told not to create topics, which is well known.
      guard !line.contains("allow.auto.create.topics") else { return }
      if level <= 4 {
        log.warning("librdkafka", ["line": .string(line)])
      } else {
        log.debug("librdkafka", ["line": .string(line)])
      }
    }
    let (producer, consumer) = (try KafkaProducer(kafka), try KafkaConsumer(kafka))
    var options = ServiceOptions(folder: configuration.data, log: log, producer: producer, consumer: consumer)
    options.tracer = Tracer(
      service: definition.name, instance: uuidv7(at: options.time.now(), using: &options.random), log: log,
      ProcessInfo.processInfo.environment)
    options.address = configuration.address
    options.port = Int(configuration.port)
    options.tokens = configuration.tokens
    options.keySources = configuration.keySources
    options.signInPage = configuration.signInPage
    options.newLog = newLog
    options.acceptBeforeCheck = configuration.acceptsBeforeCheck
    options.shipping = configuration.shipping
    options.shipping?.shipper.claimsAnyway = newLog
    options.shutdownSeconds = configuration.shutdownSeconds
    if let certificate = configuration.certificateFile, let key = configuration.keyFile {
      options.tls = TLSFiles(certificate: certificate, key: key)
    }
    options.kafkaCertificate = ProcessInfo.processInfo.environment["JOINERY_KAFKA_SSL_CERTIFICATE_LOCATION"]
    options.watched = [
      WatchedFiles(use: "kafka", paths: kafka.files) {
        producer.reopen()
        consumer.reopen()
      }
    ]
    return options
  }

  /// Signals are taken by the main thread alone, before any other thread exists.
  private static func blockSignals() -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    return signals
  }

  private static func wait(for signals: sigset_t) {
    var signals = signals
    var start = timespec(tv_sec: 1, tv_nsec: 0)
    guard sigtimedwait(&signals, nil, &start) < 0 else { return }
    StartMemory.giveBack()
    var received: Int32 = 0
    sigwait(&signals, &received)
  }

  /// Stops within its time; a second signal, or the end of the time, ends the process at once. All is in the store.
  private static func finish(_ service: RunningService, seconds: Int, _ signals: sigset_t, _ log: Log) -> Never {
    Task {
      await service.stop()
      log.info("stopped")
      exit(0)
    }
    var signals = signals
    var limit = timespec(tv_sec: seconds + 2, tv_nsec: 0)
    sigtimedwait(&signals, nil, &limit)
    exit(0)
  }

  private static func help(_ definition: ServiceDefinition, _ settings: [Setting]) -> String {
    """
    \(definition.name) \(Version.current): \(definition.title.english)

    usage: \(definition.name) [--new-log]    serve until SIGTERM
           \(definition.name) healthcheck    exit status 0 while the service on JOINERY_PORT lives
           \(definition.name) --version

    --new-log    go on with this store under a new epoch, leaving what its topic holds

    Settings are environment variables:
    \(Configuration.markdownTable(of: settings, in: .english))
    Any librdkafka property is set by JOINERY_KAFKA_ and its name in capitals, dots as underscores.
    Traces go to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names.
    """
  }

  private static func stop(_ text: String) -> Never {
    print(text)
    exit(0)
  }

  private static func fail(_ text: String, status: Int32) -> Never {
    let line = Array("\(text)\n".utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(status)
  }
}
