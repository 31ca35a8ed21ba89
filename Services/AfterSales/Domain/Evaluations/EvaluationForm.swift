import Contracts
import Kernel

/// What a form of evaluation says, whoever fills it in (E6).
public struct EvaluationForm: Sendable {
  /// What the customer says of his or her contact data: leads compares it with its own and proposes the difference.
  public struct Contact: Codable, Sendable {
    public var name: String?
    public var phone: String?
    public var address: Address?
  }

  static let scores = 1...5
  static let questions = 50

  /// Question to score.
  public let scores: [String: Int]
  public let comments: String?
  public let contact: Contact?

  public init(scores: [String: Int], comments: String?, contact: Contact?) {
    (self.scores, self.comments, self.contact) = (scores, comments, contact)
  }

  func check() throws(InstallationError) {
    var fields = InvalidFields()
    if scores.isEmpty { fields.refuse("/scores", .noScores) }
    if scores.count > Self.questions { fields.refuse("/scores", .tooManyScores(limit: Self.questions)) }
    for (question, score) in scores.sorted(by: { $0.key < $1.key }) {
      if question.isEmpty || question.count > TextLimit.word {
        fields.refuse("/scores", .questionName(limit: TextLimit.word))
      }
      if !Self.scores.contains(score) { fields.refuse("/scores/\(question)", .scoreOutOfRange(Self.scores)) }
    }
    fields.length("/comments", comments, upTo: TextLimit.long)
    fields.length("/contact/name", contact?.name)
    fields.length("/contact/phone", contact?.phone, upTo: TextLimit.word)
    fields.length("/contact/address/city", contact?.address?.city)
    fields.length("/contact/address/community", contact?.address?.community)
    fields.length("/contact/address/building", contact?.address?.building)
    fields.length("/contact/address/room", contact?.address?.room)
    try fields.check(InstallationError.fields)
  }

  /// Nil where the customer said nothing of it.
  var proposal: InstallationEvaluated.Contact? {
    contact.map { InstallationEvaluated.Contact(name: $0.name, phone: $0.phone, address: $0.address) }
  }
}

extension InstallationState {
  /// The customer's word of it, a new version after each earlier one. `hash` is that of the link by which it came; nil
  /// where an employee entered it from paper.
  public func evaluate(
    _ form: EvaluationForm, after earlier: [EvaluationState], hash: String?, at time: Instant
  ) throws(InstallationError) -> InstallationEvaluated {
    try check(.evaluate)
    try form.check()
    return InstallationEvaluated(
      installationId: installationId, customerId: customerId, crewId: crewId, scores: form.scores,
      comments: form.comments, contact: form.proposal, evaluatedOn: CompanyZone.day(at: time), occurredAt: time,
      version: (earlier.map(\.version).max() ?? 0) + 1, evaluationHash: hash)
  }
}
