import Synchronization

/// What a relay is asked to do by other threads.
public final class RelayInbox: Sendable {
  private struct State {
    var questions: [Question] = []
    var replay: Int64?
  }

  private let state = Mutex(State())
  /// Questions that may wait; consumers ask again.
  private static let limit = 10_000

  /// Takes a consumer's question.
  public func ask(_ question: Question) {
    state.withLock { if $0.questions.count < Self.limit { $0.questions.append(question) } }
  }

  /// Sends everything after this position of the event journal again.
  public func replay(after position: Int64) { state.withLock { $0.replay = position } }

  func takeQuestions() -> [Question] {
    state.withLock { state in
      defer { state.questions.removeAll() }
      return state.questions
    }
  }

  func takeReplay() -> Int64? {
    state.withLock { state in
      defer { state.replay = nil }
      return state.replay
    }
  }
}
