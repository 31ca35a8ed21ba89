import AfterSalesDomain
import Contracts
import Kernel

/// What a customer said of an installation (E6).
struct EvaluationView: Codable, Sendable {
  var version: Int
  /// Question to score, 1 to 5.
  var scores: [String: Int]
  var comments: String?
  var contact: InstallationEvaluated.Contact?
  var evaluatedOn: BusinessDate

  init(_ state: EvaluationState) {
    (version, scores, comments) = (state.version, state.scores, state.comments)
    (contact, evaluatedOn) = (state.contact, state.evaluatedOn)
  }
}
