import AfterSalesDomain
import Contracts
import Kernel
import ServiceRuntime

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

  /// As those see it who are not to reach the customer.
  var masked: EvaluationView {
    var view = self
    view.contact?.phone = contact?.phone.map(Masking.phone)
    view.contact?.address = contact?.address.map(Masking.address)
    return view
  }
}
