import Glibc

/// A connection whose request was refused before its body was all there. Closed at once, the rest of the body, which has
/// nowhere to go, would have the kernel take the answer back from a client that sends all before it reads (RFC 9112, 9.6).
/// So the body is read on and dropped for a while.
enum Lingering {
  /// At the same time; further ones are closed at once.
  static let most = 64
  private static let pause = Duration.milliseconds(10)

  /// Takes the descriptor, whose answer is sent, and closes it: when the client has, after so many bytes, or at the end.
  static func drain(_ descriptor: Int32, atMost limit: Int, until end: ContinuousClock.Instant) async {
    defer { close(descriptor) }
    shutdown(descriptor, Int32(SHUT_WR))
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    var dropped = 0
    while dropped <= limit, ContinuousClock.now < end {
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        dropped += count
      } else if count < 0, errno == EAGAIN || errno == EINTR {
        // Nobody tells when more has come: the library has let go of the descriptor.
        guard (try? await Task.sleep(for: pause)) != nil else { return }
      } else {
        return
      }
    }
  }
}
