import Kernel
import SQLite

extension Store {
  /// A copy of the store to begin with at a destination, and the moment that it is of. `isFirst`: all changes up to that
  /// moment are in it alone; else they go out besides, as they do while it is made. Blocks: for threads of one's own.
  public func shippableCopy(isFirst: Bool) throws -> (copy: StoreCopy, mark: Outgoing.Mark) {
    try copying.withLock { _ in
      let reader = try Database(path: path, mode: .readOnly)
      let mark = try withWriter { writer in
        // The writer waits meanwhile, so that this is the moment after the last commit that was taken.
        try reader.run("BEGIN")
        let position = try EventJournal.lastPosition(in: reader)
        return outgoing?.mark(position: position, forBase: isFirst, at: time.now())
      }
      defer { _ = try? reader.run("COMMIT") }
      guard let mark else { throw StoreError.failed("the store is not shipped") }
      return (try StoreCopy(of: reader, in: folder), mark)
    }
  }

  /// Position of the event journal up to which events may be published: what the destination has, so that nobody knows
  /// of an event that could be lost with this machine.
  public var publishable: Int64 { outgoing?.status.shippedPosition ?? .max }

  /// Why this store must not be written any more; nil while it may.
  public var fenced: String? { outgoing?.status.fenced }

  /// A moment of the store that can be waited for by `isShipped`.
  public var moment: UInt64 { outgoing?.sequence ?? 0 }

  /// The moment of all that a read before may have seen: a commit that is under way is waited for.
  public func momentOfWhatWasRead() throws -> UInt64 {
    guard let outgoing else { return 0 }
    return try withWriter { _ in outgoing.sequence }
  }

  /// Whether the destination has everything up to that moment; true without one.
  public func isShipped(_ moment: UInt64) -> Bool { outgoing?.hasShipped(moment) ?? true }
}
