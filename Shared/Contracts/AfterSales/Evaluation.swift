import Kernel

/// The customer filled in the evaluation form (E6).
public struct InstallationEvaluated: DomainEvent {
  /// What the customer says of the contact data; leads compares it with its own.
  public struct Contact: Codable, Hashable, Sendable {
    /// As the customer wrote it.
    public var name: String?
    /// As the customer wrote it.
    public var phone: String?
    /// As the customer wrote it.
    public var address: Address?
  }

  public static let type = "joinery.aftersales.installation.evaluated.v1"
  public static let personal: Set<String> = ["contact", "comments"]

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  /// The crew that is judged.
  public var crewId: ID<Crew>?
  /// Question to score, 1 to 5.
  public var scores: [String: Int]
  /// What the customer wrote, in words.
  public var comments: String?
  /// What the customer says of the contact data; absent where nothing was said.
  public var contact: Contact?
  /// The business day of the evaluation.
  public var evaluatedOn: BusinessDate
  public var occurredAt: Instant
  /// 1, one more with each later evaluation of the same installation.
  public var version: Int? = nil
  /// The link by which it came; absent where an employee entered it.
  public var evaluationHash: String? = nil
}

/// The customer got another link, to say it anew: the later evaluation is a new version.
public struct EvaluationLinkIssued: DomainEvent {
  public static let type = "joinery.aftersales.evaluation_link.issued.v1"

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  /// SHA-256 of the token in hex: never the token itself.
  public var evaluationHash: String
  /// The last day on which the link is good.
  public var expiresOn: BusinessDate
  public var by: ID<Employee>?
  public var occurredAt: Instant
}

/// Where a problem at an installation came from (I8).
public enum ProblemCause: String, Codable, CaseIterable, Hashable, Sendable {
  case sales, measurement, factory, crew, other
}

/// A problem of an installation is seen to, with what it cost (E7, I8).
public struct ProblemClosed: DomainEvent {
  public static let type = "joinery.aftersales.problem.closed.v1"
  public static let personal: Set<String> = ["solution"]

  public var problemId: ID<InstallationProblem>
  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  /// The cause as it turned out.
  public var cause: ProblemCause
  /// What it cost the company.
  public var cost: Money
  /// What was done about it, in words.
  public var solution: String?
  /// The business day on which it was closed.
  public var closedOn: BusinessDate
  public var by: ID<Employee>?
  public var occurredAt: Instant
}
