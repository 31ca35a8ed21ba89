import Crypto
import Glibc
import Kernel
import Persistence

/// Rebuilds a store from its log at a destination, in a file of its own, and goes on following it
/// (`Shared/Shipping/README.md#recovery`). What it has is kept between two lives: `NAME.followed` beside the file.
public struct Follower {
  /// How far the file is.
  public struct Progress: Sendable, Hashable {
    public var number: Int
    public var hash: String
    public var epoch: String
    public var position: Int64
    public var time: Instant
  }

  public let log: ShippedLog
  public let path: String
  public private(set) var progress: Progress?
  public private(set) var entriesApplied = 0
  public private(set) var bytesRead = 0
  private var descriptor: Int32 = -1

  /// Goes on where an earlier one has stopped.
  public init(_ log: ShippedLog, into path: String) {
    self.log = log
    self.path = path
    progress = Self.readProgress("\(path).followed")
  }

  /// Applies what the log has after what the file holds: one entry, or the whole first copy. False where there is nothing
  /// more. Throws where an entry is missing or damaged.
  public mutating func step() throws -> Bool {
    guard let last = progress else { return try begin() }
    guard let next = try log.entry(last.number + 1) else {
      // What was removed meanwhile is no end: there is a newer copy.
      guard let newest = try log.numbers().last, newest > last.number else { return false }
      guard try log.entry(last.number + 1) == nil else { return true }
      if let first = try log.numbers().first, first > last.number + 1 {
        try forget()
        return true
      }
      throw DestinationError(
        "entry \(last.number + 1) of \(log.service) is missing at \(log.destination.name), and there are later ones: "
          + "what was shipped since cannot be put together; use a backup, or the copy that holds it")
    }
    try apply(next)
    return true
  }

  /// Follows to the end of the log.
  public mutating func catchUp(_ advanced: (Progress?) -> Void = { _ in }) throws {
    while try step() { advanced(progress) }
  }

  /// Applies one entry, which must be the next.
  public mutating func apply(_ next: ReadEntry) throws {
    guard let last = progress, next.entry.number == last.number + 1, next.entry.previous == last.hash else {
      throw DestinationError("entry \(next.entry.number) of \(log.service) does not follow on what is there")
    }
    switch next.entry.kind {
    case .claim: break
    case .base where next.entry.base?.isFirst == true: return try take(next)
    case .base: break
    case .pages: try write(next)
    }
    advance(to: next)
  }

  /// Syncs the file and notes how far it is; what was applied since the last time is applied again after a crash.
  public mutating func save() throws {
    guard let progress else { return }
    if descriptor >= 0, fsync(descriptor) != 0 { throw failure("written") }
    let text =
      "\(progress.number)\n\(progress.hash)\n\(progress.epoch)\n\(progress.position)\n\(progress.time.milliseconds)\n"
    try writeDurably(Array(text.utf8), to: "\(path).followed")
  }

  /// Syncs and closes the file and forgets how far it is: from now on it is a store like any other.
  public mutating func release() throws {
    if descriptor >= 0 {
      guard fsync(descriptor) == 0 else { throw failure("written") }
      close(descriptor)
      descriptor = -1
    }
    unlink("\(path).followed")
  }

  // MARK: Steps

  /// Takes the newest copy and begins behind it.
  private mutating func begin() throws -> Bool {
    guard let last = try log.last() else { return false }
    guard last.entry.lastBase > 0, let base = try log.entry(last.entry.lastBase) else {
      throw DestinationError("\(log.destination.name) has no copy of \(log.service) to begin with")
    }
    try take(base)
    return true
  }

  private mutating func take(_ read: ReadEntry) throws {
    guard let base = read.entry.base else { return }
    let next = "\(path).next"
    for old in [next, "\(path).followed"] { unlink(old) }
    let file = open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure("made") }
    defer { close(file) }
    var offset = 0
    for (index, hash) in base.parts.enumerated() {
      let object = "\(log.service)/\(base.folder)/\(index)"
      guard let packed = try log.destination.read(object) else {
        throw DestinationError("'\(log.destination.name)/\(object)' is missing")
      }
      guard SHA256.hex(SHA256.hash(packed)) == hash else {
        throw DestinationError("'\(log.destination.name)/\(object)' is damaged: its hash is another one")
      }
      bytesRead += packed.count
      let plain = try Packed.unpack(packed)
      try Self.write(plain[...], to: file, at: offset, next)
      offset += plain.count
    }
    guard fsync(file) == 0, rename(next, path) == 0 else { throw failure("written") }
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    for suffix in ["-wal", "-shm", "-journal"] { unlink(path + suffix) }
    if base.isFirst {
      advance(to: read)
    } else {
      // Entries from `from` on are put on top again, so that what was changed while it was made is whole.
      guard let before = try log.entry(base.from - 1) else {
        throw DestinationError("entry \(base.from - 1) of \(log.service) is missing")
      }
      advance(to: before)
    }
    try save()
  }

  private mutating func write(_ next: ReadEntry) throws {
    if descriptor < 0 {
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure("opened") }
    }
    let pageBytes = next.entry.pageBytes ?? 4096
    try next.pages { number, page in
      try Self.write(page, to: descriptor, at: (Int(number) - 1) * pageBytes, path)
    }
    if let count = next.entry.pageCount, ftruncate(descriptor, off_t(Int(count) * pageBytes)) != 0 {
      throw failure("written")
    }
    bytesRead += next.packed.count
  }

  private mutating func advance(to read: ReadEntry) {
    entriesApplied += 1
    progress = Progress(
      number: read.entry.number, hash: read.hash, epoch: read.entry.epoch, position: read.entry.position,
      time: read.entry.time)
  }

  private mutating func forget() throws {
    progress = nil
    unlink("\(path).followed")
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to file: Int32, at offset: Int, _ path: String) throws {
    var rest = bytes
    var place = offset
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, off_t(place)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw DestinationError("'\(path)' cannot be written: \(String(cString: strerror(errno)))")
      }
      rest = rest.dropFirst(count)
      place += count
    }
  }

  private func failure(_ done: String) -> DestinationError {
    DestinationError("'\(path)' cannot be \(done): \(String(cString: strerror(errno)))")
  }

  private static func readProgress(_ path: String) -> Progress? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, filled in
      filled = max(0, read(file, buffer.baseAddress, buffer.count))
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 5, let number = Int(lines[0]), let position = Int64(lines[3]), let time = Int64(lines[4])
    else { return nil }
    return Progress(
      number: number, hash: String(lines[1]), epoch: String(lines[2]), position: position,
      time: Instant(milliseconds: time))
  }
}
