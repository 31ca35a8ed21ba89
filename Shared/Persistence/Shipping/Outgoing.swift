import Dispatch
import Kernel
import Synchronization

/// What a store has committed and the place that it is shipped to does not have yet
/// (`Shared/Shipping/README.md`): between the thread that commits, the one that ships, and those who wait.
public final class Outgoing: Sendable {
  /// What a command waits for before it is answered.
  public enum Mode: String, Sendable, CaseIterable {
    /// The store's own disk: what was committed in the last moments is lost with the machine.
    case async
    /// The destination: nothing that was answered is lost with the machine.
    case wait
  }

  /// What goes out together.
  public struct Batch: Sendable {
    public var changed: ChangedPages
    /// Commits up to this one are in it.
    public var sequence: UInt64
    /// Last position of the event journal after them.
    public var position: Int64
    /// When the first and the last of them were committed.
    public var oldest: Instant
    public var newest: Instant
  }

  /// A moment of the store: how many commits there were, and where its event journal ended.
  public struct Mark: Hashable, Sendable {
    public var sequence: UInt64
    public var position: Int64
    public var time: Instant

    public init(sequence: UInt64, position: Int64, time: Instant) {
      (self.sequence, self.position, self.time) = (sequence, position, time)
    }
  }

  /// How far shipping is, for operators.
  public struct Status: Sendable {
    /// Whether the destination has all that it needs to rebuild the store: the claim, a base, and what came since.
    public var hasBegun = false
    /// When the oldest commit that the destination lacks was made.
    public var oldest: Instant?
    public var shippedPosition: Int64 = 0
    /// Why the destination takes nothing now.
    public var stalled: String?
    /// Why this store must never ship again: somebody else goes on with its log.
    public var fenced: String?
    public var entries = 0
    public var bytes = 0
    public var bases = 0
  }

  private struct State {
    var status = Status()
    var sequence: UInt64 = 0
    var position: Int64 = 0
    var pending: Batch?
    var shipped: UInt64 = 0
    var needsBase = true
    var waiters: [Waiter] = []
    /// A command was given up since the destination took anything last.
    var hasGivenUp = false
    var observers: [@Sendable () -> Void] = []
    var onWork: (@Sendable () -> Void)?
  }

  private struct Waiter: Sendable {
    let sequence: UInt64
    let since: ContinuousClock.Instant
    let done: @Sendable ((any Error)?) -> Void
  }

  /// Changes that wait take at most so much memory; beyond it a copy of the whole store goes out instead: 64 MiB.
  private let pendingLimit: Int
  /// Whether commands are taken while the destination has nothing of this start yet.
  private let acceptsBeforeBase: Bool

  public let mode: Mode
  private let state = Mutex(State())

  public init(mode: Mode, acceptsBeforeBase: Bool = false, pendingLimit: Int = 64 << 20) {
    self.mode = mode
    self.acceptsBeforeBase = acceptsBeforeBase
    self.pendingLimit = pendingLimit
  }

  // MARK: The thread that commits

  /// Takes what a commit has changed.
  func add(_ changed: ChangedPages, position: Int64, at now: Instant) {
    let onWork = state.withLock { state in
      state.sequence += 1
      state.position = position
      guard !state.needsBase, state.status.fenced == nil else {
        state.status.oldest = state.status.oldest ?? now
        return state.onWork
      }
      if state.pending == nil {
        state.pending = Batch(
          changed: changed, sequence: state.sequence, position: position, oldest: now, newest: now)
      } else {
        state.pending?.changed.merge(changed)
        state.pending?.sequence = state.sequence
        state.pending?.position = position
        state.pending?.newest = now
      }
      if let pending = state.pending, pending.changed.bytes > pendingLimit {
        state.pending = nil
        state.needsBase = true
        state.status.hasBegun = false
      }
      state.status.oldest = state.status.oldest ?? now
      return state.onWork
    }
    onWork?()
  }

  /// Says that what was committed cannot be told apart any more: a copy of the whole store has to go out.
  func startAnew(at now: Instant) {
    let onWork = state.withLock { state in
      state.sequence += 1
      state.pending = nil
      state.needsBase = true
      state.status.hasBegun = false
      state.status.oldest = state.status.oldest ?? now
      return state.onWork
    }
    onWork?()
  }

  /// Where the store is now; `forBase`: what was changed before is in the copy that is made of it now.
  func mark(position: Int64, forBase: Bool, at now: Instant) -> Mark {
    state.withLock { state in
      state.position = position
      if forBase {
        state.needsBase = false
        state.pending = nil
      }
      return Mark(sequence: state.sequence, position: position, time: now)
    }
  }

  /// Tells once everything that is committed by now is at the destination, or that it will not be for now.
  func whenShipped(_ done: @escaping @Sendable ((any Error)?) -> Void) {
    let outcome: Result<Bool, StoreError> = state.withLock { state in
      if let fenced = state.status.fenced { return .failure(.unshipped(fenced)) }
      if state.shipped >= state.sequence { return .success(true) }
      state.waiters.append(Waiter(sequence: state.sequence, since: .now, done: done))
      return .success(false)
    }
    switch outcome {
    case .success(true): done(nil)
    case .success(false): break
    case .failure(let error): done(error)
    }
  }

  // MARK: The thread that ships

  /// Is called whenever there is something to do; from any thread.
  public func onWork(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.onWork = body } }

  public var needsBase: Bool { state.withLock { $0.needsBase } }

  /// What is to go out next; nil where there is nothing.
  public func take() -> Batch? {
    state.withLock { state in
      defer { state.pending = nil }
      return state.pending
    }
  }

  /// The destination has everything up to there.
  public func shipped(_ sequence: UInt64, position: Int64, entryBytes: Int, isBase: Bool = false) {
    let (ready, observers) = state.withLock { state -> ([Waiter], [@Sendable () -> Void]) in
      state.shipped = max(state.shipped, sequence)
      state.status.shippedPosition = max(state.status.shippedPosition, position)
      state.status.hasBegun = !state.needsBase
      state.status.stalled = nil
      state.hasGivenUp = false
      state.status.entries += 1
      state.status.bytes += entryBytes
      if isBase { state.status.bases += 1 }
      state.status.oldest = state.shipped >= state.sequence ? nil : state.pending?.oldest ?? state.status.oldest
      let ready = state.waiters.filter { $0.sequence <= state.shipped }
      state.waiters.removeAll { $0.sequence <= state.shipped }
      return (ready, state.observers)
    }
    for waiter in ready { waiter.done(nil) }
    for observer in observers { observer() }
  }

  /// The first copy did not come to its end: another one has to be made.
  public func baseFailed() {
    state.withLock { state in
      state.pending = nil
      state.needsBase = true
    }
  }

  /// The destination does not take anything now; what was under way is tried again.
  public func stall(_ reason: String) { state.withLock { $0.status.stalled = reason } }

  /// Somebody else goes on with this store's log: nothing is taken or published any more.
  public func fence(_ reason: String) {
    let waiters = state.withLock { state in
      state.status.fenced = reason
      state.pending = nil
      defer { state.waiters.removeAll() }
      return state.waiters
    }
    for waiter in waiters { waiter.done(StoreError.unshipped(reason)) }
  }

  /// Gives up on commands that have waited for so long. What they did stands in the store and goes out later.
  public func giveUp(after patience: Duration) {
    let (late, reason) = state.withLock { state -> ([Waiter], String) in
      let now = ContinuousClock.now
      let late = state.waiters.filter { now - $0.since > patience }
      guard !late.isEmpty else { return ([], "") }
      state.waiters.removeAll { now - $0.since > patience }
      state.hasGivenUp = true
      return (late, state.status.stalled ?? "the destination is slow")
    }
    for waiter in late { waiter.done(StoreError.unshipped(reason)) }
  }

  // MARK: Whoever asks

  public var status: Status { state.withLock { $0.status } }

  /// Commits so far.
  public var sequence: UInt64 { state.withLock { $0.sequence } }

  /// Whether the destination has all commits up to that one.
  public func hasShipped(_ sequence: UInt64) -> Bool { state.withLock { $0.shipped >= sequence } }

  /// Called whenever the destination has more than before; from the thread that ships.
  func onShipped(_ observer: @escaping @Sendable () -> Void) { state.withLock { $0.observers.append(observer) } }

  /// Why commands are refused; nil while they are taken.
  var refusal: String? {
    state.withLock { state in
      if let fenced = state.status.fenced { return fenced }
      let why = state.status.stalled.map { ": \($0)" } ?? ""
      if state.status.bases == 0, !acceptsBeforeBase {
        return "the first copy of the store is not at its destination yet, commands are taken once it is\(why)"
      }
      guard mode == .wait, state.hasGivenUp || state.needsBase else { return nil }
      return "the destination that commands wait for does not take changes now, commands are taken once it does\(why)"
    }
  }
}
