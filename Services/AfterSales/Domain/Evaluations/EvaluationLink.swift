import Contracts
import Kernel

/// Why a customer's link does not open the form.
public enum EvaluationLinkError: Error, Hashable, Sendable {
  case unknown
  case used
  case expired(on: BusinessDate)
}

/// A link by which a customer evaluates an installation, once and for some days (E6). Only the hash of its token is
/// known here.
public struct EvaluationLink: Hashable, Sendable {
  public let hash: String
  public let installationId: ID<Installation>
  /// The last day on which it is good.
  public let expiresOn: BusinessDate
  public private(set) var isUsed: Bool

  public init(hash: String, installationId: ID<Installation>, expiresOn: BusinessDate, isUsed: Bool = false) {
    (self.hash, self.installationId, self.expiresOn, self.isUsed) = (hash, installationId, expiresOn, isUsed)
  }

  public init(_ event: InstallationCompleted) {
    self.init(
      hash: event.evaluationHash, installationId: event.installationId, expiresOn: event.evaluationExpiresOn)
  }

  public init(_ event: EvaluationLinkIssued) {
    self.init(hash: event.evaluationHash, installationId: event.installationId, expiresOn: event.expiresOn)
  }

  /// Refuses a link that was used, and one that has expired; the first of them is what the customer is told.
  public func check(on day: BusinessDate) throws(EvaluationLinkError) {
    guard !isUsed else { throw .used }
    guard day <= expiresOn else { throw .expired(on: expiresOn) }
  }

  public mutating func apply(_ event: InstallationEvaluated) {
    if event.evaluationHash == hash { isUsed = true }
  }
}
