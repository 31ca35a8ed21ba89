import Contracts
import Kernel

/// What a customer said of an installation (E6); a later one is a new version, the earlier stay.
public struct EvaluationState: Codable, Hashable, Sendable {
  public let version: Int
  /// Question to score, 1 to 5.
  public let scores: [String: Int]
  public let comments: String?
  public let contact: InstallationEvaluated.Contact?
  public let evaluatedOn: BusinessDate

  public init(_ event: InstallationEvaluated) {
    version = event.version ?? 1
    (scores, comments, contact, evaluatedOn) = (event.scores, event.comments, event.contact, event.evaluatedOn)
  }
}
