import Contracts
import Kernel

/// Where an installation is (E8).
public enum InstallationStage: String, Codable, CaseIterable, Hashable, Sendable {
  case planned, scheduled, completed
  /// Its delivery was cancelled before it was done.
  case cancelled
}

/// What can be done about an installation; the words are those of the paths.
public enum InstallationMove: String, CaseIterable, Hashable, Sendable {
  case schedule
  case readBrief = "brief-read"
  case complete
  case evaluate
  case issueLink = "evaluation-link"

  /// Where it may begin.
  public var from: Set<InstallationStage> {
    switch self {
    case .schedule, .readBrief, .complete: [.planned, .scheduled]
    case .evaluate, .issueLink: [.completed]
    }
  }
}

/// Why something cannot be done about an installation.
public enum InstallationError: Error, Hashable, Sendable {
  case illegalMove(InstallationMove, InstallationStage)
  case fields(InvalidFields)
  case crewBusy(CrewBusy)
}
