import AfterSalesDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

/// `POST /v1/installations/{id}/evaluate`: from a form on paper, by an employee.
struct EvaluateOnPaper: ApprovableCommand {
  var scores: [String: Int]
  var comments: String?
  var contact: EvaluationForm.Contact?
  var occurredAt: Instant?
  var approvalReason: String?

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<EvaluationView> {
    let body = request.body
    let job = try InstallationStore.find(request.id(), for: request.visibility, in: unit.database)
    let form = EvaluationForm(scores: body.scores, comments: body.comments, contact: body.contact)
    var answer = try Answer.evaluation(of: job, form, hash: nil, at: request.occurredAt(in: unit), in: unit)
    let customers = request.visibility(of: .customer)
    if try !CustomerDirectory.holds(job.customerId, customers.clear, .customers, unit.database) {
      answer.body = answer.body.masked
    }
    return answer
  }
}
