import Kernel

/// What one receiver is sent next. It holds neither events nor a clock: it is offered places in the log, says which of them
/// are to be sent, and is told what came of it (`Services/Reporting/README.md#webhooks`).
///
/// Of a key at most one event is under way, and the next follows once that was taken. A key whose event does not go
/// through is set aside, where it is tried again and again, and then parked; others go on. Where none goes through, it
/// is the receiver: then it is asked by one event at a time, and no event is to blame.
public struct PushQueue: Sendable {
  /// An event that is to be sent now.
  public struct Sending: Hashable, Sendable {
    public let key: PushKey
    public let place: Int64
  }

  /// What has changed of a key that is or was set aside.
  public enum Change: Hashable, Sendable {
    case aside(PushKey, KeyAside)
    /// Nothing of it is left over.
    case resumed(PushKey)
  }

  /// A receiver that takes nothing.
  public struct Away: Hashable, Sendable {
    public var since: Instant
    public var failures: Int
    public var due: Instant
    /// Whether it answers, and so an event could still be to blame.
    public var answers: Bool
  }

  private let policy: PushPolicy
  /// All up to this place was offered.
  public private(set) var offered: Int64
  /// Places that wait, of keys that are not set aside.
  private var waiting: [PushKey: [Int64]] = [:]
  /// Those of them with nothing under way, in the order in which they came.
  private var ready: [PushKey] = []
  /// Keys of which something is under way that was begun before this state was read.
  private var busy: Set<PushKey> = []
  public private(set) var underWay: [PushKey: Int64] = [:]
  public private(set) var aside: [PushKey: KeyAside]
  public private(set) var away: Away?
  /// Keys that have failed since one last went through.
  private var failing: Set<PushKey> = []
  /// The one that was last tried while the receiver was away.
  private var lastAsked: PushKey?
  private var count = 0

  /// From behind a place on, with the keys that are set aside.
  public init(from place: Int64, aside: [PushKey: KeyAside] = [:], _ policy: PushPolicy) {
    (offered, self.aside, self.policy) = (place, aside, policy)
  }

  /// How many more places may be offered.
  public var room: Int { max(0, policy.window - count) }

  /// Everything up to this place is taken, of no concern, or of a key that is set aside.
  public var settled: Int64 {
    let open = waiting.values.compactMap(\.first) + underWay.filter { aside[$0.key] == nil }.map(\.value)
    return open.min().map { $0 - 1 } ?? offered
  }

  /// Offers what the receiver wants of the log up to a place, in its order.
  public mutating func offer(_ places: [(key: PushKey, place: Int64)], upTo end: Int64) {
    for (key, place) in places where place > offered {
      // It follows behind the first of its key.
      guard aside[key] == nil else { continue }
      if waiting[key] == nil, underWay[key] == nil, !busy.contains(key) { ready.append(key) }
      waiting[key, default: []].append(place)
      count += 1
    }
    offered = max(offered, end)
  }

  /// What is to be sent now; it counts as under way from here on.
  public mutating func next(at now: Instant) -> [Sending] {
    if let away {
      guard underWay.isEmpty, busy.isEmpty, away.due <= now, let sending = question(away) else { return [] }
      underWay[sending.key] = sending.place
      lastAsked = sending.key
      return [sending]
    }
    var found: [Sending] = []
    let late = aside.filter { of in isFree(of.key) && of.value.due.map { $0 <= now } ?? false }
    for (key, of) in late.sorted(by: { ($0.value.first, $0.key) < ($1.value.first, $1.key) })
    where lanes > policy.atOnce / 2 || ready.isEmpty && lanes > 0 {
      underWay[key] = of.first
      found.append(Sending(key: key, place: of.first))
    }
    while lanes > 0, let sending = takeReady() { found.append(sending) }
    return found
  }

  /// When there is something to do again without anything else happening; nil where there is nothing.
  public func due() -> Instant? {
    if let away { return away.due }
    return aside.filter { isFree($0.key) }.compactMap(\.value.due).min()
  }

  /// What came of an event that was under way. `chance`: from 0 to 1, for the wait.
  public mutating func finished(
    _ sending: Sending, _ outcome: PushOutcome, at now: Instant, chance: Double
  ) -> [Change] {
    guard underWay[sending.key] == sending.place else { return [] }
    underWay[sending.key] = nil
    switch outcome {
    case .delivered: return delivered(sending, at: now)
    case .gone: return setAside(sending, due: now, at: now)
    case .unreachable, .busy:
      let changes = setAside(sending, due: now, at: now)
      goAway(for: outcome, at: now, chance)
      return changes
    case .failed, .refused:
      failing.insert(sending.key)
      if away != nil || failing.count >= policy.awayAfter {
        let changes = setAside(sending, due: now, at: now)
        goAway(for: outcome, at: now, chance)
        return changes
      }
      return blame(sending, isRefused: outcome == .refused, at: now, chance)
    }
  }

  /// What follows in the log behind an event of a key set aside that went through; nil where nothing does up to
  /// `offered`.
  public mutating func follows(_ key: PushKey, _ place: Int64?, at now: Instant) -> [Change] {
    guard aside[key] != nil else { return [] }
    guard let place else {
      aside[key] = nil
      return [.resumed(key)]
    }
    let next = KeyAside(first: place, tries: 0, since: now, due: now)
    aside[key] = next
    return [.aside(key, next)]
  }

  /// Says of which keys something is under way that was begun before this state was read: they wait until it has ended.
  public mutating func wait(for keys: some Sequence<PushKey>) { busy.formUnion(keys) }

  /// What was begun before this state was read has ended.
  public mutating func ended(_ key: PushKey) {
    guard busy.remove(key) != nil, waiting[key] != nil, aside[key] == nil else { return }
    ready.append(key)
  }

  private func isFree(_ key: PushKey) -> Bool { underWay[key] == nil && !busy.contains(key) }

  private var lanes: Int { policy.atOnce - underWay.count - busy.count }

  private mutating func delivered(_ sending: Sending, at now: Instant) -> [Change] {
    failing.removeAll()
    var changes: [Change] = []
    if let away {
      // Nobody is to blame for the time in which the receiver was away; all are tried again.
      let time = now.milliseconds - away.since.milliseconds
      for (key, var of) in aside where of.due != nil {
        of.since = of.since.adding(milliseconds: max(0, time))
        of.due = now
        aside[key] = of
        changes.append(.aside(key, of))
      }
      self.away = nil
    }
    if waiting[sending.key] != nil { ready.append(sending.key) }
    return changes
  }

  /// The event is tried again, unless it has been for long enough.
  private mutating func blame(
    _ sending: Sending, isRefused: Bool, at now: Instant, _ chance: Double
  ) -> [Change] {
    var of = aside[sending.key] ?? KeyAside(first: sending.place, tries: 0, since: now, due: now)
    of.tries += 1
    let isOver =
      isRefused
      ? of.tries >= policy.refusals : now.milliseconds - of.since.milliseconds >= 1000 * Int64(policy.patience)
    of.due =
      isOver
      ? nil : now.adding(milliseconds: policy.wait(after: of.tries, upTo: policy.longestWait, chance: chance))
    return setAside(sending.key, of)
  }

  private mutating func setAside(_ sending: Sending, due: Instant, at now: Instant) -> [Change] {
    var of = aside[sending.key] ?? KeyAside(first: sending.place, tries: 0, since: now, due: due)
    of.due = due
    return setAside(sending.key, of)
  }

  private mutating func setAside(_ key: PushKey, _ of: KeyAside) -> [Change] {
    aside[key] = of
    count -= waiting.removeValue(forKey: key)?.count ?? 0
    ready.removeAll { $0 == key }
    return [.aside(key, of)]
  }

  private mutating func goAway(for outcome: PushOutcome, at now: Instant, _ chance: Double) {
    let failures = (away?.failures ?? 0) + 1
    var wait = policy.wait(after: failures, upTo: policy.longestAway, chance: chance)
    if case .busy(let seconds?) = outcome { wait = 1000 * Int64(min(max(1, seconds), policy.longestWait)) }
    away = Away(
      since: away?.since ?? now, failures: failures, due: now.adding(milliseconds: wait),
      answers: outcome != .unreachable)
  }

  /// One event to ask a receiver with that takes nothing: the first, or another key's than the last time where it answers,
  /// since an event may be to blame.
  private mutating func question(_ away: Away) -> Sending? {
    if away.answers, let fresh = takeReady() { return fresh }
    let kept = aside.filter { !$0.value.isParked }.sorted { ($0.value.first, $0.key) < ($1.value.first, $1.key) }
    guard let first = kept.first(where: { $0.key != lastAsked }) ?? kept.first else { return takeReady() }
    return Sending(key: first.key, place: first.value.first)
  }

  private mutating func takeReady() -> Sending? {
    guard !ready.isEmpty else { return nil }
    let key = ready.removeFirst()
    guard var places = waiting[key], !places.isEmpty else { return nil }
    let place = places.removeFirst()
    waiting[key] = places.isEmpty ? nil : places
    count -= 1
    underWay[key] = place
    return Sending(key: key, place: place)
  }
}
