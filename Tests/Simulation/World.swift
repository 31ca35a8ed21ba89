import AfterSalesService
import Contracts
import FinanceService
import Foundation
import HTTP
import Kernel
import LeadsService
import Messaging
import Persistence
import ReportingService
import SQLite
import SalesService
import ServiceRuntime
import TestSupport

/// A whole suite in one process: five services with their stores on disk, a broker in memory, two clocks that stand
/// until somebody moves them, and the clients' book.
final class World {
  let broker: InMemoryBroker
  let services: [SimulatedService]
  /// What services take for the time; it may jump.
  let clock: ManualClock
  /// What waiting and repeating go by.
  let steady: ManualClock
  private(set) var book = Book()
  private(set) var violations: [String] = []
  private(set) var commands = 0
  /// Seconds from the end of all faults until all was quiet.
  private(set) var quietSeconds: Int64 = 0
  private var random: SplitMix64
  private let folder: String
  private var backup: (stores: [String], book: Book)?
  private var isAway = false
  private var copies = 0
  private let mutant: Mutant?

  static let definitions: [ServiceDefinition] = [
    LeadsService.definition(), SalesService.definition(), FinanceService.definition(), AfterSalesService.definition(),
    ReportingService.definition(),
  ]
  /// Few partitions, so that keys share them.
  private static let partitions = 3
  /// How long the suite may take to become quiet once nothing goes wrong any more, in seconds.
  static let patience = 120
  /// A copied store and its original may run side by side for so long, in seconds
  /// (`Shared/Messaging/README.md#two-writers`).
  private static let copyPatience = 60

  init(seed: UInt64, in folder: String, templates: String, mutant: Mutant?) throws {
    self.folder = folder
    self.mutant = mutant
    random = SplitMix64(seed: seed ^ 0x5eed)
    broker = InMemoryBroker(
      topics: Dictionary(
        uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.name == Catalog.replays ? 1 : Self.partitions) }))
    let clock = ManualClock()
    let steady = ManualClock()
    self.clock = clock
    self.steady = steady
    var seeds = SplitMix64(seed: seed ^ 0x5e2f)
    services = try Self.definitions.map { [broker] definition in
      let place = "\(folder)/\(definition.name)"
      try SimulatedService.copy("\(templates)/\(definition.name)", to: place)
      return try SimulatedService(
        definition, in: place, broker: broker, clock: clock, steady: steady, seed: seeds.next())
    }
    if let mutant {
      // A service of many events, so that there is something to spoil.
      let victims = mutant == .loseOnRestart || mutant == .reuseNumber ? services.prefix(3) : services.suffix(4)
      victims.randomElement(using: &random)?.instrument.spoil(mutant)
    }
    for _ in 0..<6 { exchange() }
  }

  /// Stores as each world begins with: made once, copied for each.
  static func makeTemplates(in folder: String) throws {
    let broker = InMemoryBroker(topics: [:])
    for (index, definition) in definitions.enumerated() {
      let service = try SimulatedService(
        definition, in: "\(folder)/\(definition.name)", broker: broker, clock: ManualClock(), steady: ManualClock(),
        seed: UInt64(index))
      service.stop()
    }
  }

  private func violate(_ words: String) { violations.append(words) }

  // MARK: Steps

  /// Does one step; false where there was no occasion for it.
  func run(_ step: Step) async throws -> Bool {
    defer {
      steady.advance(milliseconds: Int64(step.roll % 400))
      clock.advance(milliseconds: Int64(step.roll % 400))
    }
    var roll = SplitMix64(seed: step.roll)
    let service = services[Int(roll.next() % UInt64(services.count))]
    switch step.kind {
    case .command: try await command(&roll)
    case .erp: publishERP(&roll)
    case .relay: return service.stepRelay()
    case .settle: service.settle(Int(roll.next() % 12))
    case .consume: for _ in 0...(roll.next() % 4) { _ = service.stepConsumer() }
    case .exchange: exchange()
    case .clock: moveClock(&roll)
    case .loseReports: broker.loseReports(Int(roll.next() % 5) + 1)
    case .duplicate: return duplicate(&roll)
    case .stray: return writeStray(&roll)
    case .crash: try kill(service)
    case .restart:
      service.stop()
      try service.begin()
    case .brokerAway: setAway(true)
    case .brokerBack:
      guard isAway else { return false }
      setAway(false)
    case .brokerEmpty:
      broker.restartEmpty()
      setAway(false)
    case .recreate: broker.recreate(topic(&roll))
    case .evict: broker.evict(place(&roll), before: Int64(roll.next() % 200))
    case .addPartitions: broker.addPartitions(topic(&roll), upTo: Self.partitions + Int(roll.next() % 3) + 1)
    case .refuse: service.instrument.refuseNext()
    case .redrive:
      service.instrument.mend()
      return try redrive(service) > 0
    case .failCommit: service.instrument.failNext(true)
    case .sweep: return sweep(service)
    case .backup: return try takeBackup(&roll)
    case .restore: return try restore(topicsLost: roll.next() % 5 < 2)
    case .rebuild: return rebuild()
    case .copiedStore: return try await runCopy(&roll)
    }
    return true
  }

  private func exchange() {
    for service in services { service.exchange() }
  }

  private func topic(_ roll: inout SplitMix64) -> String {
    let topics = Source.allCases.map(\.topic) + [Catalog.erpOrders, Catalog.replays]
    return topics[Int(roll.next() % UInt64(topics.count))]
  }

  private func place(_ roll: inout SplitMix64) -> TopicPartition {
    let topic = topic(&roll)
    return TopicPartition(topic, topic == Catalog.replays ? 0 : Int32(roll.next() % UInt64(Self.partitions)))
  }

  private func setAway(_ away: Bool) {
    isAway = away
    broker.setAway(away)
  }

  private func moveClock(_ roll: inout SplitMix64) {
    switch roll.next() % 20 {
    case 0: clock.advance(milliseconds: -Int64(roll.next() % 10_800_000))
    case 1: clock.advance(milliseconds: Int64(roll.next() % 10_800_000))
    case 2: clock.advance(milliseconds: Int64(roll.next() % 7) * 86_400_000)
    default:
      let milliseconds = Int64(roll.next() % 4_000)
      clock.advance(milliseconds: milliseconds)
      steady.advance(milliseconds: milliseconds)
    }
  }

  private func kill(_ service: SimulatedService) throws {
    try service.kill()
    if let lost = lostByMutant[service.name], service.instrument.strikes(.loseOnRestart) {
      try service.replace(by: lost)
    }
    try service.begin()
  }

  private func duplicate(_ roll: inout SplitMix64) -> Bool {
    let topic = topic(&roll)
    let records = broker.records(topic)
    guard !records.isEmpty, !isAway else { return false }
    let first = Int(roll.next() % UInt64(records.count))
    for record in records[first...].prefix(Int(roll.next() % 20) + 1) {
      broker.append(record.partition, key: record.key, value: record.value, headers: record.headers)
    }
    return true
  }

  private func writeStray(_ roll: inout SplitMix64) -> Bool {
    guard !isAway else { return false }
    let bytes = (0..<roll.next() % 40).map { _ in UInt8(truncatingIfNeeded: roll.next()) }
    broker.append(
      place(&roll), key: Array(bytes.prefix(3)), value: bytes, headers: [])
    return true
  }

  /// Applies what is held as far as it can be; what is no event, on the ERP's topic, somebody has looked at and
  /// discards. Gives how many keys were held.
  @discardableResult
  private func redrive(_ service: SimulatedService) throws -> Int {
    guard let store = service.process?.store else { return 0 }
    return try store.perform(for: Cause(actor: "test", correlationID: "redrive")) { unit in
      let held = try HeldKeys.list(in: unit.database)
      for key in held {
        if key.source == Catalog.erpOrders {
          _ = try HeldKeys.discard(key.id, who: "test", why: "no event", at: unit.now, in: unit.database)
        } else {
          try HeldKeys.redrive(key.id, in: unit.database)
        }
      }
      return held.count
    }
  }

  private func sweep(_ service: SimulatedService) -> Bool {
    guard let sweep = service.plain.sweep, let store = service.process?.store, store.refusal == nil else {
      return false
    }
    let day = CompanyZone.day(at: clock.now)
    let cause = Cause(actor: service.name, correlationID: "sweep")
    return (try? store.perform(for: cause) { unit in try sweep(day, unit) }) != nil
  }

  private func rebuild() -> Bool {
    guard let reporting = services.last, let store = reporting.process?.store else { return false }
    let cause = Cause(actor: "test", correlationID: "rebuild")
    let done: Void? = try? store.perform(for: cause) { [plain = reporting.plain] unit in
      try plain.rebuild(in: unit)
      try unit.database.execute("DELETE FROM applications")
    }
    return done != nil
  }

  // MARK: Commands

  /// Stores as they were before a command, for the mutant that loses it.
  private var lostByMutant: [String: String] = [:]

  private func command(_ roll: inout SplitMix64) async throws {
    var client = Client(roll.next(), book, today: CompanyZone.day(at: clock.now))
    let command = client.command()
    guard let service = services.first(where: { $0.name == command.service }) else { return }
    if mutant == .loseOnRestart, lostByMutant[service.name] == nil {
      lostByMutant[service.name] = "\(folder)/lost-\(service.name)"
      try SimulatedService.copy(service.folder, to: "\(folder)/lost-\(service.name)")
    }
    commands += 1
    let key = "key-\(commands)"
    let first = try await give(command, key, to: service)
    guard roll.next() % 5 == 0 else { return }
    // The answer was lost: the client asks again, perhaps another process.
    if roll.next() % 3 == 0 { try kill(service) }
    if roll.next() % 3 == 0 { for _ in 0..<3 { exchange() } }
    let isDone = first.map { (200..<300).contains($0.status) } ?? false
    let second = try await give(command, key, to: service, isFirst: !isDone)
    guard isDone, let first, let second, second.status != 503 else { return }
    if first.status != second.status || first.answer != second.answer {
      violate("\(command.path) was answered \(first.status), and the same again \(second.status)")
    }
  }

  private func give(
    _ command: Client.Command, _ key: String, to service: SimulatedService, isFirst: Bool = true
  ) async throws -> Book.Answered? {
    let body = command.body.text
    let before = try? service.read { try EventJournal.lastPosition(in: $0) }
    let response = await service.answer(
      HTTPRequest(
        method: "POST", path: command.path,
        headers: ["Host": "localhost", "Content-Type": "application/json", "Idempotency-Key": key],
        body: Array(body.utf8)))
    guard case .bytes(let bytes) = response.body, let request = response.headers["X-Request-Id"] else { return nil }
    let answered = Book.Answered(
      service: service.name, request: request, key: key, path: command.path, body: body, status: response.status,
      answer: bytes)
    let after = try? service.read { try EventJournal.lastPosition(in: $0) }
    switch response.status {
    case 200..<300 where isFirst:
      book.note(answered)
    case 401, 403: violate("\(command.path) is refused to everybody")
    case 200..<300, 400..<500, 503:
      if before != after { violate("\(command.path) \(body) was answered \(response.status), and events were written") }
    default:
      violate("\(command.path) \(body) was answered \(response.status): \(String(decoding: bytes, as: UTF8.self))")
    }
    return answered
  }

  // MARK: The ERP

  private func publishERP(_ roll: inout SplitMix64) {
    let order = book.nextERPOrder(&roll)
    publish(order, revision: roll.next() % 6 == 0 ? Int(roll.next() % UInt64(order.revision)) + 1 : order.revision)
  }

  private func publish(_ order: Book.ERPOrder, revision: Int) {
    guard !isAway else { return }
    let count = UInt64((try? InMemoryProducer(broker).partitionCount(of: Catalog.erpOrders)) ?? 1)
    let (verb, data) = order.revisions[revision - 1]
    broker.append(
      TopicPartition(Catalog.erpOrders, Int32(fnv1a64(order.number.utf8) % count)), key: Array(order.number.utf8),
      value: Array(data.utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "\(order.number)-\(revision)"),
        RecordHeader("ce_source", Book.erp), RecordHeader("ce_type", "joinery.erp.order.\(verb).v1"),
        RecordHeader("ce_time", "2026-11-22T08:00:00Z"), RecordHeader("content-type", "application/json"),
      ])
  }

  /// Orders that sales does not name with their last revision.
  private func unnamedERPOrders() throws -> [Book.ERPOrder] {
    guard let sales = services.first(where: { $0.name == "sales" }) else { return [] }
    let named = try sales.read { database in
      Dictionary(
        uniqueKeysWithValues: try database.all(
          "SELECT order_number, revision FROM erp_orders WHERE source = ? AND state != 'waiting'", Book.erp
        ) { ($0.text(0), $0.int(1)) })
    }
    return book.erpOrders.filter { named[$0.number, default: 0] < $0.revision }
  }

  // MARK: Backups

  /// As `joinery backup` does it: relays pause, all stores are copied while everything else goes on, relays resume.
  private func takeBackup(_ roll: inout SplitMix64) throws -> Bool {
    let relays = services.compactMap { $0.process?.relay }
    guard !isAway, relays.allSatisfy({ $0.status.get().state == .running }) else { return false }
    for relay in relays { _ = relay.lease.take("backup", seconds: 60, at: steady.now) }
    for service in services { _ = service.stepRelay() }
    let snapshot = book
    copies += 1
    var stores: [String] = []
    for service in services {
      guard let store = service.process?.store else { return false }
      let path = "\(folder)/backup-\(copies)/\(service.name)/\(service.plain.subscriptions.service).sqlite"
      try FileManager.default.createDirectory(
        atPath: URL(filePath: path).deletingLastPathComponent().path(), withIntermediateDirectories: true)
      let copy = try store.copy()
      try Data(try copy.read(at: 0, atMost: Int(copy.bytes))).write(to: URL(filePath: path))
      stores.append(path)
      if let other = services.randomElement(using: &roll) {
        other.settle(Int(roll.next() % 20))
        _ = other.stepConsumer()
      }
    }
    for relay in relays { _ = relay.lease.release("backup", at: steady.now) }
    let differences = try BackupStore.differences(among: zip(services.map(\.source), stores).map { ($0, $1) })
    if !differences.isEmpty { violate("a backup is not of one moment: \(differences.prefix(3))") }
    backup = (stores, snapshot)
    return true
  }

  /// As `joinery restore` does it.
  private func restore(topicsLost: Bool) throws -> Bool {
    guard let backup else { return false }
    setAway(false)
    for service in services { try service.kill() }
    var left: [Source: Set<String>] = [:]
    if topicsLost {
      broker.restartEmpty()
    } else {
      for source in Source.allCases { left[source] = try OwnTopic.epochs(of: source, InMemoryProducer(broker)) }
    }
    copies += 1
    let places = try zip(services, backup.stores).map { service, stored in
      let folder = "\(folder)/restore-\(copies)/\(service.name)"
      try SimulatedService.copy(URL(filePath: stored).deletingLastPathComponent().path(), to: folder)
      return (service, folder, "\(folder)/\(service.plain.subscriptions.service).sqlite")
    }
    var sources: [Source: BackupStore.Epochs] = [:]
    var epochs: [String] = []
    for (service, _, path) in places {
      let content = try BackupStore(of: path, source: service.source)
      let own = BackupStore.Epochs(old: content.epoch, new: uuidv7(at: clock.now, using: &random))
      epochs.append(own.new)
      if let source = service.source { sources[source] = own }
    }
    for ((service, folder, path), epoch) in zip(places, epochs) {
      try BackupStore.restart(
        path, epoch: epoch, sources: sources, left: service.source.flatMap { left[$0] } ?? [], at: clock.now)
      try service.replace(by: folder)
      try service.begin()
    }
    // What clients were answered since is gone; the ERP knows its own orders.
    let orders = book.erpOrders
    book = backup.book
    book.erpOrders = orders
    return true
  }

  // MARK: A copied store

  /// Somebody starts a copy of a store beside it. Both write, until one of them sees it and stops; then the set is put
  /// back, as both are told.
  private func runCopy(_ roll: inout SplitMix64) async throws -> Bool {
    guard mutant == nil, !isAway, let service = services.dropLast().randomElement(using: &roll) else {
      return false
    }
    for _ in 0..<3 { exchange() }
    guard try takeBackup(&roll), let original = service.process?.relay else { return false }
    copies += 1
    let place = "\(folder)/copied-\(copies)"
    try SimulatedService.copy(service.folder, to: place)
    let copy = try service.start(in: place)
    let copied = SimulatedService.Stepper(process: copy, steady: steady)
    var seconds = 0
    while seconds < Self.copyPatience, !original.isRefused, copy.relay?.isRefused != true {
      var client = Client(roll.next(), book, today: CompanyZone.day(at: clock.now))
      let command = client.command()
      if command.service == service.name {
        let request = HTTPRequest(
          method: "POST", path: command.path, headers: ["Host": "localhost", "Content-Type": "application/json"],
          body: Array(command.body.text.utf8))
        _ = roll.next() % 2 == 0 ? await service.answer(request) : await copy.dispatch.handle(request)
      }
      exchange()
      copied.exchange()
      steady.advance(milliseconds: 1_000)
      clock.advance(milliseconds: 1_000)
      seconds += 1
    }
    if !original.isRefused, copy.relay?.isRefused != true {
      violate("a copied store of \(service.name) ran beside it for \(seconds) s, and neither saw it")
    }
    return try restore(topicsLost: false)
  }

  // MARK: The end

  /// No more faults: whatever there is must become quiet by itself, but for what somebody has to mend or send again.
  func becomeQuiet() throws {
    setAway(false)
    broker.loseReports(0)
    for service in services {
      service.instrument.mend()
      service.instrument.failNext(false)
      try redrive(service)
    }
    let begun = steady.now
    var reasons: [String] = []
    while steady.now < begun.adding(seconds: Self.patience) {
      exchange()
      steady.advance(milliseconds: 1_000)
      clock.advance(milliseconds: 1_000)
      reasons = try unrest()
      if reasons.isEmpty { break }
      // The bridge sends an order until sales names it.
      let round = (steady.now.milliseconds - begun.milliseconds) / 1_000
      if round % 5 == 1 { for order in try unnamedERPOrders() { publish(order, revision: order.revision) } }
      for service in services { try redrive(service) }
    }
    quietSeconds = (steady.now.milliseconds - begun.milliseconds) / 1_000
    for reason in reasons { violate("after \(quietSeconds) s: \(reason)") }
  }

  /// Why it is not quiet yet.
  private func unrest() throws -> [String] {
    var reasons: [String] = []
    var written: [Source: Int64] = [:]
    for service in services {
      guard let process = service.process, let relay = process.relay, let source = service.source else { continue }
      let status = relay.status.get()
      let last = try service.read { try EventJournal.lastPosition(in: $0) }
      written[source] = try service.read { try EventJournal.lastNumbers(in: $0).values.reduce(0, +) }
      if case .refused(let reason) = status.state { reasons.append("\(service.name) refuses: \(reason)") }
      if status.published != last { reasons.append("\(service.name) has published \(status.published) of \(last)") }
    }
    for service in services {
      let (applied, held) = try service.read { database in
        (
          Dictionary(
            uniqueKeysWithValues: try database.all("SELECT source, sum(applied) FROM positions GROUP BY source") {
              ($0.text(0), $0.integer(1))
            }), try HeldKeys.list(in: database).map { "\($0.source) \($0.key): \($0.reason)" }
        )
      }
      for source in service.plain.subscriptions.sources where applied[source.rawValue] ?? 0 != written[source] ?? 0 {
        reasons.append(
          "\(service.name) has \(applied[source.rawValue] ?? 0) of \(written[source] ?? 0) events of \(source.rawValue)"
        )
      }
      reasons += held.map { "\(service.name) holds \($0)" }
    }
    reasons += try unnamedERPOrders().map { "sales does not name \($0.number), revision \($0.revision)" }
    return reasons
  }

  func check() throws {
    violations += try Checker(services: services, book: book).violations()
  }

  /// Events of all event journals.
  func events() throws -> Int64 {
    try services.reduce(0) { sum, service in try sum + service.read { try EventJournal.lastPosition(in: $0) } }
  }

  var duplicates: Int {
    services.reduce(0) { $0 + Int($1.process?.consumer.status.get().duplicates ?? 0) }
  }

  var isSpoiled: Bool { services.contains { $0.instrument.isSpoiled } }
}

extension Relay {
  fileprivate var isRefused: Bool {
    if case .refused = status.get().state { true } else { false }
  }
}
