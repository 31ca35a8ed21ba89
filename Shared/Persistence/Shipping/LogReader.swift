import Glibc

/// Reads what was committed out of SQLite's write-ahead log (its format: https://www.sqlite.org/fileformat2.html#walformat).
/// Only the thread that commits uses it, after each commit and before the log can begin anew.
final class LogReader {
  private static let headerBytes = 32
  private static let frameHeaderBytes = 24

  private let descriptor: Int32
  private var salts: [UInt8] = []
  /// Frames of the present log that were read.
  private var read = 0

  /// Frames that the log holds already belong to what the first copy of the store has.
  init(_ path: String, alreadyRead frames: Int) throws(StoreError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed("\(path): \(String(cString: strerror(errno)))") }
    if frames > 0 {
      salts = Array(try bytes(at: 0, Self.headerBytes)[16..<24])
      read = frames
    }
  }

  deinit { close(descriptor) }

  /// The pages that commits have written since the last call, the newest of each, and how many the store has after them.
  /// Throws where the log is not what it should be: then only a copy of the whole store is sure.
  func pages(upTo frames: Int) throws(StoreError) -> ChangedPages {
    let header = try bytes(at: 0, Self.headerBytes)
    if Array(header[16..<24]) != salts {
      salts = Array(header[16..<24])
      read = 0
    }
    let pageBytes = Int(bigEndian(header, at: 8))
    guard (512...65_536).contains(pageBytes), frames >= read else { throw .failed("the log has an unknown shape") }
    var changed = ChangedPages(pageBytes: pageBytes)
    let frameBytes = Self.frameHeaderBytes + pageBytes
    while read < frames {
      // Some at a time: a long transaction would else be in memory twice.
      let count = min(frames - read, 256)
      let piece = try bytes(at: Self.headerBytes + read * frameBytes, count * frameBytes)
      for frame in 0..<count {
        let start = frame * frameBytes
        guard piece[(start + 8)..<(start + 16)] == salts[...] else {
          throw .failed("the log has frames of another one")
        }
        let body = start + Self.frameHeaderBytes
        changed.pages[bigEndian(piece, at: start)] = Array(piece[body..<(body + pageBytes)])
        let pageCount = bigEndian(piece, at: start + 4)
        if pageCount > 0 { changed.pageCount = pageCount }
      }
      read += count
      // The last frame of a transaction says how many pages there are; anything else is no commit.
      if read == frames, bigEndian(piece, at: (count - 1) * frameBytes + 4) == 0 {
        throw .failed("the log does not end with a commit")
      }
    }
    return changed
  }

  /// Frames that would be read now.
  func unread(of frames: Int) -> Int { max(0, frames - read) }

  private func bytes(at offset: Int, _ count: Int) throws(StoreError) -> [UInt8] {
    var found = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let more = found.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
      }
      if more < 0, errno == EINTR { continue }
      guard more > 0 else { throw .failed("the log ends before its last commit") }
      filled += more
    }
    return found
  }
}

private func bigEndian(_ bytes: [UInt8], at place: Int) -> UInt32 {
  bytes[place..<(place + 4)].reduce(0) { $0 << 8 | UInt32($1) }
}

/// Pages of a store as they are after some commits.
public struct ChangedPages: Sendable {
  public let pageBytes: Int
  /// By their numbers, from 1.
  public var pages: [UInt32: [UInt8]] = [:]
  /// Pages of the whole store after these commits.
  public var pageCount: UInt32 = 0

  public init(pageBytes: Int) {
    self.pageBytes = pageBytes
  }

  public var bytes: Int { pages.count * pageBytes }

  /// Adds what later commits have changed.
  mutating func merge(_ later: ChangedPages) {
    pages.merge(later.pages) { $1 }
    if later.pageCount > 0 { pageCount = later.pageCount }
  }
}
