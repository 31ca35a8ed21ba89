import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/evaluations/{token}`, by the customer, who has the link and nothing else: once.
struct EvaluateByLink: Command {
  var scores: [String: Int]
  var comments: String?
  var contact: EvaluationForm.Contact?
  var occurredAt: Instant? { nil }

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<EvaluationView> {
    let (token, body) = (request.parameter("token"), request.body)
    let job = try EvaluationLinkStore.installation(of: token, on: unit.today, in: unit.database)
    let form = EvaluationForm(scores: body.scores, comments: body.comments, contact: body.contact)
    return try .evaluation(of: job, form, hash: EvaluationToken(token).hash, at: unit.now, in: unit)
  }
}

extension Answer where Body == EvaluationView {
  /// Records what a form says of an installation.
  static func evaluation(
    of job: InstallationState, _ form: EvaluationForm, hash: String?, at time: Instant, in unit: borrowing UnitOfWork
  ) throws -> Answer {
    let earlier = try EvaluationStore.evaluations(of: job.installationId, in: unit.database)
    let event = try job.evaluate(form, after: earlier, hash: hash, at: time)
    try unit.record(event)
    return Answer(EvaluationView(EvaluationState(event)), status: 201)
  }
}
