import Crypto
import Dispatch
import Glibc
import Kernel
import Persistence
import SQLite
import Synchronization

/// Ships what a store commits to its destination, on a thread of its own: claims the store's log there, puts a copy of
/// the whole store, then what commits change, for ever (`Shared/Shipping/README.md`).
public final class Shipper: Sendable {
  public struct Options: Sendable {
    public var destination: any Destination
    /// Commands wait for the destination at most so long before they are answered that it is not known what became of
    /// them.
    public var patience = Duration.seconds(5)
    /// What commits change goes out together where nobody waits for it.
    public var gathering = Duration.milliseconds(200)
    /// Copies and entries that are older are removed, but for what the newest copy needs.
    public var keep = Duration.seconds(86_400)
    /// A new copy is made after so many entries or bytes, or so long: what is to be read by whoever rebuilds stays
    /// bounded.
    public var entriesPerBase = 50_000
    public var bytesPerBase = 256 << 20
    public var agePerBase = Duration.seconds(86_400)
    /// A writer that has put no entry for so long looks whether there are later ones: the claim that fences it may have
    /// been removed meanwhile, which is not before `keep`, an hour at least. By a clock that nobody sets.
    public var doubtsAfter = Duration.seconds(600)
    /// Take a log that somebody else has claimed since.
    public var claimsAnyway = false

    public init(_ destination: any Destination) {
      self.destination = destination
    }
  }

  /// What it tells whoever keeps a log of lines.
  public enum Notice: Sendable {
    case claimed(number: Int)
    case base(number: Int, bytes: Int)
    case away(String)
    case back
    case fenced(String)
  }

  private let store: Store
  private let outgoing: Outgoing
  private let log: ShippedLog
  private let options: Options
  private let notice: @Sendable (Notice) -> Void
  private let work = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let isStopping = Atomic(false)
  private let rotation = Mutex<Rotation>(.none)

  /// A new copy that is made while changes go on going out.
  private enum Rotation: Sendable {
    case none
    case underWay
    case ready(Copied)
    case failed(String)
  }

  /// A copy whose parts are at the destination.
  private struct Copied: Sendable {
    let base: LogEntry.Base
    let mark: Outgoing.Mark
    let bytes: Int
    let pageCount: UInt32
    let pageBytes: Int
  }

  /// What the thread knows of the log.
  private struct Head {
    var number = 0
    var hash = ""
    var epoch = ""
    var position: Int64 = 0
    var lastBase = 0
    /// Since the last copy.
    var entries = 0
    var bytes = 0
    var since = ContinuousClock.now
    /// When the last entry was put.
    var put = TimeSource.steady.now()
  }

  /// An entry that may be at the destination or not: it is put again as it was.
  private struct Unfinished {
    let bytes: [UInt8]
    let hash: String
    let number: Int
    let done: Outgoing.Mark
  }

  public init(
    _ store: Store, _ outgoing: Outgoing, _ options: Options, notice: @escaping @Sendable (Notice) -> Void
  ) {
    self.store = store
    self.outgoing = outgoing
    self.options = options
    self.notice = notice
    log = ShippedLog(options.destination, service: store.service)
    outgoing.onWork { [work] in work.signal() }
  }

  public func start() {
    Thread.start { [self] in run() }
    if outgoing.mode == .wait { Thread.start { [self] in watch() } }
  }

  /// Ships what is left, within so long, and ends. To be called when the store takes nothing any more.
  public func stop(within limit: Duration) {
    isStopping.store(true, ordering: .releasing)
    work.signal()
    _ = ended.wait(timeout: .now() + Double(limit.components.seconds) + 0.5)
  }

  private var stopping: Bool { isStopping.load(ordering: .acquiring) }

  /// Gives up on commands that wait for too long, also while the destination hangs.
  private func watch() {
    while !stopping {
      outgoing.giveUp(after: options.patience)
      usleep(100_000)
    }
    outgoing.giveUp(after: .zero)
  }

  // MARK: The thread

  private func run() {
    var head = Head()
    var unfinished: Unfinished?
    var isAway = false
    var pause = 100
    while true {
      let isLast = stopping
      do {
        if head.number == 0 { try claim(&head) }
        if let last = unfinished {
          try finish(last, &head)
          unfinished = nil
        }
        if outgoing.needsBase {
          // Nobody waits any more for a copy that takes its time.
          if isLast { break }
          unfinished = try baseEntry(try copy(isFirst: true, from: head.number + 1), head)
          continue
        }
        if isAway {
          isAway = false
          notice(.back)
        }
        pause = 100
        if let batch = outgoing.take() {
          unfinished = try pagesEntry(batch, head)
          continue
        }
        if let copied = takeRotation() {
          unfinished = try baseEntry(copied, head)
          continue
        }
        if isLast { break }
        rotateIfDue(head)
        wait()
      } catch let fenced as ShippedLog.Fenced {
        outgoing.fence(fenced.description)
        notice(.fenced(fenced.description))
        break
      } catch {
        outgoing.stall("\(error)")
        if !isAway {
          isAway = true
          notice(.away("\(error)"))
        }
        if isLast { break }
        _ = work.wait(timeout: .now() + .milliseconds(pause))
        pause = min(2_000, pause * 2)
      }
    }
    ended.signal()
  }

  /// Until there is something to ship; then a moment more where nobody waits for it.
  private func wait() {
    _ = work.wait(timeout: .now() + 1)
    // Each commit has signalled, and all of them go out together.
    while work.wait(timeout: .now()) == .success {}
    guard outgoing.mode == .async, !stopping else { return }
    let (seconds, attoseconds) = options.gathering.components
    usleep(UInt32(seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
  }

  // MARK: The claim

  /// Whether this store may go on with its log, and the claim.
  private func claim(_ head: inout Head) throws {
    let last = try log.last()
    let (epoch, position) = try store.read { (try LogState.epoch(in: $0), try EventJournal.lastPosition(in: $0)) }
    if let last = last?.entry, !options.claimsAnyway {
      if last.epoch != epoch {
        guard try store.read({ try LogState.hasLeft(last.epoch, in: $0) }) else {
          throw ShippedLog.Fenced(description: Self.words(last, "epoch \(last.epoch), this store has \(epoch)"))
        }
      } else if last.position > position {
        throw ShippedLog.Fenced(
          description: Self.words(last, "\(last.position) events, this store has \(position): it is an old copy"))
      }
    }
    let known = ClaimNote.read(store.folder)
    if let known, known.to == options.destination.name, known.number > last?.entry.number ?? 0, !options.claimsAnyway {
      throw DestinationError(
        "\(options.destination.name) lacks the log that this store has shipped to (entry \(known.number)): is it mounted?"
      )
    }
    let (number, hash) = try log.claim(epoch: epoch, by: Self.name, at: store.time.now(), after: last) { other in
      throw ShippedLog.Fenced(description: Self.words(other.entry, "another process writes it at this moment"))
    }
    try checkThatNothingIsReplaced(number)
    try ClaimNote(to: options.destination.name, number: number).write(store.folder)
    head = Head(
      number: number, hash: hash, epoch: epoch, position: position, lastBase: last?.entry.lastBase ?? 0)
    notice(.claimed(number: number))
  }

  /// All hangs on it that an object is made only where there is none: storage that cannot do that is found out here.
  private func checkThatNothingIsReplaced(_ number: Int) throws {
    guard let bytes = try options.destination.read(log.object(number)) else { return }
    guard try !options.destination.create(log.object(number), bytes) else {
      throw DestinationError(
        "\(options.destination.name) puts objects in the place of others although it is asked not to (If-None-Match): "
          + "two writers could not be kept from each other; use storage that knows it, or a folder")
    }
  }

  private static func words(_ entry: LogEntry, _ what: String) -> String {
    "somebody else goes on with this store's log (entry \(entry.number)\(entry.by.map { " by \($0)" } ?? ""): \(what)). "
      + "Nothing more is published and no command is taken. Stop this process where another machine has taken over; "
      + "'--new-log' goes on with this store, and then the other one is refused"
  }

  /// Who writes, for people.
  public static var name: String {
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, 255)
    let text = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return "process \(getpid()) on \(text)"
  }

  // MARK: Entries

  private func entry(_ kind: LogEntry.Kind, _ head: Head, _ position: Int64, _ time: Instant) -> LogEntry {
    LogEntry(
      kind: kind, service: store.service, number: head.number + 1, previous: head.hash, epoch: head.epoch,
      position: position, time: time, lastBase: kind == .base ? head.number + 1 : head.lastBase)
  }

  private func pagesEntry(_ batch: Outgoing.Batch, _ head: Head) throws -> Unfinished {
    var entry = entry(.pages, head, batch.position, batch.newest)
    entry.pageBytes = batch.changed.pageBytes
    entry.pageCount = batch.changed.pageCount
    let (bytes, hash) = try entry.encoded(batch.changed.pages)
    return Unfinished(
      bytes: bytes, hash: hash, number: entry.number,
      done: Outgoing.Mark(sequence: batch.sequence, position: batch.position, time: batch.newest))
  }

  private func baseEntry(_ copied: Copied, _ head: Head) throws -> Unfinished {
    var entry = entry(.base, head, max(head.position, copied.mark.position), copied.mark.time)
    entry.base = copied.base
    entry.pageBytes = copied.pageBytes
    entry.pageCount = copied.pageCount
    let (bytes, hash) = try entry.encoded()
    notice(.base(number: entry.number, bytes: copied.bytes))
    return Unfinished(bytes: bytes, hash: hash, number: entry.number, done: copied.mark)
  }

  /// Puts an entry at its place, which must be free: whoever has taken it meanwhile is the writer now.
  private func finish(_ last: Unfinished, _ head: inout Head) throws {
    guard try log.append(last.bytes, hash: last.hash, number: last.number) else {
      let other = try log.entry(last.number)?.entry
      throw ShippedLog.Fenced(
        description: other.map { Self.words($0, "epoch \($0.epoch)") } ?? "somebody else goes on with this store's log")
    }
    // After the entry and not before it: however long this process was stopped between the two, it is noticed.
    let silence = TimeSource.steady.now().seconds(since: head.put)
    if silence >= Double(options.doubtsAfter.components.seconds), let newest = try log.numbers().last,
      newest > last.number, let other = try log.entry(newest)?.entry
    {
      throw ShippedLog.Fenced(description: Self.words(other, "epoch \(other.epoch)"))
    }
    head.put = TimeSource.steady.now()
    let read = try ReadEntry(last.bytes, "").entry
    head.number = last.number
    head.hash = last.hash
    head.position = read.position
    head.lastBase = read.lastBase
    head.entries += 1
    head.bytes += last.bytes.count
    if read.kind == .base {
      (head.entries, head.bytes, head.since) = (0, 0, .now)
    }
    outgoing.shipped(
      last.done.sequence, position: last.done.position, entryBytes: last.bytes.count, isBase: read.kind == .base)
    if read.kind == .base { try prune(head) }
  }

  // MARK: Copies of the whole store

  private func copy(isFirst: Bool, from: Int) throws -> Copied {
    let (copy, mark) = try store.shippableCopy(isFirst: isFirst)
    do {
      let folder = "base-\(from)-\(SHA256.hex(SecureRandom.bytes(4)))"
      var parts: [String] = []
      var offset: Int64 = 0
      var pageBytes = 4096
      while offset < copy.bytes {
        guard isFirst || !stopping else { throw DestinationError("the service stops") }
        let plain = try copy.read(at: offset, atMost: LogEntry.partBytes)
        guard !plain.isEmpty else { break }
        // SQLite's header: 1 stands for 65,536.
        if offset == 0 { pageBytes = max(Int(plain[16]) << 8 | Int(plain[17]), 512) }
        let packed = try Packed.pack(plain)
        guard try options.destination.create("\(store.service)/\(folder)/\(parts.count)", packed) else {
          throw DestinationError("\(folder) is there already")
        }
        parts.append(SHA256.hex(SHA256.hash(packed)))
        offset += Int64(plain.count)
      }
      return Copied(
        base: LogEntry.Base(folder: folder, parts: parts, from: from, isFirst: isFirst), mark: mark,
        bytes: Int(copy.bytes), pageCount: UInt32(copy.bytes / Int64(pageBytes)), pageBytes: pageBytes)
    } catch {
      if isFirst { outgoing.baseFailed() }
      throw error
    }
  }

  private func rotateIfDue(_ head: Head) {
    guard
      head.entries >= options.entriesPerBase || head.bytes >= options.bytesPerBase
        || ContinuousClock.now - head.since >= options.agePerBase
    else { return }
    let begins = rotation.withLock { state in
      guard case .none = state else { return false }
      state = .underWay
      return true
    }
    guard begins else { return }
    Thread.start { [self, from = head.number + 1] in
      let next: Rotation
      do {
        next = .ready(try copy(isFirst: false, from: from))
      } catch {
        next = .failed("\(error)")
      }
      rotation.withLock { $0 = next }
      work.signal()
    }
  }

  private func takeRotation() -> Copied? {
    rotation.withLock { state in
      switch state {
      case .none, .underWay: return nil
      case .failed:
        state = .none
        return nil
      case .ready(let copied):
        // It is put once the changes up to its moment are there.
        guard outgoing.hasShipped(copied.mark.sequence) else { return nil }
        state = .none
        return copied
      }
    }
  }

  /// Removes copies, and the entries before, that nobody needs who goes back no further than is kept.
  private func prune(_ head: Head) throws {
    let limit = store.time.now().adding(milliseconds: -Int64(options.keep.components.seconds) * 1_000)
    var number = head.lastBase
    var oldest: LogEntry?
    // Back from copy to copy until one is older than what is kept.
    while number > 0, let entry = try log.entry(number)?.entry {
      oldest = entry
      guard entry.time > limit, let before = try log.entry(number - 1)?.entry else { break }
      number = before.lastBase
    }
    guard let oldest, let base = oldest.base, let first = try log.numbers().first else { return }
    // Whoever begins with a copy that was made meanwhile goes on from the entry before `from`.
    let end = base.isFirst ? oldest.number : base.from - 1
    guard first < end else { return }
    try options.destination.remove((first..<end).map(log.object))
    for name in try options.destination.names(in: store.service) where name.hasPrefix("base-") {
      guard let from = name.split(separator: "-").dropFirst().first.flatMap({ Int($0) }), from < base.from else {
        continue
      }
      let folder = "\(store.service)/\(name)"
      try options.destination.remove(try options.destination.names(in: folder).map { "\(folder)/\($0)" })
    }
  }
}

/// What a store remembers of its last claim, so that a destination that is not mounted is not taken for an empty one.
private struct ClaimNote {
  let to: String
  let number: Int

  static func read(_ folder: String) -> ClaimNote? {
    guard let text = try? String(validating: readAll("\(folder)/shipped-to"), as: UTF8.self) else { return nil }
    let lines = text.split(separator: "\n")
    guard lines.count == 2, let number = Int(lines[0]) else { return nil }
    return ClaimNote(to: String(lines[1]), number: number)
  }

  func write(_ folder: String) throws {
    try writeDurably(Array("\(number)\n\(to)\n".utf8), to: "\(folder)/shipped-to")
  }

  private static func readAll(_ path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw DestinationError("it is not there") }
    defer { close(file) }
    return [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, filled in
      filled = max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
    }
  }
}
