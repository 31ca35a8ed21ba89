import Contracts
import HTTP
import JSON
import Kernel
import Messaging
import Persistence
import SQLite
import Shipping
import Synchronization

/// A service that serves: store, relay, consumer and HTTP, started in this order and stopped in the other.
public final class RunningService: Sendable {
  public let definition: ServiceDefinition
  public let store: Store
  public var port: Int { server.port }
  private let threads: MessagingThreads
  private let server: HTTPServer
  private let options: ServiceOptions
  private let shipper: Shipper?
  private let isDraining: Latest<Bool>
  private let watching: Task<Void, Never>
  private let sweeping = Mutex<Task<Void, Never>?>(nil)
  private let beside = Mutex<[Task<Void, Never>]>([])

  /// Starts everything; the topic may still have to be checked (`/readyz` tells). Throws errors with words for people:
  /// a store that is owned or newer, a port that is taken, a route without a place, a declaration that leaves something out.
  /// `refusedAtStart` is told the reason when this store must not write its topic.
  public init(
    _ definition: ServiceDefinition, _ options: ServiceOptions,
    refusedAtStart: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    try definition.check()
    self.definition = definition
    self.options = options
    var storeOptions = Store.Options(
      service: definition.subscriptions.service, folder: options.folder,
      schemas: [Consumer.schema, definition.schema], time: options.time, random: options.random,
      apply: definition.apply)
    storeOptions.erasures = definition.erasures
    definition.tune(&storeOptions)
    storeOptions.outgoing = options.shipping.map {
      Outgoing(mode: $0.mode, acceptsBeforeBase: options.acceptBeforeCheck)
    }
    store = try Store(storeOptions)
    let isLoopback = options.isLoopback
    let known = try store.read { try DemoAccounts.refusal(in: $0, isLoopback: isLoopback) }
    if let reason = definition.refusal ?? known {
      store.close()
      throw MustNotRun(reason)
    }
    try definition.atStart(store)
    let revocations = definition.revocations ?? Revocations()
    try store.read { try revocations.load(from: $0) }
    var options = options
    options.tokens = options.tokens?.heeding(revocations)
    threads = try MessagingThreads(definition, store: store, options)
    let draining = Latest(false)
    isDraining = draining
    let health = HealthCheck(
      service: definition.name, store: store, threads: threads, time: options.time, steady: options.steady,
      isDraining: { draining.get() })
    let metrics = Metrics()
    metrics.addProcess(service: definition.name, version: Version.current)
    metrics.addMessaging(store: store, threads: threads, health: health, time: options.time, steady: options.steady)
    for gauge in definition.gauges { metrics.add(gauge, of: store, at: options.time) }
    let tls = try options.tls?.read()
    let expiry = Latest(CertificateExpiry(http: tls?.certificate, kafka: options.kafkaCertificate.flatMap(readText)))
    metrics.addCertificates { expiry.get() }
    if let tracer = options.tracer { metrics.addTraces(tracer) }
    for add in definition.metrics { add(metrics) }
    let operators = OperatorRoutes(
      definition: definition, store: store, threads: threads, health: health, metrics: metrics)
    let dispatch = try Dispatch(
      routes: Self.routes(definition, operators, options), approvals: definition.approvals, names: definition.names,
      store: store,
      options, durations: metrics.requestDurations(), cardReads: definition.cardReads)
    var configuration = HTTPServer.Configuration()
    configuration.address = options.address
    configuration.port = options.port
    configuration.tls = tls
    configuration.taking = dispatch.taking
    configuration.errorResponse = dispatch.refusal
    let server = HTTPServer(configuration: configuration, handler: dispatch.handle)
    self.server = server
    watching = Self.watch(definition.watched, options, server, expiry)
    do {
      try server.start()
    } catch {
      watching.cancel()
      store.close()
      throw error
    }
    options.tracer?.start()
    shipper = Self.shipper(store, options, refusedAtStart)
    shipper?.start()
    threads.start(refusedAtStart: refusedAtStart)
    if let sweep = definition.sweep { startSweeping(sweep) }
    if let reads = definition.cardReads { startWriting(reads) }
    beside.withLock {
      $0 = definition.beside.map { body in Task { [store, log = options.log] in await body(store, log) } }
    }
    if let tokens = options.tokens {
      KeyWatch(tokens, options.keySources, options.log, steady: options.steady, isStopped: { draining.get() }).start()
    }
  }

  /// What ships the store, where it is shipped.
  private static func shipper(
    _ store: Store, _ options: ServiceOptions, _ refused: @escaping @Sendable (String) -> Void
  ) -> Shipper? {
    guard let shipping = options.shipping, let outgoing = store.outgoing else { return nil }
    let hasClaimed = Latest(false)
    return Shipper(store, outgoing, shipping.shipper) { [log = options.log, producer = options.producer] notice in
      switch notice {
      case .claimed(let number):
        hasClaimed.update { $0 = true }
        log.info(
          "the store is shipped",
          [
            "to": .string(shipping.shipper.destination.name), "mode": .string(shipping.mode.rawValue),
            "entry": JSON(number),
          ])
      case .base(let number, let bytes):
        log.info("a copy of the store is at its destination", ["entry": JSON(number), "bytes": JSON(bytes)])
      case .away(let reason): log.warning("shipping is held up", ["reason": .string(reason)])
      case .back: log.info("shipping goes on")
      case .fenced(let reason):
        log.error("this store must not be used", ["reason": .string(reason)])
        producer.wake()
        // One that has run so far stays up and answers queries; at a start nobody should start it again.
        if !hasClaimed.get() { refused(reason) }
      }
    }
  }

  /// Everything that is answered: the service's own, the operators', the login and the description of it all.
  private static func routes(
    _ definition: ServiceDefinition, _ operators: OperatorRoutes, _ options: ServiceOptions
  ) throws -> [Route] {
    var routes = definition.routes + (definition.source == nil ? [] : Route.audit) + operators.routes
    if let tokens = options.tokens {
      // A service where people sign in has pages of its own for it.
      let own = Set(routes.map { "\($0.description.method) \($0.description.pattern)" })
      let pages = LoginPages(tokens: tokens, isTLS: options.tls != nil, signInPage: options.signInPage)
      routes += pages.routes.filter { route in
        !own.contains("\(route.description.method) \(route.description.pattern)")
      }
    }
    let document = OpenAPIDocument(
      title: definition.title, version: Version.current, routes: routes.map(\.description),
      needsToken: options.tokens != nil)
    return try routes + [.openAPI(document.json(in: .english).bytes, chinese: document.json(in: .chinese).bytes)]
  }

  /// Takes changed files as they are seen, until it is cancelled.
  private static func watch(
    _ own: [WatchedFiles], _ options: ServiceOptions, _ server: HTTPServer, _ expiry: Latest<CertificateExpiry>
  ) -> Task<Void, Never> {
    var watched = own + options.watched
    if let tls = options.tls {
      watched.append(
        WatchedFiles(use: "http", paths: [tls.certificate, tls.key]) {
          let changed = try tls.read()
          try server.use(changed)
          expiry.update { $0.http = CertificateExpiry.earliest(of: changed.certificate) }
        })
    }
    let watches = watched.filter { !$0.paths().isEmpty }.map(FileWatch.init)
    return Task { [options] in
      var watches = watches
      while !watches.isEmpty, (try? await Task.sleep(for: options.fileInterval)) != nil {
        for index in watches.indices { watches[index].look(options.log) }
        let kafka = options.kafkaCertificate.flatMap(readText).flatMap(CertificateExpiry.earliest)
        expiry.update { $0.kafka = kafka ?? $0.kafka }
      }
    }
  }

  /// The daily rules run once for each day of the company, soon after it has begun or the service has started.
  private func startSweeping(_ sweep: @escaping @Sendable (BusinessDate, borrowing UnitOfWork) throws -> Void) {
    let task = Task { [store, options, isDraining] in
      var last: BusinessDate?
      while !isDraining.get() {
        let today = CompanyZone.day(at: options.time.now())
        if today != last, store.refusal == nil {
          let cause = Cause(actor: store.service, correlationID: "sweep \(today)")
          if (try? await store.transaction(for: cause) { unit in try sweep(today, unit) }) != nil { last = today }
          if (try? store.read { try Erasures.awaitsCompaction(in: $0) }) == true { _ = try? await store.compacted() }
        }
        try? await Task.sleep(for: .seconds(last == today ? 60 : 1))
      }
    }
    sweeping.withLock { $0 = task }
  }

  /// Reads of cards reach the store within a second, many at once.
  private func startWriting(_ reads: CardReads) {
    Task { [store, isDraining] in
      while !isDraining.get(), (try? await Task.sleep(for: .milliseconds(900))) != nil { await reads.write(to: store) }
    }
  }

  /// Takes no more requests, finishes those under way, publishes what can be published, closes. Whatever the time does
  /// not allow is in the store and goes on at the next start.
  public func stop() async {
    isDraining.update { $0 = true }
    watching.cancel()
    // Asleep for up to a minute, it would hold the store and its lock.
    sweeping.withLock { $0?.cancel() }
    let beside = beside.withLock { $0 }
    for task in beside { task.cancel() }
    await server.stop(grace: .seconds(max(1, options.shutdownSeconds / 2)))
    await definition.cardReads?.write(to: store)
    threads.stop()
    for task in beside { await task.value }
    store.close()
    shipper?.stop(within: .seconds(max(1, options.shutdownSeconds / 2)))
    await options.tracer?.stop()
  }
}
