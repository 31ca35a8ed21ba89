import Contracts
import Dispatch
import Glibc
import JSON
import Kernel
import Messaging
import Persistence
import Synchronization

/// The two threads on which a service's relay and consumer run: librdkafka's calls block, and Swift's pool must not.
final class MessagingThreads: Sendable {
  let relay: Latest<RelayStatus>?
  let consumer: Latest<ConsumerStatus>
  let relayInbox: RelayInbox?
  /// Whose holder has the relay publish nothing new.
  let lease: Lease
  private let options: ServiceOptions
  private let relayCore: RelayCore?
  private let consumerCore: Mutex<Consumer>
  private let isStopping = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)
  /// Sources with an open gap, as last logged.
  private let gaps = Latest<[Source: Int64]>([:])

  /// Throws `CatchUpNeeded`, or what the store says.
  init(_ definition: ServiceDefinition, store: Store, _ options: ServiceOptions) throws {
    self.options = options
    if let source = definition.source {
      var relayOptions = Relay.Options(source: source, announces: definition.announces)
      relayOptions.newLog = options.newLog
      relayOptions.acceptBeforeCheck = options.acceptBeforeCheck
      relayOptions.traces = options.tracer?.ofEvents
      let core = Relay(store: store, producer: options.producer, options: relayOptions, random: options.random)
      relay = core.status
      relayInbox = core.inbox
      lease = core.lease
      relayCore = RelayCore(relay: Mutex(core))
    } else {
      relay = nil
      relayInbox = nil
      lease = Lease()
      relayCore = nil
    }
    let producer = options.producer
    let inbox = relayInbox
    func makeConsumer() throws -> Consumer {
      try Consumer(
        store: store, client: options.consumer, hints: producer, subscriptions: definition.subscriptions,
        traces: options.tracer?.ofEvents, random: options.random,
        ownsHints: definition.source == nil,
        onQuestion: { question in
          inbox?.ask(question)
          producer.wake()
        })
    }
    let core: Consumer
    do {
      core = try makeConsumer()
    } catch let needed as CatchUpNeeded where definition.source == nil {
      // Read models hold nothing of their own: all of it comes again.
      options.log.info(
        "the read models are built anew: an earlier build left out what this one reads",
        ["type": .string(needed.type)])
      try store.perform(for: Cause(actor: definition.name, correlationID: "catch-up")) { unit in
        try definition.rebuild(in: unit)
      }
      core = try makeConsumer()
    }
    if !core.secondReadings.isEmpty {
      options.log.info(
        "events of before are read a second time, for copies that earlier builds did not keep",
        ["for": .string(core.secondReadings.joined(separator: ", "))])
    }
    consumer = core.status
    consumerCore = Mutex(core)
    store.onRecorded { producer.wake() }
  }

  /// `refusedAtStart` is told when the store must not write its topic.
  func start(refusedAtStart: @escaping @Sendable (String) -> Void) {
    if relayCore != nil { Thread.start { [self] in runRelay(refusedAtStart) } }
    Thread.start { [self] in runConsumer() }
  }

  /// Publishes what can be published in the time given, and ends both threads.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    options.consumer.wake()
    options.producer.wake()
    ended.wait()
    if relayCore != nil { ended.wait() }
  }

  /// What leases go by.
  var steadyNow: Instant { options.steady.now() }

  /// Waits until the relay has seen who holds the lease: from then on it publishes nothing new. False where it does not
  /// within ten seconds.
  func isPaused(for lease: String) async throws -> Bool {
    guard let relay else { return true }
    options.producer.wake()
    for _ in 0..<1_000 {
      if relay.get().pausedFor == lease { return true }
      try await Task.sleep(for: .milliseconds(10))  // between two looks: the relay tells nobody of its step
    }
    return false
  }

  /// Publishes what has waited for the end of a lease.
  func goOn() { options.producer.wake() }

  private var stopping: Bool { isStopping.load(ordering: .acquiring) }

  /// So many milliseconds' events go together: a journey to the store, the broker and all who read costs much more than
  /// an event more on it.
  private static let gathering = 2

  private func runRelay(_ refusedAtStart: @Sendable (String) -> Void) {
    guard let relayCore, let relay else { return }
    var isFirst = true
    while !stopping {
      let now = options.steady.now()
      let (pause, rests) = relayCore.relay.withLock { core -> (Int, Bool) in
        do {
          let worked = try core.step(at: now)
          back("the relay", relay.update { status in status.away.take() })
          return (worked ? Self.gathering : core.pause(at: now), worked)
        } catch {
          let reason = "\(error)"
          away("the relay", reason, relay.update { status in replace(&status.away, with: reason) })
          return (500, true)
        }
      }
      if case .refused(let reason) = relay.get().state, isFirst {
        options.log.error("this store must not be used", ["reason": .string(reason)])
        refusedAtStart(reason)
        isFirst = false
      } else if relay.get().state == .running {
        isFirst = false
      }
      if rests { nap(pause) } else { options.producer.wait(milliseconds: pause) }
    }
    relayCore.relay.withLock { $0.finish(at: options.steady.now, within: options.shutdownSeconds * 500) }
    ended.signal()
  }

  private func runConsumer() {
    while !stopping {
      // An old copy of a store must neither write nor apply: what it applies it would answer for.
      if let relay, relay.get().state != .running {
        nap(50)
        continue
      }
      let now = options.steady.now()
      let (pause, rests) = consumerCore.withLock { core -> (Int, Bool) in
        do {
          let worked = try core.step(at: now)
          if core.isReading { back("the consumer", consumer.update { status in status.away.take() }) }
          if worked { return (core.isBehind ? 0 : Self.gathering, true) }
          return core.isReading ? (200, false) : (50, true)
        } catch {
          let reason = "\(error)"
          away("the consumer", reason, consumer.update { status in replace(&status.away, with: reason) })
          return (500, true)
        }
      }
      logGaps()
      logParked()
      if rests { nap(pause) } else { options.consumer.wait(milliseconds: pause) }
    }
    ended.signal()
  }

  /// Waits without regard to what lies in a client's queue: after a failure nobody takes it for a while, and a client's
  /// own wait would return at once, again and again. A semaphore would go by the wall clock, which may be set back.
  private func nap(_ milliseconds: Int) {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while !stopping, ContinuousClock.now < end { usleep(UInt32(1_000 * min(20, milliseconds))) }
  }

  private func logParked() {
    for record in consumer.update({ status in status.takeParked() }) {
      options.log.warning(
        "a record is parked; 'joinery dead-letters list' says why",
        [
          "topic": .string(record.place.topic), "partition": JSON(record.place.partition),
          "offset": JSON(record.offset),
        ], trace: TraceContext(traceparent: record.traceparent))
    }
  }

  /// A gap is a metric and a line at once (`Shared/Messaging/README.md#streams-and-numbers`).
  private func logGaps() {
    let open = consumer.get().sources.filter { !$0.value.missing.isEmpty }
    let (begun, ended) = gaps.update { known in
      let begun = open.filter { known[$0.key] == nil }
      let ended = known.keys.filter { open[$0] == nil }
      known = open.mapValues { $0.missing.values.reduce(0, +) }
      return (begun, ended)
    }
    for (source, of) in begun {
      options.log.warning(
        "events are missing and asked for",
        [
          "source": .string(source.rawValue), "events": JSON(of.missing.values.reduce(0, +)),
          "streams": .string(of.missing.keys.sorted().map(String.init).joined(separator: " ")),
        ])
    }
    for source in ended { options.log.info("no event is missing any more", ["source": .string(source.rawValue)]) }
  }

  private func away(_ who: String, _ reason: String, _ before: String?) {
    guard before == nil else { return }
    options.log.warning("\(who) is held up", ["reason": .string(reason)])
  }

  private func back(_ who: String, _ before: String?) {
    guard before != nil else { return }
    options.log.info("\(who) goes on")
  }
}

/// A relay behind its lock.
private final class RelayCore: Sendable {
  let relay: Mutex<Relay>

  init(relay: consuming sending Mutex<Relay>) {
    self.relay = relay
  }
}

/// Puts a new value in the place of the old one, and gives that.
private func replace<Value>(_ place: inout Value?, with value: Value) -> Value? {
  defer { place = value }
  return place
}
