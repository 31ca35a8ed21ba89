import Dispatch
import Kernel
import Messaging
import Persistence
import Synchronization

/// The two threads on which a service's relay and consumer run: librdkafka's calls block, and Swift's pool must not.
final class MessagingThreads: Sendable {
  let relay: Latest<RelayStatus>?
  let consumer: Latest<ConsumerStatus>
  let relayInbox: RelayInbox?
  private let options: ServiceOptions
  private let relayCore: RelayCore?
  private let consumerCore: Mutex<Consumer>
  private let isStopping = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)

  /// Throws `CatchUpNeeded`, or what the store says.
  init(_ definition: ServiceDefinition, store: Store, _ options: ServiceOptions) throws {
    self.options = options
    if let source = definition.source {
      var relayOptions = Relay.Options(source: source)
      relayOptions.newLog = options.newLog
      relayOptions.acceptBeforeCheck = options.acceptBeforeCheck
      let core = Relay(store: store, producer: options.producer, options: relayOptions, random: options.random)
      relay = core.status
      relayInbox = core.inbox
      relayCore = RelayCore(relay: Mutex(core))
    } else {
      relay = nil
      relayInbox = nil
      relayCore = nil
    }
    let producer = options.producer
    let core = try Consumer(
      store: store, client: options.consumer, hints: producer, subscriptions: definition.subscriptions,
      random: options.random,
      onQuestion: { [relayInbox] question in
        relayInbox?.ask(question)
        producer.wake()
      })
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

  private var stopping: Bool { isStopping.load(ordering: .acquiring) }

  private func runRelay(_ refusedAtStart: @Sendable (String) -> Void) {
    guard let relayCore, let relay else { return }
    var isFirst = true
    while !stopping {
      let now = options.time.now()
      let pause = relayCore.relay.withLock { core -> Int in
        do {
          let worked = try core.step(at: now)
          back(
            "the relay",
            relay.update { status in
              defer { status.away = nil }; return status.away
            })
          return worked ? 0 : core.pause(at: now)
        } catch {
          let reason = "\(error)"
          away(
            "the relay", reason,
            relay.update { status in
              defer { status.away = reason }; return status.away
            })
          return 500
        }
      }
      if case .refused(let reason) = relay.get().state, isFirst {
        options.log.error("this store must not be used", ["reason": .string(reason)])
        refusedAtStart(reason)
        isFirst = false
      } else if relay.get().state == .running {
        isFirst = false
      }
      if pause > 0 { options.producer.wait(milliseconds: pause) }
    }
    relayCore.relay.withLock { $0.finish(at: options.time.now, within: options.shutdownSeconds * 500) }
    ended.signal()
  }

  private func runConsumer() {
    while !stopping {
      // An old copy of a store must neither write nor apply: what it applies it would answer for.
      if let relay, relay.get().state != .running {
        options.consumer.wait(milliseconds: 50)
        continue
      }
      let now = options.time.now()
      let pause = consumerCore.withLock { core -> Int in
        do {
          let worked = try core.step(at: now)
          back(
            "the consumer",
            consumer.update { status in
              defer { status.away = nil }; return status.away
            })
          return worked ? 0 : 200
        } catch {
          let reason = "\(error)"
          away(
            "the consumer", reason,
            consumer.update { status in
              defer { status.away = reason }; return status.away
            })
          return 500
        }
      }
      if pause > 0 { options.consumer.wait(milliseconds: pause) }
    }
    ended.signal()
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
