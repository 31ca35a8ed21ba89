import AfterSalesDomain
import Contracts
import Crypto
import Kernel
import Persistence
import ServiceRuntime

/// What a form of evaluation says, whoever fills it in (E6).
struct EvaluationForm: Codable, Sendable {
  struct Contact: Codable, Sendable {
    var name: String?
    var phone: String?
    var address: Address?
  }

  var scores: [String: Int]
  var comments: String?
  var contact: Contact?

  func check() throws {
    var checks = FieldChecks()
    if scores.isEmpty {
      checks.refuse("/scores", "empty", Localized(zh: "请至少评一项。", en: "Score one question at least."))
    }
    if scores.count > 50 {
      checks.refuse("/scores", "too-many", Localized(zh: "最多 50 项。", en: "At most 50 questions."))
    }
    for (question, score) in scores.sorted(by: { $0.key < $1.key }) {
      if question.isEmpty || question.count > 50 {
        checks.refuse(
          "/scores", "question", Localized(zh: "题目名称须为 1 到 50 个字符。", en: "A question's name has 1 to 50 characters."))
      }
      if !(1...5).contains(score) {
        checks.refuse(
          "/scores/\(question)", "out-of-range", Localized(zh: "请打 1 到 5 分。", en: "Give 1 to 5."))
      }
    }
    checks.length("/comments", comments, upTo: FieldChecks.longText)
    checks.length("/contact/name", contact?.name)
    checks.length("/contact/phone", contact?.phone, upTo: 50)
    for (name, part) in [
      ("city", contact?.address?.city), ("community", contact?.address?.community),
      ("building", contact?.address?.building), ("room", contact?.address?.room),
    ] {
      checks.length("/contact/address/\(name)", part)
    }
    try checks.finish()
  }

  func record(
    for job: InstallationState, hash: String?, at time: Instant, in unit: borrowing UnitOfWork
  ) throws -> EvaluationView {
    let event = InstallationEvaluated(
      installationId: job.installationId, customerId: job.customerId, crewId: job.crewId, scores: scores,
      comments: comments,
      contact: contact.map { InstallationEvaluated.Contact(name: $0.name, phone: $0.phone, address: $0.address) },
      evaluatedOn: CompanyZone.day(at: time), occurredAt: time,
      version: try EvaluationLinks.nextVersion(of: job.installationId, in: unit.database), evaluationHash: hash)
    try unit.record(event)
    return EvaluationView(
      version: event.version ?? 1, scores: scores, comments: comments, contact: event.contact,
      evaluatedOn: event.evaluatedOn)
  }
}

/// `POST /v1/evaluations/{token}`, by the customer, who has the link and nothing else: once.
struct EvaluateByLink: Command {
  var scores: [String: Int]
  var comments: String?
  var contact: EvaluationForm.Contact?
  var occurredAt: Instant? { nil }

  static func run(
    _ request: CommandRequest<EvaluateByLink>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<EvaluationView> {
    let token = request.parameter("token")
    let job = try EvaluationLinks.installation(of: token, on: unit.today, in: unit.database)
    let form = EvaluationForm(
      scores: request.body.scores, comments: request.body.comments, contact: request.body.contact)
    try form.check()
    return Answer(
      try form.record(for: job, hash: SHA256.hex(token), at: unit.now, in: unit), status: 201)
  }
}

/// `POST /v1/installations/{id}/evaluate`: from a form on paper, by an employee.
struct EvaluateOnPaper: Command {
  var scores: [String: Int]
  var comments: String?
  var contact: EvaluationForm.Contact?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<EvaluateOnPaper>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<EvaluationView> {
    let job = try Installations.find(request.id(), in: unit.database)
    try job.checkCompleted("evaluate")
    let form = EvaluationForm(
      scores: request.body.scores, comments: request.body.comments, contact: request.body.contact)
    try form.check()
    return Answer(
      try form.record(for: job, hash: nil, at: request.occurredAt(in: unit), in: unit), status: 201)
  }
}

/// `POST /v1/installations/{id}/evaluation-link`: another link, so that the customer can say it anew.
struct IssueEvaluationLink: Command {
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<IssueEvaluationLink>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<EvaluationLinkView> {
    let job = try Installations.find(request.id(), in: unit.database)
    try job.checkCompleted("evaluation-link")
    let link = EvaluationLinks.Link(first: unit.newID(), second: unit.newID())
    let expiresOn = EvaluationLinks.lastDay(from: unit.today)
    try unit.record(
      EvaluationLinkIssued(
        installationId: job.installationId, customerId: job.customerId, evaluationHash: link.hash,
        expiresOn: expiresOn, by: ID(request.caller.subject), occurredAt: request.occurredAt(in: unit)))
    return Answer(EvaluationLinkView(evaluationUrl: link.path, expiresOn: expiresOn), status: 201)
  }
}

/// A link for a customer.
struct EvaluationLinkView: Codable, Sendable {
  /// A path of this service.
  var evaluationUrl: String
  var expiresOn: BusinessDate
}
