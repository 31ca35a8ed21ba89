import Synchronization

/// Whether something was asked for while a request was answered.
final class Asked: Sendable {
  private let noted = Atomic(false)

  var isNoted: Bool { noted.load(ordering: .relaxed) }
  func note() { noted.store(true, ordering: .relaxed) }
}
