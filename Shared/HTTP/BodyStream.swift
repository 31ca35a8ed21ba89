import CMicrohttpd
import Synchronization

/// The bounded buffer between a task that writes a body and the connection that sends it.
///
/// While it is empty its connection is suspended, and only a suspended connection is resumed: one whose client has
/// left is never touched, because it was closed and said so, or is suspended and still there.
final class BodyStream: HTTPBodyWriter {
  /// A writer waits while at least so many bytes are unsent.
  private static let capacity = 64 << 10

  private enum Ending { case open, complete, cut }

  private struct State {
    var connection: Handle?
    var unsent: [UInt8] = []
    var sent = 0
    var suspended = false
    var ending = Ending.open
    var writers: [Int: CheckedContinuation<Void, any Error>] = [:]
    var writes = 0

    mutating func append(_ bytes: [UInt8]) {
      guard !unsent.isEmpty else {
        unsent = bytes
        return
      }
      // Else it would grow for as long as the writer stays ahead.
      unsent.removeFirst(sent)
      sent = 0
      unsent += bytes
    }

    mutating func resume() {
      guard suspended, let connection else { return }
      suspended = false
      MHD_resume_connection(connection.pointer)
    }

    mutating func wakeWriters(throwing error: HTTPStreamEnded? = nil) {
      for writer in writers.values {
        if let error { writer.resume(throwing: error) } else { writer.resume() }
      }
      writers = [:]
    }
  }

  private let state = Mutex(State())

  /// The connection that sends this body; said before it reads.
  func attach(to connection: Handle) { state.withLock { $0.connection = connection } }

  func write(_ bytes: [UInt8]) async throws {
    let waiting: Int? = try state.withLock { state in
      guard state.ending == .open else { throw HTTPStreamEnded() }
      state.append(bytes)
      if !state.unsent.isEmpty { state.resume() }
      state.writes += 1
      return state.unsent.count - state.sent >= Self.capacity ? state.writes : nil
    }
    guard let waiting else { return }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        state.withLock { state in
          if state.ending != .open {
            continuation.resume(throwing: HTTPStreamEnded())
          } else if Task.isCancelled {
            continuation.resume(throwing: CancellationError())
          } else if state.unsent.count - state.sent < Self.capacity {
            continuation.resume()
          } else {
            state.writers[waiting] = continuation
          }
        }
      }
    } onCancel: {
      state.withLock { $0.writers.removeValue(forKey: waiting) }?.resume(throwing: CancellationError())
    }
  }

  /// Ends the body properly once what was written is sent; later writes throw.
  func complete() { state.withLock { if $0.ending == .open { Self.end(&$0, .complete) } } }

  /// Ends the connection in the middle of the body, so that the client can tell; unless the body is complete.
  func fail() { state.withLock { if $0.ending == .open { Self.end(&$0, .cut) } } }

  /// Ends the connection even if the body is complete and not all sent.
  func abort() { state.withLock { Self.end(&$0, .cut) } }

  private static func end(_ state: inout State, _ ending: Ending) {
    state.ending = ending
    state.wakeWriters(throwing: HTTPStreamEnded())
    state.resume()
  }

  /// For the library's thread: fills the buffer, or suspends the connection while there is nothing to send.
  private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    state.withLock { state in
      let count = min(buffer.count, state.unsent.count - state.sent)
      if count > 0, state.ending != .cut {
        buffer.copyBytes(from: state.unsent[state.sent..<state.sent + count])
        state.sent += count
        if state.sent == state.unsent.count {
          state.unsent.removeAll(keepingCapacity: state.unsent.count <= Self.capacity)
          state.sent = 0
        }
        if state.unsent.count - state.sent < Self.capacity { state.wakeWriters() }
        return count
      }
      switch state.ending {
      case .open:
        guard let connection = state.connection else { return -2 }
        state.suspended = true
        MHD_suspend_connection(connection.pointer)
        return 0
      case .complete: return -1  // MHD_CONTENT_READER_END_OF_STREAM
      case .cut: return -2  // MHD_CONTENT_READER_END_WITH_ERROR
      }
    }
  }

  /// A response that reads from this stream, and aborts it when it is destroyed: sent, or its client gone.
  func makeResponse() -> OpaquePointer? {
    MHD_create_response_from_callback(
      UInt64.max, 16 << 10,
      { context, _, buffer, size in
        guard let context, let buffer else { return -2 }
        return Unmanaged<BodyStream>.fromOpaque(context).takeUnretainedValue()
          .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
      },
      Unmanaged.passRetained(self).toOpaque(),
      { context in
        guard let context else { return }
        Unmanaged<BodyStream>.fromOpaque(context).takeRetainedValue().abort()
      })
  }
}

/// Thrown to whoever writes a body that nobody receives any more: the client has left, or the server stops.
public struct HTTPStreamEnded: Error, CustomStringConvertible {
  public var description: String { "the client has left, or the server stops" }
}
