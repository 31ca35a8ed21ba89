import Contracts
import Kernel

/// Where a service request is (E10).
public enum RequestStage: String, Codable, CaseIterable, Hashable, Sendable {
  case open, assigned, paused, resolved, confirmed
}

/// What can be done about a request; the words are those of the paths.
public enum RequestMove: String, CaseIterable, Hashable, Sendable {
  case assign, pause, resume, resolve, confirm

  /// Where it may begin.
  public var from: Set<RequestStage> {
    switch self {
    case .assign, .resolve: [.open, .assigned, .paused]
    case .pause: [.open, .assigned]
    case .resume: [.paused]
    case .confirm: [.resolved]
    }
  }
}

/// Why something cannot be done about a request.
public enum RequestError: Error, Hashable, Sendable {
  case illegalMove(RequestMove, RequestStage)
  case fields(InvalidFields)
  case crewBusy(CrewBusy)
}
