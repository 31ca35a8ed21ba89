import CKafka
import Glibc

/// A file descriptor that a thread sleeps on until someone signals it. A signal given before the wait is not lost;
/// several become one.
final class Wakeup: Sendable {
  /// Also written to by librdkafka, when a queue is no longer empty.
  let descriptor: Int32

  init() {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    // Only a process without descriptors left gets none, and it cannot open a socket either.
    precondition(descriptor >= 0, "no file descriptor left for eventfd")
  }

  deinit { close(descriptor) }

  func signal() { eventfd_write(descriptor, 1) }

  /// Sleeps until signalled, at most so long; a negative time counts as zero.
  func wait(milliseconds: Int) {
    let end = ContinuousClock.now + .milliseconds(max(0, milliseconds))
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&entry, 1, ContinuousClock.now.milliseconds(until: end)) < 0, errno == EINTR {}
    var count: eventfd_t = 0
    eventfd_read(descriptor, &count)
  }
}

extension ContinuousClock.Instant {
  /// Whole milliseconds until `end`, rounded up, so that waiting so long never ends early; zero when it is over.
  func milliseconds(until end: Self) -> Int32 {
    let left = duration(to: end)
    let (seconds, attoseconds) = left.components
    guard left > .zero else { return 0 }
    return Int32(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
